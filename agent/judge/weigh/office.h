/* Whose role is it to work on many records? Pure. */
#ifndef CONFIDE_JUDGE_OFFICE_H
#define CONFIDE_JUDGE_OFFICE_H

#include <stdbool.h>

/* Is `role` one of `roles` as a whole? These are divided by commas; `*` at the end of one stands for any ending. Case,
 * and what divides words, do not matter. Never true of no role. */
bool office_has(const char *roles, const char *role);

#endif
