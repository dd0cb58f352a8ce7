/* The body of a report as it leaves the machine (Standard Webhooks: type, timestamp, data). With the other json_*.c the
 * owner of jansson. */
#ifndef CONFIDE_BASE_JSON_REPORT_H
#define CONFIDE_BASE_JSON_REPORT_H

#include <stddef.h>
#include <stdint.h>

/* Texts are borrowed; NULL, and 0 where it says so, are left out. Times: milliseconds since 1970. */
struct json_report {
    const char *type;
    int64_t timestamp_ms;
    const char *report;  /* its id, where there is no case */
    const char *case_id; /* with it go version, class, certainty, counts, clocks and first, last, raised */
    uint32_t version;
    const char *class, *certainty;
    const char *state; /* what people decided of it */
    uint32_t severity; /* 0: left out */
    const char *says;
    const char *const *rules;   /* NULL ends the list */
    const char *const *checked; /* NULL ends the list */
    uint32_t events, patients, records;
    int64_t first_ms, last_ms, raised_ms;
    int64_t aware_ms, report_by_ms;
    const char *full_sha256;
    const char *machine;
    const char *chain_id, *chain_head;
    uint64_t chain_seq;
    const char *read_more;
};

/* Writes it. Its length, or 0 when `size` is too little. */
size_t json_report_write(const struct json_report *report, char *to, size_t size);

#endif
