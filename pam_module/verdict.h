/* What a verdict on a password is called, says, and stands on. Pure. */
#ifndef CONFIDE_PAM_VERDICT_H
#define CONFIDE_PAM_VERDICT_H

#include <confide/password.h>

/* In one word, for programs: "too-short". */
const char *verdict_word(enum password_verdict verdict);

/* Writes why, and one way out, as one sentence or two of at most 80 characters into `reason` (PASSWORD_REASON_SIZE
 * bytes); "" for PASSWORD_OK. Nothing of the password stands in it. */
void verdict_sentence(char *reason, enum password_verdict verdict, const struct password_profile *profile);

/* The rule that it stands on: "NIST 800-63B-4 3.1.1.2, blocklist"; "Confide: ..." where it is our own. For PASSWORD_OK
 * and for lengths the profile's. */
const char *verdict_clause(enum password_verdict verdict, const struct password_profile *profile);

#endif
