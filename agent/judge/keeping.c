/* Rings once a second. Owns when the next piece of the history is checked, and when the next rows are erased. Must not
 * own: what an entry is worth (store), for how long what is kept (the configuration). */
#include "keeping.h"

#include <stdlib.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/judge/outbox/oath_kept.h"
#include "agent/judge/store/store_purge.h"

enum {
    ROUND_MS = 1000,
    ERASE_EVERY_MS = 60000,
    ERASED_A_ROUND = 100 /* some 10 ms; what is more follows in the next second */
};

struct keeping {
    struct store_periods periods;
    struct store *store;
    struct oath *oath;
    struct desk_alarm *alarm;
    void (*altered)(void *data, uint64_t seq, const char *words);
    void *data;
    int64_t erase_ms; /* monotonic: the next purge */
};

static void erase(struct keeping *keeping)
{
    unsigned erased = 0;
    enum store_result result = store_purge(keeping->store, &keeping->periods, clock_now_ms(), ERASED_A_ROUND, &erased);

    if (result != STORE_OK)
        log_warning("what was kept long enough cannot be erased now: %s", store_error(keeping->store));
    keeping->erase_ms = clock_monotonic_ms() + (erased == ERASED_A_ROUND ? ROUND_MS : ERASE_EVERY_MS);
}

static void ring(void *data)
{
    struct keeping *keeping = data;
    char words[256];
    const int64_t mono_ms = clock_monotonic_ms();
    uint64_t seq;

    desk_alarm_set(keeping->alarm, ROUND_MS);
    if (!oath_check(keeping->oath, mono_ms, &seq, words, sizeof words))
        keeping->altered(keeping->data, seq, words);
    /* A clock that is wrong, such as a flat battery's at boot, would erase what is young. */
    if (mono_ms >= keeping->erase_ms && oath_trusts_clock(keeping->oath, mono_ms))
        erase(keeping);
}

struct keeping *keeping_open(const struct config *config, struct desk *desk, struct store *store, struct oath *oath,
                             void (*altered)(void *data, uint64_t seq, const char *words), void *data)
{
    struct keeping *keeping = calloc(1, sizeof *keeping);

    if (!keeping)
        return NULL;
    *keeping =
        (struct keeping){.periods = {config->keep_events_days, config->keep_cases_days, config->keep_ledger_days},
                         .store = store,
                         .oath = oath,
                         .altered = altered,
                         .data = data};
    keeping->alarm = desk_alarm(desk, ring, keeping);
    if (keeping->alarm) {
        desk_alarm_set(keeping->alarm, ROUND_MS);
        return keeping;
    }
    free(keeping);
    return NULL;
}

void keeping_close(struct keeping *keeping)
{
    free(keeping);
}
