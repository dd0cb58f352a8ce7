/* A clinic in memory and facts in short notation, for trying what weighs accesses part by part. */
#ifndef CONFIDE_TESTS_WEIGHING_H
#define CONFIDE_TESTS_WEIGHING_H

#include "clinic.h"

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"
#include "agent/judge/weigh/fact.h"

struct ward {
    struct config config;
    struct context context;
    struct names *names; /* of the facts */
    int64_t start_ms;    /* Monday, 2026-11-23T10:00:00 local time */
    uint32_t last_id;
};

static inline void ward_open(struct ward *ward, const struct clinic *clinic)
{
    const struct clinic nothing = {0};
    char error[512];

    *ward = (struct ward){0};
    config_defaults(&ward->config);
    clinic_load(&ward->context, clinic ? clinic : &nothing, error);
    clock_parse_bound("2026-11-23T10:00:00", false, &ward->start_ms);
    ward->names = names_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(ward->names);
}

static inline void ward_close(struct ward *ward)
{
    names_free(ward->names);
    context_free(&ward->context);
}

/* An access at start + `after_ms`, with an id of its own. */
static inline struct fact ward_fact(struct ward *ward, int64_t after_ms, const char *login, const char *patient)
{
    struct fact fact = {.time_ms = ward->start_ms + after_ms,
                        .login = names_add(ward->names, login),
                        .patient = names_add(ward->names, patient),
                        .host = names_add(ward->names, "pc1"),
                        .count = 1,
                        .source = SOURCE_EHR,
                        .action = ACTION_READ};

    ward->last_id++;
    memcpy(fact.event, &ward->last_id, sizeof ward->last_id);
    return fact;
}

static inline const struct colleague *ward_who(const struct ward *ward, const char *login)
{
    return find_colleague(&ward->context, find_number(&ward->context, login));
}

static inline const struct patient *ward_patient(const struct ward *ward, const char *patient)
{
    return find_patient(&ward->context, find_number(&ward->context, patient));
}

#endif
