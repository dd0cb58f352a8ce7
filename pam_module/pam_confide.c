/* pam_confide(8): every login one named person, and a strong password. libpam's six entry points; together with the
 * other pam_*.c, which hold a transaction's state, its conversation, a login's course and a new password, all that
 * knows PAM. Must not own: who may log in (identity.c), what is strong (strength.c), how a fact travels (fact.c).
 * Answers: PAM_IGNORE wherever it has no objection, for in `auth` a PAM_SUCCESS could be a login by itself; PAM_SUCCESS
 * in `session` and `password`, where it opens nothing and a stack in which every module ignores would fail. */
#include <stdbool.h>

#include <security/pam_modules.h>

#include "pam_module/pam_login.h"
#include "pam_module/pam_password.h"
#include "pam_module/pam_talk.h"
#include "pam_module/pam_transaction.h"
#include "pam_module/tell.h"

/* The line that only a failed authentication comes by. With a password in hand it was a failure, without one a prompt
 * that was broken off. */
static int note_failure(pam_handle_t *pamh, struct transaction *transaction)
{
    struct wire_welcome welcome;

    transaction_account(pamh, transaction, talk_item(pamh, PAM_USER));
    if (*talk_item(pamh, PAM_AUTHTOK))
        transaction_tell_failure(pamh, transaction);
    else if (transaction->knocking)
        transaction_visit(pamh, transaction, VISIT_LEAVE, &welcome);
    transaction->asked = false;
    return PAM_IGNORE;
}

/* A caller from another host is judged in `account` only, after the password: a stranger on the network must not learn
 * who works here, and sshd shows a refusal's sentence from there alone. Screen lockers, which often call nothing but
 * this, are never remote. */
int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    const struct options options = transaction_options(pamh, argc, argv);
    struct transaction *transaction = transaction_of(pamh, &options);
    const struct passwd *account;
    const char *name;
    int result;

    if (!transaction && options.failed) /* in su, whose caller sets the limits, that line must not be passed */
        return PAM_BUF_ERR;
    if (!transaction || !transaction_is_login(transaction))
        return PAM_IGNORE;
    if (options.failed)
        return note_failure(pamh, transaction);
    if (transaction->asked) /* the program asks again in the same transaction: the last try has failed */
        transaction_tell_failure(pamh, transaction);
    result = talk_user(pamh, &name);
    if (result == PAM_CONV_AGAIN)
        return PAM_INCOMPLETE;
    if (result != PAM_SUCCESS || !name)
        return PAM_IGNORE;
    transaction->proven = false;
    account = transaction_account(pamh, transaction, name);
    result = PAM_IGNORE;
    if (account && !*talk_item(pamh, PAM_RHOST))
        result = login_judge(pamh, transaction, account, false, flags);
    if (result == PAM_IGNORE)
        result = login_knock(pamh, transaction, account, flags);
    transaction->asked = result == PAM_IGNORE;
    return result;
}

/* Whoever is asked about after the password has given the right one. */
static void end_asking(struct transaction *transaction)
{
    transaction->proven = transaction->proven || transaction->asked;
    transaction->asked = false;
}

int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    const struct options options = transaction_options(pamh, argc, argv);
    struct transaction *transaction = transaction_of(pamh, &options);

    if (transaction && !(flags & PAM_DELETE_CRED))
        end_asking(transaction);
    return PAM_IGNORE;
}

int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    const struct options options = transaction_options(pamh, argc, argv);
    struct transaction *transaction = transaction_of(pamh, &options);
    const struct passwd *account;
    int result;

    if (!transaction || !transaction_is_login(transaction))
        return PAM_IGNORE;
    end_asking(transaction);
    account = transaction_account(pamh, transaction, talk_item(pamh, PAM_USER));
    result = account ? login_judge(pamh, transaction, account, true, flags) : PAM_IGNORE;
    if (account && result == PAM_IGNORE)
        login_welcome(pamh, transaction, flags);
    return result;
}

static int session(pam_handle_t *pamh, enum event_action action, int argc, const char **argv)
{
    const struct options options = transaction_options(pamh, argc, argv);
    struct transaction *transaction = transaction_of(pamh, &options);
    bool emergency;

    if (!transaction || !transaction_is_login(transaction))
        return PAM_SUCCESS;
    end_asking(transaction);
    transaction->opened = true;
    if (action == ACTION_CLOSE) /* hours later: a wait of its own */
        transaction->left_ms = TELL_BUDGET_MS;
    if (transaction_account(pamh, transaction, talk_item(pamh, PAM_USER))) {
        emergency = transaction->judged && transaction->verdict == IDENTITY_EMERGENCY;
        transaction_tell(pamh, transaction, action, OUTCOME_OK, "", emergency ? "emergency" : "");
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

int pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
    const struct options options = transaction_options(pamh, argc, argv);
    struct transaction *transaction;

    if (flags & PAM_PRELIM_CHECK)
        return PAM_SUCCESS;
    transaction = transaction_of(pamh, &options);
    return transaction ? password_change(pamh, transaction, &options, flags) : PAM_AUTHTOK_ERR;
}
