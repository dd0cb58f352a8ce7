/* What an endpoint says in the body of its answer. Pure. */
#ifndef CONFIDE_BASE_JSON_ANSWER_H
#define CONFIDE_BASE_JSON_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_ANSWER_DEPTH = 16 };

struct json_answer {
    uint64_t anchor;    /* "anchor": how far the endpoint holds our history; 0 = it does not say */
    char reference[64]; /* its own name for the incident, or "" */
    char state[32];     /* "state", such as "acknowledged", or "" */
    bool is_duplicate;  /* TheHive's words for a second alert of one type, source and sourceRef */
};

/* Reads `length` hostile bytes. False, and `answer` empty, when they are not one JSON object: no key twice, UTF-8, at
 * most JSON_ANSWER_DEPTH deep. A member that is of another kind, too long or not printable ASCII counts as missing.
 * The reference is "reference"; where there is none, ServiceNow's result.number, TheHive's number or _id, PagerDuty's
 * dedup_key. */
bool json_answer_read(struct json_answer *answer, const char *text, size_t length);

#endif
