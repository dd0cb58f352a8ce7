/* What a report may say beside the case. Owns: how old a patient was when it happened. In: the tables, the
 * configuration, what the agent swears to. Out: facts for the skeleton. */
#include "facts.h"

#include "agent/base/clock.h"
#include "agent/judge/context/find.h"
#include "agent/judge/store/store_past.h"

#include "oath_kept.h"

#define DAY_MS    INT64_C(86400000)
#define LATELY_MS (30 * DAY_MS)

static bool is_child(const struct patient *patient, int64_t at_ms)
{
    int32_t born = patient->alike.birth_day;

    return born != CONTEXT_NO_DAY && at_ms / DAY_MS - born < 18 * 365 + 4;
}

static bool see_login(void *data, const struct event *event)
{
    bool *is_there = data;

    *is_there = event->source == SOURCE_PAM;
    return !*is_there;
}

/* The module enforces, and stands in the way of those who log in here: it told us of one lately. */
static bool is_enforced(const struct config *config, struct store *store, int64_t now_ms)
{
    bool is_there = false;

    if (config->mode == LOGIN_ENFORCE)
        store_logins(store, now_ms - LATELY_MS, see_login, &is_there);
    return is_there;
}

struct skeleton_facts facts_of(const struct config *config, const struct context *context, const struct oath *oath,
                               struct store *store, const struct case_report *report)
{
    const bool is_guarded = is_enforced(config, store, clock_now_ms());
    struct skeleton_facts facts = {.has_personal_logins = is_guarded,
                                   .has_strong_passwords = is_guarded,
                                   .is_watched = oath_is_watched(oath),
                                   .is_history_whole = oath_is_whole(oath),
                                   .knows_patients = context->tables[TABLE_PATIENTS].is_there};

    for (size_t i = 0; facts.knows_patients && i < CASE_PATIENTS_MAX && report->patients[i][0]; i++) {
        const struct patient *patient = find_patient(context, find_number(context, report->patients[i]));

        facts.vulnerable += patient && patient->flags & PATIENT_VULNERABLE;
        facts.children += patient && is_child(patient, report->first_ms);
    }
    return facts;
}
