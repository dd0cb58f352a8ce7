/* agent/judge/weigh/particulars.c: who opens addresses and nothing else, of many patients in a day. */
#include "settling.h"

#include "agent/judge/weigh/particulars.h"

static void names(void)
{
    CU_ASSERT_TRUE(particulars_named("contact"));
    CU_ASSERT_TRUE(particulars_named("Contact details"));
    CU_ASSERT_TRUE(particulars_named("Patient"));
    CU_ASSERT_TRUE(particulars_named("Patient/123"));
    CU_ASSERT_TRUE(particulars_named("RelatedPerson/9"));
    CU_ASSERT_TRUE(particulars_named("patient demographics"));
    CU_ASSERT_TRUE(particulars_named("home_address"));
    CU_ASSERT_TRUE(particulars_named("2026/11.ADDRESS"));
    CU_ASSERT_TRUE(particulars_named("7phone"));
}

static void other_names(void)
{
    CU_ASSERT_FALSE(particulars_named(""));
    CU_ASSERT_FALSE(particulars_named("summary"));
    CU_ASSERT_FALSE(particulars_named("Patient history"));
    CU_ASSERT_FALSE(particulars_named("PatientSummary/1"));
    CU_ASSERT_FALSE(particulars_named("Observation/123"));
    CU_ASSERT_FALSE(particulars_named("contactless thermometer"));
    CU_ASSERT_FALSE(particulars_named("microphone test"));
    CU_ASSERT_FALSE(particulars_named("lab2phone"));
    CU_ASSERT_FALSE(particulars_named("2026/ ._-"));
}

static void percentiles(void)
{
    struct particulars_usual usual = {.all = 200, .of = {[1] = 150, [4] = 48, [30] = 2}}, none = {0};
    struct particulars_usual few = {.all = 3, .of = {[2] = 2, [9] = 1}};

    CU_ASSERT_EQUAL(particulars_most(&usual), 4);
    usual.of[30]++; /* more than one in a hundred */
    usual.all++;
    CU_ASSERT_EQUAL(particulars_most(&usual), 30);
    CU_ASSERT_EQUAL(particulars_most(&few), 9);
    CU_ASSERT_EQUAL(particulars_most(&none), 0);
}

struct desk {
    struct seen seen;
    int64_t at_ms;
    unsigned patients;
};

static void desk_open(struct desk *desk, const char *rows)
{
    *desk = (struct desk){0};
    seen_open(&desk->seen, rows);
    desk->seen.ward.config.alert_points = 100000; /* no pair is a case by itself */
}

/* Whether the rule spoke, of all that was opened. */
static bool desk_close(struct desk *desk)
{
    bool found = false;

    CU_ASSERT_TRUE(settle_finish(desk->seen.settle));
    for (size_t i = 0; i < desk->seen.found; i++)
        found = found || has_rule(&desk->seen, i, "particulars-only");
    seen_close(&desk->seen);
    return found;
}

static void look(struct desk *desk, const char *patient, const char *object, enum event_action action,
                 enum event_source source)
{
    struct event event = seen_event(&desk->seen, desk->at_ms, "anna", patient);

    event.action = (uint8_t)action;
    event.source = (uint8_t)source;
    text_copy(event.object, sizeof event.object, object);
    CU_ASSERT_TRUE(settle_pass(desk->seen.settle, event.time_ms));
    CU_ASSERT_TRUE(settle_take(desk->seen.settle, &event));
    desk->at_ms += 3 * MINUTE;
}

static void look_many(struct desk *desk, unsigned count, const char *object)
{
    char patient[16];

    for (unsigned i = 0; i < count; i++) {
        text_format(patient, sizeof patient, "X%u", desk->patients++);
        look(desk, patient, object, ACTION_READ, SOURCE_EHR);
    }
}

static bool opened(unsigned count, const char *object)
{
    struct desk desk;

    desk_open(&desk, settling_encounters);
    look_many(&desk, count, object);
    return desk_close(&desk);
}

static void many(void)
{
    CU_ASSERT_TRUE(opened(20, "contact"));
    CU_ASSERT_TRUE(opened(100, "Patient/7")); /* more than are counted */
    CU_ASSERT_FALSE(opened(19, "contact"));
    CU_ASSERT_FALSE(opened(100, "notes"));
    CU_ASSERT_FALSE(opened(100, ""));
}

/* Nobody looks up an address in a file's name, writes one to steal it, or needs the notes of whom they only look up. */
static void other_ways(void)
{
    static const enum event_action actions[] = {ACTION_READ, ACTION_UPDATE, ACTION_READ};
    static const enum event_source sources[] = {SOURCE_FILE, SOURCE_EHR, SOURCE_EHR};
    char patient[16];

    for (unsigned way = 0; way < 3; way++) {
        struct desk desk;

        desk_open(&desk, settling_encounters);
        for (unsigned i = 0; i < 30; i++) {
            text_format(patient, sizeof patient, "X%u", i);
            look(&desk, patient, "contact", actions[way], sources[way]);
            if (way == 2)
                look(&desk, patient, "notes", ACTION_READ, SOURCE_EHR);
        }
        CU_ASSERT_FALSE(desk_close(&desk));
    }
}

static void reasons(void)
{
    static char rows[8192];
    struct desk desk;

    text_copy(rows, sizeof rows, HEAD);
    for (unsigned i = 0; i < 60; i++)
        text_format(rows + strlen(rows), sizeof rows - strlen(rows), "X%u,2026-11-23,,anna,,appointment,\n", i);
    desk_open(&desk, rows);
    look_many(&desk, 60, "contact");
    CU_ASSERT_FALSE(desk_close(&desk)); /* a reception's day */
    desk_open(&desk, settling_encounters);
    for (unsigned i = 0; i < 60; i++)
        look(&desk, "X1", "contact", ACTION_READ, SOURCE_EHR);
    CU_ASSERT_FALSE(desk_close(&desk)); /* one patient, all day */
    desk_open(&desk, NULL);
    look_many(&desk, 60, "contact");
    CU_ASSERT_FALSE(desk_close(&desk)); /* without encounters.csv nobody can say */
}

/* Forty days of `usual` patients, then a day of `last`. */
static bool after_days(unsigned usual, unsigned last)
{
    struct desk desk;

    desk_open(&desk, settling_encounters);
    for (int day = 0; day < 40; day++) {
        desk.at_ms = day * DAY;
        look_many(&desk, usual, "contact");
    }
    desk.at_ms = 41 * DAY;
    look_many(&desk, last, "contact");
    return desk_close(&desk);
}

static void habits(void)
{
    CU_ASSERT_TRUE(after_days(2, 10));
    CU_ASSERT_FALSE(after_days(2, 9));
    CU_ASSERT_FALSE(after_days(12, 12)); /* so it is here every day */
    CU_ASSERT_TRUE(after_days(12, 13));
}

CU_TestInfo particulars_tests[] = {
    {"names and addresses are known by what sources call them", names},
    {"notes, histories and like words are none", other_names},
    {"all but one in a hundred days are below", percentiles},
    {"twenty in a day of a new role are many", many},
    {"files, changes, and what is read further are not counted", other_ways},
    {"who comes today may be looked up, and one patient all day", reasons},
    {"a known role's many is more than its own days", habits},
    CU_TEST_INFO_NULL,
};
