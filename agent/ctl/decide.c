/* confidectl case ID confirm|explain|close|acknowledge. Checks what only this side can know (a date in local time); the
 * agent decides whether the decision stands. In: words. Out: a decision for the agent, and what follows from it for
 * people.
 */
#include "decide.h"

#include <stdio.h>
#include <string.h>

#include <confide/decision.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/text.h"

#include "ask.h"
#include "card.h"

enum { ROW_SIZE = 4096 };

static const struct card_row rows[] = {
    {"case", "case", CARD_TEXT},
    {"state", "state", CARD_TEXT},
    {"by", "by", CARD_TEXT},
    {"until", "accepted until", CARD_TIME},
    {"replaces", "in place of", CARD_TEXT},
    {"words", "what follows", CARD_TEXT},
    {"version", "version", CARD_COUNT},
};

static bool keep_row(void *data, const char *json, size_t length)
{
    (void)length;
    return text_copy(data, ROW_SIZE, json);
}

uint8_t decide_verb(const char *word)
{
    static const char *const verbs[] = {"", "confirm", "explain", "close", "acknowledge"};

    for (uint8_t i = 1; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i], word) == 0)
            return i;
    return 0;
}

/* False after saying what is wrong. */
static bool fill(struct decision *decision, const char *id, const struct decide_words *words)
{
    const char *wrong = NULL;

    decision->verb = decide_verb(words->verb);
    if (decision->verb == 0)
        wrong = "a case can be shown, decided by `confirm`, `explain` or `close`, or taken note of by `acknowledge`";
    else if (!words->reason && decision->verb != DECISION_ACKNOWLEDGE)
        wrong = "a reason is required: --reason \"...\", in your own words; it is kept for ever";
    else if (words->until && !clock_parse_bound(words->until, true, &decision->until_ms))
        wrong = "--until takes a date, such as 2026-12-31, or an RFC 3339 time";
    else if (words->reason && !text_copy(decision->reason, sizeof decision->reason, words->reason))
        wrong = "the reason is too long: 255 bytes at most";
    else if (!text_copy(decision->case_id, sizeof decision->case_id, id))
        wrong = "there is no such case: see `confidectl cases`";
    if (wrong)
        call_end(CALL_USAGE, "%s", wrong);
    return !wrong;
}

int decide_case(const struct call *call, const struct config *config, const char *id, const struct decide_words *words)
{
    const struct card_style style = {rows, sizeof rows / sizeof rows[0], NULL, clock_now_ms()};
    struct decision decision = {.verb = 0};
    const struct ask_message message = {"ctl.sock", WIRE_DECIDE, &decision, sizeof decision};
    char row[ROW_SIZE] = "";
    const struct ask_ear ear = {keep_row, NULL, row};
    struct ask_answer answer;

    if (!fill(&decision, id, words))
        return CALL_USAGE;
    ask_say(config->run, &message, &ear, &answer);
    if (row[0] && call->json)
        puts(row);
    else if (row[0] && !card_print(row, strlen(row), &style))
        return call_end(CALL_CANNOT, "the answer cannot be shown: use --json");
    return ask_end(&answer);
}
