/* A question in one line, as a person reads it at the next login. Pure but for the time zone. */
#ifndef CONFIDE_JUDGE_QUESTION_WORDS_H
#define CONFIDE_JUDGE_QUESTION_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include <confide/question.h>

/* "Nothing explains a record you opened on Tue 24 Nov 14:10. Why? confidectl answer": printable ASCII, at most the 80
 * characters that a greeter shows whole, and nobody's name or id, for other people read over a shoulder. `others`: how
 * many more questions wait. Returns `to`. */
char *question_line(char *to, size_t size, const struct question *question, unsigned others, int64_t now_ms);

#endif
