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

void clerk_load(struct clerk *clerk)
{
    const struct config *config = clerk->config;

    clerk->load_again = false;
    clerk->loading_ms = clock_monotonic_ms();
    clerk->loader = loader_begin(clerk->stage == CLERK_READS ? NULL : &clerk->context, config->staff, config->context,
                                 config->register_file);
    if (!clerk->loader) {
        log_warning("not enough memory to read the tables (what was read before stays in use)");
        clerk->calls.tables(clerk->data);
    }
}

/* While the past is weighed, it is weighed by one and the same tables. */
void clerk_reload(struct clerk *clerk, bool anyway)
{
    if (clerk->loader || clerk->stage != CLERK_JUDGES)
        clerk->load_again |= anyway;
    else if (anyway || context_is_outdated(&clerk->context, clerk->config->staff, clerk->config->context))
        clerk_load(clerk);
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

/* The first tables: what could be read of them is all there is. */
static enum clerk_state end_first(struct clerk *clerk)
{
    char why[CONTEXT_ERROR];

    if (!loader_end(clerk->loader, &clerk->context, why, sizeof why))
        log_warning("%s (the rules that need the staff list rest until it is mended)", why);
    clerk->loader = NULL;
    if (clerk_begin_past(clerk))
        return CLERK_WELL;
    log_error("cannot take up the open cases: %s", store_error(clerk->store));
    return CLERK_BROKEN;
}

enum clerk_state clerk_turn(struct clerk *clerk)
{
    enum clerk_state state = CLERK_WELL;

    if (clerk->loader && !loader_is_over(clerk->loader))
        return CLERK_WELL;
    if (clerk->loader && clerk->stage != CLERK_READS)
        end(clerk);
    else if (clerk->loader)
        state = end_first(clerk);
    else if (clerk_is_busy(clerk))
        state = clerk_go_on(clerk);
    else
        return CLERK_WELL;
    if (clerk->stage == CLERK_JUDGES && clerk->load_again)
        clerk_load(clerk);
    else if (clerk->stage == CLERK_JUDGES)
        clerk->calls.tables(clerk->data);
    return state;
}

bool clerk_is_busy(const struct clerk *clerk)
{
    return clerk->loader || (clerk->stage != CLERK_JUDGES && !clerk->stuck);
}
