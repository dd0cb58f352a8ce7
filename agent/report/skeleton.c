/* What the law asks of a report. Owns: the proposals, and the words that say why. Must not own: what to do now
 * (advice.c), whether a case is one (the rules), the decision, which is a person's. In: a case and what the agent knows
 * of itself. Out: a skeleton.
 *
 * Likelihood and severity are those of the Guide to the Notification of Data Security and Protection Incidents (NHS
 * England): that harm came of it, and how bad that harm is. 5 of either is never proposed: that somebody was harmed, or
 * died, a person knows and no log. */
#include "skeleton.h"

#include <string.h>

#include "agent/base/text.h"

#include "advice.h"

enum { CLASSES = CASE_LOGIN + 1, CERTAINTIES = CERTAINTY_CONFIRMED + 1, SEVERITIES = 6, AXIS = 6, FLOOR = 2 };

enum { C = BREACH_CONFIDENTIALITY, I = BREACH_INTEGRITY, A = BREACH_AVAILABILITY };

/* ---- the tables ------------------------------------------------------------------------------ */

struct class_row {
    unsigned breach;
    bool trail_proves; /* whether a record was opened shows in the record of accesses, and so does that none was */
    uint8_t likelihood[CERTAINTIES];
    uint8_t severity[SEVERITIES]; /* by the case's own */
    const char *nature[CERTAINTIES];
    const char *consequences;
    const char *likely; /* why a likelihood of 3, where nobody confirmed it; NULL: it has none */
    const char *some;   /* why a severity of 3 */
};

static const struct class_row classes[CLASSES] = {
    [0] = {0,
           false,
           {2, 2, 2, 3},
           {2, 2, 2, 2, 2, 2},
           {"Something happened that a person has to look at.", "Something may have happened.",
            "Something seems to have happened.", "Something happened, as a person confirmed."},
           "What follows from it is not known.",
           NULL,
           "Harm is possible."},
    [CASE_INAPPROPRIATE] = {C,
                            true,
                            {2, 2, 3, 4},
                            {2, 2, 2, 3, 3, 4},
                            {"", "Records could be opened, or were, by people who may have no need of them.",
                             "Records were opened, copied or looked for, and no reason for it is known, or nobody can "
                             "be named.",
                             "Records were opened, copied or looked for without need, as a person confirmed."},
                            "Somebody may know health data without a need to: distress, embarrassment and loss of "
                            "trust, and worse if it is passed on.",
                            "What was looked for explains none of it: harm is likely until somebody shows a reason.",
                            "Health data may be known to somebody who had no need of it: distress or embarrassment is "
                            "possible."},
    [CASE_LOSS] = {A,
                   false,
                   {2, 2, 3, 4},
                   {2, 2, 2, 3, 3, 4},
                   {"", "Records may get lost, or be out of reach.", "Records are gone or out of reach, as it seems.",
                    "Records are gone or were out of reach, as a person confirmed."},
                   "Care may be delayed, or decided without what the records say, until they are restored; for good if "
                   "no backup holds them.",
                   "Records seem to be gone: harm is likely until they are known to be safe.",
                   "What the records say may be missing when it is needed: delayed care is possible."},
    [CASE_DAMAGE] = {I | A,
                     false,
                     {2, 2, 3, 4},
                     {2, 2, 2, 3, 3, 4},
                     {"", "Records may be damaged.", "Records were changed, and what they said may be lost or wrong.",
                      "Records were damaged, as a person confirmed."},
                     "Care may be delayed, or decided by what is wrong, until the records are restored; for good if no "
                     "backup holds them.",
                     "Records seem to be damaged: harm is likely until they are known to be whole.",
                     "What the records say may be missing or wrong when it is needed: delayed care is possible."},
    [CASE_TAMPER] = {0,
                     false,
                     {2, 2, 2, 3},
                     {2, 2, 2, 2, 2, 3},
                     {"", "The watch over the records may have been disturbed.",
                      "The watch over the records seems to have been disturbed.",
                      "The watch over the records was disturbed, as a person confirmed."},
                     "What was done to records in that time may not have been seen: until that is known, no access, "
                     "loss or change can be ruled out.",
                     NULL,
                     "What may have been hidden is not known: distress or delayed care is possible."},
    [CASE_LOGIN] = {C,
                    true,
                    {2, 2, 2, 3},
                    {2, 2, 2, 2, 3, 3},
                    {"", "A login was used in a way that has to be looked at; whether it was misused is not known.",
                     "A login seems to have been misused.", "A login was misused, as a person confirmed."},
                    "Whoever used the login could read and change what it may open, and that would stand under "
                    "another's name.",
                    "Records were touched with it: harm is likely until it is known who that was.",
                    "Records may have been read or changed under another's name: distress is possible."},
};

/* What a rule says better than its class: a case of these alone is not what the others of its class are. */
static const struct rule_row {
    const char *rule;
    unsigned breach;
    bool is_cyber; /* the ICO's word: a network, malware, phishing; proposed */
    const char *nature;
} rules[] = {
    {"changed-record", C | I, false, NULL},
    {"altered", I, false, NULL},
    {"damage", I | A, true, NULL},
    {"mass-rewrite", I | A, true, NULL},
    {"canary", I | A, true, NULL},
    {"canary-gone", A, true, NULL},
    {"tampered", 0, true, NULL},
    {"forged", 0, true, NULL},
    {"guessing", 0, true, "Passwords were tried for a login, again and again; by that alone nobody got in."},
    {"pushing", 0, true, "Passwords were tried, again and again; by that alone nobody got in."},
};

static const struct class_row *class_of(const struct case_report *report)
{
    return &classes[report->class < CLASSES ? report->class : 0];
}

static unsigned certainty_of(const struct case_report *report)
{
    return report->certainty < CERTAINTIES ? report->certainty : 0;
}

static const struct rule_row *rule_called(const char *name)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (strcmp(rules[i].rule, name) == 0)
            return &rules[i];
    return NULL;
}

/* ---- (a) nature ------------------------------------------------------------------------------ */

static void take_rules(struct skeleton *skeleton, const struct case_report *report, const char **nature)
{
    const struct class_row *class = class_of(report);
    const unsigned certainty = certainty_of(report);

    *nature = (certainty ? class : &classes[0])->nature[certainty];
    for (size_t i = 0; i < CASE_RULES_MAX && report->rules[i][0]; i++) {
        const struct rule_row *row = rule_called(report->rules[i]);

        skeleton->breach |= row ? row->breach : class->breach;
        skeleton->is_cyber = skeleton->is_cyber || (row && row->is_cyber);
        if (i == 0 && row && row->nature)
            *nature = row->nature;
    }
    if (report->rules[0][0] == '\0')
        skeleton->breach = class->breach;
}

/* "512 or more records of 1 patient" */
static void count_words(char *to, size_t size, uint32_t number, bool is_least, const char *one)
{
    text_format(to, size, "%u%s %s%s", number, is_least ? " or more" : "", one, number == 1 ? "" : "s");
}

static void tell_nature(struct skeleton *skeleton, const char *nature)
{
    char records[48], subjects[48];

    count_words(records, sizeof records, skeleton->records, skeleton->records_at_least, "record");
    count_words(subjects, sizeof subjects, skeleton->subjects, skeleton->subjects_at_least, "patient");
    if (skeleton->records == 0 && skeleton->subjects == 0)
        text_format(skeleton->nature, sizeof skeleton->nature, "%s No single record or patient can be named.", nature);
    else if (skeleton->subjects == 0)
        text_format(skeleton->nature, sizeof skeleton->nature, "%s It is about %s; of how many patients is not known.",
                    nature, records);
    else if (skeleton->records == 0)
        text_format(skeleton->nature, sizeof skeleton->nature, "%s It is about %s.", nature, subjects);
    else
        text_format(skeleton->nature, sizeof skeleton->nature, "%s It is about %s of %s.", nature, records, subjects);
}

/* ---- the grid -------------------------------------------------------------------------------- */

static bool is_vulnerable(const struct skeleton_facts *facts)
{
    return facts->vulnerable > 0 || facts->children > 0;
}

/* It might have happened, and the record of accesses, watched all the time and found whole, shows that no record was
 * touched: the one case in which the guide lets 1 be chosen ("a reputable audit trail"). */
static bool is_proved_harmless(const struct case_report *report, const struct skeleton_facts *facts)
{
    return report->certainty == CERTAINTY_RISK && class_of(report)->trail_proves && report->record_total == 0 &&
           facts->is_watched && facts->is_history_whole;
}

static const char *likelihood_reason(const struct case_report *report, unsigned likelihood)
{
    switch (likelihood) {
    case 1:
        return "It might have happened; as this machine's history shows, which is whole, no record was touched. 1 asks "
               "for absolute certainty: with any doubt choose 2.";
    case 2:
        return report->certainty == CERTAINTY_RISK
                   ? "It might have happened, and nothing shows that harm came of it; nothing proves that none did."
                   : "Nothing shows that a record was touched, so harm is not likely; nothing proves that none was.";
    case 3:
        return report->certainty == CERTAINTY_CONFIRMED ? "A person confirmed it, so harm is likely."
                                                        : class_of(report)->likely;
    default:
        return "A person confirmed it, so harm is almost certain at some point. Choose 5 where harm was reported.";
    }
}

static const char *severity_reason(const struct case_report *report, unsigned severity)
{
    switch (severity) {
    case 1:
        return "No record was touched, as this machine's history shows, which is whole. 1 asks for absolute certainty: "
               "with any doubt choose 2.";
    case 2:
        return "Minor harm cannot be ruled out, so 1 cannot be chosen.";
    case 3:
        return class_of(report)->some;
    default:
        return class_of(report)->breach & A
                   ? "Care without these records can do harm: pain and suffering are possible."
                   : "Much health data may be in wrong hands: suffering or financial loss is possible.";
    }
}

static void tell_why(char why[SKELETON_TEXT], const char *reason, bool vulnerable)
{
    text_format(why, SKELETON_TEXT, "%s%s", reason,
                vulnerable ? " Children or vulnerable people are among the patients: never below 2." : "");
}

static void grade(struct skeleton *skeleton, const struct case_report *report, const struct skeleton_facts *facts)
{
    const struct class_row *class = class_of(report);
    const unsigned certainty = certainty_of(report);
    unsigned likelihood = class->likelihood[certainty];
    unsigned severity = class->severity[report->severity < SEVERITIES ? report->severity : 0];

    if (report->class == CASE_LOGIN && report->record_total > 0 && certainty > CERTAINTY_RISK)
        likelihood++; /* it was not only misused, but records were touched with it */
    if (is_proved_harmless(report, facts))
        likelihood = severity = 1;
    if (is_vulnerable(facts) && likelihood < FLOOR)
        likelihood = FLOOR;
    if (is_vulnerable(facts) && severity < FLOOR)
        severity = FLOOR;
    skeleton->likelihood = likelihood;
    skeleton->severity = severity;
    tell_why(skeleton->likelihood_why, likelihood_reason(report, likelihood), is_vulnerable(facts));
    tell_why(skeleton->severity_why, severity_reason(report, severity), is_vulnerable(facts));
    skeleton->tell_ico = skeleton_tell_ico(likelihood, severity);
    skeleton->tell_dhsc = skeleton_tell_dhsc(likelihood, severity);
}

bool skeleton_tell_ico(unsigned likelihood, unsigned severity)
{
    return likelihood >= 3 && severity >= 2;
}

bool skeleton_tell_dhsc(unsigned likelihood, unsigned severity)
{
    return likelihood >= 3 && severity >= 4;
}

const char *skeleton_likelihood(unsigned likelihood)
{
    static const char *const words[AXIS] = {"not graded",     "1 of 5: not occurred",  "2 of 5: not likely",
                                            "3 of 5: likely", "4 of 5: highly likely", "5 of 5: occurred"};

    return words[likelihood < AXIS ? likelihood : 0];
}

const char *skeleton_severity(unsigned severity)
{
    static const char *const words[AXIS] = {"not graded",
                                            "1 of 5: no adverse effect",
                                            "2 of 5: potentially some minor adverse effect",
                                            "3 of 5: potentially some adverse effect",
                                            "4 of 5: potentially pain and suffering, or financial loss",
                                            "5 of 5: death or a catastrophic event"};

    return words[severity < AXIS ? severity : 0];
}

const char *skeleton_breach(unsigned breach)
{
    static const char *const words[] = {"nothing that is known",
                                        "confidentiality",
                                        "integrity",
                                        "confidentiality and integrity",
                                        "availability",
                                        "confidentiality and availability",
                                        "integrity and availability",
                                        "confidentiality, integrity and availability"};

    return words[breach & (C | I | A)];
}

/* ---- (c), (d) -------------------------------------------------------------------------------- */

/* Only what is so here and now: a measure that is not in place is not named. */
static void tell_measures(struct skeleton *skeleton, const struct skeleton_facts *facts)
{
    const struct {
        bool is_so;
        const char *words;
    } measures[] = {
        {facts->has_personal_logins, "Every login belongs to one named person; shared logins are refused."},
        {facts->has_strong_passwords, "New passwords are checked: weak, common and personal ones are refused."},
        {facts->is_watched, "What is opened, changed and deleted among the records is watched and recorded."},
        {facts->is_history_whole, "That record cannot be altered unseen: it was checked, and is whole."},
    };
    size_t count = 0;

    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
        if (measures[i].is_so)
            text_copy(skeleton->measures[count++], sizeof skeleton->measures[0], measures[i].words);
}

void skeleton_make(struct skeleton *skeleton, const struct case_report *report, const struct skeleton_facts *facts)
{
    const char *nature;

    *skeleton = (struct skeleton){.subjects = report->patient_total,
                                  .records = report->record_total,
                                  .subjects_at_least = report->patient_total >= CASE_PATIENTS_MAX,
                                  .records_at_least = report->record_total >= CASE_EVENTS_MAX,
                                  .vulnerable = facts->vulnerable,
                                  .children = facts->children,
                                  .knows_patients = facts->knows_patients,
                                  .is_near_miss = report->certainty == CERTAINTY_RISK};
    take_rules(skeleton, report, &nature);
    tell_nature(skeleton, nature);
    text_copy(skeleton->consequences, sizeof skeleton->consequences, class_of(report)->consequences);
    tell_measures(skeleton, facts);
    text_copy(skeleton->taken, sizeof skeleton->taken, advice_do(report));
    grade(skeleton, report, facts);
}
