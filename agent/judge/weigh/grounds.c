/* Points for what is known around one access. Owns: how a share and a rate become points. Must not own: which rules
 * there are (rules.c), what is remembered (lore.c). */
#include "grounds.h"

#include <math.h>

#include "agent/judge/context/find.h"

#include "rules.h"

enum { POINTS_A_BIT = 8, LEAST_POINTS = -40, MOST_POINTS = 120 };

int32_t ground_weight(double share, double rate)
{
    static const double least = 0.0001;
    double points;

    if (share <= 0)
        return 0;
    points = POINTS_A_BIT * log2(share / (rate < least ? least : rate));
    if (points < LEAST_POINTS)
        return LEAST_POINTS;
    return (int32_t)lround(points > MOST_POINTS ? MOST_POINTS : points);
}

int32_t ground_points(const struct rule *rule, const struct ground_given *given)
{
    double rate = rule->weighs(given);

    return rate < 0 ? 0 : ground_weight(rule->share, rate);
}

static void count(struct role *role, enum feature feature, bool is_so)
{
    role->rates[feature].hits += is_so;
    role->rates[feature].all++;
}

bool ground_is_odd(const struct ground_given *given)
{
    return given->explanation == EXPLAIN_UNEXPLAINED && given->is_alone && given->pair->explained_s == 0 &&
           !given->has_worked;
}

void ground_measure(struct role *role, const struct ground_given *given, bool is_new_day)
{
    role->rates[FEATURE_UNEXPLAINED].hits += given->explanation == EXPLAIN_UNEXPLAINED;
    role->rates[FEATURE_AFTER].hits += given->explanation == EXPLAIN_AFTER;
    role->rates[FEATURE_ODD].hits += is_new_day && ground_is_odd(given);
    role->rates[FEATURE_OVERRIDE].hits += (given->fact->signs & FACT_OVERRIDE) != 0;
    role->rates[FEATURE_NO_COMPANY].hits += given->is_alone;
    if (given->is_alone || given->has_company)
        count(role, FEATURE_ALONE, given->is_alone);
    count(role, FEATURE_SEARCHED, given->was_searched);
    count(role, FEATURE_STRANGER, given->pair->explained_s == 0);
    count(role, FEATURE_OFF_DUTY, given->is_off_duty);
    count(role, FEATURE_CARRIED, given->fact->signs & FACT_CARRIED);
    count(role, FEATURE_ALTERED, (given->fact->signs & FACT_ALTERED) && given->is_closed && !given->has_read);
    count(role, FEATURE_WORKED, given->has_worked);
    count(role, FEATURE_OTHER_UNIT, given->is_other_unit);
    if (is_new_day)
        count(role, FEATURE_AGAIN, given->pair->days > 0);
}

/* ---- how often it is so here anyway ---------------------------------------------------------- */

/* Whoever telephoned once telephones again: never rarer than this. */
#define AGAIN_LEAST 0.08

enum {
    NOT_SO = -1,
    ONLOOKERS = 2,
    BLOCK_SURNAMES = 4,
    DECEASED_DAYS = 30,
    CHILD_YEARS = 16,
    HOURS_IN_WEEK = 168,
    DUTY_HOURS = 40
};

static double share_of(double hits, double all)
{
    return (hits + 0.5) / (all + 1);
}

static double measured(const struct ground_given *given, enum feature feature)
{
    const struct rate *rate = &given->role->rates[feature];

    return rate->hits / rate->all;
}

static bool is_other(const struct ground_given *given)
{
    return given->explanation != EXPLAIN_OWN_RECORD && given->who && given->patient;
}

/* One's own record is nobody's work; one look is enough to speak of. */
static double own_record(const struct ground_given *given)
{
    return given->explanation == EXPLAIN_OWN_RECORD ? 0 : NOT_SO;
}

static bool has_own_home(const struct ground_given *given, const struct crowd_count *crowd)
{
    return is_other(given) && given->who->alike.home && given->who->alike.home == given->patient->alike.home &&
           crowd->home_surnames < BLOCK_SURNAMES;
}

static double same_home(const struct ground_given *given)
{
    struct crowd_count crowd;

    if (!is_other(given))
        return NOT_SO;
    crowd = find_crowd(given->context, &given->patient->alike);
    return has_own_home(given, &crowd) ? share_of(crowd.home, crowd.all) : NOT_SO;
}

static double neighbour(const struct ground_given *given)
{
    const struct likeness *own, *other;
    struct crowd_count crowd;

    if (!is_other(given))
        return NOT_SO;
    own = &given->who->alike;
    other = &given->patient->alike;
    crowd = find_crowd(given->context, other);
    if (has_own_home(given, &crowd))
        return NOT_SO;
    if (own->street && own->street == other->street)
        return share_of(crowd.street, crowd.all);
    return NOT_SO;
}

static double declared_relation(const struct ground_given *given)
{
    if (given->explanation == EXPLAIN_OWN_RECORD || !find_relation(given->context, given->login, given->number))
        return NOT_SO;
    return share_of(2, given->context->patient_count ? (double)given->context->patient_count : 1000);
}

/* A patient who works here: by patients.csv, or by a colleague's row in staff.csv. */
static bool is_colleague(const struct ground_given *given)
{
    if (given->patient && given->patient->staff)
        return given->patient->staff != given->login;
    for (size_t i = 0; given->number && i < given->context->staff.count; i++)
        if (given->context->colleagues[i].patient == given->number)
            return true;
    return false;
}

static double colleague_record(const struct ground_given *given)
{
    double all = given->context->patient_count ? (double)given->context->patient_count : 1000;

    if (given->explanation == EXPLAIN_OWN_RECORD || !is_colleague(given))
        return NOT_SO;
    return share_of((double)given->context->staff.count, all > 1000 ? all : 1000);
}

/* At one's own home the name says nothing more. */
static double same_surname(const struct ground_given *given)
{
    struct crowd_count crowd;

    if (!is_other(given) || !likeness_surname(&given->who->alike, &given->patient->alike))
        return NOT_SO;
    crowd = find_crowd(given->context, &given->patient->alike);
    return has_own_home(given, &crowd) ? NOT_SO : share_of(crowd.surname, crowd.all);
}

static double flagged_share(const struct ground_given *given, unsigned flag)
{
    size_t count = 0;

    for (size_t i = 0; i < given->context->patient_count; i++)
        count += (given->context->patients[i].flags & flag) != 0;
    return share_of((double)count, (double)given->context->patient_count);
}

static double restricted_record(const struct ground_given *given)
{
    if (!given->patient || !(given->patient->flags & PATIENT_RESTRICTED))
        return NOT_SO;
    return flagged_share(given, PATIENT_RESTRICTED);
}

static double deceased_record(const struct ground_given *given)
{
    int64_t day = given->fact->time_ms / 86400000;

    if (!given->patient || given->patient->deceased_day == CONTEXT_NO_DAY ||
        day <= (int64_t)given->patient->deceased_day + DECEASED_DAYS)
        return NOT_SO;
    return 0.01;
}

static double vulnerable_record(const struct ground_given *given)
{
    int64_t day = given->fact->time_ms / 86400000;
    bool is_child = given->patient && given->patient->alike.birth_day != INT32_MIN &&
                    day - given->patient->alike.birth_day < CHILD_YEARS * 365;

    if (!given->patient || (!is_child && !(given->patient->flags & PATIENT_VULNERABLE)))
        return NOT_SO;
    return 0.2;
}

/* Points once a day: the first day by how often anybody of the role has no reason, a further one by how often that
 * happens again with the same patient. */
static double no_reason(const struct ground_given *given)
{
    if (given->explanation != EXPLAIN_UNEXPLAINED || given->pair->days > 0)
        return NOT_SO;
    return measured(given, FEATURE_UNEXPLAINED);
}

static double nobody_else(const struct ground_given *given)
{
    if (given->context->has_encounters || !given->is_alone || given->pair->days > 0)
        return NOT_SO;
    return measured(given, FEATURE_NO_COMPANY);
}

static double after_care(const struct ground_given *given)
{
    if (given->explanation != EXPLAIN_AFTER || given->pair->days > 0)
        return NOT_SO;
    return measured(given, FEATURE_AFTER);
}

static double again(const struct ground_given *given)
{
    double rate = measured(given, FEATURE_AGAIN);

    if (given->pair->days == 0)
        return NOT_SO;
    return rate > AGAIN_LEAST ? rate : AGAIN_LEAST;
}

static double alone(const struct ground_given *given)
{
    if (!given->context->has_encounters || !given->is_alone)
        return NOT_SO;
    return measured(given, FEATURE_ALONE);
}

/* Somebody else had this record open the same day: a visit that nobody booked looks like that. */
static double company(const struct ground_given *given)
{
    if (!given->context->has_encounters || !given->has_company)
        return NOT_SO;
    return 1 - measured(given, FEATURE_ALONE);
}

static double stranger(const struct ground_given *given)
{
    if (given->pair->explained_s || !given->context->has_encounters)
        return NOT_SO;
    return measured(given, FEATURE_STRANGER);
}

/* They had a reason before, and perhaps still have one that no row tells. */
static double known_before(const struct ground_given *given)
{
    if (!given->pair->explained_s || given->explanation != EXPLAIN_UNEXPLAINED)
        return NOT_SO;
    return 1 - measured(given, FEATURE_STRANGER);
}

static double other_unit(const struct ground_given *given)
{
    return given->is_other_unit ? measured(given, FEATURE_OTHER_UNIT) : NOT_SO;
}

static double off_duty(const struct ground_given *given)
{
    return given->is_off_duty && !given->is_on_leave ? measured(given, FEATURE_OFF_DUTY) : NOT_SO;
}

static double on_leave(const struct ground_given *given)
{
    return given->is_on_leave ? 0.003 : NOT_SO;
}

static double taken_along(const struct ground_given *given)
{
    return given->fact->signs & FACT_CARRIED ? measured(given, FEATURE_CARRIED) : NOT_SO;
}

static double changed_record(const struct ground_given *given)
{
    return (given->fact->signs & FACT_ALTERED) && given->is_closed && !given->has_read
               ? measured(given, FEATURE_ALTERED)
               : NOT_SO;
}

static double gossip(const struct ground_given *given)
{
    return given->onlookers >= ONLOOKERS ? 0.01 : NOT_SO;
}

/* Whoever is only curious does not write down what they found. */
static double worked(const struct ground_given *given)
{
    return given->has_worked && !given->is_closed ? measured(given, FEATURE_WORKED) : NOT_SO;
}

static double override_without(const struct ground_given *given)
{
    return (given->fact->signs & FACT_OVERRIDE) && !(given->fact->signs & FACT_REASON) ? 0.02 : NOT_SO;
}

static double searched_for(const struct ground_given *given)
{
    return given->was_searched ? measured(given, FEATURE_SEARCHED) : NOT_SO;
}

#define ACCESS     .class = CASE_INAPPROPRIATE, .certainty = CERTAINTY_SUSPECTED
#define STAFF      (1u << TABLE_STAFF)
#define PATIENTS   (1u << TABLE_PATIENTS)
#define ENCOUNTERS (1u << TABLE_ENCOUNTERS)
#define ROTA       (1u << TABLE_ROTA)

/* `share`: of the published cases (Lawson, Woolfe, Evans, Wooltorton, O'Brien, Stewart, Withybush, Betsi Cadwaladr,
 * Bluesight's serial look-ups) about the part in which it was so. */
const struct rule ground_rules[] = {
    {.name = "own-record",
     ACCESS,
     .severity = 2,
     .needs = STAFF,
     .weighs = own_record,
     .share = 1,
     .words = "a person opens their own patient record",
     .source = "A1; NHS Wales NIIAS"},
    {.name = "same-home",
     ACCESS,
     .severity = 3,
     .needs = STAFF | PATIENTS,
     .weighs = same_home,
     .share = 0.15,
     .words = "the patient lives at the person's address",
     .source = "A3; NIIAS: 211 family look-ups in 15 months"},
    {.name = "relation",
     ACCESS,
     .severity = 3,
     .needs = 1u << TABLE_RELATIONS,
     .weighs = declared_relation,
     .share = 0.15,
     .words = "the person has declared that they know the patient",
     .source = "A5"},
    {.name = "colleague-record",
     ACCESS,
     .severity = 3,
     .needs = STAFF,
     .weighs = colleague_record,
     .share = 0.15,
     .words = "the patient works here",
     .source = "A4; Colchester 2016"},
    {.name = "same-surname",
     ACCESS,
     .severity = 2,
     .needs = STAFF | PATIENTS,
     .weighs = same_surname,
     .share = 0.10,
     .words = "the patient has the person's surname",
     .source = "A2: by how rare it is here; LogSpect, NIIAS"},
    {.name = "neighbour",
     ACCESS,
     .severity = 2,
     .needs = STAFF | PATIENTS,
     .weighs = neighbour,
     .share = 0.06,
     .words = "the patient lives in the person's street",
     .source = "A3; NIIAS"},
    {.name = "restricted-record",
     ACCESS,
     .severity = 3,
     .needs = PATIENTS,
     .weighs = restricted_record,
     .share = 0.12,
     .words = "the patient's record is restricted",
     .source = "A10"},
    {.name = "deceased-record",
     ACCESS,
     .severity = 2,
     .needs = PATIENTS,
     .weighs = deceased_record,
     .share = 0.08,
     .words = "the patient died more than 30 days before",
     .source = "A11"},
    {.name = "on-leave",
     ACCESS,
     .severity = 3,
     .needs = STAFF,
     .weighs = on_leave,
     .share = 0.08,
     .words = "the person was on leave",
     .source = "B1; AHIMA: remote access while on leave"},
    {.name = "off-duty",
     ACCESS,
     .severity = 2,
     .needs = ROTA,
     .weighs = off_duty,
     .share = 0.18,
     .words = "the person was not on the rota",
     .source = "B1"},
    {.name = "override-without-reason",
     ACCESS,
     .severity = 2,
     .weighs = override_without,
     .share = 0.10,
     .words = "the glass was broken without a reason",
     .source = "A13"},
    {.name = "taken-along",
     ACCESS,
     .severity = 3,
     .weighs = taken_along,
     .share = 0.20,
     .words = "what was opened was exported or printed",
     .source = "C3; DICOM 110106"},
    {.name = "changed-record",
     ACCESS,
     .severity = 3,
     .weighs = changed_record,
     .share = 0.25,
     .words = "the record was changed after care had ended, and not even read",
     .source = "D4: altered after closure or by a non-author"},
    {.name = "gossip",
     ACCESS,
     .severity = 3,
     .needs = ENCOUNTERS,
     .weighs = gossip,
     .share = 0.15,
     .words = "several people looked within a week, none with a reason, and nobody cared for the patient",
     .source = "A10: in local news; two others in 7 days"},
    {.name = "after-care",
     ACCESS,
     .severity = 2,
     .needs = ENCOUNTERS,
     .weighs = after_care,
     .share = 0.15,
     .words = "care had ended more than two weeks before",
     .source = "A7; Southport 2014-16: 44 times after discharge"},
    {.name = "no-reason",
     .is_daily = true,
     ACCESS,
     .severity = 2,
     .needs = ENCOUNTERS,
     .weighs = no_reason,
     .share = 0.95,
     .words = "no appointment, admission, referral, order or task explains it",
     .source = "A6; EBAS (Fabbri 2011)"},
    {.name = "nobody-else",
     .is_daily = true,
     ACCESS,
     .severity = 2,
     .weighs = nobody_else,
     .share = 0.95,
     .words = "nobody else opened the record within a day",
     .source = "CADS (Chen and Malin 2011)"},
    {.name = "again",
     .is_daily = true,
     ACCESS,
     .severity = 2,
     .weighs = again,
     .share = 0.70,
     .words = "on another day again",
     .source = "A7; Evans: 10 months"},
    {.name = "other-unit",
     ACCESS,
     .severity = 2,
     .needs = STAFF | ENCOUNTERS,
     .weighs = other_unit,
     .share = 0.60,
     .words = "only other units have to do with the patient",
     .source = "A9"},
    {.name = "alone",
     .is_daily = true,
     ACCESS,
     .severity = 2,
     .weighs = alone,
     .share = 0.90,
     .words = "nobody else opened the record within a day",
     .source = "CADS"},
    {.name = "stranger",
     ACCESS,
     .severity = 2,
     .weighs = stranger,
     .share = 0.85,
     .words = "nothing ever explained that they open this record",
     .source = "A8: splunk4patientprivacy"},
    {.name = "searched-for",
     ACCESS,
     .severity = 2,
     .weighs = searched_for,
     .share = 0.40,
     .words = "they looked for the patient by name",
     .source = "A18; UNMC 2024"},
    {.name = "vulnerable-record",
     ACCESS,
     .severity = 3,
     .needs = PATIENTS,
     .weighs = vulnerable_record,
     .share = 0.25,
     .words = "the patient is a child or vulnerable",
     .source = "A12"},
    {.name = "company",
     .is_daily = true,
     ACCESS,
     .severity = 2,
     .weighs = company,
     .share = 0.10,
     .words = "speaks for the person: somebody else opened the record the same day",
     .source = "EBAS: groups"},
    {.name = "known-before",
     ACCESS,
     .severity = 2,
     .needs = ENCOUNTERS,
     .weighs = known_before,
     .share = 0.15,
     .words = "speaks for the person: they had a reason before",
     .source = "EBAS"},
    {.name = "worked",
     ACCESS,
     .severity = 2,
     .weighs = worked,
     .share = 0.08,
     .words = "speaks for the person: they wrote into the record the same day",
     .source = "UNMC 2024: never charted"},
    {0},
};
