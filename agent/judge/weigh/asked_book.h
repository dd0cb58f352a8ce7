/* The questions for whoever shows them, takes the answers and keeps both. Implemented by asked.c. */
#ifndef CONFIDE_JUDGE_ASKED_BOOK_H
#define CONFIDE_JUDGE_ASKED_BOOK_H

#include <stddef.h>

#include "asked.h"

/* What became of a question. Each is an entry of the chain, so the numbers stay. All from ASKED_LATE on were answered
 * without being excused. */
enum asked_outcome {
    ASKED_NO_MATTER = 0, /* there is no such question, or it was answered before: nothing is kept */
    ASKED_TOLD,          /* its line was given to the login module, for the first time */
    ASKED_SILENT,        /* the time for an answer ran out */
    ASKED_ACCEPTED,
    ASKED_LATE,     /* answered after that */
    ASKED_FLAGGED,  /* own record or a relation's: no reason excuses it here */
    ASKED_TOO_MANY, /* ASKED_ACCEPTED_MOST were accepted within ASKED_PERIOD_MS */
    ASKED_AGAIN     /* an answer about this patient was accepted before */
};

/* What `login`'s answer would be worth. Changes nothing: first keep it, then asked_settle. ASKED_NO_MATTER also when
 * the question is another person's. */
enum asked_outcome asked_answer(const struct asked *asked, const char *login, const struct answer *answer);

/* What is wrong with a reason, as a sentence for its writer; NULL when nothing is. */
const char *asked_reason_wrong(const char *reason, size_t size);

/* Notes what was kept: an outcome of the question `id` at `at_ms`. */
void asked_settle(struct asked *asked, const char *id, enum asked_outcome outcome, int64_t at_ms);

/* The questions that wait for `login`, the oldest first; `after` is the one before, NULL for the first. A notice waits
 * until it was told, a question until it was answered, be it late: for ASKED_PERIOD_MS. NULL when there is no more. */
const struct question *asked_waiting(const struct asked *asked, const char *login, const struct question *after,
                                     int64_t now_ms);

/* The questions that `login` answered since `since_ms`, whatever the answer was worth, the one asked first before the
 * others; `after` as above. NULL when there is no more. */
const struct question *asked_answered(const struct asked *asked, const char *login, const struct question *after,
                                      int64_t since_ms);

/* The question of this id, or NULL. */
const struct question *asked_question(const struct asked *asked, const char *id);

/* Whether its line was given before. */
bool asked_was_told(const struct asked *asked, const char *id);

#endif
