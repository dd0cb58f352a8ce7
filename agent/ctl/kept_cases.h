/* The cases of a replay, each in its latest version, in little memory: a case takes what it holds, not what it could.
 */
#ifndef CONFIDE_CTL_KEPT_CASES_H
#define CONFIDE_CTL_KEPT_CASES_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/case.h>

struct kept_cases;

struct kept_cases *kept_cases_new(void);
void kept_cases_free(struct kept_cases *kept);

/* Keeps `report` in place of its earlier version. False when memory is short. */
bool kept_cases_put(struct kept_cases *kept, const struct case_report *report);

/* Calls `each` for every case in the order raised, until it returns false. False then too. */
bool kept_cases_each(struct kept_cases *kept, bool (*each)(void *data, const struct case_report *report), void *data);

#endif
