/* agent/judge/weigh/visits.c: who else was in a record around the same time. */
#include "weighing.h"

#include "agent/judge/weigh/visits.h"

static const struct clinic wards = {.staff = "login,name,kind,unit\nanna,A,person,Ward\nben,B,person,Ward\n"
                                             "cara,C,person,Surgery\ndora,D,person,\nemil,E,person,\n"};

static void try_company(const char *login, int64_t apart_ms, bool is_expected)
{
    struct ward ward;
    struct subject subject = {0};
    struct fact fact, other;

    ward_open(&ward, &wards);
    other = ward_fact(&ward, 0, login, "P1");
    visits_note(&subject, &other, false);
    fact = ward_fact(&ward, apart_ms, "anna", "P1");
    CU_ASSERT_EQUAL(visits_company(&subject, &fact), is_expected);
    ward_close(&ward);
}

static void company(void)
{
    try_company("ben", 0, true);
    try_company("ben", DAY, true);
    try_company("ben", -DAY, true);
    try_company("ben", DAY + SECOND, false);
    try_company("ben", -DAY - SECOND, false);
    try_company("anna", 0, false);
    try_company("nobody-knows", HOUR, true);
}

static void nobody_yet(void)
{
    struct ward ward;
    struct subject subject = {0};
    struct fact fact;

    ward_open(&ward, &wards);
    fact = ward_fact(&ward, 0, "anna", "P1");
    CU_ASSERT_FALSE(visits_company(&subject, &fact));
    CU_ASSERT_FALSE(visits_team(&subject, &fact, ward.names, &ward.context, ward_who(&ward, "anna")));
    fact.time_ms = 0; /* as long ago as an empty place says */
    CU_ASSERT_FALSE(visits_company(&subject, &fact));
    ward_close(&ward);
}

static void try_team(const char *login, const char *other, bool is_explained, int64_t apart_ms, bool is_expected)
{
    struct ward ward;
    struct subject subject = {0};
    struct fact fact, visit;

    ward_open(&ward, &wards);
    visit = ward_fact(&ward, 0, other, "P1");
    visits_note(&subject, &visit, is_explained);
    fact = ward_fact(&ward, apart_ms, login, "P1");
    CU_ASSERT_EQUAL(visits_team(&subject, &fact, ward.names, &ward.context, ward_who(&ward, login)), is_expected);
    ward_close(&ward);
}

static void team(void)
{
    try_team("anna", "ben", true, DAY, true);
    try_team("anna", "ben", true, DAY + SECOND, false);
    try_team("anna", "ben", false, 0, false);
    try_team("anna", "cara", true, 0, false);
    try_team("anna", "anna", true, 0, false);
    try_team("anna", "nobody-knows", true, 0, false);
    try_team("dora", "emil", true, 0, false); /* no unit is none in common */
    try_team("nobody-knows", "ben", true, 0, false);
}

static void one_visit(void)
{
    struct ward ward;
    struct subject subject = {0};
    struct fact fact;

    ward_open(&ward, &wards);
    for (int i = 0; i < 50; i++) {
        fact = ward_fact(&ward, i * MINUTE, "ben", "P1");
        visits_note(&subject, &fact, i == 30);
    }
    CU_ASSERT_EQUAL(subject.next, 1);
    CU_ASSERT_TRUE(subject.visits[0].is_explained);
    fact = ward_fact(&ward, 2 * HOUR, "ben", "P1");
    visits_note(&subject, &fact, false);
    CU_ASSERT_EQUAL(subject.next, 2);
    CU_ASSERT_FALSE(subject.visits[1].is_explained);
    ward_close(&ward);
}

static void the_latest(void)
{
    struct ward ward;
    struct subject subject = {0};
    struct fact fact, asks;
    char login[8];

    ward_open(&ward, &wards);
    fact = ward_fact(&ward, 0, "ben", "P1");
    visits_note(&subject, &fact, true);
    asks = ward_fact(&ward, SECOND, "anna", "P1");
    for (int i = 1; i < SUBJECT_VISITS; i++) {
        text_format(login, sizeof login, "u%d", i);
        fact = ward_fact(&ward, 0, login, "P1");
        visits_note(&subject, &fact, false);
        CU_ASSERT_TRUE(visits_team(&subject, &asks, ward.names, &ward.context, ward_who(&ward, "anna")));
    }
    fact = ward_fact(&ward, 0, "one-more", "P1");
    visits_note(&subject, &fact, false);
    CU_ASSERT_FALSE(visits_team(&subject, &asks, ward.names, &ward.context, ward_who(&ward, "anna")));
    CU_ASSERT_TRUE(visits_company(&subject, &asks));
    ward_close(&ward);
}

static void excused(void)
{
    struct ward ward;
    struct subject subject = {0};
    struct fact fact, other;

    ward_open(&ward, &wards);
    fact = ward_fact(&ward, 0, "ben", "P1");
    visits_note(&subject, &fact, false);
    other = ward_fact(&ward, HOUR, "anna", "P1");
    CU_ASSERT_FALSE(visits_team(&subject, &other, ward.names, &ward.context, ward_who(&ward, "anna")));
    visits_excuse(&subject, &fact);
    CU_ASSERT_TRUE(visits_team(&subject, &other, ward.names, &ward.context, ward_who(&ward, "anna")));
    ward_close(&ward);
}

CU_TestInfo visits_tests[] = {
    {"somebody else within a day before or after is company, oneself is not", company},
    {"in a record nobody opened there is none", nobody_yet},
    {"a colleague of the unit who had a reason explains for a day, no other does", team},
    {"an hour of one person is one visit", one_visit},
    {"the latest eight visits are known", the_latest},
    {"a row that comes late excuses the visit for the colleagues, too", excused},
    CU_TEST_INFO_NULL,
};
