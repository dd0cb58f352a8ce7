/* Is a new password the old one with small changes? Pure; every copy it makes is wiped. */
#ifndef CONFIDE_PAM_SIMILAR_H
#define CONFIDE_PAM_SIMILAR_H

#include <stdbool.h>

/* True when whoever knows `old` would try `password` next: it was rotated, reversed, put in another case or disguise,
 * given another year or sign, or keeps at least half of the new password in one piece. False when either is empty. Both
 * NUL-terminated UTF-8; what counts is the first 256 letters of each. At most some 0.5 ms. */
bool similar_passwords(const char *password, const char *old);

#endif
