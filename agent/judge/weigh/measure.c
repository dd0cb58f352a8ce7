/* How often things are so here, counted. Owns: what is counted into which rate. Must not own: what a rate weighs
 * (grounds.c). In: accesses. Out: a role's rates. */
#include "measure.h"

static void count(struct role *role, enum feature feature, bool is_so)
{
    role->rates[feature].hits += is_so;
    role->rates[feature].all++;
}

void measure_all(struct role *role, enum explanation by_context)
{
    static const enum feature of_all[] = {FEATURE_UNEXPLAINED, FEATURE_AFTER, FEATURE_ODD, FEATURE_NO_COMPANY};

    for (size_t i = 0; i < sizeof of_all / sizeof *of_all; i++)
        role->rates[of_all[i]].all++;
    if (by_context == EXPLAIN_NEAR || by_context == EXPLAIN_AFTER || by_context == EXPLAIN_UNEXPLAINED)
        count(role, FEATURE_NEAR, by_context == EXPLAIN_NEAR);
}

void measure_unexplained(struct role *role, const struct ground_given *given, bool is_new_day)
{
    role->rates[FEATURE_UNEXPLAINED].hits += given->explanation == EXPLAIN_UNEXPLAINED;
    role->rates[FEATURE_AFTER].hits += given->explanation == EXPLAIN_AFTER;
    role->rates[FEATURE_ODD].hits += ground_is_odd(given);
    role->rates[FEATURE_NO_COMPANY].hits += given->is_alone;
    if (given->is_alone || given->has_company)
        count(role, FEATURE_ALONE, given->is_alone);
    count(role, FEATURE_SEARCHED, given->was_searched);
    count(role, FEATURE_STRANGER, !given->is_known);
    count(role, FEATURE_OFF_DUTY, given->is_off_duty);
    count(role, FEATURE_UNUSUAL, given->is_unusual);
    count(role, FEATURE_SHUT, given->is_shut);
    count(role, FEATURE_CARRIED, given->fact->signs & FACT_CARRIED);
    count(role, FEATURE_ALTERED, (given->fact->signs & FACT_ALTERED) && given->is_closed && !given->has_read);
    count(role, FEATURE_WORKED, given->has_worked);
    count(role, FEATURE_OTHER_UNIT, given->is_other_unit);
    if (is_new_day)
        count(role, FEATURE_AGAIN, given->pair->days > 0);
}
