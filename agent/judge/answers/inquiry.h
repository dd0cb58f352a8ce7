/* The inquiry: what people are asked, in memory as the store holds it. The clerk keeps it in step with the transaction:
 * what is put here and then undone is taken up anew. */
#ifndef CONFIDE_JUDGE_INQUIRY_H
#define CONFIDE_JUDGE_INQUIRY_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/question.h>
#include <confide/wire.h>

#include "agent/base/config.h"
#include "agent/judge/weigh/asked_book.h"

#include "agent/judge/store/store.h"

struct inquiry {
    const struct config *config;
    struct store *store;
    struct asked *asked;
    struct answer pending; /* goes into the next transaction, with `outcome`; id "" = none */
    enum asked_outcome outcome;
};

/* Takes up what `store` holds, forgetting what was there. `config` and `store` are borrowed. False when it cannot be
 * read, or memory is short. */
bool inquiry_take_up(struct inquiry *inquiry, const struct config *config, struct store *store, int64_t now_ms);
void inquiry_close(struct inquiry *inquiry);

/* Inside the clerk's transaction: asks what the judge wants asked; a notice when the config says so. STORE_NOTHING when
 * it was asked before or there is no room: it then goes unasked. */
enum store_result inquiry_ask(struct inquiry *inquiry, const struct question *question, int64_t now_ms);

/* Inside the clerk's transaction: the next question whose time ran out without an accepted answer, into `*overdue`,
 * each one once (borrowed until inquiry_ask). NULL when there is none, or when nobody is asked any more. */
enum store_result inquiry_silence(struct inquiry *inquiry, int64_t now_ms, const struct question **overdue);

/* The line for a person who is let in, as sentence in `notice`, "" when nothing waits or nothing can be shown there.
 * The first time, `told` becomes an event of the agent's own, to be stored. */
void inquiry_line(struct inquiry *inquiry, const struct wire_visit *visit, int64_t now_ms,
                  char notice[sizeof((struct wire_welcome *)0)->notice], struct event *told);

/* What became of a question goes into the next transaction: inquiry_keep puts it there, inquiry_kept takes note that it
 * was committed. That returns the question whose answer was accepted by it, for the judge, else NULL (borrowed until
 * inquiry_ask). */
void inquiry_settle(struct inquiry *inquiry, const struct answer *answer, enum asked_outcome outcome);
enum store_result inquiry_keep(struct inquiry *inquiry, int64_t now_ms);
const struct question *inquiry_kept(struct inquiry *inquiry);

#endif
