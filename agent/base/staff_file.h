/* HR's staff.csv (FORMATS section 1) as rows, and the two files `confidectl staff load` makes from it. */
#ifndef CONFIDE_BASE_STAFF_FILE_H
#define CONFIDE_BASE_STAFF_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/staff.h>

struct csv_outcome;

struct staff_list {
    struct staff_member *members; /* sorted by login, byte by byte; owned by the list */
    size_t count;
};

/* Reads staff.csv, all or nothing: an unknown kind, a bad time, a login twice or one that no Linux login can be refuses
 * the file. A person's row without a name is taken as a login that nobody owns. True when all is well: `list` is then
 * owned by the caller, to be freed with staff_file_free. False, with "FILE:LINE: what and remedy" in `error`: `list` is
 * then empty. */
bool staff_file_read(struct staff_list *list, const char *file, char *error, size_t size);

/* Every bad row of the file, for whoever mends it; what staff_file_read would refuse as a whole is outcome->error. */
void staff_file_check(const char *file, struct csv_outcome *outcome);

void staff_file_free(struct staff_list *list);

/* The row of `login`, or NULL. Borrowed from the list. */
const struct staff_member *staff_file_find(const struct staff_list *list, const char *login);

#endif
