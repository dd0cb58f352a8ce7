/* Sentences: true, readable, and naming nobody. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/weigh/rules.h"
#include "agent/judge/weigh/sentence.h"

struct told {
    const char *rules; /* blank-separated */
    const char *kind, *role, *unit;
    unsigned events, patients, records;
    int64_t span_s;
    const char *says;
};

static const struct told table[] = {
    {"bulk-read", "person", "Honorary consultant", "", 20, 20, 20, 59,
     "An honorary consultant opened the records of 20 patients within 59 seconds, so many in a short time that the "
     "limit set for one person was reached."},
    {"mass-delete", "person", "it admin", "", 9, 1, 9, 9,
     "An IT admin deleted or moved away 9 records of one patient within 9 seconds."},
    {"canary", "person", "FY doctor", "", 1, 1, 1, 0,
     "An FY doctor changed or renamed a decoy that Confide keeps among the records; records may be changed with it."},
    {"canary", "person", "gp", "", 1, 1, 1, 0,
     "A GP changed or renamed a decoy that Confide keeps among the records; records may be changed with it."},
    {"bulk-read", "person", "Urologist", "", 20, 0, 20, 91,
     "A urologist opened 20 records within 2 minutes, so many in a short time that the limit set for one person was "
     "reached."},
    {"bulk-read", "person", "HCA", "", 300, 256, 300, 86400,
     "An HCA opened the records of at least 256 patients within 24 hours, so many in a short time that the limit set "
     "for one person was reached."},
    {"shared-login-read", "shared", "", "Front Desk", 3, 2, 3, 60,
     "A shared login (Front Desk) was used to open or change the records of 2 patients within 60 seconds, so nobody "
     "can be "
     "named."},
    {"shared-login-read bulk-read", "shared", "", "", 1, 0, 1, 0,
     "A shared login was used to open or change a record, so nobody can be named."},
    {"service-login-read", "service", "", "", 1, 1, 1, 0,
     "A login meant for programs was used to open or change a patient's record, so nobody can be named."},
    {"unlisted-login-read", NULL, "", "", 2, 2, 2, 1,
     "A login that is not on the staff list was used to open or change the records of 2 patients within a second."},
    {"ended-login-read", "person", "Nurse", "Surgery", 1, 1, 1, 0,
     "The login of a nurse (Surgery) was used outside its dates on the staff list to open or change a patient's "
     "record."},
    {"nobody-read", NULL, "", "", 2, 1, 2, 5400,
     "A program for which nobody had logged in opened a patient's record within 90 minutes, so nobody can be named."},
    {"mass-delete", "person", "", "", 12, 3, 12, 30,
     "A member of staff deleted or moved away 12 records of 3 patients within 30 seconds."},
    {"mass-delete", NULL, "", "", 9, 1, 9, 90,
     "Somebody deleted or moved away 9 records of one patient within 90 seconds."},
    {"mass-rewrite", "person", "IT engineer", "", 600, 0, 512, 61,
     "An IT engineer changed or renamed at least 512 records within 61 seconds; their content may be damaged."},
    {"mass-rewrite damage", "person", "Nurse", "", 6, 2, 3, 4,
     "A nurse left 3 records of 2 patients unreadable within 4 seconds: their content is gone, or no longer what their "
     "names say."},
    {"damage canary", NULL, "", "", 4, 0, 4, 61,
     "Somebody left 4 records unreadable within 61 seconds: their content is gone, or no longer what their names say."},
    {"canary", "person", "Nurse", "", 1, 1, 1, 0,
     "A nurse changed or renamed a decoy that Confide keeps among the records; records may be changed with it."},
    {"canary-gone", NULL, "", "", 3, 1, 3, 9,
     "Somebody deleted a decoy that Confide keeps among the records 3 times; records may be gone with it."},
    {"widened", "person", "IT engineer", "", 3, 2, 3, 9,
     "An IT engineer changed permissions within 9 seconds: more people than before may open or change the records of 2 "
     "patients."},
    {"vanished", NULL, "", "", 1, 1, 1, 7200,
     "A record of one patient vanished within 2 hours; nobody was seen doing "
     "it."},
    {"altered", NULL, "", "", 20, 0, 512, 0, "At least 512 records changed within a second; nobody was seen doing it."},
    {"device-readonly device-full", NULL, "", "", 2, 0, 0, 9,
     "A device that holds records takes no more writes; new entries may be lost."},
    {"device-failing", NULL, "", "", 2, 0, 0, 9,
     "A device that holds records cannot be read or written as it should; they may be lost."},
    {"emergency-login", "emergency", "", "", 1, 0, 0, 0, "An emergency login was used; the reason should be checked."},
    {"emergency-login", "emergency", "", "", 3, 0, 0, 3600,
     "An emergency login was used 3 times within 60 minutes; the reason should be checked."},
    {"let-in", "shared", "", "Front Desk", 1, 0, 0, 0, "A shared login (Front Desk) was let in."},
    {"let-in", "service", "", "", 2, 0, 0, 5401, "A login meant for programs was let in twice within 2 hours."},
    {"let-in", "person", "Nurse", "", 1, 0, 0, 0, "A login outside its dates on the staff list was let in."},
    {"let-in", NULL, "", "", 1, 0, 0, 0, "A login that is not on the staff list was let in."},
    {"emergency-entry", "person", "Nurse", "Ward 3", 1, 0, 0, 0,
     "A nurse (Ward 3) was let in by typing EMERGENCY; the reason given should be checked."},
    {"emergency-entry let-in", NULL, "", "", 2, 0, 0, 60,
     "Somebody whose login is not on the staff list was let in by typing EMERGENCY twice within 60 seconds; the reason "
     "given should be checked."},
    {"guessing", "person", "Nurse", "", 12, 0, 12, 240,
     "Somebody tried 12 wrong passwords for the login of a nurse within 4 minutes."},
    {"guessing", NULL, "", "", 10, 0, 10, 9, "Somebody tried 10 wrong passwords for one login within 9 seconds."},
    {"pushing", "person", "Nurse", "", 1, 0, 0, 0,
     "Somebody went on trying passwords for the login of a nurse, faster than is allowed."},
    {"pushing", NULL, "", "", 2, 0, 0, 400, "Somebody went on trying passwords for one login, faster than is allowed."},
    {"two-places", "person", "Nurse", "", 1, 0, 0, 0, "A nurse was logged in from two places at once."},
    {"gap stopped silent", NULL, "", "", 3, 0, 0, 9,
     "The watch over the records of a computer fell silent; accesses there may go unseen."},
    {"device-full device-missing", NULL, "", "", 2, 0, 0, 9,
     "A device that holds records is missing; they may be lost."},
    {"no-such-rule", NULL, "", "", 1, 0, 0, 0, "Something happened that should be looked at."},
};

static void fill_rules(struct case_report *report, const char *rules)
{
    for (size_t n = 0; *rules; n++) {
        size_t length = strcspn(rules, " ");

        text_format(report->rules[n], sizeof report->rules[n], "%.*s", (int)length, rules);
        rules += length + (rules[length] != '\0');
    }
}

static uint8_t kind_of(const char *kind)
{
    static const char *const kinds[] = {"", "person", "service", "emergency", "shared"};
    uint8_t number = STAFF_SHARED;

    while (number && strcmp(kinds[number], kind) != 0)
        number--;
    return number;
}

static void fill(struct case_report *report, struct staff_member *row, const struct told *told)
{
    *report = (struct case_report){.class = CASE_INAPPROPRIATE, .first_ms = 1000};
    *row = (struct staff_member){.kind = told->kind ? kind_of(told->kind) : 0};
    fill_rules(report, told->rules);
    report->event_total = told->events;
    report->patient_total = told->patients;
    report->record_total = told->records;
    report->last_ms = report->first_ms + told->span_s * 1000;
    for (unsigned i = 0; i < told->patients; i++)
        text_format(report->patients[i], EVENT_PATIENT_SIZE, "NHS%u", i);
    text_copy(report->login, sizeof report->login, "mokafor");
    text_copy(row->login, sizeof row->login, "mokafor");
    text_copy(row->name, sizeof row->name, "Mary Okafor");
    text_copy(row->surname, sizeof row->surname, "Okafor");
    text_copy(row->role, sizeof row->role, told->role);
    text_copy(row->unit, sizeof row->unit, told->unit);
}

static void each_sentence(void)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct case_report report;
        struct staff_member row;
        char says[sizeof report.says];

        fill(&report, &row, &table[i]);
        sentence_write(&report, table[i].kind ? &row : NULL, says, sizeof says);
        CU_ASSERT_STRING_EQUAL(says, table[i].says);
        if (strcmp(says, table[i].says) != 0)
            fprintf(stderr, "    %s\n    not %s\n", says, table[i].says);
    }
}

static void every_rule_speaks(void)
{
    for (size_t i = 0; rules_at(i); i++) {
        struct told told = {.rules = rules_at(i)->name, .kind = "person", .role = "Nurse", .unit = "", .events = 2};
        struct case_report report;
        struct staff_member row;
        char says[sizeof report.says];
        size_t length;

        fill(&report, &row, &told);
        sentence_write(&report, &row, says, sizeof says);
        length = strlen(says);
        CU_ASSERT(length > 20 && length < 255 && says[length - 1] == '.');
        CU_ASSERT_PTR_NULL(strstr(says, "should be looked at"));
    }
}

static void names_nobody(void)
{
    static const struct {
        const char *role, *unit;
    } rows[] = {
        {"Nurse to Dr Okafor", "Okafor's list"},
        {"MARY's deputy", "mokafor"},
        {"/srv/records", "NHS0007"},
        {"Nurse\x1b[31m", "a\nb"},
        {"<script>", "\"quoted\""},
    };
    struct told told = {.rules = "no-reason", .kind = "person", .events = 1, .patients = 1, .records = 1};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct case_report report;
        struct staff_member row;
        char says[256];

        told.role = rows[i].role;
        told.unit = rows[i].unit;
        fill(&report, &row, &told);
        text_copy(row.patient, sizeof row.patient, "NHS0007");
        sentence_write(&report, &row, says, sizeof says);
        CU_ASSERT_STRING_EQUAL(says, "A member of staff opened a patient's record.");
    }
}

/* What was done slowly is a loss, and no access that nothing explains. */
static void deleted_slowly(void)
{
    struct told told = {.rules = "slow-delete",
                        .kind = "person",
                        .role = "Nurse",
                        .unit = "",
                        .events = 9,
                        .patients = 8,
                        .records = 9,
                        .span_s = 20 * 86400};
    struct case_report report;
    struct staff_member row;
    char says[256];

    fill(&report, &row, &told);
    report.class = CASE_LOSS;
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "A nurse deleted or moved away 9 records of 8 patients within 3 weeks.");
}

/* Three letters are a name; and the surname stands in no other column. */
static void short_names(void)
{
    struct told told = {.rules = "no-reason",
                        .kind = "person",
                        .role = "Lee's deputy",
                        .unit = "Room of Eke",
                        .events = 1,
                        .patients = 1};
    struct case_report report;
    struct staff_member row;
    char says[256];

    fill(&report, &row, &told);
    text_copy(row.name, sizeof row.name, "Ida Lee");
    text_copy(row.surname, sizeof row.surname, "Eke");
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "A member of staff opened a patient's record.");
}

/* Who comes back, or begins, within the time of the case; and a login that nobody owns. */
static void let_in_on_the_border(void)
{
    struct case_report report = {
        .class = CASE_LOGIN, .rules = {"let-in"}, .event_total = 2, .first_ms = 5000, .last_ms = 7000};
    struct staff_member row = {
        .kind = STAFF_PERSON, .starts_ms = 1000, .ends_ms = 9000, .leave_from_ms = 4000, .leave_to_ms = 7000};
    char says[sizeof report.says];

    sentence_write(&report, &row, says, sizeof says); /* back at the last moment */
    CU_ASSERT_STRING_EQUAL(says, "A login that may not be used at the time was let in twice within 2 seconds.");
    row.leave_from_ms = 5001, row.leave_to_ms = 8000;
    sentence_write(&report, &row, says, sizeof says); /* left after the first */
    CU_ASSERT_STRING_EQUAL(says, "A login that may not be used at the time was let in twice within 2 seconds.");
    row.starts_ms = 7001;
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "A login outside its dates on the staff list was let in twice within 2 seconds.");
    row.kind = STAFF_UNOWNED;
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "A login that nobody owns was let in twice within 2 seconds.");
}

static void fits(void)
{
    struct told told = {.rules = "ended-login-read",
                        .kind = "person",
                        .events = UINT32_MAX,
                        .patients = 256,
                        .records = 512,
                        .span_s = 9000000000};
    struct case_report report;
    struct staff_member row;
    char says[256], longest[49], small[16];

    memset(longest, 'e', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    told.role = told.unit = longest;
    fill(&report, &row, &told);
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_PTR_NOT_NULL(strstr(says, longest));
    for (size_t i = 0; rules_at(i); i++) {
        memset(report.rules, 0, sizeof report.rules);
        fill_rules(&report, rules_at(i)->name);
        sentence_write(&report, &row, says, sizeof says);
        CU_ASSERT_EQUAL(says[strlen(says) - 1], '.');
        sentence_write(&report, &row, small, sizeof small);
        CU_ASSERT(strlen(small) < sizeof small);
    }
}

static void let_in_when(void)
{
    struct case_report report = {.class = CASE_LOGIN, .rules = {"let-in"}, .event_total = 2, .first_ms = 5000};
    struct staff_member row = {.kind = STAFF_PERSON, .starts_ms = 1000, .ends_ms = 9000};
    char says[sizeof report.says];

    report.last_ms = 6000;
    row.leave_from_ms = 4000, row.leave_to_ms = 7000;
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "The login of somebody on leave was let in twice within a second.");
    report.last_ms = 8000; /* the second time they were back */
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "A login that may not be used at the time was let in twice within 3 seconds.");
    row.ends_ms = 5000;
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "A login outside its dates on the staff list was let in twice within 3 seconds.");
}

CU_TestInfo sentence_tests[] = {
    {"each sentence is what it should be, to the letter", each_sentence},
    {"every rule of the table has its own words", every_rule_speaks},
    {"a role or unit that names somebody is left out", names_nobody},
    {"a loss is told as one, however slow it was", deleted_slowly},
    {"names of three letters, and a surname that is in no name, are left out, too", short_names},
    {"leave is leave all the time, and dates are dates all the time", let_in_on_the_border},
    {"the longest sentence is whole in 255 bytes", fits},
    {"whoever is let in on leave is not outside their dates", let_in_when},
    CU_TEST_INFO_NULL,
};
