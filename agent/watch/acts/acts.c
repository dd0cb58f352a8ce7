/* What was done to records. Owns the rules by which calls of the kernel are one action. Must not own: who waits how
 * long for what (waiting.c), who made which file (made.c), what went out of the folders (carry.c). In: things seen, in
 * the kernel's order, and monotonic times. Out: actions.
 *
 * An opening for writing is seen as any opening: a creation or an update stands for one of its process. What a process
 * opens of a file that it wrote itself a moment ago is no reading. Nothing is struck out that is not told otherwise. */
#include "agent/watch/acts/acts.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"
#include "agent/watch/acts/acts_book.h"
#include "agent/watch/acts/carry.h"
#include "agent/watch/acts/saves.h"
#include "agent/watch/acts/tools.h"

enum { READ_MOST_MS = 10 * 1000, READ_QUIET_MS = 2000 };

struct acts {
    struct book book;
    struct carry *carry;
};

struct acts *acts_make(void)
{
    struct acts *acts = calloc(1, sizeof(*acts));

    if (!acts)
        return NULL;
    acts->book.waiting = waiting_make();
    acts->book.made = made_make();
    acts->book.readings = readings_make();
    acts->carry =
        acts->book.waiting && acts->book.readings ? carry_make(acts->book.waiting, acts->book.readings) : NULL;
    if (acts->book.made && acts->carry)
        return acts;
    acts_free(acts);
    return NULL;
}

void acts_free(struct acts *acts)
{
    if (!acts)
        return;
    carry_free(acts->carry);
    waiting_free(acts->book.waiting);
    made_free(acts->book.made);
    readings_free(acts->book.readings);
    free(acts);
}

static bool is_folder(const struct event *event)
{
    size_t length = strlen(event->object);

    return length > 0 && event->object[length - 1] == '/';
}

/* ---- reading --------------------------------------------------------------------------------- */

/* It opens again what it has just written. */
static bool is_own(struct book *book, const struct event *event, int64_t now_ms)
{
    struct made_file *file = made_find(book->made, event->object, now_ms);
    struct note *note = book_find(book, event->object, 0, ACTION_CREATE, event);

    if (note && !note->is_made && note->is_anew && note->pid == event->pid &&
        book_is_file(note->dev, note->ino, event)) {
        note->is_made = true; /* its opening was told after it */
        made_note(book->made, event, event->object, MADE_ANEW, "", now_ms);
        return true;
    }
    return file && (file->how == MADE_ANEW || file->how == MADE_SAVED) && file->pid == event->pid &&
           made_by(file, event) && now_ms - file->since_ms <= MADE_FRESH_MS &&
           book_is_file(file->dev, file->ino, event);
}

static void put_read(struct book *book, const struct event *event, int64_t now_ms)
{
    struct note *note = NULL;

    if (is_own(book, event, now_ms))
        return;
    readings_note(book->readings, event, now_ms);
    while ((note = waiting_find(book->waiting, event->object, event->pid, note)))
        if (note->action == ACTION_READ && book_is_person(note, event) && note->ino == event->ino &&
            note->dev == event->dev)
            break;
    if (!note) {
        waiting_add(book->waiting, event, event->pid, WAITING_FOR_QUIET, now_ms);
        return;
    }
    note->count += event->count ? event->count : 1;
    if (now_ms - note->first_ms + READ_QUIET_MS <= READ_MOST_MS)
        waiting_move(book->waiting, note, WAITING_FOR_QUIET, now_ms);
}

/* ---- making and writing ---------------------------------------------------------------------- */

static void put_update(struct book *book, const struct event *event, int64_t now_ms)
{
    struct made_file *file = made_find(book->made, event->object, now_ms);
    struct note *note = book_find(book, event->object, 0, ACTION_CREATE, event);
    unsigned opens;

    if (file && !made_by(file, event))
        made_forget(book->made, event->object); /* it holds another person's work now */
    else if (file && file->how == MADE_ANEW && file->is_open && file->pid == event->pid)
        return;
    if (note && note->is_anew)
        return;
    note = book_find(book, event->object, event->pid, ACTION_UPDATE, event);
    if (note) {
        note->count += note->is_dance ? 0 : event->count ? event->count : 1;
        return;
    }
    /* truncate(2) opens nothing, and nothing will close; a file open for long may not be closed for long. */
    opens = book_take_opens(book, event, event->object, false);
    waiting_add(book->waiting, event, event->pid, opens ? WAITING_FOR_CLOSE : WAITING_FOR_REPLACEMENT, now_ms);
}

static void put_closed(struct book *book, const struct event *event, int64_t now_ms)
{
    struct made_file *file = made_find(book->made, event->object, now_ms);
    struct note *note = NULL;

    if (file && file->pid == event->pid)
        file->is_open = false;
    while ((note = waiting_find(book->waiting, event->object, event->pid, note)))
        if (note->action == ACTION_UPDATE)
            waiting_move(book->waiting, note, note->keeps_old ? WAITING_FOR_REPLACEMENT : WAITING_FOR_NOTHING, now_ms);
}

/* ---- in and out ------------------------------------------------------------------------------ */

static void put_record(struct book *book, const struct event *event, int64_t now_ms)
{
    if (event->kind != EVENT_ACCESS || is_folder(event))
        book_pass(book, event, now_ms);
    else if (event->action == ACTION_READ)
        put_read(book, event, now_ms);
    else if (event->action == ACTION_CREATE)
        saves_create(book, event, now_ms);
    else if (event->action == ACTION_UPDATE)
        put_update(book, event, now_ms);
    else if (event->action == ACTION_DELETE)
        saves_delete(book, event, now_ms);
    else if (event->action == ACTION_RENAME)
        saves_rename(book, event, now_ms);
    else
        book_pass(book, event, now_ms);
}

void acts_put(struct acts *acts, enum acts_where where, const struct event *event, int64_t now_ms)
{
    switch (where) {
    case ACTS_RECORD:
        put_record(&acts->book, event, now_ms);
        break;
    case ACTS_CLOSED:
        put_closed(&acts->book, event, now_ms);
        break;
    case ACTS_REMOVABLE:
    case ACTS_ELSEWHERE:
        carry_out(acts->carry, event, where == ACTS_REMOVABLE, now_ms);
        break;
    case ACTS_PRINTED:
        carry_print(acts->carry, event, now_ms);
        break;
    }
}

bool acts_take(struct acts *acts, int64_t now_ms, struct event *event)
{
    struct note *note = waiting_due(acts->book.waiting, now_ms);
    const char *sender;

    if (!note)
        return false;
    waiting_end(acts->book.waiting, note, event);
    sender = event->kind == EVENT_ACCESS && event->action == ACTION_READ ? tools_sends(event) : NULL;
    if (sender) {
        event->action = ACTION_EXPORT;
        text_format(event->to, sizeof(event->to), "by %s", sender);
    }
    return true;
}
