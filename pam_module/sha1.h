/* SHA-1 of a short text, for lists of leaked passwords that are kept so, and for nothing else: it protects nothing.
 * Pure. */
#ifndef CONFIDE_PAM_SHA1_H
#define CONFIDE_PAM_SHA1_H

#include <stddef.h>

enum { SHA1_HEX_SIZE = 41 };

/* Writes the SHA-1 (FIPS 180-4) of `length` bytes as 40 upper-case hex digits, as Have I Been Pwned does. */
void sha1_hex(char hex[SHA1_HEX_SIZE], const char *text, size_t length);

#endif
