/* Joins what was written or printed to what was read. Owns the evidence and its order. Must not own: what is told
 * (acts.c). In: the readings, a file or a job. Out: the records, and why they are thought to be in it.
 *
 * Processes and their order say little: in `cat r > usb/x` the shell opens x before cat opens r, in `gzip -c r | cat >
 * usb/x` two processes do it. What they have in common is the person, the session and the time. */
#include "agent/watch/acts/copies.h"

#include <stdlib.h>
#include <string.h>

#include "agent/watch/acts/filename.h"
#include "agent/watch/acts/tools.h"

enum {
    SESSION_MS = 30 * 1000,         /* a person opens, then copies: the reference's window */
    PROCESS_MS = 60 * 60 * 1000,    /* one process that copies a whole folder to a slow stick */
    JUST_MS = 60 * 1000,            /* lp opens the file, cupsd makes the job of it */
    TITLE_MS = 12 * 60 * 60 * 1000, /* a working day: printed in the evening, opened in the morning */
    NEIGHBOURS = 16,                /* a pipe's programs are started one after the other */
    BYTES_LEAST = 32                /* two empty files are no copies of each other */
};

/* What is known of one file that was written, while the readings are looked through. */
struct search {
    const struct event *made;
    int64_t now_ms;
    int64_t edge_ms; /* how far back the process's readings go without a pause */
    bool is_removable;
    bool is_archive;
    bool by_session; /* what other processes of the session read counts too */
};

static bool is_person(const struct reading *reading, const struct event *event)
{
    if (strcmp(reading->login, event->login) != 0)
        return false;
    return event->login[0] ? true : reading_is_by(reading, event->pid);
}

static bool is_session(const struct reading *reading, const struct search *search)
{
    return is_person(reading, search->made) && strcmp(reading->session, search->made->session) == 0 &&
           search->now_ms - reading->last_ms <= SESSION_MS;
}

static bool is_process(const struct reading *reading, const struct search *search)
{
    return is_person(reading, search->made) && reading_is_by(reading, search->made->pid);
}

/* What a record's copy is called. An archive may hold others too, and so may what is larger than the record: then the
 * name is no reason to leave those out. */
static bool is_name(const struct reading *reading, const struct search *search)
{
    bool may_hold_more =
        search->is_removable && (search->is_archive || (reading->bytes && search->made->bytes > reading->bytes));

    return !may_hold_more && filename_is_after(search->made->object, reading->object);
}

static bool is_size(const struct reading *reading, const struct search *search)
{
    return reading->bytes >= BYTES_LEAST && reading->bytes == search->made->bytes;
}

/* ---- the evidence, best first ---------------------------------------------------------------- */

static bool by_process_and_name(const struct reading *reading, struct search *search)
{
    return is_process(reading, search) && is_name(reading, search);
}

static bool by_process_and_size(const struct reading *reading, struct search *search)
{
    return is_process(reading, search) && is_size(reading, search);
}

/* tar reads for minutes what it writes at last: from reading to reading without a long pause. */
static bool by_process(const struct reading *reading, struct search *search)
{
    if (!is_process(reading, search) || search->edge_ms - reading->last_ms > SESSION_MS)
        return false;
    search->edge_ms = reading->last_ms;
    return search->by_session;
}

static bool by_session_and_name(const struct reading *reading, struct search *search)
{
    return search->is_removable && is_session(reading, search) && is_name(reading, search);
}

static bool by_session_and_size(const struct reading *reading, struct search *search)
{
    return search->is_removable && is_session(reading, search) && is_size(reading, search);
}

static bool by_neighbour(const struct reading *reading, struct search *search)
{
    return search->by_session && is_session(reading, search) && search->made->pid > 0 && reading->pids[0] > 0 &&
           abs(reading->pids[0] - search->made->pid) <= NEIGHBOURS;
}

static bool by_session(const struct reading *reading, struct search *search)
{
    return search->by_session && is_session(reading, search);
}

static const struct {
    bool (*is_it)(const struct reading *reading, struct search *search);
    const char *why;
} kinds[] = {{by_process_and_name, "same process and name"},
             {by_process_and_size, "same process and size"},
             {by_process, "same process"},
             {by_session_and_name, "same session and name"},
             {by_session_and_size, "same session and size"},
             {by_neighbour, "same session, started together"},
             {by_session, "same session"}};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* How good the evidence is, 0 the best; 2 * KINDS: none. A script that copies one record after the other opened each of
 * them anew: what went somewhere already counts less than what did not. */
static size_t rank_of(const struct reading *reading, struct search *search)
{
    size_t kind = 0;

    while (kind < KINDS && !kinds[kind].is_it(reading, search))
        kind++;
    return kind == KINDS ? 2 * KINDS : 2 * kind + (reading->left_ms >= reading->last_ms);
}

/* Programs write all the time: most readings are left aside by their numbers alone. */
static bool may_count(const struct reading *reading, const struct search *search)
{
    return (reading_is_by(reading, search->made->pid) ||
            (search->by_session && search->now_ms - reading->last_ms <= SESSION_MS)) &&
           is_person(reading, search->made);
}

void copies_find(struct copies *copies, const struct readings *readings, const struct event *made, bool is_removable,
                 int64_t now_ms)
{
    struct search search = {.made = made, .now_ms = now_ms, .edge_ms = now_ms, .is_removable = is_removable};
    struct reading *reading = NULL;
    size_t best = 2 * KINDS;

    search.is_archive = filename_is_archive(made->object);
    search.by_session = is_removable || search.is_archive;
    copies->count = 0;
    if (!is_removable && tools_keeps(made->program, made->object))
        return;
    while ((reading = readings_next(readings, reading)) && now_ms - reading->last_ms <= PROCESS_MS) {
        size_t rank = may_count(reading, &search) ? rank_of(reading, &search) : 2 * KINDS;

        if (rank < best) {
            best = rank;
            copies->count = 0;
            copies->why = kinds[rank / 2].why;
        }
        if (rank == best && rank < 2 * KINDS)
            copies->found[copies->count++] = reading;
    }
}

/* ---- printing -------------------------------------------------------------------------------- */

static bool is_owner(const struct reading *reading, const struct event *job)
{
    return job->login[0] && strcmp(reading->login, job->login) == 0;
}

/* `lp a b c` is one job with the first file's name. */
static void add_companions(struct copies *copies, const struct readings *readings, const struct reading *first)
{
    for (struct reading *reading = NULL; (reading = readings_next(readings, reading));)
        if (reading != first && strcmp(reading->login, first->login) == 0 && reading_is_by(reading, first->pids[0]) &&
            llabs(first->last_ms - reading->last_ms) <= JUST_MS)
            copies->found[copies->count++] = reading;
}

static bool print_by_title(struct copies *copies, const struct readings *readings, const struct event *job,
                           int64_t now_ms)
{
    struct reading *reading = NULL;

    while ((reading = readings_next(readings, reading)) && now_ms - reading->last_ms <= TITLE_MS)
        if (is_owner(reading, job) && filename_is_title(job->object, reading->object)) {
            copies->found[copies->count++] = reading;
            copies->why = "title";
            if (tools_prints(reading->program))
                add_companions(copies, readings, reading);
            return true;
        }
    return false;
}

static void print_by_time(struct copies *copies, const struct readings *readings, const struct event *job,
                          int64_t now_ms, bool is_printer)
{
    struct reading *reading = NULL;

    while ((reading = readings_next(readings, reading)) && now_ms - reading->last_ms <= JUST_MS)
        if (is_owner(reading, job) && (!is_printer || tools_prints(reading->program)))
            copies->found[copies->count++] = reading;
    copies->why = is_printer ? "opened by the printing program" : "opened shortly before";
}

void copies_printed(struct copies *copies, const struct readings *readings, const struct event *job, int64_t now_ms)
{
    copies->count = 0;
    if (print_by_title(copies, readings, job, now_ms))
        return;
    print_by_time(copies, readings, job, now_ms, true);
    if (copies->count == 0)
        print_by_time(copies, readings, job, now_ms, false);
}
