/* "A physiotherapist (Therapy) opened the record of a patient with the same surname 6 times within 3 weeks; no
 * appointment, referral or task links them." Owns: what is said of such a case, and in which order. Must not own: what
 * is counted (amount.c), who somebody is (whom.c). In: a case. Out: a sentence that claims no more than its rules
 * looked at: what holds of one of several accesses is said to be so at least once, what holds of some patients says of
 * how many. */
#include "sentence_access.h"

#include <string.h>

#include "agent/base/text.h"

#include "amount.h"
#include "rules.h"
#include "whom.h"

/* More than three flags are a list, no sentence; where even these do not fit, the weightiest stay. */
enum { PHRASE = 96, WHOLE = 768, FLAGS_MOST = 3 };

/* A flag either tells what the person did, whole, or what is so of the patients. */
struct flag {
    const char *rule;
    const char *did, *once;          /* after "; ", or after "; at least once " where there are several accesses */
    const char *did_one;             /* instead, where the case shows one patient: people decided of the others */
    const char *one, *single, *many; /* the one patient; after "one of them", after "3 of them" */
};

/* What several rules share is said once. */
static const char limit[] = ", so many in a short time that the limit set for one person was reached";
static const char not_listed[] = "; at times the staff list did not allow their login";

/* In the order of rules.c. */
static const struct flag flags[] = {
    {.rule = "shared-login-read", .did = not_listed},
    {.rule = "unlisted-login-read", .did = not_listed},
    {.rule = "service-login-read", .did = not_listed},
    {.rule = "ended-login-read", .did = not_listed},
    {.rule = "bulk-read", .did = limit},
    {.rule = "widened", .did = "; they also changed permissions so that more people may open records"},
    {.rule = "many-patients", .did = limit},
    {.rule = "sweep", .did = "; at least 30 of these within 10 minutes, each for the first time on record"},
    {.rule = "sequence", .did = "; at least 8 of these patients have consecutive numbers"},
    {.rule = "name-searches", .did = "; they also searched for at least 4 different names within 10 minutes"},
    {.rule = "carried-off", .did = "; the records of at least 10 patients were exported or printed within an hour"},
    {.rule = "overrides",
     .did = "; they overrode the lock on records at least twice, without a reason or with the same one"},
    {.rule = "many-overrides",
     .did = "; they overrode the lock on the records of at least 2 patients",
     .did_one = "; they overrode the lock, and not for the first time"},
    {.rule = "slow-copy", .did = "; they copied records of at least 3 patients to files of their own"},
    {.rule = "particulars-only", .did = "; of at least 10 in one day they opened contact details alone"},
    {.rule = "same-kind", .did = "; within 30 days more of one sex or age than can be chance"},
    {.rule = "many-hours", .did = "; their login was used in at least 16 of 24 hours"},
    {.rule = "two-hosts", .did = "; their login was used at two computers to and fro"},
    {.rule = "same-home", .single = "lives at the same address", .many = "live at the same address"},
    {.rule = "relation",
     .one = "the patient is a declared personal contact of theirs",
     .single = "is a declared personal contact",
     .many = "are declared personal contacts"},
    {.rule = "colleague-record",
     .one = "the patient is on the staff list",
     .single = "is on the staff list",
     .many = "are on the staff list"},
    {.rule = "same-surname", .single = "has the same surname", .many = "have the same surname"},
    {.rule = "neighbour", .single = "lives in the same street", .many = "live in the same street"},
    {.rule = "restricted-record",
     .one = "the record is restricted",
     .single = "has a restricted record",
     .many = "have restricted records"},
    {.rule = "deceased-record", .one = "the patient has died", .single = "has died", .many = "have died"},
    {.rule = "on-leave", .once = "they were on leave"},
    {.rule = "off-duty", .once = "they were not on the rota"},
    {.rule = "closed-room", .once = "the room of the computer was shut"},
    {.rule = "unusual-hour", .once = "at an hour at which they hardly ever work"},
    {.rule = "override-without-reason", .once = "they overrode the lock without a reason"},
    {.rule = "other-unit",
     .one = "the patient was in the care of other units only",
     .single = "was in the care of other units only",
     .many = "were in the care of other units only"},
    {.rule = "searched-for",
     .one = "they had searched for the patient's surname",
     .single = "was searched for by surname",
     .many = "were searched for by surname"},
    {.rule = "vulnerable-record",
     .one = "the patient is a child or marked as vulnerable",
     .single = "is a child or marked as vulnerable",
     .many = "are children or marked as vulnerable"},
};

static bool has(const struct case_report *report, const char *rule)
{
    return amount_spoken(report, rule) != NULL;
}

static uint32_t count_of(const struct case_report *report, const char *rule)
{
    const uint32_t *count = amount_spoken(report, rule);

    return count ? *count : 0;
}

static bool has_any(const struct case_report *report, const char *const *rules)
{
    for (; *rules; rules++)
        if (has(report, *rules))
            return true;
    return false;
}

static bool is_only(const struct case_report *report, const char *rule)
{
    return strcmp(report->rules[0], rule) == 0 && report->rules[1][0] == '\0';
}

bool sentence_access_is(const struct case_report *report)
{
    for (size_t i = 0; i < CASE_RULES_MAX && report->rules[i][0]; i++) {
        const struct rule *rule = rules_called(report->rules[i]);

        if (rule && (rule->weighs || rule->spells || rule->chances) && strcmp(rule->name, "service-login-read") != 0)
            return report->class == CASE_INAPPROPRIATE;
    }
    return false;
}

static void add(char *to, const char *words)
{
    size_t used = strlen(to);

    text_copy(to + used, WHOLE - used, words);
}

/* ---- what was done --------------------------------------------------------------------------- */

/* A rule speaks of one access at least, the verb of all: hence "or". */
static const char *verb_of(const struct case_report *report)
{
    bool is_changed = has(report, "changed-record");

    if (is_only(report, "carried-off"))
        return "exported or printed";
    if (has(report, "taken-along") || has(report, "carried-off"))
        return is_changed ? "opened, changed, exported or printed" : "opened, exported or printed";
    return is_changed ? "opened or changed" : "opened";
}

static bool is_own(const struct case_report *report)
{
    return has(report, "own-record");
}

/* "their own patient record", "the record of a patient at the same address". */
static void add_object(char *to, const struct case_report *report)
{
    char objects[PHRASE];

    if (report->patient_total == 1 && is_own(report)) {
        add(to, "their own patient record");
    } else if (report->patient_total == 1 &&
               (has(report, "same-home") || has(report, "same-surname") || has(report, "neighbour"))) {
        add(to, "the record of a patient");
        add(to, has(report, "same-surname") ? " with the same surname" : "");
        add(to, has(report, "same-home")   ? " at the same address"
                : has(report, "neighbour") ? " in the same street"
                                           : "");
    } else {
        amount_objects(objects, sizeof objects, report);
        add(to, objects);
    }
}

static void add_times(char *to, const struct case_report *report)
{
    char phrase[PHRASE];

    amount_times(phrase, sizeof phrase, report);
    add(to, report->patient_total == 1 && !has(report, "name-searches") ? phrase : ""); /* a search opens nothing */
    amount_span(phrase, sizeof phrase, report);
    add(to, phrase);
}

static void add_deed(char *to, const struct case_report *report, const char *person)
{
    char phrase[PHRASE];

    add(to, person);
    add(to, " ");
    if (report->patient_total == 0 && has(report, "name-searches")) {
        amount_number(phrase, sizeof phrase, report->event_total, UINT32_MAX, "a search", "searches");
        add(to, "made ");
        add(to, phrase);
        amount_span(phrase, sizeof phrase, report);
        add(to, phrase);
        add(to, ", at least 4 of them for different names");
        return;
    }
    add(to, verb_of(report));
    add(to, " ");
    add_object(to, report);
    add_times(to, report);
    add(to, report->patient_total > 1 && is_own(report) ? ", one of them their own" : "");
}

/* ---- what is odd about it -------------------------------------------------------------------- */

static void add_patients(char *to, const struct case_report *report, const struct flag *flag)
{
    uint32_t count = *amount_spoken(report, flag->rule);
    char who[PHRASE];

    if (report->patient_total == 1) {
        add(to, flag->one ? "; " : "");
        add(to, flag->one ? flag->one : "");
        return;
    }
    if (count == 0)
        return; /* said before a restart, of nobody knows how many */
    text_format(who, sizeof who, count == 1 ? "; one of them " : "; %u of them ", count);
    add(to, count < report->patient_total ? who : "; all of them ");
    add(to, count == 1 ? flag->single : flag->many);
}

static bool is_said_before(const struct case_report *report, const struct flag *flag)
{
    for (const struct flag *other = flags; other < flag; other++)
        if (flag->did && other->did == flag->did && has(report, other->rule))
            return true;
    return strcmp(flag->rule, "override-without-reason") == 0 && has(report, "overrides");
}

static bool is_told_by_verb(const struct case_report *report, const struct flag *flag)
{
    if (strcmp(flag->rule, "name-searches") == 0)
        return report->patient_total == 0;
    return is_only(report, "carried-off") && report->event_total <= report->patient_total;
}

/* Of one's own record it is no news that one lives there. */
static void add_flags(char *to, const struct case_report *report, unsigned most)
{
    size_t before;

    for (size_t i = 0; most > 0 && i < sizeof flags / sizeof flags[0]; i++) {
        const struct flag *flag = &flags[i];

        if (!has(report, flag->rule) || is_said_before(report, flag) || is_told_by_verb(report, flag))
            continue;
        before = strlen(to);
        if (flag->did) {
            add(to, flag->did_one && report->patient_total == 1 ? flag->did_one : flag->did);
        } else if (flag->once) {
            add(to, report->event_total > 1 ? "; at least once " : "; ");
            add(to, flag->once);
        } else if (report->patient_total > 1 || !is_own(report)) {
            add_patients(to, report, flag);
        }
        most -= strlen(to) > before;
    }
}

/* ---- that nothing explains it ---------------------------------------------------------------- */

/* Rules that take in accesses which may well be explained: nothing is said of all. */
static const char *const whatever_the_reason[] = {
    "carried-off",      "slow-copy", "overrides",   "many-overrides",    "many-hours",          "two-hosts",
    "name-searches",    "widened",   "nobody-read", "shared-login-read", "unlisted-login-read", "service-login-read",
    "ended-login-read", NULL};

/* Rules for which care that ended long ago is no reason, or which do not wait for rows that come late. After `again`,
 * one may have been recorded between the first access and the last. */
static const char *const not_by_old_care[] = {"after-care", "again",     "bulk-read",        "many-patients",
                                              "sweep",      "sequence",  "several",          "drip",
                                              "cluster",    "same-kind", "particulars-only", NULL};

static void add_nobody_else(char *to, const struct case_report *report)
{
    static const char *const whatever[] = {"own-record", "many-patients", "sweep", "sequence",
                                           "bulk-read",  "carried-off",   NULL};
    bool is_known = has(report, "nobody-else");

    for (size_t i = 0; whatever[i]; i++) /* they take in accesses of which that was not asked */
        is_known = is_known && !has(report, whatever[i]);

    if (report->patient_total == 1 && report->event_total == 1 && has(report, "nobody-else"))
        add(to, "; no other person's login opened it within a day");
    else if (is_known)
        add(to, report->patient_total == 1 ? "; no other person's login had opened it in the day before"
                                           : "; no other person's login had opened any of these in the day before");
}

/* Were encounters of the person's whole unit looked for? Not where the unit sees no patients: then a task of a
 * colleague's is none of theirs. */
static bool is_unit_checked(const struct case_report *report)
{
    for (size_t i = 0; i < CASE_CHECKED_MAX; i++)
        if (strstr(report->checked[i], "this person's unit"))
            return true;
    return false;
}

/* `checked` is filled where there were encounters to look in. */
static void add_reason(char *to, const struct case_report *report)
{
    bool has_others = report->patient_total > 1, is_old;

    if (has_any(report, whatever_the_reason) || report->patient_total == 0 || (is_own(report) && !has_others))
        return;
    if (report->checked[0][0] == '\0') {
        add_nobody_else(to, report);
        return;
    }
    is_old = has_any(report, not_by_old_care) || count_of(report, "no-reason") < report->patient_total;
    if (!has(report, "no-reason") && has(report, "after-care") && !has_others) {
        add(to, "; the care that linked them had ended more than two weeks before");
        return;
    }
    add(to, is_old ? "; at the time no current appointment, referral or task" : "; no appointment, referral or task");
    add(to, is_unit_checked(report) ? "" : " of their own");
    add(to, is_old ? " linked them" : " links them");
    add(to, !has_others ? "" : is_own(report) ? " to the others" : " to any of these patients");
    add(to, has(report, "drip") || has(report, "cluster") ? ", which is more than is usual in their role" : "");
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void compose(char *to, const struct case_report *report, const char *person, unsigned most, bool with_reason)
{
    to[0] = '\0';
    add_deed(to, report, person);
    add_flags(to, report, most);
    if (with_reason)
        add_reason(to, report);
    add(to, ".");
}

/* Only the login's use is odd, whatever was opened with it. */
static bool tell_login(char *to, const struct case_report *report, const char *person)
{
    bool hours = has(report, "many-hours"), hosts = has(report, "two-hosts");

    for (size_t i = 0; i < CASE_RULES_MAX && report->rules[i][0]; i++)
        if (strcmp(report->rules[i], "many-hours") != 0 && strcmp(report->rules[i], "two-hosts") != 0)
            return false;
    to[0] = '\0';
    add(to, "the login of ");
    add(to, person);
    add(to, " was used ");
    add(to, hours ? "in at least 16 of 24 hours" : "");
    add(to, hours && hosts ? " and " : "");
    add(to, hosts ? "at two computers to and fro" : "");
    add(to, ", perhaps not by one person alone.");
    return true;
}

void sentence_access_write(const struct case_report *report, const struct staff_member *row, char *to, size_t size)
{
    char person[2 * PHRASE], whole[WHOLE];
    unsigned most = FLAGS_MOST;

    whom_person(person, sizeof person, row);
    if (tell_login(whole, report, person)) {
        text_copy(to, size, whole);
        return;
    }
    do
        compose(whole, report, person, most, true);
    while (strlen(whole) >= size && most-- > 0);
    if (strlen(whole) >= size)
        compose(whole, report, person, 0, false);
    text_copy(to, size, whole);
}
