/* What is told because nothing happened: nobody took note of a case, the first endpoint is silent, a report waits too
 * long. */
#ifndef CONFIDE_JUDGE_REMINDING_H
#define CONFIDE_JUDGE_REMINDING_H

#include "agent/base/config.h"

#include "agent/judge/desk/desk.h"
#include "agent/judge/store/store.h"

struct mailing;
struct reminding;

/* All borrowed. It rings once a minute; `made` is called when it put something into the outbox. NULL when memory is
 * short. */
struct reminding *reminding_open(const struct config *config, struct desk *desk, struct store *store,
                                 struct mailing *mailing, void (*made)(void *data), void *data);
void reminding_close(struct reminding *reminding);

#endif
