/* One line of the register: a login, its kind and its times. Pure. */
#ifndef CONFIDE_PAM_REGISTER_ROW_H
#define CONFIDE_PAM_REGISTER_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/staff.h>

enum { REGISTER_ROW_SIZE = 256 };

/* Times as in struct staff_member. */
struct register_row {
    const char *login; /* in the line, and not ended by a NUL */
    size_t length;
    int64_t starts_ms, ends_ms, leave_from_ms, leave_to_ms;
    uint8_t kind; /* enum staff_kind */
};

/* Reads the line of `length` bytes, without its newline. False for anything but a row, whole and possible. */
bool register_row_parse(struct register_row *row, const char *line, size_t length);

/* Writes the line of a member, with its newline, into `to` of REGISTER_ROW_SIZE. False when the register could not hold
 * it: register_row_parse would not read it back. */
bool register_row_write(char *to, const struct staff_member *member);

/* In the register's order: like strcmp, of the two logins. */
int register_row_compare(const struct register_row *row, const char *login, size_t length);

/* The row as a member of the staff list, of whom nothing else is known. */
void register_row_copy(struct staff_member *member, const struct register_row *row);

#endif
