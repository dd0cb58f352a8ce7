/* The report about a case as it leaves the machine: JSON for the employer's endpoint, name-free by default. Pure. */
#ifndef CONFIDE_JUDGE_REPORT_H
#define CONFIDE_JUDGE_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>
#include <confide/decision.h>
#include <confide/wire.h>

enum { REPORT_BODY_SIZE = 16 * 1024 };

/* What every report carries beside its case, so that the employer can hold the agent to its history. */
struct report_origin {
    char machine[64];    /* a random id of this installation, no name */
    char chain_id[33];   /* hex */
    uint64_t chain_seq;  /* the last entry before this report */
    char chain_head[65]; /* its hash, hex */
    int64_t now_ms;
};

/* The report's id: case id, version: "C-0123456789abcdef-v1". No dot may stand in it (Standard Webhooks 1.0). */
void report_id(char id[REPORT_ID_SIZE], const struct case_report *report);

/* Writes the body. No patient, no name, no login, no path: a reference, counts, rules and reasons. Its length, 0 when
 * `size` is too little (REPORT_BODY_SIZE always suffices). */
size_t report_write(const struct case_report *report, const struct report_origin *origin, char *to, size_t size);

/* The same of a case that somebody just decided: says how, not who and not why. */
size_t report_write_decided(const struct case_report *report, enum decision_verb verb,
                            const struct report_origin *origin, char *to, size_t size);

/* The body that goes instead when an endpoint refuses the full one (400, 413, 422): id, time, severity, hash of the
 * full one. */
size_t report_write_minimal(const char *id, unsigned severity, const uint8_t full_hash[32],
                            const struct report_origin *origin, char *to, size_t size);

/* The body of a self-test: says that it is one. */
size_t report_write_selftest(const char *id, const struct report_origin *origin, char *to, size_t size);

#endif
