/* agent/judge/weigh/sources.c: a source that tells of nothing while its users go on working. */
#include "settling.h"

#include "agent/judge/weigh/lore.h"
#include "agent/judge/weigh/sources.h"

enum { PEOPLE = 4 };

struct house {
    struct sources sources;
    struct person *people[PEOPLE];
    int64_t at_ms;
    unsigned silences;
};

static void house_open(struct house *house)
{
    *house = (struct house){.at_ms = INT64_C(1795000000000)};
    for (unsigned i = 0; i < PEOPLE; i++) {
        house->people[i] = calloc(1, sizeof *house->people[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(house->people[i]);
    }
}

static void house_close(struct house *house)
{
    for (unsigned i = 0; i < PEOPLE; i++)
        free(house->people[i]);
}

static void open_one(struct house *house, unsigned who, enum event_source source)
{
    struct fact fact = {.time_ms = house->at_ms, .login = who + 1, .patient = 1, .source = (uint8_t)source};

    house->at_ms += MINUTE;
    sources_note(&house->sources, house->people[who], &fact);
    house->silences += house->sources.news != NULL;
}

/* So many of the first people's accesses at one source. */
static void open_many(struct house *house, unsigned count, unsigned people, enum event_source source)
{
    for (unsigned i = 0; i < count; i++)
        open_one(house, i % people, source);
}

/* Everybody uses both: the record system, and after `gap` accesses there a file. */
static void live(struct house *house, unsigned times, unsigned gap)
{
    for (unsigned i = 0; i < times; i++) {
        open_many(house, gap, PEOPLE, SOURCE_EHR);
        open_one(house, i % PEOPLE, SOURCE_FILE);
    }
}

static unsigned silences(unsigned times, unsigned gap, unsigned count, unsigned people)
{
    struct house house;

    house_open(&house);
    live(&house, times, gap);
    open_many(&house, count, people, SOURCE_EHR);
    house_close(&house);
    return house.silences;
}

static void silent(void)
{
    CU_ASSERT_EQUAL(silences(500, 4, 61, PEOPLE), 1);
    CU_ASSERT_EQUAL(silences(500, 4, 60, PEOPLE), 0);
    CU_ASSERT_EQUAL(silences(500, 4, 400, PEOPLE), 1); /* said once */
}

/* One gap in twenty-five is of thirty accesses. */
static unsigned after_long_gaps(unsigned count)
{
    struct house house;

    house_open(&house);
    live(&house, 480, 4);
    live(&house, 20, 30);
    open_many(&house, count, PEOPLE, SOURCE_EHR);
    house_close(&house);
    return house.silences;
}

static void longer(void)
{
    CU_ASSERT_EQUAL(after_long_gaps(91), 1);
    CU_ASSERT_EQUAL(after_long_gaps(90), 0);
}

static void innocent(void)
{
    struct house house;

    CU_ASSERT_EQUAL(silences(499, 4, 400, PEOPLE), 0);   /* not known yet */
    CU_ASSERT_EQUAL(silences(500, 4, 400, 2), 0);        /* two people are busy there */
    CU_ASSERT_EQUAL(silences(500, 250, 400, PEOPLE), 0); /* hardly ever used by any of them */
    house_open(&house);
    live(&house, 600, 4);
    house.at_ms += 20 * DAY; /* a holiday */
    open_many(&house, 30, PEOPLE, SOURCE_EHR);
    CU_ASSERT_EQUAL(house.silences, 0);
    house_close(&house);
    house_open(&house);
    for (unsigned i = 0; i < 600; i++) {
        open_one(&house, 0, SOURCE_PACS); /* the radiographer */
        open_one(&house, 1 + i % 3, SOURCE_EHR);
    }
    house.silences = 0;
    for (unsigned i = 0; i < 500; i++) /* who is ill */
        open_one(&house, 1 + i % 3, SOURCE_EHR);
    CU_ASSERT_EQUAL(house.silences, 0);
    house_close(&house);
}

static void a_burst(void)
{
    struct house house;

    house_open(&house);
    live(&house, 600, 4);
    for (unsigned i = 0; i < 90; i++) {
        open_one(&house, i % PEOPLE, SOURCE_EHR);
        house.at_ms -= MINUTE - SECOND;
    }
    CU_ASSERT_EQUAL(house.silences, 0); /* a minute and a half */
    house.at_ms += 2 * HOUR;
    open_one(&house, 0, SOURCE_EHR);
    CU_ASSERT_EQUAL(house.silences, 1);
    house_close(&house);
}

static void again(void)
{
    struct house house;

    house_open(&house);
    live(&house, 600, 4);
    open_many(&house, 100, PEOPLE, SOURCE_EHR);
    live(&house, 1, 1);
    open_many(&house, 100, PEOPLE, SOURCE_EHR);
    CU_ASSERT_EQUAL(house.silences, 2);
    house_close(&house);
}

static void limits(void)
{
    struct source_gap gap = {.all = 1000, .of = {[1] = 990, [40] = 10}};

    CU_ASSERT_EQUAL(sources_limit(&gap), 60);
    gap.of[40]++;
    gap.all++;
    CU_ASSERT_EQUAL(sources_limit(&gap), 120);
    gap = (struct source_gap){.all = 499, .of = {[1] = 499}};
    CU_ASSERT_EQUAL(sources_limit(&gap), 0);
    gap = (struct source_gap){.all = 1000, .of = {[SOURCE_GAP_MOST] = 1000}};
    CU_ASSERT_EQUAL(sources_limit(&gap), 0);
}

/* Through the judge: whose case, and what it says. */
static void settled(void)
{
    struct trial trial;
    const struct case_report *report = NULL;
    static const char *const logins[] = {"anna", "ben", "cara", "dora"};
    struct event event;
    int64_t after_ms = 0;

    trial_open(&trial, "login,name,kind\nanna,A,person\nben,B,person\ncara,C,person\ndora,D,person\n", NULL);
    trial.config.alert_points = 1000000;
    for (unsigned i = 0; i < 2600; i++) {
        event = trial_event(&trial, after_ms, ACTION_READ, logins[i % 4], "P1", "notes");
        event.source = i < 2400 && i % 4 == i / 4 % 4 ? SOURCE_FILE : SOURCE_EHR;
        after_ms += MINUTE;
        trial_judge(&trial, &event);
    }
    for (size_t i = 0; i < trial.count; i++)
        if (trial.cases[i].class == CASE_TAMPER)
            report = &trial.cases[i];
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT_STRING_EQUAL(report->rules[0], "source-silent");
    CU_ASSERT_STRING_EQUAL(report->login, "");
    CU_ASSERT_EQUAL(report->patient_total, 0);
    CU_ASSERT_EQUAL(report->event_total, 1);
    CU_ASSERT_STRING_EQUAL(report->says,
                           "One of the systems that tell of accesses stopped telling while its users went on working; "
                           "what is opened there may go unseen.");
    trial_close(&trial);
}

CU_TestInfo sources_tests[] = {
    {"beyond sixty accesses of its users elsewhere a source is silent, once", silent},
    {"where gaps are longer, silence is longer", longer},
    {"a new, a rare, an idle source, a holiday and one who is ill are none", innocent},
    {"a burst is no silence before half an hour", a_burst},
    {"who spoke again may fall silent again", again},
    {"the limit is known after many gaps, and never when they are endless", limits},
    {"a silence is a case of nobody, with the last access as evidence", settled},
    CU_TEST_INFO_NULL,
};
