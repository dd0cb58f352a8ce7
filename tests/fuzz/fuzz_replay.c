/* The whole way of a replay on a hostile file: its lines through the reader, the judge and the writer of cases.
 * Whatever is read, each case is written and can be read again as the same. */
#include <stdlib.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/json_event.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/judge/weigh/judge_asks.h"
#include "tests/fuzz/fuzz.h"

static void set_up(struct config *config, struct context *context)
{
    static const char staff[] = "login,name,kind,role,unit,ends\nanna,Anna,person,Nurse,Ward,\n"
                                "ben,Ben,person,,,1970-01-02\nreception,R,shared,,,\n";
    char error[1024];

    config_defaults(config);
    config->bulk_patients = 2;
    config->delete_files = 2;
    text_copy(config->records[config->record_count++], CONFIG_PATH, "/r/{patient}");
    as_table("staff.csv", staff);
    as_table("encounters.csv", "patient,from,to,unit\nP1,1970-01-01,2030-01-01,Ward\n");
    context_load(context, "staff.csv", ".", NULL, error, sizeof error);
}

static void check(const struct case_report *report)
{
    char json[JSON_CASE_SIZE], error[256];
    struct case_report back;
    size_t length = json_case_write(report, json, sizeof json);

    if (length == 0 || !json_case_read(&back, json, length, error, sizeof error) || strcmp(back.id, report->id) != 0 ||
        back.event_total != report->event_total || back.first_ms != report->first_ms || back.last_ms != report->last_ms)
        abort();
}

static void collect(struct judge *judge, int64_t now_ms)
{
    const struct case_report *report;
    bool is_due;

    while ((report = judge_next(judge, now_ms, &is_due)))
        check(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    struct config config;
    struct context context;
    struct judge *judge;
    int64_t last_ms = 0;

    set_up(&config, &context);
    judge = judge_new(&config, &context, NULL);
    if (!judge)
        abort();
    for (uint32_t number = 1; at < end; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *stop = newline ? newline : end;
        struct event event;
        char error[256];

        if (json_event_read(&event, at, (size_t)(stop - at), error, sizeof error) && event.time_ms >= 0) {
            memcpy(event.id, &number, sizeof number);
            judge_event(judge, &event, event.time_ms);
            collect(judge, event.time_ms);
            last_ms = event.time_ms;
        }
        at = stop + 1;
    }
    judge_finish(judge);
    collect(judge, last_ms);
    judge_free(judge);
    context_free(&context);
    return 0;
}
