/* The settled tier on any accesses in a small clinic with any of its tables: nothing breaks, and the same accesses give
 * the same cases in whatever order they arrive within a minute. */
#include <string.h>

#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/judge/weigh/judge_asks.h"
#include "tests/fuzz/fuzz.h"

#define SECOND INT64_C(1000)
#define HOUR   (3600 * SECOND)
#define DAY    (24 * HOUR)

/* Soon after a stretch of story_days began, so that no case's id hangs on which access came first (story.h). */
#define START_MS (340 * 60 * DAY + 4 * HOUR)

enum { EVENTS_MAX = 200, CASES_MAX = 64, LOGINS = 7, PATIENTS = 9 };

struct stroke {
    uint8_t who, patient, action, words, host, step, late;
};

struct played {
    size_t count;
    struct case_report cases[CASES_MAX];
};

static const char *const logins[LOGINS] = {"anna", "ben", "cara", "dora", "emil", "reception", "mallory"};

/* ---- the clinic ------------------------------------------------------------------------------ */

static const char *const tables[][2] = {
    {"staff.csv", "login,name,kind,role,unit,surname,birth,address,postcode,patient,leave_from,leave_to\n"
                  "anna,Anna Okafor,person,Nurse,Ward,Okafor,1980-02-03,1 High Street,AB1 2CD,P1,,\n"
                  "ben,Ben Strand,person,Nurse,Ward,Strand,1981-02-03,2 High Street,AB1 2CD,,2025-11-10,2025-11-20\n"
                  "cara,Cara Voss,person,GP,Surgery,Voss,1982-02-03,9 Mill Lane,AB3 4EF,,,\n"
                  "dora,Dora Lind,person,Receptionist,Desk,Lind,,,,,,\n"
                  "emil,Emil Voss,person,Data manager,,Voss,,,,,,\n"
                  "reception,Desk,shared,,Desk,,,,,,,\n"},
    {"patients.csv", "patient,surname,given,birth,address,postcode,deceased,flags,staff\n"
                     "P1,Okafor,Anna,1980-02-03,1 High Street,AB1 2CD,,,anna\n"
                     "P2,Okafor,Ada,2015-02-03,1 High St,AB12CD,,vulnerable,\n"
                     "P3,Strand,Bo,1950-02-03,7 High Street,AB1 2CD,2025-08-01,,\n"
                     "P4,Voss,Carl,1951-02-03,9 Mill Lane,AB3 4EF,,restricted,\n"
                     "P5,Nobody,Al,,,,,,\nP6,Nobody,Bea,,,,,,\n"},
    {"encounters.csv",
     "patient,from,to,login,unit,kind,recorded\n"
     "P5,2025-11-10,2025-11-12,anna,,appointment,\nP6,2025-11-15,,,Ward,admission,2025-11-16T09:00:00\n"
     "P7,2025-09-01,2025-10-20,cara,,referral,\nP4,2025-11-20,,cara,Surgery,task,2025-11-21T12:00:00\n"},
    {"rota.csv", "login,from,to\nanna,2025-11-10T08:00,2025-11-10T18:00\nanna,2025-11-20T19:00,2025-11-21T07:00\n"
                 "cara,2025-11-12T08:00,2025-11-12T18:00\n"},
    {"relations.csv", "login,patient,relation\nanna,P3,mother\ncara,P8,friend\n"},
};

enum { TABLES = sizeof tables / sizeof tables[0] };

static void write_table(size_t table, bool is_there)
{
    as_table(tables[table][0], tables[table][1]);
    if (!is_there && unlink(tables[table][0]) != 0)
        abort();
}

/* Whether bulk is found at once as well. The two tiers name records and times differently, and what the second says of
 * a case alone is handed out with its next event: then only whose cases there are, and of what, is compared. */
static bool is_mixed(uint8_t which)
{
    return which >> (TABLES + 1) & 1;
}

static void set_up(struct config *config, struct context *context, uint8_t which)
{
    char error[512];

    for (size_t i = 0; i < TABLES; i++)
        write_table(i, which >> i & 1);
    config_defaults(config);
    config->bulk_patients = is_mixed(which) ? 5 : 500;
    config->rewrite_files = config->delete_files = 100000; /* their cases live in shorter stretches */
    config->alert_points = which >> TABLES & 1 ? 50 : 100;
    context_load(context, "staff.csv", ".", NULL, error, sizeof error);
}

/* ---- accesses -------------------------------------------------------------------------------- */

static const enum event_action actions[] = {ACTION_READ,   ACTION_READ,   ACTION_READ,     ACTION_READ,
                                            ACTION_SEARCH, ACTION_EXPORT, ACTION_OVERRIDE, ACTION_UPDATE};
static const int64_t steps[] = {0, 300, 7 * SECOND, 50 * SECOND, 300 * SECOND, 2 * HOUR, 9 * HOUR, DAY};
static const char *const words[] = {"", "Okafor", "Strand, Bo", "Voss", "my list", "audit", "on call", "phone"};

static void fill(struct event *event, const struct stroke *stroke, uint32_t number, int64_t time_ms)
{
    const char *text = words[stroke->words % 8];

    *event = (struct event){.time_ms = time_ms, .count = 1, .kind = EVENT_ACCESS, .source = SOURCE_EHR};
    event->action = (uint8_t)actions[stroke->action % 8];
    event->source = stroke->host & 8 ? SOURCE_FILE : SOURCE_EHR;
    memcpy(event->id, &number, sizeof number);
    text_copy(event->login, sizeof event->login, logins[stroke->who % LOGINS]);
    text_format(event->patient, sizeof event->patient, "P%u", stroke->patient % (2 * PATIENTS));
    if (event->action == ACTION_SEARCH && stroke->patient > 100)
        event->patient[0] = '\0';
    text_format(event->object, sizeof event->object, "/r/%s/%u", event->patient, stroke->host >> 5);
    text_format(event->host, sizeof event->host, "pc%u", stroke->host % 3);
    text_copy(event->query, sizeof event->query, event->action == ACTION_SEARCH ? text : "");
    text_copy(event->reason, sizeof event->reason, event->action == ACTION_OVERRIDE ? text : "");
    text_copy(event->purpose, sizeof event->purpose, stroke->words & 64 ? text : "");
}

static size_t read_events(struct event *events, int64_t *arrivals, const uint8_t *data, size_t size)
{
    int64_t time_ms = START_MS;
    size_t count = 0;

    while (count < EVENTS_MAX && (count + 1) * sizeof(struct stroke) <= size) {
        struct stroke stroke;

        memcpy(&stroke, data + count * sizeof stroke, sizeof stroke);
        time_ms += steps[stroke.step % 8];
        if (time_ms > START_MS + 55 * DAY)
            break;
        fill(&events[count], &stroke, (uint32_t)count + 1, time_ms);
        arrivals[count++] = time_ms + stroke.late % 60 * INT64_C(999);
    }
    return count;
}

/* ---- cases ----------------------------------------------------------------------------------- */

static void check(const struct case_report *report)
{
    size_t length = strlen(report->says);

    if (report->version == 0 || report->event_total == 0 || report->event_total > EVENTS_MAX ||
        report->first_ms > report->last_ms || report->severity < 1 || report->severity > 5 ||
        report->patient_total > 2 * PATIENTS || report->record_total > report->event_total + 2 * PATIENTS ||
        report->rules[0][0] == '\0' || strlen(report->id) != 18)
        abort();
    if (length < 20 || report->says[length - 1] != '.' || !text_is_utf8(report->says, length))
        abort();
}

static void collect(struct judge *judge, struct played *played, int64_t now_ms)
{
    const struct case_report *report;
    bool report_due;

    while ((report = judge_next(judge, now_ms, &report_due))) {
        size_t i = 0;

        check(report);
        while (i < played->count && strcmp(played->cases[i].id, report->id) != 0)
            i++;
        if (i == CASES_MAX)
            abort();
        played->cases[i] = *report;
        played->count += i == played->count;
    }
}

static int by_bytes(const void *left, const void *right)
{
    return memcmp(left, right, EVENT_ID_SIZE);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(left, right);
}

static int by_id(const void *left, const void *right)
{
    return strcmp(((const struct case_report *)left)->id, ((const struct case_report *)right)->id);
}

/* Takes away what may depend on the order: versions, when it was raised, the order of lists. */
static void settle(struct played *played)
{
    for (size_t i = 0; i < played->count; i++) {
        struct case_report *report = &played->cases[i];
        struct {
            char name[32];
            uint32_t patients;
        } rules[CASE_RULES_MAX];

        report->version = 0;
        report->raised_ms = 0;
        memset(report->says + strlen(report->says), 0, sizeof report->says - strlen(report->says));
        qsort(report->events, report->event_total, EVENT_ID_SIZE, by_bytes);
        for (size_t n = 1; n < report->event_total; n++)
            if (memcmp(report->events[n - 1], report->events[n], EVENT_ID_SIZE) == 0)
                abort();
        qsort(report->patients, report->patient_total, EVENT_PATIENT_SIZE, by_text);
        qsort(report->checked, CASE_CHECKED_MAX, sizeof report->checked[0], by_text);
        for (size_t n = 0; n < CASE_RULES_MAX; n++) {
            memcpy(rules[n].name, report->rules[n], sizeof rules[n].name);
            rules[n].patients = report->rule_patients[n];
        }
        qsort(rules, CASE_RULES_MAX, sizeof rules[0], by_text);
        for (size_t n = 0; n < CASE_RULES_MAX; n++) {
            memcpy(report->rules[n], rules[n].name, sizeof rules[n].name);
            report->rule_patients[n] = rules[n].patients;
        }
    }
    qsort(played->cases, played->count, sizeof *played->cases, by_id);
}

/* `order[i]`: which event arrives i-th. */
static struct played *play(const struct config *config, const struct context *context, const struct event *events,
                           const int64_t *arrivals, const uint32_t *order, size_t count)
{
    struct judge *judge = judge_new(config, context, NULL);
    struct played *played = calloc(1, sizeof *played);
    int64_t now_ms = START_MS;
    struct judge_counts counts;

    if (!judge || !played)
        abort();
    for (size_t i = 0; i < count; i++) {
        now_ms = arrivals ? arrivals[order[i]] : events[order[i]].time_ms;
        if (!judge_event(judge, &events[order[i]], now_ms))
            abort();
        collect(judge, played, now_ms);
    }
    judge_finish(judge);
    collect(judge, played, now_ms + 2 * DAY);
    counts = judge_count(judge);
    if (counts.waiting != 0 || counts.explained + counts.unexplained > count)
        abort();
    judge_free(judge);
    settle(played);
    return played;
}

static void by_arrival(uint32_t *order, const int64_t *arrivals, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint32_t moved = order[i];
        size_t at = i;

        for (; at > 0 && arrivals[order[at - 1]] > arrivals[moved]; at--)
            order[at] = order[at - 1];
        order[at] = moved;
    }
}

static bool is_same(const struct case_report *one, const struct case_report *other, bool is_whole)
{
    if (is_whole)
        return memcmp(one, other, sizeof *one) == 0;
    return strcmp(one->id, other->id) == 0 && one->event_total == other->event_total &&
           memcmp(one->events, other->events, sizeof one->events) == 0 &&
           memcmp(one->patients, other->patients, sizeof one->patients) == 0;
}

static void compare(const struct played *one, const struct played *other, bool is_whole)
{
    if (one->count != other->count)
        abort();
    for (size_t i = 0; i < one->count; i++)
        if (!is_same(&one->cases[i], &other->cases[i], is_whole))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct event *events = calloc(EVENTS_MAX, sizeof *events);
    int64_t arrivals[EVENTS_MAX];
    uint32_t order[EVENTS_MAX] = {0};
    struct played *straight, *mixed;
    struct config config;
    struct context context;
    size_t count;

    if (size == 0 || !events) {
        free(events);
        return 0;
    }
    set_up(&config, &context, data[0]);
    count = read_events(events, arrivals, data + 1, size - 1);
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    straight = play(&config, &context, events, NULL, order, count);
    by_arrival(order, arrivals, count);
    mixed = play(&config, &context, events, arrivals, order, count);
    compare(straight, mixed, !is_mixed(data[0]));
    free(straight);
    free(mixed);
    free(events);
    context_free(&context);
    return 0;
}
