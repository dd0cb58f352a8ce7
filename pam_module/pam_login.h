/* A login in its course: may this account log in, how long does a wrong password wait, when was it last used. */
#ifndef CONFIDE_PAM_LOGIN_H
#define CONFIDE_PAM_LOGIN_H

#include "pam_module/pam_transaction.h"

/* Judged, logged and told once a transaction; the answer and its sentence are repeated when asked again. PAM_IGNORE or
 * PAM_PERM_DENIED. Before the password is known to be right a refusal that EMERGENCY could turn is put off
 * (`authenticated` false); then the question is asked. */
int login_judge(pam_handle_t *pamh, struct transaction *transaction, const struct passwd *account, bool authenticated,
                int flags);

/* Before a password of `account` (NULL: of nobody) is asked for: sets how long a wrong one waits. PAM_IGNORE, or
 * PAM_MAXTRIES, said, when none is to be tried now. */
int login_knock(pam_handle_t *pamh, struct transaction *transaction, const struct passwd *account, int flags);

/* Somebody is let in: shows once when the login was last used, where somebody reads it. */
void login_welcome(pam_handle_t *pamh, struct transaction *transaction, int flags);

#endif
