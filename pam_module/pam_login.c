/* A login in its course. Owns: in which order identity, exemption, emergency and pace are asked. Must not own: who may
 * log in (identity.c), the words (sentences.c), how long a wait is (the judge's pace.c). In: an account. Out:
 * PAM_IGNORE, or a refusal that was said. */
#include "pam_module/pam_login.h"

#include <string.h>
#include <strings.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>
#include <security/pam_modutil.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "pam_module/pam_talk.h"
#include "pam_module/register.h"
#include "pam_module/sentences.h"

/* What a wrong password waits while the agent, which counts, is away: as pam_unix(8) does. */
enum { DELAY_ALONE_MS = 2000, DELAY_MOST_MS = 3600 * 1000 };

static const char magic_word[] = "EMERGENCY";

/* ---- may it log in? -------------------------------------------------------------------------- */

/* Two logins of one uid are one person to the kernel, and so to the watch: only the first of them is a person's. */
static bool is_twin(pam_handle_t *pamh, struct transaction *transaction, const struct passwd *account)
{
    const struct passwd *first = pam_modutil_getpwuid(pamh, account->pw_uid);

    return first && strcmp(first->pw_name, transaction->login) != 0 &&
           text_copy(transaction->other, sizeof transaction->other, first->pw_name);
}

static enum identity_verdict find_verdict(pam_handle_t *pamh, struct transaction *transaction,
                                          const struct passwd *account)
{
    enum identity_verdict verdict = IDENTITY_MAY;
    enum register_result result;
    char error[CONFIG_ERROR_SIZE];
    struct staff_member row;

    if (transaction->blind)
        return IDENTITY_MAY;
    result = register_find(transaction->config.register_file, transaction->login, &row, error, sizeof error);
    if (*error) /* its copy may have decided all the same */
        pam_syslog(pamh, LOG_ALERT, "%s", error);
    switch (result) {
    case REGISTER_FOUND:
        verdict = identity_judge(&row, clock_now_ms());
        break;
    case REGISTER_NOT_LISTED:
        verdict = identity_judge(NULL, clock_now_ms());
        break;
    case REGISTER_UNUSABLE:
        return IDENTITY_MAY;
    }
    return verdict == IDENTITY_MAY && is_twin(pamh, transaction, account) ? IDENTITY_TWIN : verdict;
}

/* su, for instance from a script: it could without us. Another host's word that its user is root counts for nothing. */
static bool is_root_acting(pam_handle_t *pamh)
{
    return getuid() == 0 && strcmp(talk_item(pamh, PAM_RUSER), "root") == 0 && !*talk_item(pamh, PAM_RHOST);
}

/* Whom policy never stops: root, root acting as somebody else, and the emergency group. */
static bool is_exempt(pam_handle_t *pamh, const struct transaction *transaction, const struct passwd *account)
{
    const char *group = transaction->config.emergency_group;

    return account->pw_uid == 0 || is_root_acting(pamh) ||
           (*group && pam_modutil_user_in_group_nam_nam(pamh, account->pw_name, group));
}

static void judge_once(pam_handle_t *pamh, struct transaction *transaction, const struct passwd *account)
{
    if (transaction->judged)
        return;
    transaction->judged = true;
    transaction->verdict = find_verdict(pamh, transaction, account);
    transaction->refused = identity_refuses(transaction->verdict) && !is_exempt(pamh, transaction, account);
    if (transaction->refused && transaction->audit)
        transaction_note_refusal(pamh, transaction, "", identity_word(transaction->verdict));
}

static bool has_dialogue(const struct transaction *transaction)
{
    return geteuid() == 0 && text_in_list(transaction->config.dialogue_services, transaction->service);
}

/* lightdm's greeter hides an error behind its own "Failed to authenticate", and leaves a line of information. */
static void say_no(pam_handle_t *pamh, const struct transaction *transaction, int flags, const char *sentence)
{
    if (has_dialogue(transaction))
        talk_inform(pamh, flags, sentence);
    else
        talk_error(pamh, flags, sentence);
}

static void say_refusal(pam_handle_t *pamh, const struct transaction *transaction, const struct passwd *account,
                        int flags)
{
    char sentence[SENTENCE_SIZE];

    say_no(pamh, transaction, flags,
           sentence_refusal(sentence, transaction->verdict, account->pw_name, transaction->other,
                            transaction->config.contact));
}

/* ---- EMERGENCY ------------------------------------------------------------------------------- */

/* At this computer only: a session on another host could not be locked at the end. A service's login is no person's,
 * whatever the emergency. */
static bool may_ask_emergency(pam_handle_t *pamh, const struct transaction *transaction)
{
    return transaction->config.emergency_minutes > 0 && has_dialogue(transaction) && !*talk_item(pamh, PAM_RHOST) &&
           transaction->verdict != IDENTITY_SERVICE;
}

/* "EMERGENCY: Mrs Hall fell in room 4": what stands behind the word; NULL when it is another. */
static const char *reason_behind(const char *answer)
{
    const char *begin = answer + strspn(answer, " \t"), *reason = begin + strlen(magic_word);

    if (strncasecmp(begin, magic_word, strlen(magic_word)) != 0)
        return NULL;
    return reason + strspn(reason, " \t:;,.!-");
}

/* When it is not asked for, the refusal is said; without a reason, that. The reason goes to the agent's store and
 * nowhere else: it may name a patient. */
static bool enter_by_emergency(pam_handle_t *pamh, struct transaction *transaction, const struct passwd *account,
                               int flags)
{
    unsigned minutes = transaction->config.emergency_minutes;
    char line[SENTENCE_SIZE], answer[PAM_MAX_RESP_SIZE], reason[sizeof((struct event *)0)->reason] = "";
    const char *given = NULL;

    talk_inform(pamh, flags, sentence_emergency_offer(line, minutes));
    if (talk_ask(pamh, flags, sentence_emergency_prompt(line, false), answer, sizeof answer))
        given = reason_behind(answer);
    if (given && *given == '\0')
        given = talk_ask(pamh, flags, sentence_emergency_prompt(line, true), answer, sizeof answer)
                    ? answer + strspn(answer, " \t")
                    : "";
    transaction->entered = given && *given;
    if (transaction->entered) {
        pam_syslog(pamh, LOG_NOTICE, "let in %s by EMERGENCY for %u minutes: %s", transaction->login, minutes,
                   identity_word(transaction->verdict));
        transaction_tell(pamh, transaction, ACTION_OVERRIDE, OUTCOME_OK, identity_word(transaction->verdict),
                         text_escape(reason, sizeof reason, given));
        talk_welcome(pamh, flags, sentence_emergency_accepted(line, minutes));
    } else if (given) {
        talk_inform(pamh, flags, sentence_reason_missing(line));
    } else {
        say_refusal(pamh, transaction, account, flags);
    }
    explicit_bzero(answer, sizeof answer);
    explicit_bzero(reason, sizeof reason);
    return transaction->entered;
}

int login_judge(pam_handle_t *pamh, struct transaction *transaction, const struct passwd *account, bool authenticated,
                int flags)
{
    bool first = !transaction->judged;

    judge_once(pamh, transaction, account);
    if (!transaction->refused || transaction->audit || transaction->entered)
        return PAM_IGNORE;
    if (!authenticated && may_ask_emergency(pamh, transaction)) {
        transaction->judged = false; /* told when it is decided */
        return PAM_IGNORE;
    }
    if (!first || !may_ask_emergency(pamh, transaction))
        say_refusal(pamh, transaction, account, flags);
    else if (enter_by_emergency(pamh, transaction, account, flags))
        return PAM_IGNORE;
    if (first)
        transaction_note_refusal(pamh, transaction, "", identity_word(transaction->verdict));
    return PAM_PERM_DENIED;
}

/* ---- wrong passwords ------------------------------------------------------------------------- */

/* Root and the emergency group at this computer are never refused, whatever the agent says. By su or from another host
 * their passwords can be guessed like any other. */
static bool may_always_try(pam_handle_t *pamh, const struct transaction *transaction, const struct passwd *account)
{
    return account && !*talk_item(pamh, PAM_RHOST) && !*talk_item(pamh, PAM_RUSER) &&
           is_exempt(pamh, transaction, account);
}

int login_knock(pam_handle_t *pamh, struct transaction *transaction, const struct passwd *account, int flags)
{
    struct wire_welcome welcome;
    char sentence[SENTENCE_SIZE];

    if (!transaction_visit(pamh, transaction, VISIT_KNOCK, &welcome))
        welcome.delay_ms = DELAY_ALONE_MS;
    if (may_always_try(pamh, transaction, account))
        welcome.refuse_ms = 0;
    if ((welcome.refuse_ms <= 0 || transaction->audit) && welcome.delay_ms > 0 && welcome.delay_ms <= DELAY_MOST_MS)
        pam_fail_delay(pamh, (unsigned)welcome.delay_ms * 1000);
    if (welcome.refuse_ms <= 0)
        return PAM_IGNORE;
    pam_syslog(pamh, LOG_NOTICE, "%s %s waiting: too many wrong passwords there",
               transaction->audit ? "audit: would have kept" : "keeps",
               *transaction->login ? transaction->login : "somebody");
    if (transaction->audit)
        return PAM_IGNORE;
    say_no(pamh, transaction, flags, sentence_wait(sentence, welcome.refuse_ms, transaction->config.contact));
    return PAM_MAXTRIES;
}

/* ---- let in ---------------------------------------------------------------------------------- */

void login_welcome(pam_handle_t *pamh, struct transaction *transaction, int flags)
{
    bool can_show = has_dialogue(transaction) && !*talk_item(pamh, PAM_RUSER);
    bool is_shown = can_show && !transaction->entered;
    const char *contact = transaction->config.contact;
    char sentence[SENTENCE_SIZE];
    struct wire_welcome welcome;

    if (transaction->greeted || !(is_shown || transaction->proven))
        return;
    transaction->greeted = true;
    if (!transaction_visit(pamh, transaction, VISIT_ENTER, &welcome) || !can_show)
        return;
    if (welcome.last_ms > 0)
        sentence_last_use(sentence, welcome.last_ms, clock_now_ms(), welcome.last_host, contact);
    else
        sentence_first_use(sentence, contact);
    if (is_shown)
        talk_welcome(pamh, flags, sentence);
    if (welcome.notice[0]) /* the agent's words, and the agent is less than root */
        talk_also(pamh, flags, text_escape(sentence, sizeof sentence, welcome.notice));
}
