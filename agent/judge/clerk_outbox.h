/* What of the clerk's the way out needs. Implemented by clerk.c. */
#ifndef CONFIDE_JUDGE_CLERK_OUTBOX_H
#define CONFIDE_JUDGE_CLERK_OUTBOX_H

#include "clerk.h"

struct mailing;
struct oath;

/* Borrowed; they live as long as the clerk. */
struct oath *clerk_oath(struct clerk *clerk);
struct mailing *clerk_mailing(struct clerk *clerk);

#endif
