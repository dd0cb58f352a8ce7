/* The judge on any stream of events: every case it hands out is well formed, tells no login, and its version only
 * grows; a judge that takes it up again goes on with it. */
#include <string.h>

#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/judge/weigh/judge_asks.h"
#include "tests/fuzz/fuzz.h"

struct stroke {
    uint8_t kind, action, login, patient, object, to, named, outcome;
    int32_t step_ms;
};

static const char *const logins[] = {"", "anna.bell", "ben.cole", "reception", "labsync", "nobody-knows"};
static const char *const places[] = {"/r/1/a.pdf", "/r/1/a.pdf~",      "/r/2/b.odt", "/r/2/b.tmp", "/home/c",
                                     "",           "/r/3/d.pdf.locked"};

static void fill(struct event *event, const struct stroke *stroke, uint32_t number, int64_t *time_ms)
{
    *time_ms += stroke->step_ms;
    *event = (struct event){.time_ms = *time_ms, .count = 1, .kind = stroke->kind % 6, .action = stroke->action % 28};
    event->named = stroke->named % 7;
    event->outcome = stroke->outcome % 8 < 6 ? 0 : stroke->outcome % 8 - 4;
    event->source = stroke->outcome / 8 % 6;
    memcpy(event->id, &number, sizeof number);
    text_copy(event->login, sizeof event->login, logins[stroke->login % 6]);
    if (stroke->patient)
        text_format(event->patient, sizeof event->patient, "P%u", stroke->patient);
    text_format(event->object, sizeof event->object, "%s%u", places[stroke->object % 7], stroke->object / 32);
    text_format(event->to, sizeof event->to, "%s%u", places[stroke->to % 7], stroke->to / 32);
}

static void check(const struct case_report *report)
{
    if (report->version == 0 || report->event_total == 0 || report->first_ms > report->last_ms ||
        report->severity < 1 || report->severity > 5 || report->patient_total > CASE_PATIENTS_MAX ||
        report->record_total > CASE_EVENTS_MAX || report->rules[0][0] == '\0' || strlen(report->id) != 18)
        abort();
    if (strlen(report->says) < 20 || !text_is_utf8(report->says, strlen(report->says)) ||
        report->says[strlen(report->says) - 1] != '.' || strchr(report->says, '/') ||
        (report->login[0] && strcmp(report->login, "reception") != 0 && strstr(report->says, report->login)))
        abort();
}

static void collect(struct judge *judge, struct judge *later, int64_t now_ms)
{
    const struct case_report *report;
    bool report_due;

    while ((report = judge_next(judge, now_ms, &report_due))) {
        check(report);
        if (later && report->version == 1)
            judge_resume(later, report, false);
    }
}

static void set_up(struct config *config, struct context *context)
{
    static const char staff[] = "login,name,kind,role,unit,ends\nanna.bell,Anna,person,Nurse,Ward,\n"
                                "ben.cole,Ben,person,,,1970-01-02\nreception,R,shared,,,\nlabsync,L,service,,,\n";
    char error[512];

    config_defaults(config);
    config->bulk_patients = 4;
    text_copy(config->records[config->record_count++], CONFIG_PATH, "/r/{patient}");
    as_table("staff.csv", staff);
    as_table("encounters.csv", "patient,from,to,unit\nP1,1970-01-01,2030-01-01,Ward\n");
    context_load(context, "staff.csv", ".", NULL, error, sizeof error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config config;
    struct context context;
    struct judge *judge, *later;
    int64_t time_ms = 1000000000;
    struct event event;

    set_up(&config, &context);
    judge = judge_new(&config, &context, NULL);
    later = judge_new(&config, &context, NULL);
    if (!judge || !later)
        abort();
    for (uint32_t i = 0; (i + 1) * sizeof(struct stroke) <= size; i++) {
        struct stroke stroke;

        memcpy(&stroke, data + i * sizeof stroke, sizeof stroke);
        fill(&event, &stroke, i, &time_ms);
        judge_event(judge, &event, event.time_ms);
        collect(judge, later, event.time_ms);
        judge_remember(later, &event, event.time_ms);
        if (i % 3 == 0) {
            judge_event(later, &event, event.time_ms);
            collect(later, NULL, event.time_ms);
        }
    }
    judge_finish(judge);
    collect(judge, NULL, time_ms + 2 * INT64_C(86400000));
    judge_finish(later);
    collect(later, NULL, time_ms + 2 * INT64_C(86400000));
    if (judge_count(judge).waiting != 0 || judge_count(later).waiting != 0)
        abort();
    judge_free(judge);
    judge_free(later);
    context_free(&context);
    return 0;
}
