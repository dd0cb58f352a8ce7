/* Puts questions into a store that no agent has open, as the judge would: drivers/ask STATE
 * LOGIN,PATIENT,AGO[,notice]...
 *
 * AGO: how many seconds ago it was asked; the access was ten minutes before, at reception-2. Says each question's id.
 */
#include <stdio.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/store/store_asked.h"
#include "agent/judge/store/store_write.h"

enum { PARTS = 4, BEFORE_MS = 600000, EXIT_FAILED = 3 };

/* LOGIN,PATIENT,AGO[,notice] */
static bool read_wish(const char *text, struct question *question, int64_t now_ms)
{
    char parts[PARTS][EVENT_PATIENT_SIZE] = {""};
    int64_t ago_s;

    for (size_t i = 0; i < PARTS && *text; i++) {
        size_t length = strcspn(text, ",");

        if (!text_format(parts[i], sizeof parts[i], "%.*s", (int)length, text))
            return false;
        text += length + (text[length] == ',');
    }
    if (!text_number(parts[2], 0, INT32_MAX, &ago_s))
        return false;
    *question = (struct question){.asked_ms = now_ms - ago_s * 1000, .count = 3, .event_total = 1};
    question->first_ms = question->last_ms = question->asked_ms - BEFORE_MS;
    question->is_notice = strcmp(parts[3], "notice") == 0;
    return text_copy(question->login, sizeof question->login, parts[0]) &&
           text_copy(question->patient, sizeof question->patient, parts[1]);
}

static enum store_result put(struct store *store, struct question *question, int64_t now_ms)
{
    struct event event = {.time_ms = question->first_ms,
                          .count = 1,
                          .kind = EVENT_ACCESS,
                          .action = ACTION_READ,
                          .source = SOURCE_FILE,
                          .outcome = OUTCOME_OK};
    uint8_t number[8];
    char hex[2 * sizeof number + 1];
    enum store_result result;

    crypto_random(event.id, sizeof event.id);
    crypto_random(number, sizeof number);
    text_hex(hex, number, sizeof number);
    text_format(question->id, sizeof question->id, "Q-%s", hex);
    text_copy(event.login, sizeof event.login, question->login);
    text_copy(event.patient, sizeof event.patient, question->patient);
    text_copy(event.host, sizeof event.host, "reception-2");
    memcpy(question->events[0], event.id, sizeof event.id);
    result = store_begin(store);
    if (result == STORE_OK)
        result = store_add_event(store, &event, now_ms);
    if (result == STORE_OK)
        result = store_put_question(store, question, now_ms);
    return result == STORE_OK ? store_commit(store) : result;
}

int main(int argc, char **argv)
{
    const struct store_limits limits = {.max_mib = 1024, .ballast_mib = 0};
    const int64_t now_ms = clock_now_ms();
    struct question question;
    struct store *store;
    char error[512] = "";
    int code = 0;

    if (argc < 3 || !crypto_start())
        return 2;
    store = store_open(argv[1], &limits, error, sizeof error);
    for (int i = 2; store && i < argc && code == 0; i++) {
        if (!read_wish(argv[i], &question, now_ms))
            code = 2;
        else if (put(store, &question, now_ms) != STORE_OK)
            code = EXIT_FAILED;
        else
            puts(question.id);
    }
    if (!store || code == EXIT_FAILED)
        fprintf(stderr, "%s\n", store ? store_error(store) : error);
    code = store ? code : EXIT_FAILED;
    store_close(store);
    return code;
}
