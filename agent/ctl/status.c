/* confidectl status: is the agent well, and what waits? In: the agent's own account of itself. Out: a card; exit 1 when
 * something is wrong, so that monitoring needs nothing else. */
#include <stdio.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "agent_commands.h"
#include "ask.h"
#include "call.h"
#include "card.h"
#include "watch_words.h"

/* A report that could not go out for an hour is a matter for a person: IT mends the line before the 72 hours are gone.
 */
enum { ROW_SIZE = 16 * 1024, OVERDUE_MS = 60 * 60 * 1000 };

static const struct card_row rows[] = {
    {"watch", "watching", CARD_TEXT},
    {"watch_since", "since", CARD_TIME},
    {"seeing", "seeing", CARD_TEXT},
    {"waits", "who opens waits", CARD_TEXT},
    {"folders", "watched", CARD_TEXT},
    {"unseen", "perhaps unseen", CARD_TEXT},
    {"inventory", "inventory", CARD_TEXT},
    {"post", "reporting", CARD_TEXT},
    {"endpoints", "endpoints", CARD_TEXT},
    {"stuck", "stuck", CARD_TEXT},
    {"notes", "degraded", CARD_TEXT},
    {"events", "events stored", CARD_COUNT},
    {"last_event", "last event", CARD_TIME},
    {"cases", "cases", CARD_COUNT},
    {"reports_pending", "reports waiting", CARD_COUNT},
    {"oldest_pending", "oldest of them from", CARD_TIME},
    {"reports_delivered", "reports delivered", CARD_COUNT},
    {"reports_quarantined", "reports refused by the endpoint", CARD_COUNT},
    {"staff", "staff list", CARD_COUNT},
    {"encounters", "encounters", CARD_COUNT},
    {"store_bytes", "store", CARD_BYTES},
    {"store_max_bytes", "store may grow to", CARD_BYTES},
    {"chain", "chain", CARD_TEXT},
    {"chain_seq", "chain entries", CARD_COUNT},
    {"head", "chain head", CARD_TEXT},
    {"key", "its public key", CARD_TEXT},
    {"fingerprint", "that key's fingerprint", CARD_TEXT},
    {"machine", "machine", CARD_TEXT},
    {"host", "host", CARD_TEXT},
    {"started", "running since", CARD_TIME},
    {"version", "version", CARD_TEXT},
};

static enum card_health health_of(const char *key, const char *value, int64_t now_ms)
{
    int64_t number;

    if (strcmp(key, "watch") == 0 || strcmp(key, "post") == 0)
        return strcmp(value, "connected") == 0 ? CARD_FINE : CARD_BAD;
    if (strcmp(key, "stuck") == 0)
        return strcmp(value, "false") == 0 || strcmp(value, "0") == 0 || strcmp(value, "no") == 0 ? CARD_FINE
                                                                                                  : CARD_BAD;
    if (strcmp(key, "notes") == 0 || strcmp(key, "unseen") == 0)
        return CARD_POOR;
    if (strcmp(key, "reports_quarantined") == 0)
        return strcmp(value, "0") == 0 ? CARD_FINE : CARD_BAD;
    if (strcmp(key, "staff") == 0) /* a count, or why there is none */
        return text_number(value, 1, INT64_MAX, &number) ? CARD_FINE : CARD_BAD;
    if (strcmp(key, "oldest_pending") == 0 && clock_parse(value, &number))
        return now_ms - number > OVERDUE_MS ? CARD_BAD : CARD_POOR;
    return CARD_UNKNOWN;
}

/* The card: the watch's numbers as sentences. */
static bool print_card(const char *row, const struct card_style *style)
{
    char shown[2 * ROW_SIZE];
    size_t length = watch_words(row, strlen(row), style->now_ms, shown, sizeof shown);

    return length > 0 && card_print(shown, length, style);
}

int command_status(struct call *call, int argc, char **argv)
{
    static const struct argp argp = {NULL,
                                     NULL,
                                     NULL,
                                     "Says whether the agent is well and what waits.\vExit 1 when something is wrong: "
                                     "nothing watches, nothing reports, a report is refused or an hour late.",
                                     NULL,
                                     NULL,
                                     NULL};
    const struct wire_ask question = {.verb = ASK_STATUS};
    const struct card_style style = {rows, sizeof rows / sizeof rows[0], health_of, clock_now_ms()};
    struct ask_answer answer;
    struct config config;
    char row[ROW_SIZE];

    call_parse(call, &argp, NULL, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    if (ask_one(config.run, &question, row, sizeof row, &answer) != ASK_ANSWERED || !row[0])
        return ask_end(&answer);
    if (call->json)
        puts(row);
    else if (!print_card(row, &style))
        return call_end(CALL_CANNOT, "the agent's answer cannot be shown: use --json");
    if (answer.exit == CALL_GOOD && card_worst(row, strlen(row), &style) == CARD_BAD)
        answer.exit = CALL_FINDING;
    return ask_end(&answer);
}
