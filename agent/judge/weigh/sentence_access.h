/* The sentence of a case about reasons: somebody opened records, and nothing explains it. Pure. */
#ifndef CONFIDE_JUDGE_SENTENCE_ACCESS_H
#define CONFIDE_JUDGE_SENTENCE_ACCESS_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/case.h>
#include <confide/staff.h>

/* Does any rule speak in it that weighs one access, or looks at what one person did lately (rules.h)? */
bool sentence_access_is(const struct case_report *report);

/* As sentence_write (sentence.h), for such a case, and for one of `bulk-read`. The first letter is left small. */
void sentence_access_write(const struct case_report *report, const struct staff_member *row, char *to, size_t size);

#endif
