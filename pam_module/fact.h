/* A fact of the login module on its way to the judge: told, or else spooled. */
#ifndef CONFIDE_PAM_FACT_H
#define CONFIDE_PAM_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

/* A new login event of this moment, process and host: action, outcome, login ("" when the name belongs to no account)
 * and service. Its session is the audit session of this process, "" where there is none. */
struct event fact_new(enum event_action action, enum event_outcome outcome, const char *login, const char *service);

/* Adds "WHAT=VALUE" to where the login came from (`origin`, of `size` bytes), escaped, without a blank; nothing when
 * `value` is "". */
void fact_add_origin(char *origin, size_t size, const char *what, const char *value);

/* Tells the judge (folder `run`) within `*left_ms`, else puts the fact into the folder `spool`. False, with one line of
 * why and remedy in `error`, when it could do neither. */
bool fact_hand_over(const struct event *event, const char *run, const char *spool, int64_t *left_ms, char *error,
                    size_t size);

#endif
