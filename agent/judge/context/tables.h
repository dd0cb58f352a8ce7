/* The readers of the six tables, for context.c alone. Each fills its own rows of a context whose names are there, and
 * leaves them sorted as context.h says. */
#ifndef CONFIDE_JUDGE_TABLES_H
#define CONFIDE_JUDGE_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/base/csv.h"

#include "context.h"

/* The columns of each, those that a row must have first; NULL ends the list. */
extern const char *const table_staff_columns[], *const table_patients_columns[], *const table_encounters_columns[];
extern const char *const table_rota_columns[], *const table_relations_columns[], *const table_devices_columns[];

/* Reads `file`. False when nothing of it may be used: there are then no rows. `outcome` says what was taken, what
 * refused and why. */
typedef bool table_read(struct context *context, const char *file, struct csv_outcome *outcome);

/* Takes the rows of another context in the place of those read. False when memory is short: there are then no rows. */
typedef bool table_keep(struct context *context, const struct context *last);

table_read table_staff_read, table_patients_read, table_encounters_read;
table_read table_rota_read, table_relations_read, table_devices_read;
table_keep table_staff_keep, table_patients_keep, table_encounters_keep;
table_keep table_rota_keep, table_relations_keep, table_devices_keep;

/* The machine's register in the place of staff.csv: logins, kinds and times, no roles and no units. */
table_read table_staff_read_register;

/* When all tables are read: who stands in which of them. Fills the colleagues, and who among the patients works here.
 * False when memory is short. */
bool table_staff_join(struct context *context);

#endif
