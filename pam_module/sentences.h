/* Every line that the login module shows, but for the verdict on a password: whole English sentences, each at most 80
 * characters, valid UTF-8 and free of control characters, whatever is put into it. */
#ifndef CONFIDE_PAM_SENTENCES_H
#define CONFIDE_PAM_SENTENCES_H

#include <stdbool.h>
#include <stdint.h>

#include "pam_module/identity.h"

/* A greeter shows 80 characters whole; one of UTF-8 takes up to 4 bytes. */
enum { SENTENCE_MOST = 80, SENTENCE_SIZE = 4 * SENTENCE_MOST + 1 };

/* All functions: `to` has room for SENTENCE_SIZE and is returned; `contact` is whom to ask, "" = your manager. Where
 * all does not fit, a shorter sentence is taken: the way out is never what is left out. */

/* Why this login may not log in, and what to do: "" for verdicts that do not refuse. `other`: for IDENTITY_TWIN the
 * login to use instead, else "". */
char *sentence_refusal(char *to, enum identity_verdict verdict, const char *login, const char *other,
                       const char *contact);

/* "Last used Fri 20 Nov 17:42 at this computer. Not you? Tell Sam in IT." Times in milliseconds since 1970, shown
 * local. `host`: where from, "" = at this computer. */
char *sentence_last_use(char *to, int64_t last_ms, int64_t now_ms, const char *host, const char *contact);
char *sentence_first_use(char *to, const char *contact);

/* After too many wrong passwords: how long no other is taken, rounded up; INT64_MAX = until IT helps. */
char *sentence_wait(char *to, int64_t wait_ms, const char *contact);

/* What a refused person may do in an emergency; the question then put, and the one after it when EMERGENCY alone was
 * the answer. Both questions end in a blank: what is typed stands behind it. lightdm's greeter shows no question's text
 * once it has shown a line, so the line must say it all. */
char *sentence_emergency_offer(char *to, unsigned minutes);
char *sentence_emergency_prompt(char *to, bool word_given);

/* Let in, and what that means; and not let in for want of a reason. */
char *sentence_emergency_accepted(char *to, unsigned minutes);
char *sentence_reason_missing(char *to);

#endif
