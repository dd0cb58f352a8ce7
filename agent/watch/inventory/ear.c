/* The ear of the inventory's process. Owns the pipe, the ledger and the journal; must not look at a record. In: notes,
 * and the watcher's death. Out: a ledger that knows all up to now. What the journal cannot take the ledger keeps, and
 * gives it when it can. */
#include "agent/watch/inventory/ear.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "agent/base/clock.h"

enum { BATCH = 128, STEP_BACK_MS = 1000 };

bool ear_open(struct ear *ear, int folder, int notes, int watcher, bool *is_broken)
{
    *ear = (struct ear){.notes = notes, .watcher = watcher, .marked_ms = clock_monotonic_ms()};
    return journal_open(&ear->journal, folder, &ear->ledger, is_broken);
}

void ear_close(struct ear *ear)
{
    journal_close(&ear->journal);
    ledger_free(&ear->ledger);
}

static void keep(struct ear *ear, struct note *notes, size_t count)
{
    if (count > 0 && ear->journal_error == 0 && !journal_add(&ear->journal, notes, count))
        ear->journal_error = errno;
}

/* Into the ledger, and what is to be written of it: where the ledger is full, that it is. */
static void take(struct ear *ear, struct note *note)
{
    if (!ledger_take(&ear->ledger, note))
        *note = (struct note){.kind = NOTE_DEAF, .from_ms = note->from_ms, .to_ms = note->from_ms};
}

/* All was seen until `to_ms`; the journal believes it until `sure_ms`. */
static void see(struct ear *ear, int64_t to_ms, int64_t sure_ms)
{
    struct note note = {.kind = NOTE_SEEN, .from_ms = ear->seen_from_ms, .to_ms = to_ms};

    take(ear, &note);
    note.to_ms = sure_ms;
    if (sure_ms >= note.from_ms)
        keep(ear, &note, 1);
}

/* The first time since the last watcher: what was in between was not seen. */
static void begin_seeing(struct ear *ear, int64_t now_ms)
{
    struct cover_window gap;
    struct note note = {.kind = NOTE_UNSEEN};
    const struct cover_set *seen = &ear->ledger.cover.seen;

    if (ear->is_seeing)
        return;
    if (seen->count > 0) {
        gap = (struct cover_window){seen->list[seen->count - 1].to_ms, now_ms};
        note.from_ms = gap.from_ms;
        note.to_ms = gap.to_ms;
        take(ear, &note);
        keep(ear, &note, 1);
    }
    ear->is_seeing = true;
    ear->seen_from_ms = ear->heard_ms = now_ms;
    see(ear, now_ms, now_ms);
}

static void stop_seeing(struct ear *ear, int64_t to_ms)
{
    if (ear->is_seeing)
        see(ear, to_ms, to_ms);
    ear->is_seeing = false;
    ear->is_over = true;
}

static void hear_note(struct ear *ear, struct note *note)
{
    if (note->kind == NOTE_SEEN)
        begin_seeing(ear, note->from_ms);
    else if (note->kind == NOTE_COMPARE)
        ear->is_due = true;
    else if (note->kind == NOTE_STOP)
        stop_seeing(ear, note->from_ms);
    else
        take(ear, note);
}

static bool is_kept(const struct note *note)
{
    return note->kind == NOTE_UNSEEN || note->kind == NOTE_REMOVED || note->kind == NOTE_DEAF;
}

static void drain(struct ear *ear)
{
    struct note notes[BATCH];
    ssize_t got;

    while (!ear->is_over && (got = read(ear->notes, notes, sizeof(notes))) > 0) {
        size_t count = (size_t)got / sizeof(notes[0]), kept = 0;

        for (size_t i = 0; i < count; i++) {
            hear_note(ear, &notes[i]);
            if (is_kept(&notes[i]))
                notes[kept++] = notes[i];
        }
        keep(ear, notes, kept);
    }
}

/* A clock that was set back begins a new window: the time that comes again was seen once only. */
static void go_on_seeing(struct ear *ear)
{
    int64_t now_ms = clock_now_ms();

    if (!ear->is_seeing)
        return;
    if (now_ms < ear->heard_ms - STEP_BACK_MS) {
        see(ear, ear->heard_ms, ear->heard_ms);
        ear->seen_from_ms = now_ms;
    }
    ear->heard_ms = now_ms;
    cover_saw(&ear->ledger.cover, ear->seen_from_ms, now_ms);
}

static void mark(struct ear *ear)
{
    if (clock_monotonic_ms() < ear->marked_ms + EAR_MARK_MS)
        return;
    ear->marked_ms = clock_monotonic_ms();
    if (ear->is_seeing)
        see(ear, ear->heard_ms, ear->heard_ms - EAR_DOUBT_MS);
    if (ear->journal_error == 0 && !journal_is_long(&ear->journal))
        return;
    ear->journal_error = journal_renew(&ear->journal, &ear->ledger) ? 0 : errno;
}

bool ear_hear(struct ear *ear, int wait_ms)
{
    struct pollfd polled[] = {{.fd = ear->notes, .events = POLLIN}, {.fd = ear->watcher, .events = POLLIN}};

    if (ear->is_over)
        return false;
    poll(polled, 2, wait_ms);
    drain(ear);
    if (ear->is_over)
        return false;
    if (polled[1].revents != 0) {
        /* It died, in whatever way: its last moments are not to be relied upon. */
        stop_seeing(ear, clock_now_ms() - EAR_DOUBT_MS);
        return false;
    }
    go_on_seeing(ear);
    mark(ear);
    return true;
}

void ear_trim(struct ear *ear, int64_t since_ms)
{
    ledger_trim(&ear->ledger, since_ms);
    if (ear->is_seeing && ear->seen_from_ms < since_ms)
        ear->seen_from_ms = since_ms;
    ear->journal_error = journal_renew(&ear->journal, &ear->ledger) ? 0 : errno;
}
