/* One PAM transaction. Owns: the module's options, its state between libpam's calls, what it logs. Must not own: any
 * decision (identity.c, password.c), the talk with the agent (fact.c, tell.c). In: a handle. Out: its state. */
#include "pam_module/pam_transaction.h"

#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include <security/pam_ext.h>
#include <security/pam_modutil.h>

#include "agent/base/text.h"
#include "pam_module/fact.h"
#include "pam_module/pam_talk.h"
#include "pam_module/tell.h"

static const char data_name[] = "confide";

enum { TRIES = 3, TRIES_MOST = 10 };

struct options transaction_options(pam_handle_t *pamh, int argc, const char **argv)
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

/* ---- telling --------------------------------------------------------------------------------- */

static void add_origin(pam_handle_t *pamh, char *origin, size_t size)
{
    fact_add_origin(origin, size, "tty", talk_item(pamh, PAM_TTY));
    fact_add_origin(origin, size, "rhost", talk_item(pamh, PAM_RHOST));
    fact_add_origin(origin, size, "ruser", talk_item(pamh, PAM_RUSER));
}

void transaction_tell(pam_handle_t *pamh, struct transaction *transaction, enum event_action action,
                      enum event_outcome outcome, const char *object, const char *reason)
{
    struct event event = fact_new(action, outcome, transaction->login, transaction->service);
    const char *session = pam_getenv(pamh, "XDG_SESSION_ID");
    char error[CONFIG_ERROR_SIZE];

    if (event.session[0] == '\0' && session)
        text_copy(event.session, sizeof event.session, session);
    text_copy(event.object, sizeof event.object, object);
    text_copy(event.reason, sizeof event.reason, reason);
    if (transaction->entered)
        text_copy(event.purpose, sizeof event.purpose, "emergency");
    add_origin(pamh, event.evidence, sizeof event.evidence);
    fact_add_origin(event.evidence, sizeof event.evidence, "logind", session ? session : "");
    if (!fact_hand_over(&event, transaction->config.run, transaction->config.spool, &transaction->left_ms, error,
                        sizeof error)) /* of a screen locker, which runs as its user, that is to be expected */
        pam_syslog(pamh, geteuid() == 0 ? LOG_ALERT : LOG_INFO, "%s", error);
    explicit_bzero(&event, sizeof event);
}

void transaction_tell_failure(pam_handle_t *pamh, struct transaction *transaction)
{
    transaction->asked = transaction->knocking = false;
    transaction_tell(pamh, transaction, ACTION_FAIL, OUTCOME_FAILED, "", "authentication failed");
}

void transaction_note_refusal(pam_handle_t *pamh, struct transaction *transaction, const char *object, const char *word)
{
    const char *audit = transaction->audit ? "audit: would have " : "";
    char reason[64];

    pam_syslog(pamh, LOG_NOTICE, "%srefused %s: %s", audit, *transaction->login ? transaction->login : "somebody",
               word);
    text_format(reason, sizeof reason, "%s%s%s", audit, *audit ? "refused: " : "", word);
    transaction_tell(pamh, transaction, ACTION_REFUSE, *audit ? OUTCOME_OK : OUTCOME_DENIED, object, reason);
}

bool transaction_visit(pam_handle_t *pamh, struct transaction *transaction, enum wire_step step,
                       struct wire_welcome *welcome)
{
    struct wire_visit visit = {.step = step, .proven = transaction->proven};
    bool is_told;

    text_copy(visit.login, sizeof visit.login, transaction->login);
    text_copy(visit.service, sizeof visit.service, transaction->service);
    add_origin(pamh, visit.origin, sizeof visit.origin);
    is_told = tell_visit(transaction->config.run, &visit, welcome, &transaction->left_ms) == TELL_TOLD;
    transaction->knocking = is_told && step == VISIT_KNOCK && welcome->refuse_ms <= 0;
    return is_told;
}

/* ---- the end --------------------------------------------------------------------------------- */

static bool is_failure(int status)
{
    return status == PAM_AUTH_ERR || status == PAM_USER_UNKNOWN || status == PAM_MAXTRIES ||
           status == PAM_PERM_DENIED || status == PAM_CRED_INSUFFICIENT;
}

/* A right password and no session: a screen is unlocked. Lockers often call nothing but authenticate; polkit's agent
 * asks for a password as well, and unlocks nothing. */
static bool is_unlock(const struct transaction *transaction)
{
    return (transaction->proven || (transaction->asked && geteuid() != 0)) && !transaction->opened &&
           strncmp(transaction->service, "polkit", 6) != 0 && transaction_is_login(transaction);
}

/* Called by pam_end with the program's last status (sudo adds PAM_DATA_SILENT). A prompt broken off is no failure, nor
 * is a right password whose owner was refused: their knock is taken back. */
static void end_transaction(pam_handle_t *pamh, void *data, int status)
{
    struct transaction *transaction = data;
    struct wire_welcome welcome;
    int last = status & ~PAM_DATA_SILENT;

    if (transaction->pid != getpid())
        goto out;
    if (transaction->asked && is_failure(last))
        transaction_tell_failure(pamh, transaction);
    else if (last == PAM_SUCCESS && is_unlock(transaction))
        transaction_tell(pamh, transaction, ACTION_UNLOCK, OUTCOME_OK, "", "");
    if (transaction->knocking)
        transaction_visit(pamh, transaction, VISIT_LEAVE, &welcome);
out:
    free(transaction);
}

/* ---- the beginning --------------------------------------------------------------------------- */

/* A config that cannot be read makes the module blind: it goes on telling what happens, by the defaults, and refuses
 * nobody. */
static void begin(pam_handle_t *pamh, struct transaction *transaction, const struct options *options)
{
    char error[CONFIG_ERROR_SIZE];

    transaction->pid = getpid();
    transaction->left_ms = TELL_BUDGET_MS;
    text_copy(transaction->service, sizeof transaction->service, talk_item(pamh, PAM_SERVICE));
    transaction->blind = !config_load(&transaction->config, options->config, error, sizeof error);
    if (transaction->blind)
        pam_syslog(pamh, LOG_ALERT, "%s; until then nobody is refused", error);
    transaction->audit = transaction->config.mode == LOGIN_AUDIT;
    if (options->mode)
        transaction->audit = strcmp(options->mode, "audit") == 0;
    transaction->audit = transaction->audit || transaction->blind;
}

struct transaction *transaction_of(pam_handle_t *pamh, const struct options *options)
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

bool transaction_is_login(const struct transaction *transaction)
{
    return text_in_list(transaction->config.services, transaction->service);
}

/* A name too long for a login stands on no list and is told as nobody's: cut, it would be another's. */
const struct passwd *transaction_account(pam_handle_t *pamh, struct transaction *transaction, const char *name)
{
    const struct passwd *account = *name ? pam_modutil_getpwnam(pamh, name) : NULL;
    bool is_told = account && strlen(account->pw_name) < sizeof transaction->login;
    const char *login = is_told ? account->pw_name : "";

    if (!is_told || strcmp(transaction->login, login) != 0)
        transaction->judged = transaction->refused = transaction->entered = transaction->greeted = false;
    text_copy(transaction->login, sizeof transaction->login, login);
    return account;
}
