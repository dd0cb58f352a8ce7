/* What is asked of a person about an access that nothing explains, before anybody else is told; and the answer. */
#ifndef CONFIDE_QUESTION_H
#define CONFIDE_QUESTION_H

#include <stdint.h>

#include "event.h"

enum { QUESTION_ID_SIZE = 24, QUESTION_EVENTS_MAX = 32 };

struct question {
    char id[QUESTION_ID_SIZE]; /* "Q-" and 16 hex digits: the same on every run over the same events */
    char login[EVENT_LOGIN_SIZE];
    char patient[EVENT_PATIENT_SIZE];
    int64_t first_ms, last_ms; /* of the accesses that it is about */
    int64_t asked_ms;          /* when the judge decided to ask */
    uint32_t count;            /* accesses */
    uint32_t event_total;      /* of them listed below */
    uint32_t is_flagged; /* 1: own record, a relative's, a colleague's: an answer is evidence and excuses nothing */
    uint32_t is_notice;  /* 1: the person is told, and no answer is awaited ([judge] asking = notice) */
    uint8_t events[QUESTION_EVENTS_MAX][EVENT_ID_SIZE];
};

struct answer {
    char id[QUESTION_ID_SIZE];
    int64_t answered_ms;
    uint32_t uid; /* whose answer it is, as the kernel says */
    uint32_t zero;
    char reason[256];
};

#endif
