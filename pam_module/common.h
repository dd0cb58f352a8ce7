/* The passwords that everybody tries first. Pure. */
#ifndef CONFIDE_PAM_COMMON_H
#define CONFIDE_PAM_COMMON_H

#include <stdbool.h>

/* True when `folded`, a whole password as fold_case makes it, is one of the 15,769 of pam_module/data/common-passwords.
 * None is shorter than 8 characters. About 0.2 us. */
bool common_has(const char *folded);

#endif
