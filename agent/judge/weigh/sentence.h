/* A case in one sentence for a manager: true of its evidence, and naming nobody. Pure. */
#ifndef CONFIDE_JUDGE_SENTENCE_H
#define CONFIDE_JUDGE_SENTENCE_H

#include <stddef.h>

#include <confide/case.h>
#include <confide/staff.h>

/* Writes what `report` says, from its rules, counts and times, into `to`. `row` is the staff list's row of its login,
 * or NULL: only role and unit are taken from it, and left out where they hold a part of the person's name. No login,
 * patient or path ever stands in it. Cut where `size` (255 bytes are enough) ends. */
void sentence_write(const struct case_report *report, const struct staff_member *row, char *to, size_t size);

#endif
