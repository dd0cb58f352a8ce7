/* What the receiver keeps: machines, what they claimed, messages, cases, findings, alerts. Owns the SQLite file: one
 * process, one connection. All writing happens between shelf_begin and shelf_commit, and what was committed is on disk.
 * The parts of it: shelf_machines.h, shelf_cases.h, shelf_alerts.h. */
#ifndef CONFIDE_RECEIVE_SHELF_H
#define CONFIDE_RECEIVE_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "silence.h"

struct shelf;

enum shelf_result {
    SHELF_OK = 0,
    SHELF_NOTHING, /* there is no such row */
    SHELF_ALREADY, /* there is one already: nothing was changed */
    SHELF_FULL,    /* no room on the disk, or max_mib reached: try again later; what is stored is safe */
    SHELF_LOST     /* the disk failed or the file is damaged: end the process, and look at what shelf_error says */
};

/* Opens `file`, and makes it where there is none (its folder must exist); it grows to `max_mib` MiB at most. NULL with
 * one line in `error` that names the file and the remedy. */
struct shelf *shelf_open(const char *file, unsigned max_mib, char *error, size_t size);
void shelf_close(struct shelf *shelf);

/* A transaction. After a failure inside it, shelf_undo. */
enum shelf_result shelf_begin(struct shelf *shelf);
enum shelf_result shelf_commit(struct shelf *shelf);
void shelf_undo(struct shelf *shelf);

/* One line about the last failure. */
const char *shelf_error(const struct shelf *shelf);

/* How long the receiver has listened in all, and when it last said so (wall clock, milliseconds, 0 = never). */
enum shelf_result shelf_self(struct shelf *shelf, struct silence_clock *clock, int64_t *alive_ms);
enum shelf_result shelf_set_self(struct shelf *shelf, const struct silence_clock *clock, int64_t alive_ms);

#endif
