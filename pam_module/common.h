/* What everybody tries first: passwords, words and names. Pure. */
#ifndef CONFIDE_PAM_COMMON_H
#define CONFIDE_PAM_COMMON_H

#include <stdbool.h>
#include <stddef.h>

/* True when `folded`, a whole password as fold_case makes it, is one of the 60,064 lines of
 * pam_module/data/common-passwords. None is shorter than 8 characters. About 0.3 us. */
bool common_has(const char *folded);

/* True when the `length` bytes at `text` are one of those lines. */
bool common_has_part(const char *text, size_t length);

/* True when the `length` bytes at `text` are a name of pam_module/data/names: 34,105 first names and surnames, none
 * shorter than 3 letters, in lower case. */
bool common_is_name(const char *text, size_t length);

#endif
