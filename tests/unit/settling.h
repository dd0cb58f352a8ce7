/* The settled tier by itself: accesses in short notation, and what it found. */
#ifndef CONFIDE_TESTS_SETTLING_H
#define CONFIDE_TESTS_SETTLING_H

#include "weighing.h"

#include "agent/judge/weigh/rules.h"
#include "agent/judge/weigh/settle.h"
#include "agent/judge/weigh/settle_asks.h"

#define HEAD "patient,from,to,login,unit,kind,recorded\n"

static const char settling_staff[] = "login,name,kind,role,unit,surname,address,postcode,patient,leave_from,leave_to\n"
                                     "anna,Anna Okafor,person,Nurse,Ward,Okafor,9 Mill Lane,AB3 4EF,P-ANNA,,\n"
                                     "ben,Ben Strand,person,Nurse,Ward,Strand,,,,2026-11-20,2026-12-20\n"
                                     "cara,Cara Voss,person,GP,Surgery,Voss,,,,,\n"
                                     "front,Desk,shared,,Desk,,,,,,\n"
                                     "feed,Lab,service,,,,,,,,\n"
                                     "glass,Break the glass,emergency,,,,,,,,\n";
static const char settling_patients[] = "patient,surname,given,birth,address,postcode\n"
                                        "P-SON,Okafor,Chi,2016-01-01,9 Mill Lane,AB3 4EF\n"
                                        "P-OTHER,Nobody,Al,1950-01-01,1 Far Road,ZE1 0AA\n";
/* Both units have appointments of their own; cara has P-PEDRO. */
static const char settling_encounters[] =
    HEAD "P1,2026-11-23,2026-12-31,,Ward,admission,\nP2,2026-11-23,,cara,,appointment,\n"
         "P3,2026-11-23,,anna,,appointment,2026-11-24T08:00:00\n"
         "P4,2026-11-23,,anna,,appointment,2026-11-24T10:00:01\n";

enum { SEEN_MAX = 1024 };

struct seen {
    struct ward ward;
    struct settle *settle;
    size_t found, asked;
    uint64_t rules[SEEN_MAX]; /* of each finding */
    int32_t points[SEEN_MAX];
    size_t counts[SEEN_MAX];
    int64_t at_ms[SEEN_MAX];
    char login[64], patient[64], asked_about[64];
    uint64_t asked_rules;
    bool accepts;
    unsigned weight;
    int64_t ended_ms; /* 0 = never */
    uint32_t last_id;
};

static inline void take_found(void *data, const struct settled *settled)
{
    struct seen *seen = data;

    CU_ASSERT_FATAL(seen->found < SEEN_MAX && settled->count > 0);
    seen->rules[seen->found] = settled->rules;
    seen->points[seen->found] = settled->points;
    seen->counts[seen->found] = settled->count;
    seen->at_ms[seen->found++] = settled->at_ms;
    text_copy(seen->login, sizeof seen->login, settled->login);
    text_copy(seen->patient, sizeof seen->patient, settled->patient);
    for (size_t i = 0; i < settled->count; i++)
        CU_ASSERT(settled->patient[0] == '\0' || strcmp(settled->patients[i], settled->patient) == 0 ||
                  settled->count > 1);
}

static inline void take_question(void *data, const struct settled *settled)
{
    struct seen *seen = data;

    seen->asked++;
    seen->asked_rules = settled->rules;
    text_copy(seen->asked_about, sizeof seen->asked_about, settled->patient);
}

static inline bool take_accepts(void *data, const char *login, const char *patient, int64_t time_ms)
{
    return ((struct seen *)data)->accepts && login[0] && patient[0] && time_ms > 0;
}

static inline unsigned take_weight(void *data, const char *login, const char *patient, int64_t time_ms)
{
    return login[0] && patient[0] && time_ms > 0 ? ((struct seen *)data)->weight : 0;
}

static inline int64_t take_ended(void *data, const char *login, const char *patient, int64_t time_ms)
{
    const struct seen *seen = data;

    return login[0] && patient[0] && seen->ended_ms && seen->ended_ms <= time_ms ? seen->ended_ms : INT64_MIN;
}

static inline void seen_open(struct seen *seen, const char *rows)
{
    static const struct settle_calls calls = {take_found, take_question, take_accepts, take_weight, take_ended};
    struct clinic clinic = {.staff = settling_staff, .patients = settling_patients, .encounters = rows};

    *seen = (struct seen){.weight = 100};
    ward_open(&seen->ward, &clinic);
    seen->settle = settle_new(&seen->ward.config, &seen->ward.context, &calls, seen);
    CU_ASSERT_PTR_NOT_NULL_FATAL(seen->settle);
}

static inline void seen_close(struct seen *seen)
{
    settle_free(seen->settle);
    ward_close(&seen->ward);
}

static inline struct event seen_event(struct seen *seen, int64_t after_ms, const char *login, const char *patient)
{
    struct event event = {.time_ms = seen->ward.start_ms + after_ms,
                          .count = 1,
                          .kind = EVENT_ACCESS,
                          .source = SOURCE_EHR,
                          .action = ACTION_READ};

    seen->last_id++;
    memcpy(event.id, &seen->last_id, sizeof seen->last_id);
    text_copy(event.login, sizeof event.login, login);
    text_copy(event.patient, sizeof event.patient, patient);
    text_copy(event.host, sizeof event.host, "pc1");
    return event;
}

static inline void see(struct seen *seen, int64_t after_ms, const char *login, const char *patient)
{
    struct event event = seen_event(seen, after_ms, login, patient);

    CU_ASSERT_TRUE(settle_pass(seen->settle, event.time_ms));
    CU_ASSERT_TRUE(settle_take(seen->settle, &event));
}

static inline void pass(struct seen *seen, int64_t after_ms)
{
    CU_ASSERT_TRUE(settle_pass(seen->settle, seen->ward.start_ms + after_ms));
}

static inline bool has_rule(const struct seen *seen, size_t finding, const char *name)
{
    const struct rule *rule;

    for (size_t i = 0; (rule = rules_settled_at(i)); i++)
        if ((seen->rules[finding] & UINT64_C(1) << i) && strcmp(rule->name, name) == 0)
            return true;
    return false;
}

#endif
