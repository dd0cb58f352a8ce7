/* What the clinic knows about itself: the context tables (FORMATS section 1) in memory. Owns the tables' files. */
#ifndef CONFIDE_JUDGE_CONTEXT_H
#define CONFIDE_JUDGE_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/staff.h>

#include "agent/base/staff_file.h"

struct names;

enum encounter_kind {
    ENCOUNTER_UNSAID = 0,
    ENCOUNTER_APPOINTMENT,
    ENCOUNTER_ADMISSION,
    ENCOUNTER_REFERRAL,
    ENCOUNTER_ORDER,
    ENCOUNTER_TASK
};

/* One row of encounters.csv in 40 bytes: patient, login and unit are numbers of context.names. */
struct encounter {
    uint32_t patient;
    uint32_t login;         /* 0 = anyone in the unit */
    uint32_t unit;          /* 0 = that login alone */
    uint32_t kind;          /* enum encounter_kind */
    int64_t from_ms, to_ms; /* half open; to_ms is from_ms plus a day where the row gives none */
    int64_t recorded_ms;    /* when the row became known; INT64_MIN = always */
};

struct context {
    struct staff_list staff;
    bool has_staff;      /* else no rule may speak of unlisted logins */
    bool has_encounters; /* else no rule may speak of missing explanations */
    struct names *names;
    struct encounter *encounters; /* sorted by patient, then from_ms */
    size_t encounter_count;
    unsigned refused_rows; /* of encounters.csv */
    char notes[512];       /* what is missing or was refused, one line each; "" when all is well */
    char stale[256];       /* why the files, read again, could not take this one's place; "" when they did */
};

/* Reads `staff_csv` and FOLDER/encounters.csv into a new context. A missing encounters.csv is no error. When staff.csv
 * cannot be used and `register_file` is not NULL, the rows of the register take its place. True when the staff list was
 * read; else `error` names file, line and remedy, and the context still holds the rest. The caller frees it with
 * context_free in any case. */
bool context_load(struct context *context, const char *staff_csv, const char *folder, const char *register_file,
                  char *error, size_t size);

void context_free(struct context *context);

/* The encounters of `patient`: the first of them and their number (0 when there is none). */
const struct encounter *context_encounters(const struct context *context, const char *patient, size_t *count);

/* The number by which encounters name this login or unit; 0 when none does. */
uint32_t context_number(const struct context *context, const char *name);

#endif
