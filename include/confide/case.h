/* What the judge decided: one case per person and story, in words, with its evidence. Fixed size, no pointers.
 * As JSON (FORMATS section 3): agent/base/json_case.h. */
#ifndef CONFIDE_CASE_H
#define CONFIDE_CASE_H

#include <stdint.h>

#include "event.h"

/* HCPC standard 10.3: "loss, damage or inappropriate access"; tamper and login are Confide's own. */
enum case_class { CASE_INAPPROPRIATE = 1, CASE_LOSS, CASE_DAMAGE, CASE_TAMPER, CASE_LOGIN };

/* risk: it might happen (HCPC: "if there might be a risk"); confirmed only when a person said so. */
enum case_certainty { CERTAINTY_RISK = 1, CERTAINTY_SUSPECTED, CERTAINTY_CONFIRMED };

enum { CASE_ID_SIZE = 24, CASE_EVENTS_MAX = 512, CASE_PATIENTS_MAX = 256, CASE_RULES_MAX = 64, CASE_CHECKED_MAX = 8 };

struct case_report {
    char id[CASE_ID_SIZE]; /* "C-" and 16 hex digits: the same on every run over the same events */
    uint32_t version;      /* 1 when raised, one more each time it is written anew */
    uint8_t class;         /* enum case_class */
    uint8_t certainty;     /* enum case_certainty */
    uint8_t severity;      /* 1 (least) to 5 */
    uint8_t zero;
    char login[EVENT_LOGIN_SIZE];           /* "" when nobody could be named */
    char rules[CASE_RULES_MAX][32];         /* the rules that fired, in the order they did; "" ends the list */
    uint32_t rule_patients[CASE_RULES_MAX]; /* of how many distinct patients each of them spoke; 0 = not counted */
    uint32_t points;                        /* what its story weighs, where points decide (rules.h); else 0 */
    int64_t first_ms, last_ms;              /* the earliest and the latest of its events, by their own clocks */
    int64_t raised_ms;                      /* when the agent decided */
    uint32_t event_total;                   /* all events of the case; the first CASE_EVENTS_MAX are named below */
    uint32_t patient_total;                 /* distinct patients; "at least" when it equals CASE_PATIENTS_MAX */
    uint32_t record_total;                  /* distinct records (files, resources), counted up to CASE_EVENTS_MAX */
    uint8_t events[CASE_EVENTS_MAX][EVENT_ID_SIZE]; /* the deciding ones first */
    char patients[CASE_PATIENTS_MAX][EVENT_PATIENT_SIZE];
    char says[256];                     /* one true sentence without a name: "A receptionist opened ..." */
    char checked[CASE_CHECKED_MAX][96]; /* what would have explained it, was looked for and not found */
};

#endif
