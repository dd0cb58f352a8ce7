/* A new password: asked for, judged, handed on. */
#ifndef CONFIDE_PAM_NEW_PASSWORD_H
#define CONFIDE_PAM_NEW_PASSWORD_H

#include "pam_module/pam_transaction.h"

/* PAM_SUCCESS, PAM_MAXTRIES after as many weak ones as `options` allows, or PAM_AUTHTOK_ERR. */
int password_change(pam_handle_t *pamh, struct transaction *transaction, const struct options *options, int flags);

#endif
