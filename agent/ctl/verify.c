/* confidectl verify: is the history what it was? Asks the running agent, whose database nobody else may open; where
 * none runs, or for a copy, checks the file. In: the store. Out: what was checked; exit 1 and the first bad entry. */
#include <stdio.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/store/verify.h"

#include "agent_commands.h"
#include "ask.h"
#include "call.h"
#include "card.h"
#include "progress.h"

enum { ROW_SIZE = 4096, ERROR_SIZE = 512 };

static const struct card_row rows[] = {
    {"good", "whole", CARD_TEXT},
    {"words", "found", CARD_TEXT},
    {"first_bad", "first bad entry", CARD_ANY},
    {"entries", "entries checked", CARD_COUNT},
    {"events", "events", CARD_COUNT},
    {"cases", "cases", CARD_COUNT},
    {"reports", "reports", CARD_COUNT},
    {"deliveries", "deliveries", CARD_COUNT},
    {"decisions", "decisions", CARD_COUNT},
    {"questions", "questions asked", CARD_ANY},
    {"answers", "what became of them", CARD_ANY},
    {"purged", "erased for their age", CARD_ANY},
    {"chain", "chain", CARD_TEXT},
    {"head", "head", CARD_TEXT},
};

struct verifying {
    struct progress progress;
    char row[ROW_SIZE];
};

static enum card_health health_of(const char *key, const char *value, int64_t now_ms)
{
    (void)now_ms;
    if (strcmp(key, "good") == 0)
        return strcmp(value, "yes") == 0 ? CARD_FINE : CARD_BAD;
    return CARD_UNKNOWN;
}

static void show_progress(void *data, uint64_t done, uint64_t total)
{
    struct verifying *verifying = data;

    progress_show(&verifying->progress, done, total);
}

static bool keep_row(void *data, const char *json, size_t length)
{
    struct verifying *verifying = data;

    (void)length;
    return text_copy(verifying->row, sizeof verifying->row, json);
}

static void check_file(const char *file, struct verifying *verifying, struct ask_answer *answer)
{
    struct verify_outcome outcome = {0};
    char error[ERROR_SIZE] = "";

    *answer = (struct ask_answer){.exit = CALL_CANNOT};
    if (!crypto_start()) {
        text_copy(answer->text, sizeof answer->text, "libsodium cannot be used on this machine");
        return;
    }
    if (verify_file(file, show_progress, verifying, &outcome, error, sizeof error) != STORE_OK) {
        text_copy(answer->text, sizeof answer->text, error);
        return;
    }
    verify_row(&outcome, verifying->row, sizeof verifying->row);
    answer->exit = outcome.good ? CALL_GOOD : CALL_FINDING;
    text_copy(answer->text, sizeof answer->text, outcome.words);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    const char **file = state->input;

    if (key != 'd')
        return ARGP_ERR_UNKNOWN;
    *file = argument;
    return 0;
}

/* Asks the agent, or checks the file it would have; says which on standard error. */
static void verify_store_of(const struct config *config, struct verifying *verifying, struct ask_answer *answer)
{
    const struct wire_ask question = {.verb = ASK_VERIFY};
    const struct ask_ear ear = {keep_row, show_progress, verifying};
    char file[CONFIG_PATH + 16];

    if (ask_agent(config->run, &question, &ear, answer) != ASK_NOBODY)
        return;
    text_format(file, sizeof file, "%s/confide.db", config->state);
    progress_end(&verifying->progress);
    fprintf(stderr, "The agent is not running: checking %s itself.\n", file);
    check_file(file, verifying, answer);
}

int command_verify(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {{"db", 'd', "FILE", 0, "Check this database, that no agent has open", 0},
                                             {0}};
    static const struct argp argp = {
        own,
        parse,
        NULL,
        "Recomputes the chain over all that the agent stored, and says whether it is what it "
        "was.\vExit 1, and the first bad entry, where history was altered. What was never "
        "stored it cannot show.",
        NULL,
        NULL,
        NULL};
    const struct card_style style = {rows, sizeof rows / sizeof rows[0], health_of, clock_now_ms()};
    struct verifying verifying = {0};
    const char *file = NULL;
    struct ask_answer answer;
    struct config config;

    call_parse(call, &argp, &file, argc, argv);
    if (!file && !call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    progress_start(&verifying.progress, "verify");
    if (file)
        check_file(file, &verifying, &answer);
    else
        verify_store_of(&config, &verifying, &answer);
    progress_end(&verifying.progress);
    if (verifying.row[0] && call->json)
        puts(verifying.row);
    else if (verifying.row[0] && !card_print(verifying.row, strlen(verifying.row), &style))
        return call_end(CALL_CANNOT, "the answer cannot be shown: use --json");
    return ask_end(&answer);
}
