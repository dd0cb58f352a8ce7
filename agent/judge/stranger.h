/* Who tells something at the login module's socket without being root. */
#ifndef CONFIDE_JUDGE_STRANGER_H
#define CONFIDE_JUDGE_STRANGER_H

#include <stddef.h>
#include <sys/types.h>

#include <confide/event.h>

/* The login of an unprivileged peer into `login`; NULL for root and for our own user, who may speak for all. */
const char *stranger_login(uid_t uid, char *login, size_t size);

/* Marks a stranger's event with their uid, and sets its id apart: by its id an event is recognised when it comes again,
 * and one chosen by a stranger must not be another teller's, whose event would be taken for a repetition and dropped.
 */
void stranger_mark(struct event *event, uid_t uid);

#endif
