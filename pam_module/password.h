/* Is this password strong? Pure: no files, no clock, no variables; every copy it makes is wiped. Used by the module and
 * by confidectl. */
#ifndef CONFIDE_PAM_PASSWORD_H
#define CONFIDE_PAM_PASSWORD_H

#include <confide/password.h>

/* The profile called `name`, or NULL. */
const struct password_profile *password_profile(const char *name);

/* Judges `password` (NUL-terminated) by `profile`. `personal` and `clinic` are blank-separated words (own names, login,
 * birth year; clinic, units), either may be "". With any verdict but PASSWORD_OK, `reason` (PASSWORD_REASON_SIZE bytes)
 * holds one sentence: why, and one way out. */
enum password_verdict password_judge(const struct password_profile *profile, const char *password, const char *personal,
                                     const char *clinic, char *reason);

#endif
