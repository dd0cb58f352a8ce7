/* agent/judge/weigh/explain.c: each reason, where it holds, where it does not, and on which day it ends. */
#include "weighing.h"

#include "agent/judge/weigh/explain.h"

#define HEAD "patient,from,to,login,unit,kind,recorded\n"
/* So that both units are known to have encounters. */
#define UNITS "P0,2020-01-01,,,Ward,,\nP0,2020-01-01,,,Surgery,,\n"

static const char staff[] = "login,name,kind,role,unit,surname,birth,patient,leave_from,leave_to,ends\n"
                            "anna,Anna Okafor,person,Nurse,Ward,Okafor,1980-02-03,P-ANNA,,,\n"
                            "ben,Ben Strand,person,Nurse,Surgery,Strand,1981-02-03,,2026-11-20,2026-11-25,\n"
                            "cara,Cara Voss,person,GP,Surgery,Voss,1982-02-03,,,,\n"
                            "dora,Dora Lind,person,Receptionist,Desk,Lind,,,,,\n"
                            "emil,Emil Hall,person,Data manager,,Hall,,,,,\n"
                            "hana,Hana Care,person,Care manager,,Care,,,,,\n"
                            "ivo,Ivo File,person,Record clerk,,File,,,,,\n"
                            "pia,Pia Moss,person,Itinerant nurse,,Moss,,,,,\n"
                            "gone,Gina Gone,person,GP,Ward,Gone,,,,,2026-10-31\n"
                            "fay,Fay Gray,person,GP,Ward,Gray,,,,,\n";

struct query {
    const char *encounters, *rota, *patients;
    const char *login, *patient;
    int64_t after_ms, known_ms; /* of the access, since Monday 10:00; what is known so much later */
    bool is_declared, is_near_nothing;
};

static enum explanation answer_to(const struct query *question, char looked_for[8][96])
{
    struct clinic clinic = {
        .staff = staff, .encounters = question->encounters, .rota = question->rota, .patients = question->patients};
    struct explain_units units;
    struct explain_ask ask;
    enum explanation answer;
    struct ward ward;

    ward_open(&ward, &clinic);
    CU_ASSERT_TRUE_FATAL(explain_units_make(&units, &ward.context));
    ask = (struct explain_ask){.context = &ward.context,
                               .limits = &ward.config,
                               .who = ward_who(&ward, question->login),
                               .login = find_number(&ward.context, question->login),
                               .patient = find_number(&ward.context, question->patient),
                               .time_ms = ward.start_ms + question->after_ms,
                               .as_of_ms = ward.start_ms + question->after_ms + question->known_ms,
                               .is_declared = question->is_declared,
                               .is_near_enough = true,
                               .is_near_nothing = question->is_near_nothing};
    answer = explain_access(&ask, &units);
    for (size_t n = 0; looked_for && n < 8; n++)
        if (!explain_looked_for(&ask, &units, n, looked_for[n], sizeof looked_for[n]))
            looked_for[n][0] = '\0';
    explain_units_free(&units);
    ward_close(&ward);
    return answer;
}

static void try_row(const char *row, const char *login, const char *patient, enum explanation expected)
{
    char table[512];
    struct query question = {.encounters = table, .login = login, .patient = patient};

    text_format(table, sizeof table, HEAD UNITS "%s\n", row);
    CU_ASSERT_EQUAL(answer_to(&question, NULL), expected);
}

static void own(void)
{
    try_row("P1,2026-11-23,,cara,,appointment,", "cara", "P1", EXPLAIN_EXPLAINED);
    try_row("P1,2026-11-23,,cara,Ward,appointment,", "cara", "P1", EXPLAIN_EXPLAINED);
    try_row("P2,2026-11-23,,cara,,appointment,", "cara", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-11-23,,fay,,appointment,", "cara", "P1", EXPLAIN_UNEXPLAINED);
    try_row("", "cara", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-11-23,,cara,,,", "cara", "", EXPLAIN_UNEXPLAINED);
}

static void team(void)
{
    try_row("P1,2026-11-23,,,Surgery,admission,", "cara", "P1", EXPLAIN_EXPLAINED);
    try_row("P1,2026-11-23,,,Ward,admission,", "cara", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-11-23,,fay,,appointment,", "anna", "P1", EXPLAIN_EXPLAINED); /* of one unit */
    try_row("P1,2026-11-23,,fay,Surgery,appointment,", "anna", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-11-23,,nobody-knows,,,", "cara", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-11-23,,,Ward,admission,", "nobody-knows", "P1", EXPLAIN_UNEXPLAINED);
}

static void days(void)
{
    try_row("P1,2026-12-23T10:00:00,,cara,,,", "cara", "P1", EXPLAIN_EXPLAINED);
    try_row("P1,2026-12-23T10:00:01,,cara,,,", "cara", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-11-08T10:00:01,,cara,,,", "cara", "P1", EXPLAIN_EXPLAINED); /* no end: a day */
    try_row("P1,2026-11-08T10:00:00,,cara,,,", "cara", "P1", EXPLAIN_AFTER);
    try_row("P1,2026-11-22T10:00:00,2026-11-22T10:00:00,cara,,,", "cara", "P1", EXPLAIN_EXPLAINED); /* a moment */
    try_row("P1,2026-11-01,2026-11-09T10:00:01,cara,,,", "cara", "P1", EXPLAIN_EXPLAINED);
    try_row("P1,2026-11-01,2026-11-09T10:00:00,cara,,,", "cara", "P1", EXPLAIN_AFTER);
    try_row("P1,2026-08-01,2026-08-25T10:00:01,cara,,,", "cara", "P1", EXPLAIN_AFTER);
    try_row("P1,2026-08-01,2026-08-25T10:00:00,cara,,,", "cara", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-08-01,2026-08-25T10:00:01,cara,,,\nP1,2026-11-23,,,Surgery,,", "cara", "P1", EXPLAIN_EXPLAINED);
    try_row("P1,2026-08-01,2026-08-25T10:00:01,cara,,,\nP1,2026-11-23,,fay,,,", "cara", "P1", EXPLAIN_AFTER);
}

static void try_recorded(int64_t known_ms, enum explanation expected)
{
    struct query question = {.encounters = HEAD UNITS "P1,2026-11-23,,cara,,,2026-11-23T15:00:00\n",
                             .login = "cara",
                             .patient = "P1",
                             .known_ms = known_ms};

    CU_ASSERT_EQUAL(answer_to(&question, NULL), expected);
}

static void hindsight(void)
{
    try_recorded(0, EXPLAIN_UNEXPLAINED);
    try_recorded(5 * HOUR - SECOND, EXPLAIN_UNEXPLAINED);
    try_recorded(5 * HOUR, EXPLAIN_EXPLAINED);
}

static void support(void)
{
    try_row("P1,2026-11-23,,,Ward,appointment,", "dora", "P1", EXPLAIN_NEAR);
    try_row("P1,2026-11-26T10:00:00,,,Ward,,", "dora", "P1", EXPLAIN_NEAR);
    try_row("P1,2026-11-26T10:00:01,,,Ward,,", "dora", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-10-01,2026-11-16T10:00:01,,Ward,,", "dora", "P1", EXPLAIN_NEAR);
    try_row("P1,2026-10-01,2026-11-16T10:00:00,,Ward,,", "dora", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P9,2026-11-23,,,Ward,,", "dora", "P1", EXPLAIN_UNEXPLAINED);
    try_row("P1,2026-11-23,,,Ward,,", "emil", "P1", EXPLAIN_UNEXPLAINED);                         /* of no unit */
    try_row("P1,2026-11-23,,,Ward,,\nP5,2026-11-23,,,Desk,,", "dora", "P1", EXPLAIN_UNEXPLAINED); /* has its own */
    try_row("P1,2026-11-23,,,Ward,,\nP5,2026-11-23,,,Desk,task,", "dora", "P1", EXPLAIN_NEAR); /* tasks are no visits */
    try_row("P1,2026-11-23,,dora,,task,", "dora", "P1", EXPLAIN_EXPLAINED);
    try_row("P1,2026-11-23,,,Desk,task,", "dora", "P1", EXPLAIN_EXPLAINED); /* a task of the unit is theirs */
}

/* In a role of which it is no reason, what else there is counts: an old task of the unit. */
static void no_support(void)
{
    struct query question = {.encounters = HEAD UNITS "P1,2026-11-23,,,Ward,appointment,\nP1,2026-11-01,,,Desk,task,\n"
                                                      "P2,2026-11-23,,,Ward,appointment,\n",
                             .login = "dora",
                             .patient = "P1"};

    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_NEAR);
    question.is_near_nothing = true;
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_AFTER);
    question.patient = "P2";
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
}

static void try_closed(const char *row, bool is_closed, bool is_others)
{
    char table[512];
    struct clinic clinic = {.staff = staff, .encounters = table};
    struct explain_units units;
    struct explain_ask ask;
    struct ward ward;

    text_format(table, sizeof table, HEAD UNITS "%s\n", row);
    ward_open(&ward, &clinic);
    CU_ASSERT_TRUE_FATAL(explain_units_make(&units, &ward.context));
    ask = (struct explain_ask){.context = &ward.context,
                               .limits = &ward.config,
                               .who = ward_who(&ward, "cara"),
                               .login = find_number(&ward.context, "cara"),
                               .patient = find_number(&ward.context, "P1"),
                               .time_ms = ward.start_ms,
                               .as_of_ms = ward.start_ms};
    CU_ASSERT_EQUAL(explain_is_closed(&ask), is_closed);
    CU_ASSERT_EQUAL(explain_is_others(&ask, &units), is_others);
    explain_units_free(&units);
    ward_close(&ward);
}

static void closed(void)
{
    try_closed("P1,2026-10-01,2026-11-09T10:00:00,fay,,,", true, false);
    try_closed("P1,2026-10-01,2026-11-09T10:00:01,fay,,,", false, false);
    try_closed("P1,2026-10-01,2026-11-09T10:00:00,fay,,,\nP1,2026-12-01,,fay,,,", true, false); /* is to come back */
    try_closed("P1,2026-12-24,,fay,,,", false, false);
    try_closed("P1,2026-11-23,,fay,,,", false, true);
    try_closed("P1,2026-11-23,,fay,,,\nP1,2026-11-23,,,Surgery,,", false, false);
    try_closed("P1,2026-11-23,,fay,,,2026-11-23T10:00:01", false, false); /* not known yet */
    try_closed("", false, false);
}

static void try_rota(const char *row, const char *rota, const char *login, int64_t after_ms, enum explanation expected)
{
    char table[512], shifts[512];
    struct query question = {
        .encounters = table, .rota = shifts, .login = login, .patient = "P1", .after_ms = after_ms};

    text_format(table, sizeof table, HEAD UNITS "%s\n", row);
    text_format(shifts, sizeof shifts, "login,from,to\n%s\n", rota);
    CU_ASSERT_EQUAL(answer_to(&question, NULL), expected);
}

#define CARAS    "P1,2026-11-23,,cara,,appointment,"
#define FAYS_DAY "fay,2026-11-23T08:00,2026-11-23T18:00\n"

static void cover(void)
{
    const char *away = FAYS_DAY "cara,2026-11-24T08:00,2026-11-24T18:00";

    try_rota(CARAS, away, "fay", 0, EXPLAIN_EXPLAINED);
    try_rota(CARAS, FAYS_DAY "cara,2026-11-23T08:00,2026-11-23T18:00", "fay", 0, EXPLAIN_UNEXPLAINED); /* is there */
    try_rota(CARAS, "cara,2026-11-24T08:00,2026-11-24T18:00", "fay", 0, EXPLAIN_UNEXPLAINED); /* fay on no rota */
    try_rota(CARAS, away, "fay", 10 * HOUR + SECOND, EXPLAIN_UNEXPLAINED);                    /* fay off duty */
    try_rota(CARAS, "anna,2026-11-23T08:00,2026-11-23T18:00\ncara,2026-11-24T08:00,2026-11-24T18:00", "anna", 0,
             EXPLAIN_UNEXPLAINED); /* a nurse is no GP */
    try_rota("P1,2026-11-23,,ben,,,", "anna,2026-11-23T08:00,2026-11-23T18:00", "anna", 0,
             EXPLAIN_EXPLAINED);                                                      /* leave */
    try_rota("P1,2026-11-23,,gone,Surgery,,", FAYS_DAY, "fay", 0, EXPLAIN_EXPLAINED); /* has left */
}

static void on_call(void)
{
    const char *night = "anna,2026-11-23T19:00,2026-11-24T07:00", *day = "anna,2026-11-23T07:00,2026-11-23T19:00";
    const char *sunday = "anna,2026-11-29T07:00,2026-11-29T19:00", *row = "P1,2026-11-23,2026-11-30,cara,,,";
    int64_t midnight = 14 * HOUR;

    try_rota(row, night, "anna", midnight, EXPLAIN_EXPLAINED);
    try_rota(row, day, "anna", midnight, EXPLAIN_UNEXPLAINED);
    try_rota(row, day, "anna", 0, EXPLAIN_UNEXPLAINED); /* a working day */
    try_rota(row, sunday, "anna", 6 * DAY, EXPLAIN_EXPLAINED);
    try_rota("P1,2026-01-23,2026-02-01,cara,,,", night, "anna", midnight, EXPLAIN_UNEXPLAINED);
    try_rota("P2,2026-11-23,2026-11-30,cara,,,", night, "anna", midnight, EXPLAIN_UNEXPLAINED);
}

/* Anna is on duty all week; the patient is in Cara's care. */
static void try_call(const char *moment, enum explanation expected)
{
    int64_t start_ms = 0, time_ms = 0;

    CU_ASSERT_TRUE(clock_parse_bound("2026-11-23T10:00:00", false, &start_ms) && clock_parse(moment, &time_ms));
    try_rota("P1,2026-11-23,2026-11-30,cara,,,", "anna,2026-11-23T00:00,2026-11-30T00:00", "anna", time_ms - start_ms,
             expected);
}

static void nights(void)
{
    try_call("2026-11-24T18:59:59Z", EXPLAIN_UNEXPLAINED);
    try_call("2026-11-24T19:00:00Z", EXPLAIN_EXPLAINED);
    try_call("2026-11-25T06:59:59Z", EXPLAIN_EXPLAINED);
    try_call("2026-11-25T07:00:00Z", EXPLAIN_UNEXPLAINED);
    try_call("2026-11-27T12:00:00Z", EXPLAIN_UNEXPLAINED); /* a Friday */
    try_call("2026-11-28T12:00:00Z", EXPLAIN_EXPLAINED);
    try_call("2026-11-29T12:00:00Z", EXPLAIN_EXPLAINED);
}

static void declared(void)
{
    struct query question = {.encounters = HEAD UNITS, .login = "emil", .patient = "P1", .is_declared = true};

    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_EXPLAINED);
    question.login = "anna"; /* a nurse has no say in that */
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
    question.login = "nobody-knows";
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
    question.login = "hana"; /* manages care */
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
    question.login = "pia"; /* IT by her first letters alone */
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
    question.login = "ivo"; /* files records */
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
    question.login = "emil";
    question.is_declared = false;
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
}

static void own_record(void)
{
    struct query question = {.encounters = HEAD UNITS "P-ANNA,2026-11-23,,anna,,,\nP-CARA,2026-11-23,,,Surgery,,\n",
                             .patients = "patient,surname,given,birth,staff\nP-CARA,VOSS,Cara,1982-02-03,\n"
                                         "P-FAY,Else,Name,,fay\nP7,Voss,Carl,1982-02-03,\nP8,Voss,Cara,1999-09-09,\n"
                                         "P-LIKE,Okafor,Anna,1980-02-03,\n",
                             .login = "anna",
                             .patient = "P-ANNA",
                             .is_declared = true};

    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_OWN_RECORD);
    question.patient = "P-LIKE", question.is_declared = false; /* the staff list says which is hers */
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
    question.login = question.patient = "", question.is_declared = true;
    CU_ASSERT_NOT_EQUAL(answer_to(&question, NULL), EXPLAIN_OWN_RECORD);
    question.login = "cara", question.patient = "P-CARA"; /* the same name and birth */
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_OWN_RECORD);
    question.patient = "P7";
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
    question.patient = "P8";
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_UNEXPLAINED);
    question.login = "fay", question.patient = "P-FAY"; /* patients.csv says so */
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_OWN_RECORD);
    question.encounters = NULL;
    CU_ASSERT_EQUAL(answer_to(&question, NULL), EXPLAIN_OWN_RECORD);
}

static void without_encounters(void)
{
    struct query question = {.login = "cara", .patient = "P1"};
    char words[8][96];

    CU_ASSERT_EQUAL(answer_to(&question, words), EXPLAIN_NOT_ASKED);
    CU_ASSERT_STRING_EQUAL(words[0], "");
}

static void looked_for(void)
{
    struct query question = {.encounters = HEAD UNITS, .login = "cara", .patient = "P1"};
    char words[8][96];

    answer_to(&question, words);
    CU_ASSERT_PTR_NOT_NULL(strstr(words[0], "with this person (30 days before to 14 after)"));
    CU_ASSERT_PTR_NOT_NULL(strstr(words[1], "with this person's unit (30 days before to 14 after)"));
    CU_ASSERT_STRING_EQUAL(words[2], "");
    question.rota = "login,from,to\ncara,2026-11-23T08:00,2026-11-23T18:00\n";
    answer_to(&question, words);
    CU_ASSERT_PTR_NOT_NULL(strstr(words[2], "same role who was away"));
    CU_ASSERT_PTR_NOT_NULL(strstr(words[3], "at night or at the weekend"));
    CU_ASSERT_STRING_EQUAL(words[4], "");
    question.login = "dora";
    answer_to(&question, words);
    CU_ASSERT_PTR_NOT_NULL(strstr(words[1], "with this person's unit"));
    CU_ASSERT_PTR_NOT_NULL(strstr(words[2], "any appointment or referral (3 days before to 7 after)"));
    CU_ASSERT_STRING_EQUAL(words[3], "");
}

CU_TestInfo explain_tests[] = {
    {"one's own appointment explains, another's or another patient's does not", own},
    {"the unit's entry explains for its people, by the row's unit before the login's", team},
    {"care explains to the second: 30 days before, 14 after; to 90 it is old care", days},
    {"a row recorded later explains from then on, and not in hindsight", hindsight},
    {"who works for all units has any of them near, 3 days before to 7 after", support},
    {"... and where that is no reason, an old one of their own stays one", no_support},
    {"care is over two weeks after its end; others have it where only other units do", closed},
    {"who is on duty covers for one of the same role who is away", cover},
    {"at night and at the weekend a duty explains, on a working day it does not", on_call},
    {"the night is from 19 to 7 o'clock, the weekend both its days", nights},
    {"declared work on many records explains only for those whose role it is", declared},
    {"one's own record is flagged, whatever else would explain it", own_record},
    {"without encounters nobody asks for reasons", without_encounters},
    {"what was looked for is said as far as it was", looked_for},
    CU_TEST_INFO_NULL,
};
