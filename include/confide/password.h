/* The answer to "is this password strong?", and what it was judged by. */
#ifndef CONFIDE_PASSWORD_H
#define CONFIDE_PASSWORD_H

enum password_verdict {
    PASSWORD_OK = 0,
    PASSWORD_EMPTY,
    PASSWORD_NOT_TEXT,  /* not UTF-8, or control characters */
    PASSWORD_TOO_SHORT, /* in code points after NFC */
    PASSWORD_TOO_LONG,  /* over 512 bytes: what libpam's helpers cut off silently */
    PASSWORD_PERSONAL,  /* falls to the person's own words */
    PASSWORD_CLINIC,    /* falls to the clinic's words, months, seasons, medicines */
    PASSWORD_TOO_EASY,  /* too few guesses in any other way */
    PASSWORD_LEAKED,    /* the whole password stands in a list of common or leaked ones */
    PASSWORD_SIMILAR    /* the current password with small changes */
};

struct password_profile {
    const char *name;    /* "ncsc" */
    const char *clause;  /* where its numbers come from: "NIST SP 800-63B-4 3.1.1.2" */
    unsigned min_points; /* least length in code points */
    double min_bits;     /* least guesses, as log2 */
};

/* From one place at most so many wrong ones in so long are tried (NCSC Cyber Essentials 3.1, user access control: no
 * "more than 10 guesses in 5 minutes"), and as many are a burst. */
enum { PASSWORD_TRIES = 10, PASSWORD_TRIES_MS = 5 * 60 * 1000 };

enum { PASSWORD_MAX_BYTES = 512, PASSWORD_REASON_SIZE = 81 };

#endif
