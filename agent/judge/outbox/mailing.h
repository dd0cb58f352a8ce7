/* Who makes messages (mailing_tell.h): which endpoints there are, and what a message to one is called. */
#ifndef CONFIDE_JUDGE_MAILING_H
#define CONFIDE_JUDGE_MAILING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>
#include <confide/decision.h>

#include "agent/base/config.h"
#include "agent/judge/store/store_post.h"
#include "agent/report/record.h"

struct context;
struct mailing;
struct oath;

/* All borrowed. NULL when memory is short. */
struct mailing *mailing_open(const struct config *config, struct store *store, const struct context *context,
                             struct oath *oath);
void mailing_close(struct mailing *mailing);

/* The id of a message: WHAT, and `_NAME` for an endpoint that has one. No dot may stand in it (Standard Webhooks 1.0).
 */
void mailing_id(char id[REPORT_ID_SIZE], const char *what, const char *endpoint);

/* The name of the first endpoint that is told anything. Borrowed. */
const char *mailing_first(const struct mailing *mailing);

/* Can it be sent as it is: is its endpoint still there, and written to in the form in which the message is? */
bool mailing_fits(const struct mailing *mailing, const struct store_report *message);

/* Can this endpoint be sent anything? */
bool mailing_reaches(const struct mailing *mailing, const char *endpoint);

#endif
