/* Makes messages: of one record, for each endpoint that is to be told, rendered once and put into the outbox. Whoever
 * calls does so inside store_begin .. store_commit. Implemented by mailing.c. */
#ifndef CONFIDE_JUDGE_MAILING_TELL_H
#define CONFIDE_JUDGE_MAILING_TELL_H

#include "mailing.h"

/* A case's version: raised, grown, or decided by `verb`. To every endpoint that hears of such severity, or was
 * told of the case before; what still waits for it about earlier versions is superseded. */
enum store_result mailing_case(struct mailing *mailing, const struct case_report *report, enum record_kind kind,
                               enum decision_verb verb, int64_t now_ms);

/* Nobody has acknowledged it: the `reminder`th reminder, to every endpoint that accepted a report of it. */
enum store_result mailing_reminder(struct mailing *mailing, const struct case_report *report, unsigned reminder,
                                   int64_t now_ms);

/* The same case to one endpoint that is told when the first is silent. */
enum store_result mailing_second(struct mailing *mailing, const struct case_report *report,
                                 const struct config_endpoint *endpoint, int64_t now_ms);

/* A message that does not fit any more (mailing_fits). Where its endpoint is configured no more, its case
 * goes to those that are; else it goes to that one as it is now, in the form of now. Where its case cannot be read
 * (`report` is NULL), it waits: what would be told nowhere else must not end; of no case, it ends. */
enum store_result mailing_readdress(struct mailing *mailing, const struct store_report *message,
                                    const struct case_report *report, int64_t now_ms);

/* Is there a smaller form of it? Of a case's report there is, and none below that. */
bool mailing_can_shrink(const struct store_report *message);

/* Instead of a message (`body`) that its endpoint will never take. None follows on one that was minimal itself. */
enum store_result mailing_minimal(struct mailing *mailing, const struct store_report *full, const void *body,
                                  int64_t now_ms);

/* That somebody asked for a test; `what` begins its ids. To every endpoint, also one that stands in for another. */
enum store_result mailing_selftest(struct mailing *mailing, const char *what, int64_t now_ms);

#endif
