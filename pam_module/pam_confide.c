/* pam_confide(8): every login one named person, and a strong password. The only file that knows PAM: it fetches, asks
 * the pure parts, answers and tells the agent. Must not own: who may log in (identity.c), what is strong (strength.c),
 * how a fact travels (fact.c). Answers: PAM_IGNORE wherever it has no objection, for in `auth` a PAM_SUCCESS could be a
 * login by itself; PAM_SUCCESS in `session` and `password`, where it opens nothing and a stack in which every module
 * ignores would fail. */
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <security/pam_modutil.h>

#include "agent/base/clock.h"
#include "agent/base/config.h"
#include "agent/base/text.h"
#include "pam_module/fact.h"
#include "pam_module/identity.h"
#include "pam_module/password.h"
#include "pam_module/register.h"
#include "pam_module/strength.h"
#include "pam_module/tell.h"

static const char data_name[] = "confide";

enum { TRIES = 3, TRIES_MOST = 10 };

/* What a line of the PAM stack says after the module's name. */
struct options {
    const char *config;
    const char *mode; /* over the config's; NULL: as the config says */
    bool failed;      /* this line stands where only a failed authentication comes by */
    bool use_authtok;
    int64_t tries;
};

/* One transaction, from pam_start to pam_end: what has been decided stays decided. */
struct transaction {
    struct config config;
    bool blind, audit;
    pid_t pid;                    /* a child that inherited it must not speak for its parent */
    int64_t left_ms;              /* for all talk with the agent */
    char login[EVENT_LOGIN_SIZE]; /* an account of this machine, or "" */
    char service[32];
    bool asked;           /* authentication has begun and nothing shows yet how it ended */
    bool judged, refused; /* refused: or would be, in audit mode */
    enum identity_verdict verdict;
};

static struct options read_options(pam_handle_t *pamh, int argc, const char **argv)
{
    struct options options = {.config = CONFIG_FILE, .tries = TRIES};

    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "config=", 7) == 0)
            options.config = argv[i] + 7;
        else if (strcmp(argv[i], "mode=audit") == 0 || strcmp(argv[i], "mode=enforce") == 0)
            options.mode = argv[i] + 5;
        else if (strcmp(argv[i], "failed") == 0)
            options.failed = true;
        else if (strcmp(argv[i], "use_authtok") == 0)
            options.use_authtok = true;
        else if (strncmp(argv[i], "retry=", 6) == 0 && text_number(argv[i] + 6, 1, TRIES_MOST, &options.tries))
            continue;
        else if (strcmp(argv[i], "try_first_pass") != 0) /* that is what it always does */
            pam_syslog(pamh, LOG_ERR, "unknown option '%s' is ignored: see pam_confide(8)", argv[i]);
    }
    return options;
}

static const char *item(pam_handle_t *pamh, int type)
{
    const void *text = NULL;

    return pam_get_item(pamh, type, &text) == PAM_SUCCESS && text ? text : "";
}

/* libpam complains loudly of a message that nobody can be shown. */
static void say(pam_handle_t *pamh, int flags, const char *sentence)
{
    const void *conv = NULL;

    if (!(flags & PAM_SILENT) && pam_get_item(pamh, PAM_CONV, &conv) == PAM_SUCCESS && conv &&
        ((const struct pam_conv *)conv)->conv)
        pam_error(pamh, "%s", sentence);
}

static void tell(pam_handle_t *pamh, struct transaction *transaction, enum event_action action,
                 enum event_outcome outcome, const char *object, const char *reason)
{
    struct event event = fact_new(action, outcome, transaction->login, transaction->service);
    const char *session = pam_getenv(pamh, "XDG_SESSION_ID");
    char error[CONFIG_ERROR_SIZE];

    if (event.session[0] == '\0' && session)
        text_copy(event.session, sizeof event.session, session);
    text_copy(event.object, sizeof event.object, object);
    text_copy(event.reason, sizeof event.reason, reason);
    fact_add_origin(&event, "tty", item(pamh, PAM_TTY));
    fact_add_origin(&event, "rhost", item(pamh, PAM_RHOST));
    fact_add_origin(&event, "ruser", item(pamh, PAM_RUSER));
    if (!fact_hand_over(&event, transaction->config.run, transaction->config.spool, &transaction->left_ms, error,
                        sizeof error)) /* of a screen locker, which runs as its user, that is to be expected */
        pam_syslog(pamh, geteuid() == 0 ? LOG_ALERT : LOG_INFO, "%s", error);
}

static void tell_failure(pam_handle_t *pamh, struct transaction *transaction)
{
    transaction->asked = false;
    tell(pamh, transaction, ACTION_FAIL, OUTCOME_FAILED, "", "authentication failed");
}

/* Called by pam_end with the program's last status (sudo adds PAM_DATA_SILENT). A prompt broken off is no failure. */
static void end_transaction(pam_handle_t *pamh, void *data, int status)
{
    struct transaction *transaction = data;
    int last = status & ~PAM_DATA_SILENT;

    if (transaction->asked && transaction->pid == getpid() &&
        (last == PAM_AUTH_ERR || last == PAM_USER_UNKNOWN || last == PAM_MAXTRIES || last == PAM_PERM_DENIED ||
         last == PAM_CRED_INSUFFICIENT))
        tell_failure(pamh, transaction);
    free(transaction);
}

/* A config that cannot be read makes the module blind: it goes on telling what happens, by the defaults, and refuses
 * nobody. */
static void begin(pam_handle_t *pamh, struct transaction *transaction, const struct options *options)
{
    char error[CONFIG_ERROR_SIZE];

    transaction->pid = getpid();
    transaction->left_ms = TELL_BUDGET_MS;
    text_copy(transaction->service, sizeof transaction->service, item(pamh, PAM_SERVICE));
    transaction->blind = !config_load(&transaction->config, options->config, error, sizeof error);
    if (transaction->blind)
        pam_syslog(pamh, LOG_ALERT, "%s; until then nobody is refused", error);
    transaction->audit = transaction->config.mode == LOGIN_AUDIT;
    if (options->mode)
        transaction->audit = strcmp(options->mode, "audit") == 0;
    transaction->audit = transaction->audit || transaction->blind;
}

/* This transaction's state, begun if need be; NULL without memory. */
static struct transaction *transaction_of(pam_handle_t *pamh, const struct options *options)
{
    struct transaction *transaction = NULL;
    const void *data = NULL;

    if (pam_get_data(pamh, data_name, &data) == PAM_SUCCESS && data) {
        memcpy(&transaction, &data, sizeof transaction); /* libpam hands back as const what it was given */
        return transaction;
    }
    transaction = calloc(1, sizeof *transaction);
    if (!transaction || pam_set_data(pamh, data_name, transaction, end_transaction) != PAM_SUCCESS) {
        free(transaction);
        pam_syslog(pamh, LOG_ALERT, "not enough memory: this login is neither judged nor told");
        return NULL;
    }
    begin(pamh, transaction, options);
    return transaction;
}

static bool is_login_service(const struct transaction *transaction)
{
    return text_in_list(transaction->config.services, transaction->service);
}

/* The account that `name` belongs to, or NULL: what stands in its place may be a password typed too early, and is
 * neither kept, logged nor told. A name too long for a login stands on no list and is told as nobody's: cut, it would
 * be another's. */
static const struct passwd *take_account(pam_handle_t *pamh, struct transaction *transaction, const char *name)
{
    const struct passwd *account = *name ? pam_modutil_getpwnam(pamh, name) : NULL;
    bool is_told = account && strlen(account->pw_name) < sizeof transaction->login;
    const char *login = is_told ? account->pw_name : "";

    if (!is_told || strcmp(transaction->login, login) != 0)
        transaction->judged = transaction->refused = false;
    text_copy(transaction->login, sizeof transaction->login, login);
    return account;
}

static enum identity_verdict find_verdict(pam_handle_t *pamh, const struct transaction *transaction)
{
    char error[CONFIG_ERROR_SIZE];
    struct staff_member row;

    if (transaction->blind)
        return IDENTITY_MAY;
    switch (register_find(transaction->config.register_file, transaction->login, &row, error, sizeof error)) {
    case REGISTER_FOUND:
        return identity_judge(&row, clock_now_ms());
    case REGISTER_NOT_LISTED:
        return identity_judge(NULL, clock_now_ms());
    case REGISTER_UNUSABLE:
        pam_syslog(pamh, LOG_ALERT, "%s", error);
        break;
    }
    return IDENTITY_MAY;
}

/* Whom policy never stops: root, root acting as somebody else (su, for instance from a script; it could without us),
 * and the emergency group. */
static bool is_exempt(pam_handle_t *pamh, const struct transaction *transaction, const struct passwd *account)
{
    const char *group = transaction->config.emergency_group;

    return account->pw_uid == 0 || (getuid() == 0 && strcmp(item(pamh, PAM_RUSER), "root") == 0) ||
           (*group && pam_modutil_user_in_group_nam_nam(pamh, account->pw_name, group));
}

static void note_refusal(pam_handle_t *pamh, struct transaction *transaction, const char *object, const char *word)
{
    const char *audit = transaction->audit ? "audit: would have " : "";
    char reason[64];

    pam_syslog(pamh, LOG_NOTICE, "%srefused %s: %s", audit, *transaction->login ? transaction->login : "somebody",
               word);
    text_format(reason, sizeof reason, "%s%s%s", audit, *audit ? "refused: " : "", word);
    tell(pamh, transaction, ACTION_REFUSE, *audit ? OUTCOME_OK : OUTCOME_DENIED, object, reason);
}

/* May this account log in? Judged, logged and told once; the answer and its sentence are repeated when asked again. */
static int judge_identity(pam_handle_t *pamh, struct transaction *transaction, const struct passwd *account, int flags)
{
    bool first = !transaction->judged;
    char sentence[IDENTITY_SENTENCE_SIZE];

    if (first) {
        transaction->judged = true;
        transaction->verdict = find_verdict(pamh, transaction);
        transaction->refused = identity_refuses(transaction->verdict) && !is_exempt(pamh, transaction, account);
    }
    if (transaction->refused && !transaction->audit)
        say(pamh, flags,
            identity_sentence(sentence, transaction->verdict, account->pw_name, transaction->config.contact));
    if (transaction->refused && first)
        note_refusal(pamh, transaction, "", identity_word(transaction->verdict));
    return transaction->refused && !transaction->audit ? PAM_PERM_DENIED : PAM_IGNORE;
}

/* The line that only a failed authentication comes by. With a password in hand it was a failure, without one a prompt
 * that was broken off. */
static int note_failure(pam_handle_t *pamh, struct transaction *transaction)
{
    take_account(pamh, transaction, item(pamh, PAM_USER));
    if (*item(pamh, PAM_AUTHTOK))
        tell_failure(pamh, transaction);
    transaction->asked = false;
    return PAM_IGNORE;
}

/* A caller from another host is judged in `account` only, after the password: a stranger on the network must not learn
 * who works here, and sshd shows a refusal's sentence from there alone. Screen lockers, which often call nothing but
 * this, are never remote. */
int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    const struct options options = read_options(pamh, argc, argv);
    struct transaction *transaction = transaction_of(pamh, &options);
    const struct passwd *account;
    const char *name = NULL;
    int result;

    if (!transaction || !is_login_service(transaction))
        return PAM_IGNORE;
    if (options.failed)
        return note_failure(pamh, transaction);
    if (transaction->asked) /* the program asks again in the same transaction: the last try has failed */
        tell_failure(pamh, transaction);
    result = pam_get_user(pamh, &name, NULL);
    if (result == PAM_CONV_AGAIN)
        return PAM_INCOMPLETE;
    if (result != PAM_SUCCESS || !name)
        return PAM_IGNORE;
    account = take_account(pamh, transaction, name);
    result = account && !*item(pamh, PAM_RHOST) ? judge_identity(pamh, transaction, account, flags) : PAM_IGNORE;
    transaction->asked = result == PAM_IGNORE;
    return result;
}

int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    const struct options options = read_options(pamh, argc, argv);
    struct transaction *transaction = transaction_of(pamh, &options);

    if (transaction && !(flags & PAM_DELETE_CRED))
        transaction->asked = false;
    return PAM_IGNORE;
}

int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    const struct options options = read_options(pamh, argc, argv);
    struct transaction *transaction = transaction_of(pamh, &options);
    const struct passwd *account;

    if (!transaction || !is_login_service(transaction))
        return PAM_IGNORE;
    transaction->asked = false;
    account = take_account(pamh, transaction, item(pamh, PAM_USER));
    return account ? judge_identity(pamh, transaction, account, flags) : PAM_IGNORE;
}

static int session(pam_handle_t *pamh, enum event_action action, int argc, const char **argv)
{
    const struct options options = read_options(pamh, argc, argv);
    struct transaction *transaction = transaction_of(pamh, &options);
    bool emergency;

    if (!transaction || !is_login_service(transaction))
        return PAM_SUCCESS;
    transaction->asked = false;
    if (action == ACTION_CLOSE) /* hours later: a wait of its own */
        transaction->left_ms = TELL_BUDGET_MS;
    if (take_account(pamh, transaction, item(pamh, PAM_USER))) {
        emergency = transaction->judged && transaction->verdict == IDENTITY_EMERGENCY;
        tell(pamh, transaction, action, OUTCOME_OK, "", emergency ? "emergency" : "");
    }
    return PAM_SUCCESS;
}

int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    (void)flags;
    return session(pamh, ACTION_OPEN, argc, argv);
}

int pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    (void)flags;
    return session(pamh, ACTION_CLOSE, argc, argv);
}

/* False, said and told, when it is weak; true in audit mode as well. */
static bool is_accepted(pam_handle_t *pamh, struct transaction *transaction, const char *password, int flags)
{
    const struct password_profile *profile = password_profile(transaction->config.profile);
    const struct passwd *account = take_account(pamh, transaction, item(pamh, PAM_USER));
    struct strength_question question = {.password = password, .old = item(pamh, PAM_OLDAUTHTOK)};
    enum password_verdict verdict;
    char reason[PASSWORD_REASON_SIZE], error[CONFIG_ERROR_SIZE];

    strength_add_words(&question, &transaction->config, transaction->login,
                       account && account->pw_gecos ? account->pw_gecos : "");
    verdict = strength_judge(&question, profile ? profile : password_profile("ncsc"), reason, error, sizeof error);
    explicit_bzero(&question, sizeof question);
    if (*error)
        pam_syslog(pamh, LOG_ALERT, "%s", error);
    if (verdict == PASSWORD_OK)
        return true;
    if (!transaction->audit)
        say(pamh, flags, reason);
    note_refusal(pamh, transaction, "password", "weak password"); /* how weak stands in no log: it may be in use now */
    return transaction->audit;
}

/* One round: the password is judged between the prompt and its repetition, for nobody should type a weak one twice.
 * `given`: another module has asked for it, and no one asks again. */
static int change_password(pam_handle_t *pamh, struct transaction *transaction, bool given, int flags)
{
    const char *password = item(pamh, PAM_AUTHTOK);
    int result = PAM_SUCCESS;

    if (!given)
        result = pam_get_authtok_noverify(pamh, &password, NULL);
    else if (!*password)
        result = PAM_AUTHTOK_ERR;
    if (result != PAM_SUCCESS || !password)
        return PAM_AUTHTOK_ERR;
    if (!is_accepted(pamh, transaction, password, flags))
        result = PAM_TRY_AGAIN;
    else if (!given)
        result = pam_get_authtok_verify(pamh, &password, NULL);
    if (result != PAM_SUCCESS)
        pam_set_item(pamh, PAM_AUTHTOK, NULL); /* or the next module would set it */
    return result;
}

int pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    const struct options options = read_options(pamh, argc, argv);
    bool given = options.use_authtok || *item(pamh, PAM_AUTHTOK);
    struct transaction *transaction;
    int result = PAM_TRY_AGAIN;

    if (flags & PAM_PRELIM_CHECK)
        return PAM_SUCCESS;
    transaction = transaction_of(pamh, &options);
    if (!transaction)
        return PAM_AUTHTOK_ERR;
    for (int64_t i = 0; i < (given ? 1 : options.tries) && result == PAM_TRY_AGAIN; i++)
        result = change_password(pamh, transaction, given, flags);
    if (result == PAM_TRY_AGAIN)
        result = given ? PAM_AUTHTOK_ERR : PAM_MAXTRIES;
    return result;
}
