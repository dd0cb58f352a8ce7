/* Print jobs: reads cupsd's control files (RFC 8010) as they come. Owns the spool folder of cupsd. */
#ifndef CONFIDE_WATCH_PRINTING_H
#define CONFIDE_WATCH_PRINTING_H

#include <stdbool.h>

#include <confide/event.h>

struct printing;

/* `folder`: cupsd's spool. It may come later. NULL when memory is short. */
struct printing *printing_open(const char *folder);
void printing_close(struct printing *printing);

/* Readable when there may be a new job; -1 while the folder is not there. */
int printing_fd(const struct printing *printing);

/* The next job, as acts_put wants it for ACTS_PRINTED: login, object its title, to its printer, evidence "cups job N
 * host=...". False when there is none. */
bool printing_take(struct printing *printing, struct event *event);

#endif
