/* What a receiver reads of a message's body (Standard Webhooks: type, timestamp, data). The statement in it is
 * json_statement.h's matter. With the other json_*.c the owner of jansson. Pure. */
#ifndef CONFIDE_BASE_JSON_TOLD_H
#define CONFIDE_BASE_JSON_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOLD_BODY_MAX = 64 * 1024, TOLD_ID_SIZE = 64, TOLD_SAYS_SIZE = 512 };

enum told_kind {
    TOLD_HEARTBEAT = 1, /* confide.heartbeat */
    TOLD_RAISED,        /* confide.case.raised */
    TOLD_GROWN,         /* confide.case.grown */
    TOLD_DECIDED,       /* confide.case.decided */
    TOLD_REMINDER,      /* confide.case.reminder */
    TOLD_MINIMAL,       /* confide.report.minimal */
    TOLD_SELFTEST,      /* confide.selftest */
    TOLD_OTHER          /* confide.* of a later version: nothing but the type is read */
};

/* "" and 0 where the body does not say. Times in milliseconds since 1970. */
struct told {
    enum told_kind kind;
    char type[48];
    int64_t timestamp_ms;
    char id[TOLD_ID_SIZE]; /* the case's; of a minimal form and a self-test the report's */
    uint32_t version;      /* of the case, from 1 */
    char class[16], certainty[16];
    char state[16];    /* what people decided of it */
    unsigned severity; /* 1 to 5 */
    char says[TOLD_SAYS_SIZE];
    int64_t raised_ms, report_by_ms;
    unsigned reminder; /* the first, second, third */
};

/* Reads a body of at most TOLD_BODY_MAX bytes, strictly: a member that stands twice, is missing or of another kind or
 * range makes it false, with one line in `error` that names it. Unknown members are passed over. */
bool json_told_read(struct told *told, const char *body, size_t length, char *error, size_t size);

/* True where the message is about a case, which has an id, a severity and a sentence. */
bool json_told_is_case(enum told_kind kind);

/* A line of NDJSON about something that happened here, for scripts; names and values in pairs, NULL ends them, "" is
 * left out. Its length, 0 when `size` is too little. */
size_t json_told_line(char *to, size_t size, const char *const *pairs);

#endif
