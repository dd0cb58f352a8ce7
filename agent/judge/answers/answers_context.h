/* Answers about the context tables: what was read, what is kept of an earlier reading, which rules rest. */
#ifndef CONFIDE_JUDGE_ANSWERS_CONTEXT_H
#define CONFIDE_JUDGE_ANSWERS_CONTEXT_H

#include <stddef.h>

#include "asking.h"

/* Has the tables read again. The answer comes when they are: answers_tables sends it, to all who wait for it. It is one
 * row: for each table its rows, those refused, and its state: "read", "kept" (the file cannot be used, rows of an
 * earlier one are), "missing" or "unusable". Ends with 1, and why, when staff.csv is not read. */
void answer_reload(struct asking *asking);
void answers_tables(const struct answers_about *about);

/* Tells those who wait that they are not forgotten; sets the alarm that calls it again. */
void answers_patience(const struct answers_about *about);

/* What is missing, kept or refused, and by name the rules that rest because of it: a line each, in `to`. */
void answers_context_notes(const struct context *context, char *to, size_t size);

#endif
