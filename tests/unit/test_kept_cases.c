/* kept_cases.h and lookup.h: the memory of a replay. */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/ctl/kept_cases.h"
#include "agent/ctl/lookup.h"

static void fill(struct case_report *report, unsigned number, int64_t raised_ms, uint32_t events, uint32_t patients)
{
    memset(report, 0, sizeof *report);
    snprintf(report->id, sizeof report->id, "C-%016x", number);
    report->class = CASE_LOSS;
    report->version = 1;
    report->raised_ms = raised_ms;
    report->event_total = events;
    report->patient_total = patients;
    snprintf(report->says, sizeof report->says, "case %u", number);
    snprintf(report->checked[CASE_CHECKED_MAX - 1], sizeof report->checked[0], "last of %u", number);
    for (uint32_t i = 0; i < events && i < CASE_EVENTS_MAX; i++)
        memset(report->events[i], (int)(number + i) & 0xff, EVENT_ID_SIZE);
    for (uint32_t i = 0; i < patients && i < CASE_PATIENTS_MAX; i++)
        snprintf(report->patients[i], sizeof report->patients[i], "p%u", number + i);
}

struct seen {
    struct case_report cases[4];
    unsigned count;
};

static bool note(void *data, const struct case_report *report)
{
    struct seen *seen = data;

    if (seen->count < 4)
        seen->cases[seen->count] = *report;
    seen->count++;
    return true;
}

static bool refuse(void *data, const struct case_report *report)
{
    (void)report;
    (*(unsigned *)data)++;
    return false;
}

static void whole_and_sorted(void)
{
    static const struct {
        unsigned number;
        int64_t raised_ms;
        uint32_t events, patients;
    } some[] = {{1, 300, 1, 0}, {2, 100, CASE_EVENTS_MAX, CASE_PATIENTS_MAX}, {3, 100, 0, 3}, {4, 200, 100000, 100000}};
    static const unsigned order[] = {1, 2, 3, 0};
    struct kept_cases *kept = kept_cases_new();
    struct case_report *wanted = calloc(1, sizeof *wanted);
    struct seen *seen = calloc(1, sizeof *seen);

    for (size_t i = 0; i < 4; i++) {
        fill(wanted, some[i].number, some[i].raised_ms, some[i].events, some[i].patients);
        CU_ASSERT(kept_cases_put(kept, wanted));
    }
    CU_ASSERT(kept_cases_each(kept, note, seen));
    CU_ASSERT_EQUAL_FATAL(seen->count, 4);
    for (size_t i = 0; i < 4; i++) {
        fill(wanted, some[order[i]].number, some[order[i]].raised_ms, some[order[i]].events, some[order[i]].patients);
        CU_ASSERT_EQUAL(memcmp(wanted, &seen->cases[i], sizeof *wanted), 0);
    }
    kept_cases_free(kept);
    free(wanted);
    free(seen);
}

static void latest_version(void)
{
    struct kept_cases *kept = kept_cases_new();
    struct case_report *report = calloc(1, sizeof *report);
    struct seen *seen = calloc(1, sizeof *seen);

    for (uint32_t version = 1; version <= 600; version++) {
        fill(report, 7, 100, version, version / 2);
        report->version = version;
        CU_ASSERT(kept_cases_put(kept, report));
    }
    CU_ASSERT(kept_cases_each(kept, note, seen));
    CU_ASSERT_EQUAL(seen->count, 1);
    CU_ASSERT_EQUAL(memcmp(report, &seen->cases[0], sizeof *report), 0);
    kept_cases_free(kept);
    free(report);
    free(seen);
}

static void stops(void)
{
    struct kept_cases *kept = kept_cases_new();
    struct case_report *report = calloc(1, sizeof *report);
    unsigned calls = 0;

    for (unsigned i = 0; i < 3; i++) {
        fill(report, i, 100, 1, 1);
        CU_ASSERT(kept_cases_put(kept, report));
    }
    CU_ASSERT_FALSE(kept_cases_each(kept, refuse, &calls));
    CU_ASSERT_EQUAL(calls, 1);
    kept_cases_free(kept);
    free(report);
}

static void none(void)
{
    struct kept_cases *kept = kept_cases_new();
    unsigned calls = 0;

    CU_ASSERT(kept_cases_each(kept, refuse, &calls));
    CU_ASSERT_EQUAL(calls, 0);
    kept_cases_free(kept);
}

static void many_keys(void)
{
    enum { COUNT = 200000 };
    struct lookup *lookup = lookup_new();
    uint64_t key[2] = {0, 0}, wrong = 0;

    for (uint64_t i = 1; i <= COUNT; i++) {
        key[1] = i * 3;
        wrong += lookup_put(lookup, key, i) != i;
    }
    for (uint64_t i = 1; i <= COUNT; i++) {
        key[1] = i * 3;
        wrong += lookup_find(lookup, key) != i;
        key[1] = i * 3 + 1;
        wrong += lookup_find(lookup, key) != 0;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    lookup_free(lookup);
}

static void first_stays(void)
{
    struct lookup *lookup = lookup_new();

    CU_ASSERT_EQUAL(lookup_put(lookup, "0123456789abcdef", 5), 5);
    CU_ASSERT_EQUAL(lookup_put(lookup, "0123456789abcdef", 9), 5);
    CU_ASSERT_EQUAL(lookup_find(lookup, "0123456789abcdef"), 5);
    CU_ASSERT_EQUAL(lookup_find(lookup, "0123456789abcdeF"), 0);
    lookup_free(lookup);
}

CU_TestInfo kept_cases_tests[] = {
    {"cases come back whole, in the order raised, equals in the order kept", whole_and_sorted},
    {"only a case's latest version is kept, however it grew", latest_version},
    {"a reader that has seen enough is not told more", stops},
    {"no case is no call", none},
    {"200,000 keys are found again and no other", many_keys},
    {"the first number of a key stays", first_stays},
    CU_TEST_INFO_NULL,
};
