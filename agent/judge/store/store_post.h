/* What the store knows of messages on their way out: to which endpoint, what became of each attempt. Whoever writes
 * does so inside store_begin .. store_commit. */
#ifndef CONFIDE_JUDGE_STORE_POST_H
#define CONFIDE_JUDGE_STORE_POST_H

#include "store_anchor.h"
#include "store_read.h"
#include "store_write.h"

/* A message to one endpoint, an entry of the chain; its body is kept sealed, byte for byte. */
struct store_message {
    const char *id, *case_id; /* case_id "" = of no case */
    const char *endpoint;     /* as confide.conf names it */
    unsigned severity;
    const void *body;
    size_t size;
    int64_t due_ms; /* pending from then on */
};

/* STORE_ALREADY when a message with this id is there. Works in the reserve. */
enum store_result store_add_message(struct store *store, const struct store_message *message, int64_t now_ms);

/* The pending message to `endpoint` that is due soonest, most severe first among those due at `now_ms`, then the
 * oldest; its body into `body`. STORE_NOTHING when none is pending. What was stored in a form that holds no more
 * (store_form) is passed over; what was stored before there were endpoints counts as for "". */
enum store_result store_next_message(struct store *store, const char *endpoint, int64_t now_ms,
                                     struct store_report *report, void *body, size_t capacity);

/* A message as it was sent: its body into `body` (NULL: only what is known of it). */
enum store_result store_message(struct store *store, const char *id, struct store_report *report, void *body,
                                size_t capacity);

/* How many of its attempts so far were answered whole, and with this status. */
enum store_result store_refusals(struct store *store, const char *id, int32_t status, uint32_t *count);

/* Calls `each` for every pending message, oldest first, until it returns false. */
enum store_result store_pending(struct store *store, bool (*each)(void *data, const struct store_report *report),
                                void *data);

/* The same for every message about one case, whatever became of it. */
enum store_result store_case_messages(struct store *store, const char *case_id,
                                      bool (*each)(void *data, const struct store_report *report), void *data);

/* One attempt or other turn in a message's life, as the ledger has it. */
struct store_turn {
    char report[REPORT_ID_SIZE], case_id[CASE_ID_SIZE], endpoint[WIRE_NAME];
    uint32_t attempt;
    enum report_state state; /* what it was then */
    int64_t at_ms;
    int32_t transfer, status;
    char words[192];
};

/* Calls `each` for the turns of one case's messages (NULL: of all) since `since_ms`, oldest first, until it returns
 * false. */
enum store_result store_ledger(struct store *store, const char *case_id, int64_t since_ms,
                               bool (*each)(void *data, const struct store_turn *turn), void *data);

#endif
