/* The clerk's tables: when they are read, and the one step in which fresh ones take the place of the last good ones.
 * Must not own: the reading itself (loader.h), what the rows mean. In: the time that passes. Out: the clerk's context,
 * and for the log what has become of each file. */
#include "clerk_turn.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "clerk_private.h"

/* What has become of each file that changed, for whoever reads the log. */
static void log_tables(const struct context *last, const struct context *fresh)
{
    for (enum context_table table = 0; table < CONTEXT_TABLES; table++) {
        const struct table_state *before = &last->tables[table], *now = &fresh->tables[table];
        const char *name = context_table_name(table);

        if (memcmp(&before->stamp, &now->stamp, sizeof now->stamp) == 0)
            continue;
        if (now->is_old)
            log_warning("%s (the last good rows stay in use: %u)", now->error, now->rows);
        else if (before->is_there && !now->is_there)
            log_warning("%s.csv is gone or cannot be used: %s", name, context_table_rests(table));
        else if (now->is_there && now->refused)
            log_warning("%s.csv: %u rows read, %u refused, the first: %s", name, now->rows, now->refused, now->error);
        else if (now->is_there)
            log_info("%s.csv: %u rows read", name, now->rows);
    }
}

static void begin(struct clerk *clerk)
{
    const struct config *config = clerk->config;

    clerk->load_again = false;
    clerk->loading_ms = clock_monotonic_ms();
    clerk->loader = loader_begin(&clerk->context, config->staff, config->context, config->register_file);
    if (!clerk->loader) {
        log_warning("not enough memory to read the tables again (the last good tables stay in use)");
        clerk->calls.tables(clerk->data);
    }
}

void clerk_reload(struct clerk *clerk, bool anyway)
{
    if (clerk->loader)
        clerk->load_again |= anyway;
    else if (anyway || context_is_outdated(&clerk->context, clerk->config->staff, clerk->config->context))
        begin(clerk);
}

static void take_up(struct clerk *clerk, struct context *fresh)
{
    struct context old = clerk->context;

    clerk->context = *fresh;
    if (judge_use(clerk->judge, &clerk->context)) {
        log_tables(&old, &clerk->context);
        context_free(&old);
        return;
    }
    log_warning("not enough memory to take up the tables that were read (the last good tables stay in use)");
    clerk->context = old;
    context_free(fresh);
}

static void end(struct clerk *clerk)
{
    struct context fresh;
    char why[CONTEXT_ERROR];
    bool good = loader_end(clerk->loader, &fresh, why, sizeof why);

    clerk->loader = NULL;
    if (good) {
        take_up(clerk, &fresh);
        return;
    }
    log_warning("%s (the last good tables stay in use)", why);
    text_copy(clerk->context.stale, sizeof clerk->context.stale, why);
    context_free(&fresh);
}

void clerk_turn(struct clerk *clerk)
{
    if (!clerk->loader || !loader_is_over(clerk->loader))
        return;
    end(clerk);
    if (clerk->load_again)
        begin(clerk);
    else
        clerk->calls.tables(clerk->data);
}

bool clerk_is_busy(const struct clerk *clerk)
{
    return clerk->loader != NULL;
}

void clerk_busy_words(const struct clerk *clerk, char *words, size_t size)
{
    text_copy(words, size, "");
    if (clerk->loader)
        text_format(words, size, "the context tables are being read, for %lld s so far",
                    (long long)(clock_monotonic_ms() - clerk->loading_ms) / 1000);
}
