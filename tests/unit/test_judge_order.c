/* The same cases in any order of events and across restarts, in bounded memory. */
#include "judging.h"

#include <malloc.h>

#define HEAD "patient,from,to,login,unit,kind,recorded\n"

/* ---- any order ------------------------------------------------------------------------------- */

enum { MIXED = 400 };

/* A minute and a half of everything: reads, deletes, rewrites, shared and missing logins, facts. */
static size_t make_mixture(struct trial *trial, struct event *events)
{
    static const char *const logins[] = {"ben", "anna", "reception", "cara", "", "mallory"};
    static const enum event_action actions[] = {ACTION_READ, ACTION_READ, ACTION_DELETE, ACTION_UPDATE, ACTION_READ};
    static const unsigned signs[] = {0, SIGN_LOOKED, SIGN_HEADER | SIGN_LOOKED, SIGN_CANARY};
    char patient[16], object[64];

    for (int i = 0; i < MIXED; i++) {
        text_format(patient, sizeof patient, "R%d", i % 61);
        text_format(object, sizeof object, "/srv/records/R%d/%d.pdf", i % 61, i % 7);
        events[i] = trial_event(trial, i * 225, actions[i * 7 % 5], logins[i * 13 % 6], patient, object);
        events[i].named = events[i].login[0] ? NAMED_WAITING : NAMED_NOBODY;
        if (events[i].action == ACTION_UPDATE)
            events[i].signs = (uint16_t)signs[i % 4];
        if (i % 97 == 96) {
            events[i].kind = EVENT_INTEGRITY;
            events[i].action = i % 2 ? ACTION_GAP : ACTION_VANISHED;
            events[i].login[0] = '\0';
        }
    }
    return MIXED;
}

/* Any order in which no event comes more than a minute later than one that happened after it. */
static void shuffle(struct event *events, size_t count, unsigned *seed)
{
    for (size_t i = 0; i + 1 < count; i++) {
        size_t reach = 1;

        while (i + reach < count && events[i + reach].time_ms - events[i].time_ms < 30 * SECOND)
            reach++;
        size_t other = i + (size_t)rand_r(seed) % reach;
        struct event held = events[i];

        events[i] = events[other];
        events[other] = held;
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
static void settle(struct case_report *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct case_report *report = &cases[i];

        report->version = 0;
        report->raised_ms = 0;
        CU_ASSERT_FATAL(report->event_total <= CASE_EVENTS_MAX);
        qsort(report->events, report->event_total, EVENT_ID_SIZE, by_bytes);
        qsort(report->patients, report->patient_total, EVENT_PATIENT_SIZE, by_text);
        for (size_t n = 0; n < CASE_RULES_MAX; n++)
            if (report->rules[n][0] == '\0')
                memset(report->rules[n], 0x7f, 1);
        qsort(report->rules, CASE_RULES_MAX, sizeof report->rules[0], by_text);
    }
    qsort(cases, count, sizeof *cases, by_id);
}

static void assert_same_cases(const struct trial *one, const struct trial *other)
{
    CU_ASSERT_EQUAL_FATAL(one->count, other->count);
    for (size_t i = 0; i < one->count; i++) {
        const struct case_report *a = &one->cases[i], *b = &other->cases[i];

        CU_ASSERT_STRING_EQUAL(a->id, b->id);
        CU_ASSERT_STRING_EQUAL(a->says, b->says);
        CU_ASSERT_EQUAL(memcmp(a, b, sizeof *a), 0);
    }
}

static void any_order(void)
{
    struct event *events = calloc(MIXED, sizeof *events);
    struct trial straight, mixed;

    CU_ASSERT_PTR_NOT_NULL_FATAL(events);
    for (unsigned seed = 1; seed <= 20; seed++) {
        const char *table = seed % 2 ? HEAD "R1,2026-11-23,,ben,,,\nR2,2026-11-23,,,Surgery,,\n" : NULL;
        unsigned chance = seed;

        trial_open(&straight, STAFF, table);
        trial_open(&mixed, STAFF, table);
        make_mixture(&straight, events);
        for (size_t i = 0; i < MIXED; i++)
            trial_judge(&straight, &events[i]);
        shuffle(events, MIXED, &chance);
        for (size_t i = 0; i < MIXED; i++)
            trial_judge(&mixed, &events[i]);
        trial_finish(&straight);
        trial_finish(&mixed);
        CU_ASSERT(straight.count >= 6);
        settle(straight.cases, straight.count);
        settle(mixed.cases, mixed.count);
        assert_same_cases(&straight, &mixed);
        trial_close(&straight);
        trial_close(&mixed);
    }
    free(events);
}

/* ---- restarts -------------------------------------------------------------------------------- */

static void takes_up(struct trial *trial, const struct event *events, size_t count)
{
    trial_restart(trial);
    for (size_t i = 0; i < trial->count; i++)
        judge_resume(trial->judge, &trial->cases[i], false);
    for (size_t i = 0; i < count; i++)
        judge_remember(trial->judge, &events[i], events[i].time_ms);
}

/* Of how many patients a rule spoke: a case that is taken up does not say which they were. */
static void forget_counts(struct case_report *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memset(cases[i].rule_patients, 0, sizeof cases[i].rule_patients);
}

static void survives_restarts(void)
{
    struct event *events = calloc(MIXED, sizeof *events);
    struct trial straight, broken;

    CU_ASSERT_PTR_NOT_NULL_FATAL(events);
    for (size_t every = 1; every < MIXED; every = every * 3 + 1) {
        trial_open(&straight, STAFF, NULL);
        trial_open(&broken, STAFF, NULL);
        make_mixture(&straight, events);
        for (size_t i = 0; i < MIXED; i++) {
            trial_judge(&straight, &events[i]);
            if (i % every == 0)
                takes_up(&broken, events, i);
            trial_judge(&broken, &events[i]);
        }
        CU_ASSERT_EQUAL(straight.told, broken.told);
        for (size_t i = 0; i < straight.count; i++)
            CU_ASSERT_EQUAL(straight.cases[i].version, broken.cases[i].version);
        trial_finish(&straight);
        trial_finish(&broken);
        settle(straight.cases, straight.count);
        settle(broken.cases, broken.count);
        forget_counts(straight.cases, straight.count);
        forget_counts(broken.cases, broken.count);
        assert_same_cases(&straight, &broken);
        trial_close(&straight);
        trial_close(&broken);
    }
    free(events);
}

static void records_known_again(void)
{
    struct trial trial;
    struct event events[3];

    trial_open(&trial, STAFF, HEAD);
    for (int i = 0; i < 3; i++) {
        events[i] = trial_event(&trial, i * SECOND, ACTION_READ, "reception", "P1", i == 1 ? "/r/P1/b" : "/r/P1/a");
        trial_judge(&trial, &events[i]);
        takes_up(&trial, events, (size_t)i + 1);
    }
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 3);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 2);
    trial_close(&trial);
}

/* Case ids hang on stretches of story_hours that begin at 03:30 UTC. Here the first event comes second, and lies in the
 * stretch before; nothing but the id says whose case it is. */
static void taken_up_by_id(void)
{
    struct trial trial;
    int64_t border;

    trial_open(&trial, STAFF, NULL);
    border = trial.start_ms / DAY * DAY + 3 * HOUR + 30 * MINUTE - trial.start_ms;
    trial_access(&trial, border + 10 * SECOND, ACTION_READ, "", "P1", "/r/P1/a");
    trial_access(&trial, border - 10 * SECOND, ACTION_READ, "", "P2", "/r/P2/a");
    takes_up(&trial, NULL, 0);
    trial_access(&trial, border + HOUR, ACTION_READ, "", "P3", "/r/P3/a");
    CU_ASSERT_EQUAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 3);
    trial_close(&trial);
}

static void not_told_at_once(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_access(&trial, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    takes_up(&trial, NULL, 0);
    trial_collect(&trial, trial.start_ms + 2 * HOUR);
    CU_ASSERT_EQUAL(trial.handouts, 1);
    trial_access(&trial, 2 * HOUR, ACTION_READ, "reception", "P2", "/r/P2/a");
    CU_ASSERT_EQUAL(trial.told, 1);
    CU_ASSERT_EQUAL(trial.cases[0].version, 2);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 2);
    trial_access(&trial, 3 * HOUR, ACTION_READ, "reception", "P3", "/r/P3/a");
    CU_ASSERT_EQUAL(trial.told, 2);
    CU_ASSERT_EQUAL(trial.count, 1);
    trial_close(&trial);
}

static void remembering_raises_nothing(void)
{
    struct trial trial;
    struct event event;
    char object[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 5; i++) {
        text_format(object, sizeof object, "/r/%d", i);
        event = trial_event(&trial, i * SECOND, ACTION_DELETE, "ben", "P1", object);
        if (i < 4)
            judge_remember(trial.judge, &event, event.time_ms);
        else
            trial_judge(&trial, &event);
        trial_collect(&trial, event.time_ms);
        CU_ASSERT_EQUAL(trial.count, i < 4 ? 0 : 1);
    }
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 5); /* what was remembered counts */
    trial_close(&trial);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static size_t bytes_in_use(void)
{
    struct mallinfo2 info = mallinfo2();

    return info.uordblks + info.hblkhd;
}

/* So much more memory is in use after `count` events, which take turns through the logins, then the patients. */
static size_t bytes_under(unsigned count, unsigned logins, unsigned patients, int64_t step_ms)
{
    struct trial trial;
    struct event event;
    size_t before, used;

    trial_open(&trial, NULL, NULL);
    before = bytes_in_use();
    event = trial_event(&trial, 0, ACTION_READ, "", "P1", "/r/P1/a");
    for (unsigned i = 0; i < count; i++) {
        memcpy(event.id, &i, sizeof i);
        event.time_ms += step_ms;
        text_format(event.login, sizeof event.login, "u%u", i % logins);
        text_format(event.patient, sizeof event.patient, "P%u", i / logins % patients);
        judge_event(trial.judge, &event, event.time_ms);
    }
    used = bytes_in_use() - before;
    trial_close(&trial);
    return used;
}

static void bounded_by_logins(void)
{
    CU_ASSERT(bytes_under(200000, 5000, 1, 60000) < 5000u * 16 * 1024); /* 139 days */
}

static void bounded_by_pairs(void)
{
    CU_ASSERT(bytes_under(200000, 100, 1000, 60000) < 100u * 160 * 1024 + 100000u * 256);
}

/* A day of everything waits for late rows: a fact is small. */
static void bounded_by_a_day(void)
{
    CU_ASSERT(bytes_under(200000, 1, 1, 400) < 200000u * 160);
}

static void bounded_by_cases(void)
{
    struct trial trial;
    size_t before = bytes_in_use();
    struct event event;

    trial_open(&trial, NULL, NULL);
    event = trial_event(&trial, 0, ACTION_READ, "", "P1", "/r/P1/a");
    event.named = NAMED_NOBODY;
    for (unsigned i = 0; i < 3000; i++) {
        memcpy(event.id, &i, sizeof i);
        event.time_ms += 100000; /* fewer than make a storm */
        text_format(event.program, sizeof event.program, "/tmp/%u", i);
        trial_judge(&trial, &event);
    }
    CU_ASSERT_EQUAL(trial.count, 3000);
    CU_ASSERT(bytes_in_use() - before < 160u * 1024 * 1024);
    trial_judge(&trial, &event); /* one that is still there goes on */
    CU_ASSERT_EQUAL(trial.count, 3000);
    text_copy(event.program, sizeof event.program, "/tmp/0"); /* one that had to go begins anew, under another id */
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL(trial.count, 3001);
    trial_close(&trial);
}

/* Opening one file without end must not hide a deletion from its window. */
static void flood_hides_nothing(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 5; i++) {
        char object[64];

        text_format(object, sizeof object, "/r/%d", i);
        trial_access(&trial, i * 60 * SECOND, ACTION_DELETE, "ben", "P1", object);
        for (int n = 0; n < 3000; n++)
            trial_access(&trial, i * 60 * SECOND + n * 10, ACTION_READ, "ben", "P2", "/r/flood");
    }
    CU_ASSERT_PTR_NOT_NULL(trial_found(&trial, "mass-delete"));
    CU_ASSERT_EQUAL(trial.count, 1);
    trial_close(&trial);
}

static void times_beyond_reason(void)
{
    static const int64_t times[] = {INT64_MIN, -1, 0, INT64_MAX, INT64_C(253402300800000)};
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct event event = trial_event(&trial, 0, ACTION_READ, "reception", "P1", "/r/P1/a");

        event.time_ms = times[i];
        CU_ASSERT_TRUE(judge_event(trial.judge, &event, trial.start_ms));
        judge_remember(trial.judge, &event, event.time_ms);
        trial_collect(&trial, trial.start_ms);
    }
    CU_ASSERT_EQUAL(trial.count, 1); /* each is taken at the time when it was told */
    trial_close(&trial);
}

CU_TestInfo judge_order_tests[] = {
    {"the same events in any order give the same cases", any_order},
    {"restarts at any point change nothing", survives_restarts},
    {"after a restart a record is still known", records_known_again},
    {"a case without a login is taken up by its id", taken_up_by_id},
    {"a case taken up is not told again at once", not_told_at_once},
    {"what is remembered counts, and raises nothing", remembering_raises_nothing},
    {"a login costs less than 16 KiB, however long it is used", bounded_by_logins},
    {"a login and a patient cost less than 256 bytes, however often they meet", bounded_by_pairs},
    {"200,000 events of a day cost less than 160 bytes each", bounded_by_a_day},
    {"memory is bounded under thousands of cases, and no id comes twice", bounded_by_cases},
    {"a flood of reads hides no deletion", flood_hides_nothing},
    {"times beyond reason break nothing", times_beyond_reason},
    CU_TEST_INFO_NULL,
};
