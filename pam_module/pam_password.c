/* A new password. Owns: how it is asked for and handed on to the modules behind. Must not own: what is strong
 * (strength.c). In: what the person types. Out: a password that libpam holds, or a refusal that was said. */
#include "pam_module/pam_password.h"

#include <string.h>
#include <syslog.h>

#include <security/pam_ext.h>

#include "pam_module/pam_talk.h"
#include "pam_module/password.h"
#include "pam_module/strength.h"

/* False, said and told, when it is weak; true in audit mode as well. */
static bool is_accepted(pam_handle_t *pamh, struct transaction *transaction, const char *password, int flags)
{
    const struct password_profile *profile = password_profile(transaction->config.profile);
    const struct passwd *account = transaction_account(pamh, transaction, talk_item(pamh, PAM_USER));
    struct strength_question question = {.password = password, .old = talk_item(pamh, PAM_OLDAUTHTOK)};
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
    if (!transaction->audit) /* after the last try lightdm's greeter would hide an error behind "password incorrect" */
        talk_inform(pamh, flags, reason);
    transaction_note_refusal(pamh, transaction, "password",
                             "weak password"); /* how weak stands in no log: it may be in use now */
    return transaction->audit;
}

/* One round: the password is judged between the prompt and its repetition, for nobody should type a weak one twice.
 * `given`: another module has asked for it, and no one asks again. */
static int change_once(pam_handle_t *pamh, struct transaction *transaction, bool given, int flags)
{
    const char *password = talk_item(pamh, PAM_AUTHTOK);
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

int password_change(pam_handle_t *pamh, struct transaction *transaction, const struct options *options, int flags)
{
    bool given = options->use_authtok || *talk_item(pamh, PAM_AUTHTOK);
    int result = PAM_TRY_AGAIN;

    for (int64_t i = 0; i < (given ? 1 : options->tries) && result == PAM_TRY_AGAIN; i++)
        result = change_once(pamh, transaction, given, flags);
    if (result == PAM_TRY_AGAIN)
        result = given ? PAM_AUTHTOK_ERR : PAM_MAXTRIES;
    return result;
}
