/* The witness. Owns: what one statement must have to do with the one before, and the sentences that say it has not.
 * Pure: no clock, no store. Must not own: whether a finding was told already. In: a statement, what is held. Out:
 * findings. Every rule names two facts that disagree, both of them sworn to by the machine itself. */
#include "witness.h"

#include <inttypes.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

enum { DAY_MS = 24 * 3600 * 1000 }; /* a clock that stays wrong is told of once a day */

struct judging {
    struct witness_view *view;
    const char *name;
    const struct statement *now;
    const struct witness_held *held;
};

static const char *const words[] = {
    [WITNESS_CHANGED] = "history-changed",
    [WITNESS_WENT_BACK] = "history-went-back",
    [WITNESS_CUT] = "history-cut",
    [WITNESS_UNCONNECTED] = "does-not-connect",
    [WITNESS_ANEW] = "history-anew",
    [WITNESS_SWAPPED] = "swapped",
    [WITNESS_CLOCK] = "clock-set-back",
    [WITNESS_LOWERED] = "counter-lowered",
    [WITNESS_BAD_ENTRY] = "entry-altered",
    [WITNESS_UNWATCHED] = "nobody-watches",
    [WITNESS_GAPS] = "may-have-gone-unseen",
    [WITNESS_STUCK] = "cannot-deliver",
    [WITNESS_DEAF_AGENT] = "hears-no-answer",
    [WITNESS_CLOCK_WRONG] = "clock-wrong",
};

const char *witness_word(enum witness_kind kind)
{
    return kind < sizeof words / sizeof words[0] && words[kind] ? words[kind] : "";
}

bool witness_is_tampering(enum witness_kind kind)
{
    return (kind >= WITNESS_CHANGED && kind <= WITNESS_BAD_ENTRY) || kind == WITNESS_CLOCK_WRONG;
}

/* A place for one more finding; its key begins with its kind and chain. NULL when there are too many. */
static struct witness_finding *add(const struct judging *judging, enum witness_kind kind, uint64_t one, uint64_t other)
{
    struct witness_view *view = judging->view;
    struct witness_finding *finding;

    if (view->count == WITNESS_MOST)
        return NULL;
    finding = &view->findings[view->count++];
    finding->kind = kind;
    text_format(finding->key, sizeof finding->key, "%s %s %" PRIu64 " %" PRIu64, witness_word(kind),
                judging->now->chain_id, one, other);
    return finding;
}

#define SAY(finding, ...)                                                                                              \
    do {                                                                                                               \
        struct witness_finding *said = (finding);                                                                      \
        if (said)                                                                                                      \
            text_format(said->says, sizeof said->says, __VA_ARGS__);                                                   \
    } while (0)

/* ---- what no order can change ---------------------------------------------------------------- */

/* One entry, two hashes. */
static void compare(const struct judging *judging, uint64_t seq, const char *before, const char *now)
{
    struct witness_finding *finding;
    char key[WITNESS_KEY];

    if (!before || now[0] == '\0' || strcmp(before, now) == 0)
        return;
    finding = add(judging, WITNESS_CHANGED, seq, 0);
    SAY(finding,
        "The history of %s was changed: its entry %" PRIu64 " had the hash %.16s... when we were first told, and has "
        "%.16s... now. Ask whether a backup was restored there.",
        judging->name, seq, before, now);
    if (finding && text_format(key, sizeof key, "%s %s", finding->key, now))
        text_copy(finding->key, sizeof finding->key, key);
}

static void look_at_claims(const struct judging *judging)
{
    const struct statement *now = judging->now;
    const struct witness_held *held = judging->held;

    compare(judging, now->seq, held->head_hash, now->head);
    if (now->previous_seq == now->seq && judging->view->count == 0)
        compare(judging, now->seq, now->head, now->previous_head);
    else if (now->previous_seq != now->seq)
        compare(judging, now->previous_seq, held->connects_at, now->previous_head);
}

/* Another history or installation than the last heartbeat's. */
static void look_at_origin(const struct judging *judging)
{
    const struct statement *now = judging->now, *last = &judging->held->last;
    char key[WITNESS_KEY];
    struct witness_finding *finding;

    if (strcmp(now->machine, last->machine) != 0) {
        finding = add(judging, WITNESS_SWAPPED, last->seq, 0);
        SAY(finding,
            "Another installation speaks with the key of %s: it was %s with %" PRIu64 " entries, and is %s with "
            "%" PRIu64 " now.",
            judging->name, last->machine, last->seq, now->machine, now->seq);
    } else {
        finding = add(judging, WITNESS_ANEW, last->seq, 0);
        SAY(finding,
            "The history of %s was begun anew: it was %.8s... with %" PRIu64 " entries, and is %.8s... with %" PRIu64
            " now.",
            judging->name, last->chain_id, last->seq, now->chain_id, now->seq);
    }
    if (finding && text_format(key, sizeof key, "%s from %s", finding->key, last->chain_id))
        text_copy(finding->key, sizeof finding->key, key);
}

static bool is_same_origin(const struct statement *now, const struct statement *last)
{
    return strcmp(now->chain_id, last->chain_id) == 0 && strcmp(now->machine, last->machine) == 0;
}

/* ---- what must follow in order --------------------------------------------------------------- */

static void look_at_place(const struct judging *judging)
{
    const struct statement *now = judging->now, *last = &judging->held->last;
    char before[CLOCK_TEXT_SIZE];

    if (now->seq < last->seq)
        SAY(add(judging, WITNESS_WENT_BACK, last->seq, now->seq),
            "The history of %s went back: it had %" PRIu64 " entries at %s, and has %" PRIu64
            " now. An older copy was put in its place: ask whether a backup was restored there.",
            judging->name, last->seq, clock_text(before, last->time_ms), now->seq);
    if (now->previous_seq > 0 && now->previous_head[0] == '\0' && judging->held->connects_at)
        SAY(add(judging, WITNESS_CUT, now->previous_seq, now->seq),
            "The history of %s was cut: its entry %" PRIu64 ", of which it told us before, is not there any more; it "
            "ends at entry %" PRIu64 " now.",
            judging->name, now->previous_seq, now->seq);
}

/* Where it says that it connects to what we hold. An answer of ours may be lost, so one miss proves nothing. */
static void look_at_anchor(const struct judging *judging)
{
    const struct statement *now = judging->now;
    const struct witness_held *held = judging->held;
    struct witness_view *view = judging->view;

    view->missed = now->previous_seq == held->last.seq ? 0 : held->missed + 1;
    if (now->previous_seq < held->confirmed_seq && view->missed >= 2)
        SAY(add(judging, WITNESS_UNCONNECTED, held->confirmed_seq, now->previous_seq),
            "The history of %s does not connect: it had confirmed entry %" PRIu64 ", and names entry %" PRIu64
            " now, although we told it twice how far we hold it.",
            judging->name, held->confirmed_seq, now->previous_seq);
    else if (view->missed >= WITNESS_DEAF)
        SAY(add(judging, WITNESS_DEAF_AGENT, held->confirmed_seq, 0),
            "Our answers do not reach %s: we told it %u times how far we hold its history, up to entry %" PRIu64
            ", and it still names entry %" PRIu64 ". Its past is not being compared until they do.",
            judging->name, view->missed, held->last.seq, now->previous_seq);
    view->confirmed_seq = now->previous_seq > held->confirmed_seq ? now->previous_seq : held->confirmed_seq;
    if (now->seq < held->last.seq) /* told as such; from here on it is measured by what it has */
        view->confirmed_seq = now->previous_seq < now->seq ? now->previous_seq : 0;
}

static void look_at_clock(const struct judging *judging, const char *what, int64_t before_ms, int64_t now_ms)
{
    char before[CLOCK_TEXT_SIZE], now[CLOCK_TEXT_SIZE];

    if (now_ms < before_ms - WITNESS_CLOCK_MS)
        SAY(add(judging, WITNESS_CLOCK, (uint64_t)before_ms, (uint64_t)now_ms),
            "The clock of %s was set back: %s was %s, and is %s now.", judging->name, what,
            clock_text(before, before_ms), clock_text(now, now_ms));
}

static void look_at_counter(const struct judging *judging, const char *what, uint64_t before, uint64_t now)
{
    struct witness_finding *finding;
    char key[WITNESS_KEY];

    if (now >= before)
        return;
    finding = add(judging, WITNESS_LOWERED, before, now);
    SAY(finding, "%s lowered a counter that only grows: of %s there were %" PRIu64 ", and are %" PRIu64 " now.",
        judging->name, what, before, now);
    if (finding && text_format(key, sizeof key, "%s %s", finding->key, what))
        text_copy(finding->key, sizeof finding->key, key);
}

static void look_at_gaps(const struct judging *judging)
{
    const struct statement *now = judging->now, *last = &judging->held->last;

    if (now->gaps > last->gaps)
        SAY(add(judging, WITNESS_GAPS, now->gaps, 0),
            "At %s something may have gone unseen: it counts %" PRIu64 " such windows, and counted %" PRIu64 " before.",
            judging->name, now->gaps, last->gaps);
}

static void look_at_order(const struct judging *judging)
{
    const struct statement *now = judging->now, *last = &judging->held->last;

    look_at_place(judging);
    look_at_anchor(judging);
    look_at_clock(judging, "the time of its last statement", last->time_ms, now->time_ms);
    look_at_clock(judging, "the start of its agent", last->started_ms, now->started_ms);
    look_at_counter(judging, "events", last->events, now->events);
    look_at_counter(judging, "windows in which something may have gone unseen", last->gaps, now->gaps);
    look_at_counter(judging, "erased entries", last->purged, now->purged);
    look_at_gaps(judging);
}

/* ---- how the agent is ------------------------------------------------------------------------ */

static bool is_stuck(const struct statement *statement)
{
    return statement->pending > 0 && statement->oldest_ms > 0 &&
           statement->time_ms - statement->oldest_ms > WITNESS_OLD_MS;
}

static bool is_unwatched(const struct statement *statement)
{
    return !statement->is_watched && !statement->is_ending &&
           statement->time_ms - statement->started_ms > WITNESS_SETTLE_MS;
}

/* Told when it begins, not while it lasts; of a late one too, for it is no less true of its time. */
static void look_at_health(const struct judging *judging, bool had_last)
{
    const struct statement *now = judging->now, *last = &judging->held->last;
    char since[CLOCK_TEXT_SIZE];

    if (now->first_bad > 0)
        SAY(add(judging, WITNESS_BAD_ENTRY, now->first_bad, 0),
            "%s found its own history altered: of %" PRIu64 " entries, entry %" PRIu64
            " is the first that does not fit the others.",
            judging->name, now->seq, now->first_bad);
    if (is_unwatched(now) && !(had_last && is_unwatched(last)))
        SAY(add(judging, WITNESS_UNWATCHED, (uint64_t)now->time_ms, 0),
            "Nobody watches the records at %s: at %s its agent ran, and no watcher spoke to it.", judging->name,
            clock_text(since, now->time_ms));
    if (is_stuck(now) && !(had_last && is_stuck(last)))
        SAY(add(judging, WITNESS_STUCK, (uint64_t)now->oldest_ms, 0),
            "%s cannot deliver what it has: %" PRIu64 " messages wait, the oldest since %s.", judging->name,
            now->pending, clock_text(since, now->oldest_ms));
}

/* ---- time ------------------------------------------------------------------------------------ */

static int64_t move(int64_t time_ms, int64_t off_ms)
{
    return time_ms - off_ms > 0 ? time_ms - off_ms : 1;
}

/* A machine's word about the time must not decide what is late: one statement from the year 9999 would silence all that
 * come after it. So where it is not the time at which it came, it counts as made then. */
static void look_at_time(const struct judging *judging, struct statement *now, bool follows,
                         const struct witness_arrival *arrival)
{
    int64_t off_ms = now->time_ms - arrival->now_ms;
    char told[CLOCK_TEXT_SIZE], came[CLOCK_TEXT_SIZE];

    if (off_ms >= -arrival->tolerance_ms && off_ms <= arrival->tolerance_ms)
        return;
    SAY(add(judging, WITNESS_CLOCK_WRONG, (uint64_t)(arrival->now_ms / DAY_MS), 0),
        "The clock of %s is wrong: by its word its statement was made at %s, and it came at %s.", judging->name,
        clock_text(told, now->time_ms), clock_text(came, arrival->now_ms));
    now->time_ms = arrival->now_ms;
    if (now->oldest_ms > 0)
        now->oldest_ms = move(now->oldest_ms, off_ms);
    /* Nobody knows whether it began before its clock went wrong or after: so that is not held against it. */
    if (follows)
        now->started_ms = judging->held->last.started_ms;
    else if (off_ms > 0)
        now->started_ms = move(now->started_ms, off_ms);
}

/* Made before the one that we hold, and come after it: requests may overtake each other, but not by more than the door
 * lets in. With the same place in its history an earlier time is more likely a clock. */
static bool is_late(const struct statement *now, const struct statement *last, int64_t tolerance_ms)
{
    int64_t behind_ms = last->time_ms - now->time_ms;

    return behind_ms > 0 && ((now->seq < last->seq && behind_ms <= tolerance_ms) ||
                             (now->seq == last->seq && behind_ms <= WITNESS_CLOCK_MS));
}

void witness_heartbeat(struct witness_view *view, const char *name, const struct statement *statement,
                       const struct witness_held *held, const struct witness_arrival *arrival)
{
    const struct judging judging = {view, name, &view->last, held};
    bool follows = held->has_last && is_same_origin(statement, &held->last);

    memset(view, 0, sizeof *view);
    view->last = *statement;
    look_at_claims(&judging);
    look_at_time(&judging, &view->last, follows, arrival);
    view->is_late = follows && is_late(&view->last, &held->last, arrival->tolerance_ms);
    if (held->has_last && !follows)
        look_at_origin(&judging);
    if (follows && !view->is_late)
        look_at_order(&judging);
    else
        view->confirmed_seq = statement->previous_seq < statement->seq ? statement->previous_seq : 0;
    look_at_health(&judging, follows);
}

void witness_report(struct witness_view *view, const char *name, const struct statement *statement,
                    const struct witness_held *held)
{
    const struct judging judging = {view, name, statement, held};

    memset(view, 0, sizeof *view);
    view->is_late = true;
    look_at_claims(&judging);
    if (held->has_last && strcmp(statement->chain_id, held->last.chain_id) != 0 && !held->knows_chain)
        look_at_origin(&judging);
}
