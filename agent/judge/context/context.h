/* What the clinic knows about itself: the six context tables (FORMATS section 1) in memory, made for looking up.
 * Immutable once loaded; a change of a file makes a new context. Owns the tables' files. */
#ifndef CONFIDE_JUDGE_CONTEXT_H
#define CONFIDE_JUDGE_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/staff.h>

#include "agent/base/staff_file.h"

#include "likeness.h"

struct names;
struct crowd;

enum context_table {
    TABLE_STAFF = 0,
    TABLE_PATIENTS,
    TABLE_ENCOUNTERS,
    TABLE_ROTA,
    TABLE_RELATIONS,
    TABLE_DEVICES,
    CONTEXT_TABLES
};

enum { CONTEXT_ERROR = 256, CONTEXT_NO_DAY = INT32_MIN };

enum encounter_kind {
    ENCOUNTER_UNSAID = 0,
    ENCOUNTER_APPOINTMENT,
    ENCOUNTER_ADMISSION,
    ENCOUNTER_REFERRAL,
    ENCOUNTER_ORDER,
    ENCOUNTER_TASK
};

/* One row of encounters.csv in 24 bytes: there are millions. Times in whole seconds since 1970; rows outside 1970 to
 * 2105 are refused. Half open, [from, to): `to` is a day after `from` where the row gives none. */
struct encounter {
    uint32_t patient; /* numbers of context.names */
    uint32_t login;   /* 0 = anyone in the unit */
    uint32_t unit : 24, kind : 8;
    uint32_t from_s, to_s;
    uint32_t recorded_s; /* when the row became known, rounded up; 0 = always */
};

enum patient_flag { PATIENT_RESTRICTED = 1, PATIENT_VULNERABLE = 2 };

struct patient {
    uint32_t patient;      /* number */
    uint32_t staff;        /* number of the login when the patient works here: the column, or a staff row's `patient` */
    int32_t deceased_day;  /* days since 1970; CONTEXT_NO_DAY while alive */
    char sex;              /* lower case: m, f, ...; '\0' = not said */
    uint8_t flags;         /* enum patient_flag */
    struct likeness alike; /* names, birth, home */
};

/* A row of staff.csv as the judge asks for it. */
struct colleague {
    const struct staff_member *row;
    uint32_t login, unit, role, manager, patient; /* numbers; 0 = none */
    uint32_t shift, shifts;                       /* of context.shifts: the first, and how many */
    struct likeness alike;
};

struct shift {
    uint32_t login;
    uint32_t from_s, to_s; /* half open */
};

struct relation {
    uint32_t login, patient;
};

struct device {
    uint32_t host, unit;            /* host: in lower case */
    uint16_t opens_min, closes_min; /* minutes of the day, local time; both 0 = not said; closes may lie before opens */
};

/* A version of a file: any change of it changes one of these. All 0 where there is no such file. */
struct table_stamp {
    int64_t size, inode, changed_s, changed_ns;
};

struct table_state {
    bool is_there;            /* read and usable: the rules that need it may speak */
    bool is_old;              /* these rows are of an earlier version, for the file as it is now cannot be used */
    struct table_stamp stamp; /* of the file before it was read, so that what changed meanwhile is seen as changed */
    unsigned rows, refused;
    int64_t read_ms;           /* when these rows were read */
    char error[CONTEXT_ERROR]; /* of the first bad row, or why the file cannot be used: "FILE:LINE: what, remedy" */
};

/* Where the rows of one name stand. */
struct name_rows {
    uint32_t encounter, encounters; /* the first, and how many */
    uint32_t patient, colleague;    /* counted from 1; 0 = none */
};

struct context {
    struct table_state tables[CONTEXT_TABLES];
    struct staff_list staff;
    bool has_staff;      /* staff.csv, or the register in its place: else no rule may speak of unlisted logins */
    bool has_encounters; /* else no rule may speak of missing explanations */
    struct names *names; /* of patients, logins, units, roles and hosts (these in lower case) */
    struct encounter *encounters; /* sorted by patient, then from */
    size_t encounter_count;
    struct patient *patients; /* sorted by number */
    size_t patient_count;
    struct colleague *colleagues; /* sorted by login's number; as many as staff.count */
    struct shift *shifts;         /* sorted by login, then from */
    size_t shift_count;
    struct relation *relations; /* sorted by login, then patient */
    size_t relation_count;
    struct device *devices; /* sorted by host */
    size_t device_count;
    struct name_rows *by_name; /* by a name's number, up to by_name_count: nothing need be searched */
    size_t by_name_count;
    struct crowd *crowd;   /* how many patients share a surname, a home, a street: see find_crowd */
    unsigned refused_rows; /* of all tables but staff.csv */
    char notes[1024];      /* what is missing or was refused, one line each; "" when all is well */
    char stale[256];       /* which tables are of an earlier version, and why; "" when none is */
};

/* Reads `staff_csv` and FOLDER/{patients,encounters,rota,relations,devices}.csv into a new context. Only staff.csv is
 * missed when it is not there. A bad row of another table is counted and left out; a file that is broken as a whole is
 * not used. When staff.csv cannot be used and `register_file` is not NULL, the rows of the register take its place.
 * True when the staff list was read; else `error` names file, line and remedy, and the context still holds the rest.
 * The caller frees it with context_free in any case. */
bool context_load(struct context *context, const char *staff_csv, const char *folder, const char *register_file,
                  char *error, size_t size);

/* The same after a change, when `last` is what was read before: a table whose file can no longer be used, or was
 * changed while it was read, keeps the rows of `last`, staff.csv too, and `stale` says so. A file that has not changed
 * is not read again. A file that is gone takes
 * its rows with it, but for staff.csv. `last` is not touched. False, with why in `error`, when memory is short: then go
 * on with `last`, and free `context`. */
bool context_reload(struct context *context, const struct context *last, const char *staff_csv, const char *folder,
                    char *error, size_t size);

/* Is any file another than the one that was read? */
bool context_is_outdated(const struct context *context, const char *staff_csv, const char *folder);

void context_free(struct context *context);

/* The table's name, "staff" ... "devices": FOLDER/NAME.csv is its file. */
const char *context_table_name(enum context_table table);

/* Its columns by name; NULL ends the list. */
const char *const *context_table_columns(enum context_table table);

/* What no rule may speak of without it: "no access is judged by appointments". */
const char *context_table_rests(enum context_table table);

/* Bytes that it holds. */
size_t context_size(const struct context *context);

#endif
