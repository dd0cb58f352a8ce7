/* Points for what is known around one access. Owns: how a share and a rate become points. Must not own: which rules
 * there are (rules.c), what is remembered (lore.c). */
#include "grounds.h"

#include <math.h>

#include "agent/judge/context/find.h"

#include "closing.h"
#include "habit.h"
#include "rules.h"

enum { DAY_MS = 24 * 3600 * 1000, POINTS_A_BIT = 8, LEAST_POINTS = -40, MOST_POINTS = 120 };

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

bool ground_may_be_odd(const struct ground_given *given)
{
    return given->explanation == EXPLAIN_UNEXPLAINED && given->is_alone_yet && given->pair->explained_s == 0 &&
           !given->has_worked && !given->is_like_slip && given->pair->day != (int32_t)(given->fact->time_ms / DAY_MS);
}

bool ground_is_odd(const struct ground_given *given)
{
    return given->is_alone && ground_may_be_odd(given);
}

/* ---- how often it is so here anyway ---------------------------------------------------------- */

/* Whoever telephoned once telephones again: never rarer than this. */
#define AGAIN_LEAST 0.08

/* However well a role's appointments are kept: a row that is missing is never rarer. */
#define UNEXPLAINED_LEAST 0.02

/* ... and commoner where the role's work is with people who have no appointment (telephones, desks): from one odd
 * access in ten days of work on. */
#define ODD_COMMON 0.1

enum {
    NOT_SO = -1,
    ONLOOKERS = 2,
    BLOCK_SURNAMES = 4,
    DECEASED_DAYS = 30,
    CHILD_YEARS = 16,
    HOURS_IN_WEEK = 168,
    DUTY_HOURS = 40
};

double ground_share(double hits, double all)
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
    return has_own_home(given, &crowd) ? ground_share(crowd.home, crowd.all) : NOT_SO;
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
        return ground_share(crowd.street, crowd.all);
    return NOT_SO;
}

static double declared_relation(const struct ground_given *given)
{
    if (given->explanation == EXPLAIN_OWN_RECORD || !find_relation(given->context, given->login, given->number))
        return NOT_SO;
    return ground_share(2, given->context->patient_count ? (double)given->context->patient_count : 1000);
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
    return ground_share((double)given->context->staff.count, all > 1000 ? all : 1000);
}

/* At one's own home the name says nothing more. */
static double same_surname(const struct ground_given *given)
{
    struct crowd_count crowd;

    if (!is_other(given) || !likeness_surname(&given->who->alike, &given->patient->alike))
        return NOT_SO;
    crowd = find_crowd(given->context, &given->patient->alike);
    return has_own_home(given, &crowd) ? NOT_SO : ground_share(crowd.surname, crowd.all);
}

static double restricted_record(const struct ground_given *given)
{
    if (!given->patient || !(given->patient->flags & PATIENT_RESTRICTED))
        return NOT_SO;
    return given->restricted_share;
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
    double rate, least;

    if (given->explanation != EXPLAIN_UNEXPLAINED || given->pair->days > 0)
        return NOT_SO;
    rate = measured(given, FEATURE_UNEXPLAINED);
    least = UNEXPLAINED_LEAST * (given->odd_rate > ODD_COMMON ? given->odd_rate / ODD_COMMON : 1);
    return rate > least ? rate : least;
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
    if (given->is_known || !given->context->has_encounters)
        return NOT_SO;
    return measured(given, FEATURE_STRANGER);
}

static double known_before(const struct ground_given *given)
{
    if (!given->is_known || given->explanation != EXPLAIN_UNEXPLAINED)
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
    return given->has_worked && (given->has_read || !given->is_closed) ? measured(given, FEATURE_WORKED) : NOT_SO;
}

static double left_at_once(const struct ground_given *given)
{
    return given->is_like_slip ? 0.5 : NOT_SO;
}

static double override_without(const struct ground_given *given)
{
    return (given->fact->signs & FACT_OVERRIDE) && !(given->fact->signs & FACT_REASON) ? 0.02 : NOT_SO;
}

static double searched_for(const struct ground_given *given)
{
    return given->was_searched ? measured(given, FEATURE_SEARCHED) : NOT_SO;
}

#define GROUND(NAME, SEVERITY, NEEDS, WEIGHS, SHARE, WORDS, SOURCE, DAY)                                               \
    {                                                                                                                  \
        .name = NAME, .class = CASE_INAPPROPRIATE, .certainty = CERTAINTY_SUSPECTED, .severity = SEVERITY,             \
        .needs = NEEDS, .weighs = WEIGHS, .share = SHARE, .words = WORDS, .source = SOURCE, .is_daily = DAY            \
    }
#define ONCE(...)  GROUND(__VA_ARGS__, false)
#define DAILY(...) GROUND(__VA_ARGS__, true)
#define STAFF      (1u << TABLE_STAFF)
#define PATIENTS   (1u << TABLE_PATIENTS)
#define ENCOUNTERS (1u << TABLE_ENCOUNTERS)
#define ROTA       (1u << TABLE_ROTA)

/* `share`: of the published cases (Lawson, Woolfe, Evans, Wooltorton, O'Brien, Stewart, Withybush, Betsi Cadwaladr,
 * Bluesight's serial look-ups) about the part in which it was so. */
const struct rule ground_rules[] = {
    ONCE("own-record", 2, STAFF, own_record, 1, "a person opens their own patient record", "A1; NHS Wales NIIAS"),
    ONCE("same-home", 3, STAFF | PATIENTS, same_home, 0.15, "the patient lives at the person's address",
         "A3; NIIAS: 211 family look-ups in 15 months"),
    ONCE("relation", 3, 1u << TABLE_RELATIONS, declared_relation, 0.15,
         "the person has declared that they know the patient", "A5"),
    ONCE("colleague-record", 3, STAFF, colleague_record, 0.15, "the patient works here", "A4; Colchester 2016"),
    ONCE("same-surname", 2, STAFF | PATIENTS, same_surname, 0.10, "the patient has the person's surname",
         "A2: by how rare it is here; LogSpect, NIIAS"),
    ONCE("neighbour", 2, STAFF | PATIENTS, neighbour, 0.06, "the patient lives in the person's street", "A3; NIIAS"),
    ONCE("restricted-record", 3, PATIENTS, restricted_record, 0.12, "the patient's record is restricted", "A10"),
    ONCE("deceased-record", 2, PATIENTS, deceased_record, 0.08, "the patient died more than 30 days before", "A11"),
    ONCE("on-leave", 3, STAFF, on_leave, 0.08, "the person was on leave", "B1; AHIMA: remote access while on leave"),
    ONCE("off-duty", 2, ROTA, off_duty, 0.18, "the person was not on the rota", "B1"),
    ONCE("closed-room", 2, 1u << TABLE_DEVICES, closing_weigh, 0.18, "the computer's room was closed", "B1: an hour"),
    ONCE("unusual-hour", 2, 0, habit_weigh, 0.18, "the person hardly ever works at that hour", "B1: 1 % of their own"),
    ONCE("override-without-reason", 2, 0, override_without, 0.10, "the glass was broken without a reason", "A13"),
    ONCE("taken-along", 2, 0, taken_along, 0.20, "what was opened was exported or printed", "C3; DICOM 110106"),
    ONCE("changed-record", 3, 0, changed_record, 0.25, "the record was changed after care had ended, and not even read",
         "D4: altered after closure or by a non-author"),
    ONCE("gossip", 3, ENCOUNTERS, gossip, 0.15,
         "several people looked within a week, none with a reason, and nobody cared for the patient",
         "A10: in local news; two others in 7 days"),
    ONCE("after-care", 2, ENCOUNTERS, after_care, 0.15, "care had ended more than two weeks before",
         "A7; Southport 2014-16: 44 times after discharge"),
    DAILY("no-reason", 2, ENCOUNTERS, no_reason, 0.95, "no appointment, admission, referral, order or task explains it",
          "A6; EBAS (Fabbri 2011)"),
    DAILY("nobody-else", 2, 0, nobody_else, 0.95, "nobody else opened the record within a day",
          "CADS (Chen and Malin 2011)"),
    DAILY("again", 2, 0, again, 0.70, "on another day again", "A7; Evans: 10 months"),
    ONCE("other-unit", 2, STAFF | ENCOUNTERS, other_unit, 0.60, "only other units have to do with the patient", "A9"),
    DAILY("alone", 2, 0, alone, 0.90, "nobody else opened the record within a day", "CADS"),
    ONCE("stranger", 2, 0, stranger, 0.85, "nothing ever explained that they open this record",
         "A8: splunk4patientprivacy"),
    ONCE("searched-for", 2, 0, searched_for, 0.40, "they looked for the patient by name", "A18; UNMC 2024"),
    ONCE("vulnerable-record", 3, PATIENTS, vulnerable_record, 0.25, "the patient is a child or vulnerable", "A12"),
    DAILY("company", 2, 0, company, 0.10, "speaks for the person: somebody else opened the record the same day",
          "EBAS: groups"),
    ONCE("known-before", 2, ENCOUNTERS, known_before, 0.15,
         "speaks for the person: they had a reason before, or wrote into the record", "EBAS"),
    ONCE("left-at-once", 2, 0, left_at_once, 0.05,
         "speaks for the person: they left it for a record of a like name that they had a reason to open",
         "EBAS: slips; beyond 3 a week they are weighed"),
    ONCE("worked", 2, 0, worked, 0.08, "speaks for the person: they wrote into the record the same day",
         "UNMC 2024: never charted"),
    {0},
};
