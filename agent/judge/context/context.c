/* The context tables in memory. Owns which table is used, kept or missing, and what is said about it. Must not own: the
 * rows of a table (table_*.c), what follows from them. In: the files' names. Out: rows that can be searched, and notes
 * on what is missing. */
#include "context.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "crowd.h"
#include "names.h"
#include "tables.h"

enum { PATH_SIZE = 4096 };

struct sources {
    const char *staff_csv, *folder, *register_file; /* the last may be NULL */
    const struct context *last;                     /* or NULL */
    bool is_short;                                  /* of memory, for the rows of `last` */
};

static const struct reader {
    const char *name;
    const char *const *columns;
    const char *rests;
    table_read *read;
    table_keep *keep;
} readers[CONTEXT_TABLES] = {
    [TABLE_STAFF] = {"staff", table_staff_columns, "no login is judged", table_staff_read, table_staff_keep},
    [TABLE_PATIENTS] = {"patients", table_patients_columns,
                        "nobody is seen to be a relative, a neighbour, deceased or specially protected",
                        table_patients_read, table_patients_keep},
    [TABLE_ENCOUNTERS] = {"encounters", table_encounters_columns, "no access is judged by appointments",
                          table_encounters_read, table_encounters_keep},
    [TABLE_ROTA] = {"rota", table_rota_columns, "no access is judged by who is on duty", table_rota_read,
                    table_rota_keep},
    [TABLE_RELATIONS] = {"relations", table_relations_columns,
                         "nobody is known by their own word to be related to a patient", table_relations_read,
                         table_relations_keep},
    [TABLE_DEVICES] = {"devices", table_devices_columns, "no access is judged by the room and its hours",
                       table_devices_read, table_devices_keep},
};

const char *context_table_name(enum context_table table)
{
    return readers[table].name;
}

const char *const *context_table_columns(enum context_table table)
{
    return readers[table].columns;
}

const char *context_table_rests(enum context_table table)
{
    return readers[table].rests;
}

/* Appends a line; what does not fit is cut. */
static void add_line(char *to, size_t size, const char *text)
{
    size_t used = strlen(to);

    text_format(to + used, size - used, "%s%s", used ? "\n" : "", text);
}

static void note(struct context *context, enum context_table table, const char *what, const char *rests)
{
    char line[CONTEXT_ERROR];

    text_format(line, sizeof line, "%s.csv %s: %s", readers[table].name, what, rests);
    add_line(context->notes, sizeof context->notes, line);
}

static void path_of(const struct sources *sources, enum context_table table, char path[PATH_SIZE])
{
    if (table == TABLE_STAFF)
        text_copy(path, PATH_SIZE, sources->staff_csv);
    else
        text_format(path, PATH_SIZE, "%s/%s.csv", sources->folder, readers[table].name);
}

/* Why it is no file that can be read; "" when it is one, or none is there. A pipe would never end. */
static struct table_stamp stamp_of(const char *path, char *wrong, size_t size)
{
    struct stat status;

    text_copy(wrong, size, "");
    if (stat(path, &status) != 0) {
        if (errno != ENOENT)
            text_format(wrong, size, "%s: cannot be read: %s", path, strerror(errno));
        return (struct table_stamp){0};
    }
    if (!S_ISREG(status.st_mode))
        text_format(wrong, size, "%s: is no file: put the table there", path);
    return (struct table_stamp){.size = (int64_t)status.st_size,
                                .inode = (int64_t)status.st_ino,
                                .changed_s = (int64_t)status.st_mtim.tv_sec,
                                .changed_ns = (int64_t)status.st_mtim.tv_nsec};
}

static bool is_same(const struct table_stamp *one, const struct table_stamp *other)
{
    return one->size == other->size && one->inode == other->inode && one->changed_s == other->changed_s &&
           one->changed_ns == other->changed_ns;
}

static bool is_nothing(const struct table_stamp *stamp)
{
    const struct table_stamp nothing = {0};

    return is_same(stamp, &nothing);
}

/* Rows of an earlier version in the place of what cannot be used. False when there are none. */
static bool keep_last(struct context *context, struct sources *sources, enum context_table table)
{
    const struct table_state *before = sources->last ? &sources->last->tables[table] : NULL;
    struct table_state *state = &context->tables[table];
    char line[CONTEXT_ERROR];

    if (!before || !(before->is_there || (table == TABLE_STAFF && sources->last->has_staff)))
        return false;
    state->is_old = true;
    state->is_there = readers[table].keep(context, sources->last) && before->is_there;
    sources->is_short |= before->is_there && !state->is_there;
    state->rows = before->rows;
    state->read_ms = before->read_ms;
    text_format(line, sizeof line, "%s (the last good rows stay in use)", state->error);
    add_line(context->stale, sizeof context->stale, line);
    return true;
}

/* The register in the place of staff.csv, where one is given. */
static void use_register(struct context *context, struct sources *sources)
{
    struct csv_outcome outcome = {0};

    if (!sources->register_file) {
        note(context, TABLE_STAFF, "cannot be used", readers[TABLE_STAFF].rests);
    } else if (table_staff_read_register(context, sources->register_file, &outcome)) {
        context->tables[TABLE_STAFF].rows = outcome.rows;
        note(context, TABLE_STAFF, "cannot be used", "the register takes its place, without roles and units");
    } else {
        add_line(context->notes, sizeof context->notes,
                 "staff.csv and the register cannot be used: no login is judged");
    }
}

static void settle_table(struct context *context, struct sources *sources, enum context_table table)
{
    struct table_state *state = &context->tables[table];

    if (state->is_there) {
        if (state->error[0])
            add_line(context->notes, sizeof context->notes, state->error);
        return;
    }
    if (keep_last(context, sources, table))
        return;
    if (state->error[0] && table != TABLE_STAFF)
        add_line(context->notes, sizeof context->notes, state->error);
    if (table == TABLE_STAFF)
        use_register(context, sources);
    else
        note(context, table, "cannot be used", readers[table].rests);
}

/* A file that is as it was when it was read need not be read again: copying 2,000,000 rows takes a fifth of the time.
 */
static bool keep_unchanged(struct context *context, struct sources *sources, enum context_table table)
{
    const struct table_state *before = sources->last ? &sources->last->tables[table] : NULL;
    struct table_state *state = &context->tables[table];

    if (!before || !before->is_there || before->is_old || !is_same(&state->stamp, &before->stamp))
        return false;
    *state = *before;
    state->is_there = readers[table].keep(context, sources->last);
    sources->is_short |= !state->is_there;
    if (state->error[0])
        add_line(context->notes, sizeof context->notes, state->error);
    return true;
}

static void read_table(struct context *context, struct sources *sources, enum context_table table)
{
    struct table_state *state = &context->tables[table];
    struct csv_outcome outcome = {0};
    char path[PATH_SIZE], wrong[CONTEXT_ERROR];
    struct table_stamp after;

    path_of(sources, table, path);
    state->stamp = stamp_of(path, outcome.error, sizeof outcome.error);
    if (outcome.error[0] == '\0' && keep_unchanged(context, sources, table))
        return;
    state->read_ms = clock_now_ms();
    if (is_nothing(&state->stamp) && outcome.error[0] == '\0' && table != TABLE_STAFF) {
        note(context, table, "is not there", readers[table].rests);
        return;
    }
    state->is_there = outcome.error[0] == '\0' && readers[table].read(context, path, &outcome);
    if (!state->is_there && outcome.error[0] == '\0')
        text_format(outcome.error, sizeof outcome.error, "%s: not enough memory to read it", path);
    after = stamp_of(path, wrong, sizeof wrong);
    if (state->is_there && sources->last && !is_same(&state->stamp, &after)) {
        state->is_there = false;
        text_format(outcome.error, sizeof outcome.error, "%s: was changed while it was read", path);
    }
    state->rows = outcome.rows;
    state->refused = outcome.refused;
    text_copy(state->error, sizeof state->error, outcome.error);
    settle_table(context, sources, table);
}

/* False when memory is short for what no table can do without. */
static bool load(struct context *context, struct sources *sources)
{
    *context = (struct context){.names = names_new()};
    if (!context->names)
        return false;
    for (enum context_table table = 0; table < CONTEXT_TABLES; table++)
        read_table(context, sources, table);
    context->has_encounters = context->tables[TABLE_ENCOUNTERS].is_there;
    for (enum context_table table = TABLE_STAFF + 1; table < CONTEXT_TABLES; table++)
        context->refused_rows += context->tables[table].refused;
    return table_staff_join(context) && crowd_settle(context);
}

/* Without the joined rows nothing can be found of colleagues: no rule may speak of them. */
static void rest_without_memory(struct context *context)
{
    context->has_staff = context->has_encounters = false;
    for (enum context_table table = 0; table < CONTEXT_TABLES; table++)
        context->tables[table].is_there = false;
    add_line(context->notes, sizeof context->notes, "not enough memory for the tables: nothing is judged by them");
}

bool context_load(struct context *context, const char *staff_csv, const char *folder, const char *register_file,
                  char *error, size_t size)
{
    struct sources sources = {.staff_csv = staff_csv, .folder = folder, .register_file = register_file};

    if (!load(context, &sources)) {
        rest_without_memory(context);
        text_format(error, size, "%s: not enough memory", staff_csv);
        return false;
    }
    text_copy(error, size, context->tables[TABLE_STAFF].is_there ? "" : context->tables[TABLE_STAFF].error);
    return context->tables[TABLE_STAFF].is_there;
}

bool context_reload(struct context *context, const struct context *last, const char *staff_csv, const char *folder,
                    char *error, size_t size)
{
    struct sources sources = {.staff_csv = staff_csv, .folder = folder, .last = last};
    bool good = load(context, &sources) && !sources.is_short;

    text_copy(error, size, good ? "" : "not enough memory to read the tables again");
    return good;
}

bool context_is_outdated(const struct context *context, const char *staff_csv, const char *folder)
{
    const struct sources sources = {.staff_csv = staff_csv, .folder = folder};
    char path[PATH_SIZE], wrong[CONTEXT_ERROR];

    for (enum context_table table = 0; table < CONTEXT_TABLES; table++) {
        struct table_stamp now;

        path_of(&sources, table, path);
        now = stamp_of(path, wrong, sizeof wrong);
        if (!is_same(&context->tables[table].stamp, &now))
            return true;
    }
    return false;
}

void context_free(struct context *context)
{
    staff_file_free(&context->staff);
    names_free(context->names);
    free(context->encounters);
    free(context->patients);
    free(context->colleagues);
    free(context->shifts);
    free(context->relations);
    free(context->devices);
    free(context->by_name);
    crowd_free(context->crowd);
    *context = (struct context){0};
}

size_t context_size(const struct context *context)
{
    return sizeof *context + (context->names ? names_size(context->names) : 0) + crowd_size(context->crowd) +
           context->staff.count * (sizeof *context->staff.members + sizeof *context->colleagues) +
           context->encounter_count * sizeof *context->encounters + context->patient_count * sizeof *context->patients +
           context->shift_count * sizeof *context->shifts + context->relation_count * sizeof *context->relations +
           context->device_count * sizeof *context->devices + context->by_name_count * sizeof *context->by_name;
}
