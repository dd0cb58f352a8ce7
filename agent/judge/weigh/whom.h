/* Who somebody is, in words that name nobody. Pure. */
#ifndef CONFIDE_JUDGE_WHOM_H
#define CONFIDE_JUDGE_WHOM_H

#include <stddef.h>

#include <confide/staff.h>

/* "a receptionist (Front Desk)", "a member of staff"; "somebody" where `row` is NULL. */
void whom_person(char *to, size_t size, const struct staff_member *row);

/* "a shared login (Front Desk)": `what` and the unit, for logins that are no person's. */
void whom_login(char *to, size_t size, const char *what, const struct staff_member *row);

#endif
