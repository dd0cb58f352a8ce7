/* The site's list of leaked passwords, as a filter file. Owns libpasswdqc. */
#ifndef CONFIDE_PAM_LEAKED_H
#define CONFIDE_PAM_LEAKED_H

#include <stddef.h>

enum leaked_answer { LEAKED_NO = 0, LEAKED_YES, LEAKED_UNKNOWN };

/* Is `password` (text that password_judge would not call PASSWORD_NOT_TEXT) in the filter file `filter`, in the format
 * of pwqfilter(1): of passwords as they are or folded by fold_case, of NTLM hashes, or of SHA-1 in hex as its
 * plaintext? The whole password is compared, in NFC, as typed and folded. LEAKED_NO for a filter "". LEAKED_UNKNOWN,
 * with one line of why and remedy in `error`, when the file cannot be used: nobody may be refused on its account. One
 * in a billion others is called leaked as well (pwqfilter(1)). */
enum leaked_answer leaked_find(const char *filter, const char *password, char *error, size_t size);

#endif
