/* What people were asked about accesses that nothing explains, and what became of it: whether they may be asked, what
 * their answers excuse, whose silence is over. Pure and bounded: time is an argument, the store keeps what is here.
 *
 * Being told at once is what works: of people who were told the same day 2 % did it again, of the others 40 % (JAMA
 * Netw Open 2022). But an answer is a word that nobody has checked, and the next wrongdoer knows these rules. So it
 * excuses little, and seldom; what it does not excuse is kept as evidence all the same. */
#ifndef CONFIDE_JUDGE_ASKED_H
#define CONFIDE_JUDGE_ASKED_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/question.h>

struct asked;

/* ASKED_ACCEPTED_MOST in ASKED_PERIOD_MS: 94 to 97 % of accesses are explained without asking, and what is left is
 * mostly one clerk's missing booking; a fourth good reason within a month is a pattern that a manager should see.
 * ASKED_OPEN_MOST: whoever is asked more than that at a time answers without reading.
 * ASKED_DAY_MS: "the same day", as half a day to either side, so that a night shift is one day.
 * ASKED_MOST: bounds memory to 3 MiB; beyond it the oldest that is closed is forgotten. */
enum { ASKED_ACCEPTED_MOST = 3, ASKED_OPEN_MOST = 3, ASKED_MOST = 4096 };
#define ASKED_PERIOD_MS (30 * INT64_C(86400000))
#define ASKED_KEEP_MS   (400 * INT64_C(86400000)) /* as long as the longest story */
#define ASKED_DAY_MS    (INT64_C(43200000))

/* NULL without memory. */
struct asked *asked_new(void);
void asked_free(struct asked *asked);

/* May `login` be asked about `patient` at `now_ms`? Not when an answer could excuse nothing (see asked_answer), when
 * the two were the matter of a question before, when ASKED_OPEN_MOST wait, or when there is no room: then what happened
 * goes on being weighed as if nobody asked. */
bool asked_may(const struct asked *asked, const char *login, const char *patient, int64_t now_ms);

/* Takes a question that is asked from now on (copied). False when it is there already or there is no room. */
bool asked_put(struct asked *asked, const struct question *question);

/* True when an accepted answer of `login` explains an access to `patient` at `time_ms`: one of those it was asked
 * about, or one within ASKED_DAY_MS of them. */
bool asked_excuses(const struct asked *asked, const char *login, const char *patient, int64_t time_ms);

/* The next question that was asked `silence_ms` ago and has no accepted answer, oldest first, each one once: from then
 * on it counts as ASKED_SILENT. An answer that was not accepted does not end the silence, else any word would. NULL
 * when there is none. Borrowed, good until the next asked_put. */
const struct question *asked_overdue(struct asked *asked, int64_t now_ms, int64_t silence_ms);

/* What to say of it in a case about these two: "the person's own reason (asked, no answer came)"; NULL when there was
 * no question. For case_report.checked. */
const char *asked_words(const struct asked *asked, const char *login, const char *patient);

#endif
