/* agent/judge/weigh/settle.c: when an access is explained, waited for, weighed; the same findings in any order. */
#include "weighing.h"

#include "agent/judge/weigh/rules.h"
#include "agent/judge/weigh/settle.h"
#include "agent/judge/weigh/settle_asks.h"

#define HEAD "patient,from,to,login,unit,kind,recorded\n"

static const char staff[] = "login,name,kind,role,unit,surname,address,postcode,patient,leave_from,leave_to\n"
                            "anna,Anna Okafor,person,Nurse,Ward,Okafor,9 Mill Lane,AB3 4EF,P-ANNA,,\n"
                            "ben,Ben Strand,person,Nurse,Ward,Strand,,,,2026-11-20,2026-12-20\n"
                            "cara,Cara Voss,person,GP,Surgery,Voss,,,,,\n"
                            "front,Desk,shared,,Desk,,,,,,\n"
                            "feed,Lab,service,,,,,,,,\n";
static const char patients[] = "patient,surname,given,birth,address,postcode\n"
                               "P-SON,Okafor,Chi,2016-01-01,9 Mill Lane,AB3 4EF\n"
                               "P-OTHER,Nobody,Al,1950-01-01,1 Far Road,ZE1 0AA\n";
/* Both units have appointments of their own; cara has P-PEDRO. */
static const char encounters[] = HEAD "P1,2026-11-23,2026-12-31,,Ward,admission,\nP2,2026-11-23,,cara,,appointment,\n"
                                      "P3,2026-11-23,,anna,,appointment,2026-11-24T08:00:00\n"
                                      "P4,2026-11-23,,anna,,appointment,2026-11-24T10:00:01\n";

enum { SEEN_MAX = 512 };

struct seen {
    struct ward ward;
    struct settle *settle;
    size_t found, asked;
    uint64_t rules[SEEN_MAX]; /* of each finding */
    int32_t points[SEEN_MAX];
    size_t counts[SEEN_MAX];
    int64_t at_ms[SEEN_MAX];
    char login[64], patient[64], asked_about[64];
    bool accepts;
    unsigned weight;
    uint32_t last_id;
};

static void take_found(void *data, const struct settled *settled)
{
    struct seen *seen = data;

    CU_ASSERT_FATAL(seen->found < SEEN_MAX && settled->count > 0);
    seen->rules[seen->found] = settled->rules;
    seen->points[seen->found] = settled->points;
    seen->counts[seen->found] = settled->count;
    seen->at_ms[seen->found++] = settled->at_ms;
    text_copy(seen->login, sizeof seen->login, settled->login);
    text_copy(seen->patient, sizeof seen->patient, settled->patient);
    for (size_t i = 0; i < settled->count; i++)
        CU_ASSERT(settled->patient[0] == '\0' || strcmp(settled->patients[i], settled->patient) == 0 ||
                  settled->count > 1);
}

static void take_question(void *data, const struct settled *settled)
{
    struct seen *seen = data;

    seen->asked++;
    text_copy(seen->asked_about, sizeof seen->asked_about, settled->patient);
}

static bool take_accepts(void *data, const char *login, const char *patient, int64_t time_ms)
{
    return ((struct seen *)data)->accepts && login[0] && patient[0] && time_ms > 0;
}

static unsigned take_weight(void *data, const char *login, const char *patient, int64_t time_ms)
{
    return login[0] && patient[0] && time_ms > 0 ? ((struct seen *)data)->weight : 0;
}

static void seen_open(struct seen *seen, const char *rows)
{
    static const struct settle_calls calls = {take_found, take_question, take_accepts, take_weight};
    struct clinic clinic = {.staff = staff, .patients = patients, .encounters = rows};

    *seen = (struct seen){.weight = 100};
    ward_open(&seen->ward, &clinic);
    seen->settle = settle_new(&seen->ward.config, &seen->ward.context, &calls, seen);
    CU_ASSERT_PTR_NOT_NULL_FATAL(seen->settle);
}

static void seen_close(struct seen *seen)
{
    settle_free(seen->settle);
    ward_close(&seen->ward);
}

static struct event seen_event(struct seen *seen, int64_t after_ms, const char *login, const char *patient)
{
    struct event event = {.time_ms = seen->ward.start_ms + after_ms,
                          .count = 1,
                          .kind = EVENT_ACCESS,
                          .source = SOURCE_EHR,
                          .action = ACTION_READ};

    seen->last_id++;
    memcpy(event.id, &seen->last_id, sizeof seen->last_id);
    text_copy(event.login, sizeof event.login, login);
    text_copy(event.patient, sizeof event.patient, patient);
    text_copy(event.host, sizeof event.host, "pc1");
    return event;
}

static void see(struct seen *seen, int64_t after_ms, const char *login, const char *patient)
{
    struct event event = seen_event(seen, after_ms, login, patient);

    CU_ASSERT_TRUE(settle_pass(seen->settle, event.time_ms));
    CU_ASSERT_TRUE(settle_take(seen->settle, &event));
}

static void pass(struct seen *seen, int64_t after_ms)
{
    CU_ASSERT_TRUE(settle_pass(seen->settle, seen->ward.start_ms + after_ms));
}

static bool has_rule(const struct seen *seen, size_t finding, const char *name)
{
    const struct rule *rule;

    for (size_t i = 0; (rule = rules_settled_at(i)); i++)
        if ((seen->rules[finding] & UINT64_C(1) << i) && strcmp(rule->name, name) == 0)
            return true;
    return false;
}

/* ---- when ------------------------------------------------------------------------------------ */

static void waits(void)
{
    struct seen seen;

    seen_open(&seen, encounters);
    see(&seen, 0, "anna", "P1");
    see(&seen, 0, "anna", "P-OTHER");
    pass(&seen, MINUTE - 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).waiting, 2);
    pass(&seen, MINUTE);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).waiting, 1);
    pass(&seen, DAY + MINUTE - 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 0);
    pass(&seen, DAY + MINUTE);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).waiting, 0);
    CU_ASSERT_EQUAL(settle_count(seen.settle).pairs, 2);
    seen_close(&seen);
}

static void try_late(const char *patient, bool is_explained)
{
    struct seen seen;

    seen_open(&seen, encounters);
    see(&seen, 0, "anna", patient);
    pass(&seen, MINUTE);
    CU_ASSERT_EQUAL(settle_count(seen.settle).waiting, 1);
    CU_ASSERT_TRUE(settle_finish(seen.settle));
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, is_explained);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, !is_explained);
    seen_close(&seen);
}

static void late_rows(void)
{
    try_late("P3", true);
    try_late("P4", false); /* recorded a second too late */
}

/* The row comes with a new version of the table while the access waits. */
static void late_table(void)
{
    struct clinic clinic = {.staff = staff,
                            .patients = patients,
                            .encounters = HEAD "P1,2026-11-23,,,Ward,,\nP-OTHER,2026-11-23,,anna,,,\n"};
    struct context context;
    struct seen seen;
    char error[512];

    seen_open(&seen, encounters);
    see(&seen, 0, "anna", "P-OTHER");
    pass(&seen, HOUR);
    CU_ASSERT_TRUE_FATAL(clinic_load(&context, &clinic, error));
    CU_ASSERT_TRUE(settle_use(seen.settle, &context));
    CU_ASSERT_TRUE(settle_finish(seen.settle));
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 0);
    seen_close(&seen);
    context_free(&context);
}

static void own_record(void)
{
    struct seen seen;

    seen_open(&seen, encounters);
    see(&seen, 0, "anna", "P-ANNA");
    pass(&seen, MINUTE - 1);
    CU_ASSERT_EQUAL(seen.found, 0);
    pass(&seen, MINUTE);
    CU_ASSERT_EQUAL_FATAL(seen.found, 1);
    CU_ASSERT_TRUE(has_rule(&seen, 0, "own-record"));
    CU_ASSERT(seen.points[0] >= (int32_t)seen.ward.config.alert_points);
    CU_ASSERT_STRING_EQUAL(seen.login, "anna");
    CU_ASSERT_STRING_EQUAL(seen.patient, "P-ANNA");
    seen_close(&seen);
}

/* A look a week into the record of a child at home: the one with which it is enough is told at once. */
static void adds_up(void)
{
    struct seen seen;
    int week = 0;

    seen_open(&seen, encounters);
    for (; week < 10 && seen.found == 0; week++) {
        see(&seen, week * 7 * DAY, "anna", "P-SON");
        pass(&seen, week * 7 * DAY + MINUTE);
    }
    CU_ASSERT_FATAL(seen.found == 1 && week >= 2 && week <= 4);
    CU_ASSERT_EQUAL(seen.at_ms[0], seen.ward.start_ms + (week - 1) * 7 * DAY);
    CU_ASSERT_EQUAL(seen.counts[0], (size_t)week); /* all looks are evidence */
    CU_ASSERT_TRUE(has_rule(&seen, 0, "no-reason"));
    CU_ASSERT_TRUE(has_rule(&seen, 0, "same-home"));
    CU_ASSERT_TRUE(has_rule(&seen, 0, "again"));
    see(&seen, week * 7 * DAY, "anna", "P-SON");
    pass(&seen, week * 7 * DAY + MINUTE);
    CU_ASSERT_EQUAL_FATAL(seen.found, 2); /* and so is each further one */
    CU_ASSERT(seen.counts[1] <= 2);       /* the deciding one may come again; it counts once */
    CU_ASSERT(seen.points[1] > seen.points[0]);
    seen_close(&seen);
}

static void a_day_is_one(void)
{
    struct seen once, often;

    seen_open(&once, encounters);
    seen_open(&often, encounters);
    once.ward.config.alert_points = often.ward.config.alert_points = 1;
    see(&once, 0, "anna", "P-OTHER");
    for (int i = 0; i < 50; i++)
        see(&often, i * MINUTE, "anna", "P-OTHER");
    settle_finish(once.settle);
    settle_finish(often.settle);
    CU_ASSERT_FATAL(once.found > 0 && often.found > 0);
    CU_ASSERT_EQUAL(often.rules[often.found - 1], once.rules[once.found - 1]);
    CU_ASSERT(abs(often.points[often.found - 1] - once.points[once.found - 1]) < 8); /* less than a bit */
    seen_close(&once);
    seen_close(&often);
}

/* ---- what people say ------------------------------------------------------------------------- */

static void asks_once(void)
{
    struct seen seen;

    seen_open(&seen, encounters);
    seen.ward.config.ask_points = 1;
    seen.ward.config.alert_points = 1000;
    for (int i = 0; i < 3; i++)
        see(&seen, i * 2 * DAY, "anna", "P-OTHER");
    see(&seen, 10 * DAY, "anna", "P1");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.asked, 1);
    CU_ASSERT_STRING_EQUAL(seen.asked_about, "P-OTHER");
    CU_ASSERT_EQUAL(seen.found, 0);
    see(&seen, 20 * DAY, "anna", "P-SON");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.asked, 2);
    CU_ASSERT_STRING_EQUAL(seen.asked_about, "P-SON");
    seen_close(&seen);
}

static void accepted(void)
{
    struct seen seen;

    seen_open(&seen, encounters);
    seen.accepts = true;
    for (int i = 0; i < 10; i++)
        see(&seen, i * 3 * DAY, "anna", "P-SON");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.found + seen.asked, 0);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 10);
    seen_close(&seen);
}

static void weighs_double(void)
{
    struct seen once, twice;

    seen_open(&once, encounters);
    seen_open(&twice, encounters);
    once.ward.config.alert_points = twice.ward.config.alert_points = 1;
    twice.weight = 200;
    see(&once, 0, "anna", "P-OTHER");
    see(&twice, 0, "anna", "P-OTHER");
    settle_finish(once.settle);
    settle_finish(twice.settle);
    CU_ASSERT_FATAL(once.found == 1 && twice.found == 1);
    CU_ASSERT_EQUAL(twice.points[0], 2 * once.points[0]);
    seen_close(&once);
    seen_close(&twice);
}

/* ---- whose ----------------------------------------------------------------------------------- */

static void on_leave(void)
{
    struct seen away, here;

    seen_open(&away, encounters);
    seen_open(&here, encounters);
    away.ward.config.alert_points = here.ward.config.alert_points = 1;
    see(&away, 0, "ben", "P-OTHER");
    see(&here, 0, "anna", "P-OTHER");
    settle_finish(away.settle);
    settle_finish(here.settle);
    CU_ASSERT_FATAL(away.found > 0 && here.found > 0);
    CU_ASSERT_TRUE(has_rule(&away, 0, "on-leave"));
    CU_ASSERT_FALSE(has_rule(&here, 0, "on-leave"));
    CU_ASSERT(away.points[0] > here.points[0]);
    seen_close(&away);
    seen_close(&here);
}

static void no_persons(void)
{
    struct seen seen;

    seen_open(&seen, encounters);
    for (int i = 0; i < 10; i++) {
        see(&seen, i * DAY, "front", "P-OTHER");
        see(&seen, i * DAY, "", "P-OTHER");
        see(&seen, i * DAY, "anna", "");
    }
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.found + seen.asked, 0);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained + settle_count(seen.settle).unexplained, 0);
    seen_close(&seen);
}

static void team(void)
{
    struct seen seen;

    seen_open(&seen, HEAD "P0,2026-11-23,,,Surgery,,\nP1,2026-11-23,,ben,Surgery,appointment,\n");
    see(&seen, 0, "ben", "P1");
    see(&seen, HOUR, "anna", "P1"); /* of ben's unit, on no row */
    see(&seen, HOUR, "cara", "P-OTHER");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 2);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 1);
    seen_close(&seen);
}

/* ---- any order ------------------------------------------------------------------------------- */

enum { MIXED = 300 };

static void make_mixture(struct seen *seen, struct event *events)
{
    static const char *const logins[] = {"anna", "ben", "cara"};
    static const char *const whom[] = {"P1", "P2", "P3", "P4", "P-SON", "P-OTHER", "P-ANNA", "P5"};
    static const enum event_action actions[] = {ACTION_READ, ACTION_READ, ACTION_EXPORT, ACTION_UPDATE,
                                                ACTION_OVERRIDE};
    unsigned seed = 3;

    for (int i = 0; i < MIXED; i++) {
        events[i] =
            seen_event(seen, i * 17 * SECOND + i / 30 * DAY, logins[rand_r(&seed) % 3], whom[rand_r(&seed) % 8]);
        events[i].action = (uint8_t)actions[rand_r(&seed) % 5];
        text_copy(events[i].host, sizeof events[i].host, rand_r(&seed) % 2 ? "pc1" : "pc2");
    }
}

struct arrival {
    int64_t at_ms;
    size_t which;
};

static int by_arrival(const void *left, const void *right)
{
    const struct arrival *a = left, *b = right;

    return a->at_ms != b->at_ms ? (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms)
                                : (a->which > b->which) - (a->which < b->which);
}

static void play(struct seen *seen, const struct event *events, unsigned seed)
{
    struct arrival arrivals[MIXED];

    for (size_t i = 0; i < MIXED; i++)
        arrivals[i] = (struct arrival){events[i].time_ms + (seed ? rand_r(&seed) % 59999 : 0), i};
    qsort(arrivals, MIXED, sizeof arrivals[0], by_arrival);
    for (size_t i = 0; i < MIXED; i++) {
        CU_ASSERT_TRUE(settle_pass(seen->settle, arrivals[i].at_ms));
        CU_ASSERT_TRUE(settle_take(seen->settle, &events[arrivals[i].which]));
    }
    CU_ASSERT_TRUE(settle_finish(seen->settle));
}

static void any_order(void)
{
    struct event *events = calloc(MIXED, sizeof *events);
    struct seen *straight = calloc(2, sizeof *straight), *mixed = straight + 1;

    CU_ASSERT_FATAL(events && straight);
    seen_open(straight, encounters);
    make_mixture(straight, events);
    play(straight, events, 0);
    CU_ASSERT(straight->found > 20);
    for (unsigned seed = 1; seed <= 20; seed++) {
        seen_open(mixed, encounters);
        play(mixed, events, seed);
        CU_ASSERT_EQUAL(mixed->found, straight->found);
        CU_ASSERT_EQUAL(mixed->asked, straight->asked);
        CU_ASSERT_EQUAL(memcmp(mixed->rules, straight->rules, sizeof mixed->rules), 0);
        CU_ASSERT_EQUAL(memcmp(mixed->points, straight->points, sizeof mixed->points), 0);
        CU_ASSERT_EQUAL(memcmp(mixed->counts, straight->counts, sizeof mixed->counts), 0);
        CU_ASSERT_EQUAL(memcmp(mixed->at_ms, straight->at_ms, sizeof mixed->at_ms), 0);
        seen_close(mixed);
    }
    seen_close(straight);
    free(straight);
    free(events);
}

CU_TestInfo settle_tests[] = {
    {"an access is settled after a minute; what nothing explains waits a day", waits},
    {"a row recorded within the day takes the suspicion back, a second later it does not", late_rows},
    {"so does a row that comes with a new table meanwhile", late_table},
    {"one's own record waits for nothing but the minute", own_record},
    {"looks add up to a case, and the one that is enough is told without waiting", adds_up},
    {"fifty looks on one day weigh as one", a_day_is_one},
    {"the person is asked once about a patient, and not when it is explained", asks_once},
    {"what people accepted is explained", accepted},
    {"what people weigh double weighs double", weighs_double},
    {"a look while on leave weighs more", on_leave},
    {"shared logins, nobody and no patient are not weighed", no_persons},
    {"a colleague's reason explains for the team", team},
    {"twenty orders of arrival within a minute give the same findings and sums", any_order},
    CU_TEST_INFO_NULL,
};
