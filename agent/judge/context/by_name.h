/* Where the rows of each name stand: they are sorted by number, so one walk over them tells. For table_staff.c alone.
 */
#ifndef CONFIDE_JUDGE_BY_NAME_H
#define CONFIDE_JUDGE_BY_NAME_H

#include <stdbool.h>

#include "context.h"

/* Makes context.by_name when encounters, patients and colleagues stand in their order and no name follows any more.
 * False when memory is short. */
bool by_name_make(struct context *context);

#endif
