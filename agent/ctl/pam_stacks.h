/* Where pam_confide.so stands in this machine's PAM stacks. Reads /etc/pam.d, changes nothing. */
#ifndef CONFIDE_CTL_PAM_STACKS_H
#define CONFIDE_CTL_PAM_STACKS_H

#include "findings.h"

/* Looks through every file of `folder` and adds what it finds: each line that names the module, with file:line; a
 * module that is named but not installed; the types (auth, account, password, session) in which it never stands. */
void pam_stacks_check(const char *folder, struct findings *findings);

#endif
