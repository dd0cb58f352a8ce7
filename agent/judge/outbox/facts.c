/* What a report may say beside the case. Owns: how old a patient was when it happened. In: the tables, the
 * configuration, what the agent swears to. Out: facts for the skeleton. */
#include "facts.h"

#include "agent/judge/context/find.h"

#include "oath_kept.h"

#define DAY_MS INT64_C(86400000)

static bool is_child(const struct patient *patient, int64_t at_ms)
{
    int32_t born = patient->alike.birth_day;

    return born != CONTEXT_NO_DAY && at_ms / DAY_MS - born < 18 * 365 + 4;
}

struct skeleton_facts facts_of(const struct config *config, const struct context *context, const struct oath *oath,
                               const struct case_report *report)
{
    struct skeleton_facts facts = {.has_personal_logins = config->mode == LOGIN_ENFORCE,
                                   .has_strong_passwords = config->mode == LOGIN_ENFORCE,
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
