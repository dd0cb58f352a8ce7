/* Sentences of cases that nothing explains: as much as the rules looked at, and no word more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/weigh/rules.h"
#include "agent/judge/weigh/sentence.h"

enum { DAY = 86400, OWN = 2 };

struct told {
    const char *rules; /* blank-separated; ":3" = it spoke of 3 patients, else of 1 */
    unsigned checked;  /* which encounters were looked for: false = there were none, true = all, or OWN alone */
    unsigned events, patients;
    int64_t span_s;
    const char *says; /* behind "A physiotherapist (Therapy) " */
};

/* One access, or some, to one patient. */
static const struct told one[] = {
    {"no-reason stranger", true, 1, 1, 0, "opened a patient's record; no appointment, referral or task links them."},
    {"same-surname no-reason again:1", true, 6, 1, 20 * DAY,
     "opened the record of a patient with the same surname 6 times within 3 weeks; at the time no current appointment, "
     "referral or task linked them."},
    {"same-home no-reason", true, 2, 1, 3600,
     "opened the record of a patient at the same address twice within 60 minutes; no appointment, referral or task "
     "links them."},
    {"same-surname neighbour no-reason", true, 1, 1, 0,
     "opened the record of a patient with the same surname in the same street; no appointment, referral or task links "
     "them."},
    {"relation", true, 3, 1, 3 * DAY,
     "opened a patient's record 3 times within 3 days; the patient is a declared personal contact of theirs; at the "
     "time no current appointment, referral or task linked them."},
    {"colleague-record off-duty", true, 1, 1, 0,
     "opened a patient's record; the patient is on the staff list; they were not on the rota; at the time no current "
     "appointment, referral or task linked them."},
    {"off-duty no-reason", true, 2, 1, 60,
     "opened a patient's record twice within 60 seconds; at least once they were not on the rota; no appointment, "
     "referral or task links them."},
    {"restricted-record deceased-record on-leave", true, 1, 1, 0,
     "opened a patient's record; the record is restricted; the patient has died; they were on leave; at the time no "
     "current appointment, referral or task linked them."},
    {"override-without-reason no-reason", true, 1, 1, 0,
     "opened a patient's record; they overrode the lock without a reason; no appointment, referral or task links "
     "them."},
    {"taken-along no-reason", true, 1, 1, 0,
     "opened, exported or printed a patient's record; no appointment, referral or task links them."},
    {"changed-record no-reason", true, 2, 1, 1,
     "opened or changed a patient's record twice within a second; no appointment, referral or task links them."},
    {"taken-along changed-record", true, 1, 1, 0,
     "opened, changed, exported or printed a patient's record; at the time no current appointment, referral or task "
     "linked them."},
    {"after-care again", true, 44, 1, 400 * DAY,
     "opened a patient's record 44 times within 58 weeks; the care that linked them had ended more than two weeks "
     "before."},
    {"after-care no-reason", true, 2, 1, DAY,
     "opened a patient's record twice within 24 hours; at the time no current appointment, referral or task linked "
     "them."},
    {"other-unit searched-for vulnerable-record", true, 1, 1, 0,
     "opened a patient's record; the patient was in the care of other units only; they had searched for the patient's "
     "surname; at the time no current appointment, referral or task linked them."},
    {"alone stranger company known-before again", true, 2, 1, 14 * DAY,
     "opened a patient's record twice within 14 days; at the time no current appointment, referral or task linked "
     "them."},
    {"own-record same-home same-surname", true, 2, 1, 3 * DAY, "opened their own patient record twice within 3 days."},
    {"own-record changed-record", true, 1, 1, 0, "opened or changed their own patient record."},
    {"own-record on-leave", false, 1, 1, 0, "opened their own patient record; they were on leave."},
};

/* Whose unit sees no patients may have been sent by a colleague's task: nothing is said of those. */
static const struct told own_only[] = {
    {"no-reason", OWN, 1, 1, 0, "opened a patient's record; no appointment, referral or task of their own links them."},
    {"no-reason again", OWN, 2, 1, DAY,
     "opened a patient's record twice within 24 hours; at the time no current appointment, referral or task of their "
     "own linked them."},
};

/* Without encounters nobody can say that nothing explains it. */
static const struct told blind[] = {
    {"nobody-else", false, 1, 1, 0, "opened a patient's record; no other person's login opened it within a day."},
    {"same-home nobody-else again", false, 4, 1, 6 * DAY,
     "opened the record of a patient at the same address 4 times within 6 days; no other person's login had opened it "
     "in the day before."},
    {"own-record nobody-else", false, 3, 3, 6 * DAY,
     "opened the records of 3 patients within 6 days, one of them their own."},
    {"off-duty", false, 1, 1, 0, "opened a patient's record; they were not on the rota."},
    {"nobody-else:3 same-surname:2", false, 4, 3, 60,
     "opened the records of 3 patients within 60 seconds; 2 of them have the same surname; no other person's login had "
     "opened any of these in the day before."},
    {"many-patients", false, 40, 40, 600,
     "opened the records of 40 patients within 10 minutes, so many in a short time that the limit set for one person "
     "was reached."},
    {"bulk-read", false, 60, 60, 600,
     "opened the records of 60 patients within 10 minutes, so many in a short time that the limit set for one person "
     "was reached."},
    {"bulk-read nobody-else:2", false, 60, 60, 600,
     "opened the records of 60 patients within 10 minutes, so many in a short time that the limit set for one person "
     "was reached."},
};

/* Several patients: of how many is it so? */
static const struct told several[] = {
    {"no-reason:5", true, 9, 5, 30 * DAY,
     "opened the records of 5 patients within 5 weeks; no appointment, referral or task links them to any of these "
     "patients."},
    {"same-home:1 colleague-record:2 no-reason:5", true, 9, 5, 9 * DAY,
     "opened the records of 5 patients within 9 days; one of them lives at the same address; 2 of them are on the "
     "staff list; no appointment, referral or task links them to any of these patients."},
    {"same-surname:2", true, 2, 2, 9,
     "opened the records of 2 patients within 9 seconds; all of them have the same surname; at the time no current "
     "appointment, referral or task linked them to any of these patients."},
    {"own-record:1 no-reason:3", true, 5, 4, 9,
     "opened the records of 4 patients within 9 seconds, one of them their own; at the time no current appointment, "
     "referral or task linked them to the others."},
    {"after-care:2 no-reason:1", true, 3, 3, 9,
     "opened the records of 3 patients within 9 seconds; at the time no current appointment, referral or task linked "
     "them to any of these patients."},
    {"after-care:3", true, 3, 3, 9,
     "opened the records of 3 patients within 9 seconds; at the time no current appointment, referral or task linked "
     "them to any of these patients."},
    {"same-surname:1 neighbour:3", true, 5, 5, 9,
     "opened the records of 5 patients within 9 seconds; one of them has the same surname; 3 of them live in the same "
     "street; at the time no current appointment, referral or task linked them to any of these patients."},
    {"restricted-record:2 deceased-record:1 vulnerable-record:4", true, 5, 5, 9,
     "opened the records of 5 patients within 9 seconds; 2 of them have restricted records; one of them has died; at "
     "the time no current appointment, referral or task linked them to any of these patients."},
    {"on-leave:1 searched-for:2", true, 5, 5, 9,
     "opened the records of 5 patients within 9 seconds; at least once they were on leave; 2 of them were searched for "
     "by surname; at the time no current appointment, referral or task linked them to any of these patients."},
    {"restricted-record:0 no-reason:0", true, 5, 2, 9,
     "opened the records of 2 patients within 9 seconds; at the time no current appointment, referral or task linked "
     "them to any of these patients."},
    {"no-reason:256", true, 900, 256, 9 * DAY,
     "opened the records of at least 256 patients within 9 days; no appointment, referral or task links them to any of "
     "these patients."},
};

/* What one person did lately. */
static const struct told spells[] = {
    {"sweep", true, 34, 34, 400,
     "opened the records of 34 patients within 7 minutes; at least 30 of these within 10 minutes, each for the first "
     "time on record; at the time no current appointment, referral or task linked them to any of these patients."},
    {"bulk-read many-patients", true, 20, 20, 400,
     "opened the records of 20 patients within 7 minutes, so many in a short time that the limit set for one person "
     "was reached; at the time no current appointment, referral or task linked them to any of these patients."},
    {"sequence", true, 8, 8, 100,
     "opened the records of 8 patients within 2 minutes; at least 8 of these patients have consecutive numbers; at the "
     "time no current appointment, referral or task linked them to any of these patients."},
    {"name-searches", true, 6, 0, 90, "made 6 searches within 90 seconds, at least 4 of them for different names."},
    {"name-searches no-reason", true, 7, 1, 90,
     "opened a patient's record within 90 seconds; they also searched for at least 4 different names within 10 "
     "minutes."},
    {"carried-off", true, 10, 10, 1000, "exported or printed the records of 10 patients within 17 minutes."},
    {"carried-off", true, 14, 10, 1000,
     "exported or printed the records of 10 patients within 17 minutes; the records of at least 10 patients were "
     "exported or printed within an hour."},
    {"carried-off taken-along:2 no-reason:2", true, 14, 12, 2 * DAY,
     "opened, exported or printed the records of 12 patients within 48 hours; the records of at least 10 patients were "
     "exported or printed within an hour."},
    {"overrides override-without-reason:2", true, 3, 3, 9 * DAY,
     "opened the records of 3 patients within 9 days; they overrode the lock on records at least twice, without a "
     "reason or with the same one."},
    {"drip", true, 12, 9, 24 * DAY,
     "opened the records of 9 patients within 4 weeks; at the time no current appointment, referral or task linked "
     "them to any of these patients, which is more than is usual in their role."},
    {"cluster", true, 3, 2, 6 * DAY,
     "opened the records of 2 patients within 6 days; at the time no current appointment, referral or task linked "
     "them to any of these patients, which is more than is usual in their role."},
    {"many-overrides", true, 4, 2, 9 * DAY,
     "opened the records of 2 patients within 9 days; they overrode the lock on the records of at least 2 patients."},
    {"many-overrides", true, 1, 1, 0, "opened a patient's record; they overrode the lock, and not for the first time."},
    {"slow-copy", true, 5, 4, 9 * DAY,
     "opened the records of 4 patients within 9 days; they copied records of at least 3 patients to files of their "
     "own."},
    {"no-reason many-hours two-hosts", true, 2, 1, 60,
     "opened a patient's record twice within 60 seconds; their login was used in at least 16 of 24 hours; their login "
     "was used at two computers to and fro."},
    {"no-reason widened", true, 2, 1, 60,
     "opened a patient's record twice within 60 seconds; they also changed permissions so that more people may open "
     "records."},
    {"ended-login-read no-reason", true, 2, 1, 60,
     "opened a patient's record twice within 60 seconds; at times the staff list did not allow their login."},
};

static void fill_rules(struct case_report *report, const char *rules)
{
    for (size_t n = 0; *rules; n++) {
        size_t length = strcspn(rules, " "), name = strcspn(rules, ": ");

        text_format(report->rules[n], sizeof report->rules[n], "%.*s", (int)name, rules);
        report->rule_patients[n] = name < length ? (uint32_t)strtoul(rules + name + 1, NULL, 10) : 1;
        rules += length + (rules[length] != '\0');
    }
}

static void fill(struct case_report *report, struct staff_member *row, const struct told *told)
{
    *report = (struct case_report){.class = CASE_INAPPROPRIATE, .first_ms = 1000, .login = "mokafor"};
    *row = (struct staff_member){
        .kind = STAFF_PERSON, .login = "mokafor", .name = "Mary Okafor", .role = "Physiotherapist", .unit = "Therapy"};
    fill_rules(report, told->rules);
    report->event_total = told->events;
    report->patient_total = report->record_total = told->patients;
    report->last_ms = report->first_ms + told->span_s * 1000;
    if (told->checked)
        text_copy(report->checked[0], sizeof report->checked[0],
                  told->checked == OWN ? "an appointment with this person" : "an order with this person's unit");
}

static void each_says(const struct told *told, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct case_report report;
        struct staff_member row;
        char says[sizeof report.says], expected[512];

        fill(&report, &row, &told[i]);
        sentence_write(&report, &row, says, sizeof says);
        text_format(expected, sizeof expected, "A physiotherapist (Therapy) %s", told[i].says);
        if (strcmp(says, expected) != 0)
            fprintf(stderr, "    %s\n    not %s\n", says, expected);
        CU_ASSERT_STRING_EQUAL(says, expected);
    }
}

static void one_patient(void)
{
    each_says(one, sizeof one / sizeof one[0]);
}

static void own_encounters(void)
{
    each_says(own_only, sizeof own_only / sizeof own_only[0]);
}

static void no_encounters(void)
{
    each_says(blind, sizeof blind / sizeof blind[0]);
}

static void several_patients(void)
{
    each_says(several, sizeof several / sizeof several[0]);
}

static void lately(void)
{
    each_says(spells, sizeof spells / sizeof spells[0]);
}

static void login_alone(void)
{
    static const struct told hours = {.rules = "many-hours", .checked = true, .events = 1, .patients = 1};
    static const struct told both = {.rules = "two-hosts many-hours", .checked = true, .events = 2, .patients = 2};
    struct case_report report;
    struct staff_member row;
    char says[sizeof report.says];

    fill(&report, &row, &hours);
    sentence_write(&report, &row, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "The login of a physiotherapist (Therapy) was used in at least 16 of 24 hours, "
                                 "perhaps not by one person alone.");
    fill(&report, &row, &both);
    sentence_write(&report, NULL, says, sizeof says);
    CU_ASSERT_STRING_EQUAL(says, "The login of somebody was used in at least 16 of 24 hours and at two computers to "
                                 "and fro, perhaps not by one person alone.");
}

/* Whatever rules come together, with names as long as may be said: whole, and the flags that stay are the first. */
static void always_whole(void)
{
    struct told told = {.checked = true, .events = UINT32_MAX, .patients = 200, .span_s = 9000000000};
    size_t count = 0, wrong = 0;

    while (rules_at(count))
        count++;
    for (size_t i = 0; i < count * count * count; i++) {
        size_t at[] = {i % count, i / count % count, i / count / count};
        struct case_report report;
        struct staff_member row;
        char says[sizeof report.says], rules[128];

        if (at[0] >= at[1] || at[1] >= at[2] || !(rules_at(at[2])->weighs || rules_at(at[2])->spells))
            continue;
        text_format(rules, sizeof rules, "%s:2 %s:1 %s:200", rules_at(at[0])->name, rules_at(at[1])->name,
                    rules_at(at[2])->name);
        told.rules = rules;
        told.patients = i % 3 ? 200 : 1;
        fill(&report, &row, &told);
        memset(row.role, 'e', 48);
        memset(row.unit, 'e', 48);
        sentence_write(&report, &row, says, sizeof says);
        wrong += strlen(says) < 40 || says[strlen(says) - 1] != '.' || strstr(says, "should be looked at") ||
                 strstr(says, "  ") || strstr(says, ";;") || strstr(says, "; .") || strstr(says, "mokafor");
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

static void weightiest_stay(void)
{
    struct told told = {.rules = "vulnerable-record:1 searched-for:1 other-unit:1 neighbour:1 restricted-record:2 "
                                 "colleague-record:1 relation:1 same-home:1",
                        .checked = true,
                        .events = 9,
                        .patients = 5,
                        .span_s = 9,
                        .says = "opened the records of 5 patients within 9 seconds; one of them lives at the same "
                                "address; one of them is a declared personal contact; at the time no current "
                                "appointment, referral or task linked them to any of these patients."};

    each_says(&told, 1);
}

/* A span is never told shorter than it was, nor as much as one unit longer. */
static void spans(void)
{
    static const struct {
        const char *word;
        int64_t ms;
    } units[] = {{"second", 1000}, {"minute", 60000}, {"hour", 3600000}, {"day", 86400000}, {"week", 604800000}};
    struct told told = {.rules = "no-reason", .checked = true, .events = 2, .patients = 1};
    size_t wrong = 0;

    for (int64_t span = 1; span < INT64_C(40000000000); span += span / 7 + 1) {
        struct case_report report;
        struct staff_member row;
        char says[sizeof report.says], *within;
        int64_t number, told_ms = 0, unit = 0;

        fill(&report, &row, &told);
        report.last_ms = report.first_ms + span;
        sentence_write(&report, &row, says, sizeof says);
        within = strstr(says, "within ") + 7;
        number = strtoll(within, NULL, 10);
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
            if (strncmp(strchr(within, ' ') + 1, units[i].word, strlen(units[i].word)) == 0)
                told_ms = (number ? number : 1) * (unit = units[i].ms);
        wrong += told_ms < span || told_ms - span >= unit;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

CU_TestInfo sentence_access_tests[] = {
    {"of one patient it says who, how often, how long, what is odd, and that nothing explains it", one_patient},
    {"where only a person's own encounters were looked for, no others are denied", own_encounters},
    {"without encounters it never says that nothing explains it", no_encounters},
    {"of several patients it says of how many a flag holds", several_patients},
    {"what one person did lately is told with the numbers that the rule looked for", lately},
    {"where only the use of a login is odd, no patient is spoken of", login_alone},
    {"any three rules together make a whole sentence of at most 255 bytes", always_whole},
    {"where there are too many flags, the weightiest stay", weightiest_stay},
    {"a span is rounded up, by less than a unit", spans},
    CU_TEST_INFO_NULL,
};
