/* The clerk: takes events in, has them judged, and commits event, case and report in one transaction; only then are
 * their sources answered. Holds the store, the context and the judge. */
#ifndef CONFIDE_JUDGE_CLERK_H
#define CONFIDE_JUDGE_CLERK_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/base/config.h"

#include "agent/judge/context/context.h"
#include "agent/judge/store/store.h"

struct clerk;

/* Whoever told an event is answered through these: `ticket` and `seq` are what clerk_take was given. */
struct clerk_calls {
    void (*stored)(void *data, uint64_t ticket, uint64_t seq);
    /* It cannot be stored now and the clerk does not keep it: the teller has to. */
    void (*refused)(void *data, uint64_t ticket, uint64_t seq);
    /* A report was put into the outbox. */
    void (*report)(void *data);
    /* The context tables were read, or could not be: what clerk_context says is the outcome. */
    void (*tables)(void *data);
    /* The transaction is about to be committed: what else goes in? */
    enum store_result (*keep)(void *data);
};

enum clerk_urgency { CLERK_BATCH, CLERK_NOW };
enum clerk_state { CLERK_WELL, CLERK_STUCK, CLERK_BROKEN };

/* Opens the store of `config` (borrowed) and begins to read the context and to take up the past: see clerk_turn.h. What
 * comes before that is done is stored as ever, and judged then. NULL with why and remedy in `error`. */
struct clerk *clerk_open(const struct config *config, const struct clerk_calls *calls, void *data, char *error,
                         size_t size);
void clerk_close(struct clerk *clerk);

/* Takes one event (copied). CLERK_NOW: its teller waits, and is refused rather than kept while the disk is full. False
 * when the clerk's hands are full: take no more until the next clerk_commit. */
bool clerk_take(struct clerk *clerk, const struct event *event, enum clerk_urgency urgency, uint64_t ticket,
                uint64_t seq);

/* Commits what was taken, and the cases that fall due to be told again. CLERK_STUCK: the disk or the database is full,
 * all is kept, try again in a second. CLERK_BROKEN: the disk failed and what it holds is unknown: exit and start anew.
 */
enum clerk_state clerk_commit(struct clerk *clerk, int64_t now_ms);

/* The id of the first message that a self-test's event brings about. */
void clerk_selftest_id(const struct clerk *clerk, char id[REPORT_ID_SIZE], const struct event *event);

/* Borrowed. */
struct store *clerk_store(struct clerk *clerk);
const struct context *clerk_context(const struct clerk *clerk);

#endif
