/* What the person of a case was asked about it, and said: for whoever has to decide. */
#ifndef CONFIDE_JUDGE_ANSWERS_ASKED_H
#define CONFIDE_JUDGE_ANSWERS_ASKED_H

#include <stddef.h>

#include <confide/case.h>

#include "asking.h"

/* The questions to the case's person about its patients, from a day before it began on, and what became of each, a line
 * each; "" when nothing was asked. Holds the person's own words, which may name a patient. */
void answers_asked_words(struct asking *asking, const struct case_report *report, char *to, size_t size);

#endif
