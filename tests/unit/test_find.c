/* Looking things up in the context tables, and what they say of each other. */
#include "clinic.h"

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#define FOUND_STAFF                                                                                                    \
    "login,name,kind,role,unit,surname,birth,address,postcode,patient,manager\n"                                       \
    "anna,Anna Okafor,person,Receptionist,Front Desk,,1980-01-02,\"14 High Street\",,P7,ben\n"                         \
    "ben,Ben Strand,person,GP,Surgery,,1970-05-06,2 Mill Lane,LS1 4AB,,\n"                                             \
    "cara,Cara Voss,person,Nurse,Surgery,,,,,,ben\n"

#define FOUND_PATIENTS                                                                                                 \
    "patient,surname,given,birth,sex,address,postcode,deceased,flags,staff\n"                                          \
    "P1,Okafor,John,2010-01-01,M,\"14 High St, Leeds\",LS1 4AB,,,\n"                                                   \
    "P2,Smith,Sue,1950-01-01,female,\"Flat 1, 9 Mill Lane\",LS1 4AB,2026-10-01,restricted vulnerable,\n"               \
    "P3,Smith,Sam,1951-01-01,,\"Flat 1, 9 Mill Ln\",ls14ab,,,\n"                                                       \
    "P4,Jones,Joe,1952-01-01,,\"Flat 1, 9 Mill Lane\",LS1 4AB,Yes,\"Vulnerable/restricted\",\n"                        \
    "P5,Voss,Cara,1990-01-01,,,,,,cara\n"                                                                              \
    "P7,Okafor,Anna,1980-01-02,,14 High Street,LS1 4AB,,,\n"

static struct context open_clinic(void)
{
    struct clinic clinic = {.staff = FOUND_STAFF,
                            .patients = FOUND_PATIENTS,
                            .rota = "login,from,to\nben,2026-11-20T08:00:00Z,2026-11-20T17:00:00Z\n"
                                    "ben,2026-11-01T00:00:00Z,2026-11-15T00:00:00Z\n"
                                    "ben,2026-11-02T08:00:00Z,2026-11-02T09:00:00Z\n"
                                    "anna,2026-11-20T20:00:00Z,2026-11-21T06:00:00Z\n",
                            .relations = "login,patient,relation\nben,P2,mother\nben,P4,friend\nanna,P1,son\n",
                            .devices = "host,room,unit,opens,closes\nPC7.clinic.local,12,Surgery,08:00,18:30:00\n"
                                       "desk1,1,Front Desk,,\n10.0.0.5,2,Surgery,22:00,6:00\n"};
    struct context context;
    char error[512];

    CU_ASSERT_TRUE(clinic_load(&context, &clinic, error));
    CU_ASSERT_PTR_NULL(strstr(context.notes, ".csv:"));
    return context;
}

static const struct colleague *colleague(const struct context *context, const char *login)
{
    return find_colleague(context, find_number(context, login));
}

static const struct patient *patient(const struct context *context, const char *name)
{
    return find_patient(context, find_number(context, name));
}

static void colleagues(void)
{
    struct context context = open_clinic();
    const struct colleague *cara = colleague(&context, "cara");

    CU_ASSERT_PTR_NOT_NULL_FATAL(cara);
    CU_ASSERT_STRING_EQUAL(cara->row->name, "Cara Voss");
    CU_ASSERT_EQUAL(cara->unit, find_number(&context, "Surgery"));
    CU_ASSERT_EQUAL(cara->role, find_number(&context, "Nurse"));
    CU_ASSERT_EQUAL(cara->manager, find_number(&context, "ben"));
    CU_ASSERT_STRING_EQUAL(names_text(context.names, cara->patient), "P5"); /* as patients.csv says */
    CU_ASSERT_PTR_NULL(colleague(&context, "dora"));
    CU_ASSERT_PTR_NULL(colleague(&context, "P1"));
    CU_ASSERT_PTR_NULL(find_colleague(&context, 0));
    context_free(&context);
}

static void patients(void)
{
    struct context context = open_clinic();
    const struct patient *dead = patient(&context, "P2"), *own = patient(&context, "P7");

    CU_ASSERT_PTR_NOT_NULL_FATAL(dead);
    CU_ASSERT_PTR_NOT_NULL_FATAL(own);
    CU_ASSERT_EQUAL(dead->flags, PATIENT_RESTRICTED | PATIENT_VULNERABLE);
    CU_ASSERT_EQUAL(patient(&context, "P4")->flags, PATIENT_RESTRICTED | PATIENT_VULNERABLE); /* however divided */
    CU_ASSERT_EQUAL(own->flags, 0);
    CU_ASSERT_EQUAL(dead->sex, 'f');
    CU_ASSERT_EQUAL(dead->deceased_day, 20727);                             /* date -d 2026-10-01 +%s / 86400 */
    CU_ASSERT_EQUAL(patient(&context, "P4")->deceased_day, CONTEXT_NO_DAY); /* dead, but since when? */
    CU_ASSERT_EQUAL(own->staff, find_number(&context, "anna"));             /* as staff.csv says */
    CU_ASSERT_EQUAL(patient(&context, "P5")->staff, find_number(&context, "cara"));
    CU_ASSERT_TRUE(likeness_person(&own->alike, &colleague(&context, "anna")->alike));
    CU_ASSERT_PTR_NULL(patient(&context, "P9"));
    CU_ASSERT_PTR_NULL(patient(&context, "anna"));
    CU_ASSERT_PTR_NULL(find_patient(&context, 0));
    context_free(&context);
}

static void homes(void)
{
    struct context context = open_clinic();
    struct crowd_count crowd;

    /* Anna's row has no postcode: there is one 14 High Street among the whole addresses. */
    CU_ASSERT_EQUAL(colleague(&context, "anna")->alike.home, patient(&context, "P1")->alike.home);
    crowd = find_crowd(&context, &patient(&context, "P2")->alike);
    CU_ASSERT_EQUAL(crowd.all, 6);
    CU_ASSERT_EQUAL(crowd.surname, 2);
    CU_ASSERT_EQUAL(crowd.home, 3);
    CU_ASSERT_EQUAL(crowd.home_surnames, 2);
    CU_ASSERT_EQUAL(crowd.street, 3);
    crowd = find_crowd(&context, &colleague(&context, "anna")->alike);
    CU_ASSERT_EQUAL(crowd.surname, 2);
    CU_ASSERT_EQUAL(crowd.home, 2);
    CU_ASSERT_EQUAL(crowd.home_surnames, 1);
    crowd = find_crowd(&context, &colleague(&context, "ben")->alike);
    CU_ASSERT_EQUAL(crowd.surname, 0);
    CU_ASSERT_EQUAL(crowd.home, 0);
    CU_ASSERT_EQUAL(crowd.street, 3);
    crowd = find_crowd(&context, &patient(&context, "P5")->alike);
    CU_ASSERT_EQUAL(crowd.home, 0);
    CU_ASSERT_EQUAL(crowd.street, 0);
    context_free(&context);
}

/* Nobody but the colleague's own row says which town it is. */
static void home_of_a_colleague(void)
{
    struct clinic clinic = {.staff = "login,name,kind,address,postcode\nben,Ben Strand,person,2 Mill Lane,LS1 4AB\n",
                            .patients = "patient,surname,address\nP1,Strand,2 Mill Ln\n"};
    struct context context;
    char error[512];

    CU_ASSERT_TRUE(clinic_load(&context, &clinic, error));
    CU_ASSERT_NOT_EQUAL(colleague(&context, "ben")->alike.home, 0);
    CU_ASSERT_EQUAL(patient(&context, "P1")->alike.home, colleague(&context, "ben")->alike.home);
    context_free(&context);
}

static void two_towns(void)
{
    struct clinic clinic = {.staff = "login,name,kind,address,postcode\n"
                                     "a,A Ash,person,1 High Street,\n"
                                     "b,B Birch,person,\"1 High Street, York\",\n"
                                     "c,C Cole,person,\"2 High Street, Leeds\",\n"
                                     "d,D Dunn,person,3,LS1 4AB\n",
                            .patients = "patient,surname,address,postcode\n"
                                        "P1,Ash,\"1 High Street, Leeds\",LS1 4AB\n"
                                        "P2,Ash,\"1 High Street, York\",YO1 7HH\n"
                                        "P3,Cole,\"2 High Street, York\",YO1 7HH\n"
                                        "P4,Dunn,3 High Street,LS1 4AB\n"};
    struct context context;
    char error[512];

    CU_ASSERT_TRUE(clinic_load(&context, &clinic, error));
    CU_ASSERT_NOT_EQUAL(colleague(&context, "a")->alike.home, patient(&context, "P1")->alike.home);
    CU_ASSERT_NOT_EQUAL(colleague(&context, "a")->alike.home, patient(&context, "P2")->alike.home);
    CU_ASSERT_EQUAL(colleague(&context, "b")->alike.home, patient(&context, "P2")->alike.home);
    CU_ASSERT_NOT_EQUAL(colleague(&context, "c")->alike.home, patient(&context, "P3")->alike.home);
    CU_ASSERT_EQUAL(colleague(&context, "d")->alike.home, patient(&context, "P4")->alike.home);
    context_free(&context);
}

static bool on_duty(const struct context *context, const char *login, const char *time, uint32_t slack_s, bool known)
{
    bool is_known, answer;
    int64_t time_ms;

    CU_ASSERT_TRUE(clock_parse(time, &time_ms));
    answer = find_on_duty(context, colleague(context, login), time_ms, slack_s, &is_known);
    CU_ASSERT_EQUAL(is_known, known);
    return answer;
}

/* The longest there may be, and short ones begun after it. */
static void long_duty(void)
{
    struct clinic clinic = {.staff = FOUND_STAFF,
                            .rota = "login,from,to\nben,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z\n"
                                    "anna,2026-10-05,2026-10-05\n"
                                    "ben,2026-10-20T08:00:00Z,2026-10-20T09:00:00Z\n"};
    struct context context;
    char error[512];

    CU_ASSERT_TRUE(clinic_load(&context, &clinic, error));
    CU_ASSERT_TRUE(on_duty(&context, "ben", "2026-10-31T23:59:59Z", 0, true));
    CU_ASSERT_FALSE(on_duty(&context, "ben", "2026-11-01T00:00:00Z", 0, true));
    CU_ASSERT_TRUE(on_duty(&context, "anna", "2026-10-05T12:00:00Z", 0, true)); /* a whole day */
    context_free(&context);
}

static void duty(void)
{
    struct context context = open_clinic();

    CU_ASSERT_TRUE(on_duty(&context, "ben", "2026-11-20T08:00:00Z", 0, true));
    CU_ASSERT_TRUE(on_duty(&context, "ben", "2026-11-20T16:59:59Z", 0, true));
    CU_ASSERT_FALSE(on_duty(&context, "ben", "2026-11-20T17:00:00Z", 0, true));
    CU_ASSERT_TRUE(on_duty(&context, "ben", "2026-11-20T17:20:00Z", 3600, true));
    CU_ASSERT_TRUE(on_duty(&context, "ben", "2026-11-20T07:30:00Z", 3600, true));
    CU_ASSERT_FALSE(on_duty(&context, "ben", "2026-11-20T07:59:59Z", 0, true));
    CU_ASSERT_TRUE(on_duty(&context, "ben", "2026-11-20T07:00:00Z", 3600, true));
    CU_ASSERT_FALSE(on_duty(&context, "ben", "2026-11-20T06:59:59Z", 3600, true));
    CU_ASSERT_TRUE(
        on_duty(&context, "ben", "2026-11-14T03:00:00Z", 0, true)); /* a long one, begun before a short one */
    CU_ASSERT_TRUE(on_duty(&context, "anna", "2026-11-21T03:00:00Z", 0, true));
    CU_ASSERT_FALSE(on_duty(&context, "anna", "2026-11-08T03:00:00Z", 0, true));
    CU_ASSERT_FALSE(on_duty(&context, "anna", "2026-11-05T03:00:00Z", 0, false)); /* more than 14 days before */
    CU_ASSERT_FALSE(on_duty(&context, "anna", "2026-12-06T03:00:00Z", 0, false));
    CU_ASSERT_FALSE(on_duty(&context, "cara", "2026-11-20T10:00:00Z", 0, false));
    CU_ASSERT_FALSE(on_duty(&context, "nobody", "2026-11-20T10:00:00Z", 0, false));
    context_free(&context);
}

static void relations(void)
{
    struct context context = open_clinic();
    uint32_t ben = find_number(&context, "ben"), anna = find_number(&context, "anna");

    CU_ASSERT_TRUE(find_relation(&context, ben, find_number(&context, "P2")));
    CU_ASSERT_TRUE(find_relation(&context, ben, find_number(&context, "P4")));
    CU_ASSERT_TRUE(find_relation(&context, anna, find_number(&context, "P1")));
    CU_ASSERT_FALSE(find_relation(&context, anna, find_number(&context, "P2")));
    CU_ASSERT_FALSE(find_relation(&context, ben, 0));
    CU_ASSERT_FALSE(find_relation(&context, 0, find_number(&context, "P2")));
    context_free(&context);
}

static void devices(void)
{
    struct context context = open_clinic();
    const struct device *found = find_device(&context, "pc7");

    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_EQUAL(found->opens_min, 8 * 60);
    CU_ASSERT_EQUAL(found->closes_min, 18 * 60 + 30);
    CU_ASSERT_EQUAL(found->unit, find_number(&context, "Surgery"));
    CU_ASSERT_PTR_EQUAL(find_device(&context, "PC7.OTHER.example"), found);
    CU_ASSERT_EQUAL(find_device(&context, "DESK1")->closes_min, 0);
    CU_ASSERT_EQUAL(find_device(&context, "10.0.0.5")->closes_min, 6 * 60);
    CU_ASSERT_PTR_NULL(find_device(&context, "10.0.0.6"));
    CU_ASSERT_PTR_NULL(find_device(&context, "10"));
    CU_ASSERT_PTR_NULL(find_device(&context, ""));
    CU_ASSERT_PTR_NULL(find_device(&context, "anna"));
    context_free(&context);
}

static void nothing(void)
{
    const struct context context = {.names = NULL};
    const struct likeness alike = {.home = 1};
    bool is_known = true;
    size_t count = 1;

    CU_ASSERT_EQUAL(find_number(&context, "anna"), 0);
    CU_ASSERT_PTR_NULL(find_encounters(&context, 1, &count));
    CU_ASSERT_EQUAL(count, 0);
    CU_ASSERT_PTR_NULL(find_patient(&context, 1));
    CU_ASSERT_PTR_NULL(find_colleague(&context, 1));
    CU_ASSERT_FALSE(find_relation(&context, 1, 1));
    CU_ASSERT_FALSE(find_on_duty(&context, NULL, 0, 0, &is_known));
    CU_ASSERT_FALSE(is_known);
    CU_ASSERT_PTR_NULL(find_device(&context, "pc"));
    CU_ASSERT_EQUAL(find_crowd(&context, &alike).all, 0);
}

CU_TestInfo find_tests[] = {
    {"a colleague is found by login, with unit, role, manager and own record", colleagues},
    {"a patient is found, with flags, death, and who works here", patients},
    {"a crowd is counted, and an address without postcode finds its home", homes},
    {"an address without postcode is nobody's where two towns have it", two_towns},
    {"on duty by the rota, and not known where it says nothing", duty},
    {"a patient's address without postcode is the colleague's who lives there", home_of_a_colleague},
    {"a duty of 31 days is found on its last one, and one of a day on that day", long_duty},
    {"a declared relation is found, and only that", relations},
    {"a device is found by any case and with any domain", devices},
    {"where there is no table nothing is found", nothing},
    CU_TEST_INFO_NULL,
};
