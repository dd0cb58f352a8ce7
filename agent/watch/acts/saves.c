/* Saving, whatever calls it takes: a temporary file renamed over the record, the record renamed to a backup, deleted
 * and made anew. Owns which makings, deletings and renamings are one. Must not own: how long they wait for each other
 * (waiting.c). In: events in the kernel's order. Out: notes.
 *
 * A save is told as an update of the record, so that what it left is looked at; its own files are nobody's record. What
 * was not seen to be made by the same person is deleted and renamed as a record. */
#include "agent/watch/acts/saves.h"

#include <string.h>

#include "agent/base/text.h"
#include "agent/watch/acts/filename.h"

static void add_evidence(struct event *event, const char *what, const char *path)
{
    size_t length = strlen(event->evidence);

    text_format(event->evidence + length, sizeof(event->evidence) - length, "%s%s %s", length ? "; " : "", what,
                filename_base(path));
}

/* The record went to a backup's name, that still waits, and nothing else has taken that name since. */
static struct note *find_kept(const struct book *book, const char *path, const struct event *event, int64_t now_ms)
{
    struct note *note = book_find(book, path, 0, ACTION_RENAME, event);
    const struct made_file *kept = note ? made_find(book->made, note->to, now_ms) : NULL;

    return kept && kept->how == MADE_KEPT && strcmp(kept->of, path) == 0 ? note : NULL;
}

/* It was deleted, and that still waits. */
static struct note *find_gone(const struct book *book, const char *path, const struct event *event)
{
    struct note *note = book_find(book, path, 0, ACTION_DELETE, event);

    return note && !(note->signs & SIGN_TEMPORARY) ? note : NULL;
}

/* ---- making ---------------------------------------------------------------------------------- */

/* The former file of that name went a moment ago: it was not lost but saved anew. */
static bool put_replacement(struct book *book, const struct event *event, int64_t now_ms)
{
    struct note *gone = find_gone(book, event->object, event), *kept = find_kept(book, event->object, event, now_ms),
                *note;
    struct event update = *event;

    if (!gone && !kept)
        return false;
    update.action = ACTION_UPDATE;
    if (kept) {
        add_evidence(&update, "kept as", kept->to);
        made_note(book->made, event, kept->to, MADE_BACKUP, event->object, now_ms);
        waiting_end(book->waiting, kept, NULL);
    } else {
        add_evidence(&update, "made anew as", event->object);
    }
    if (gone)
        waiting_end(book->waiting, gone, NULL);
    made_note(book->made, event, event->object, MADE_SAVED, "", now_ms);
    note = waiting_add(book->waiting, &update, event->pid, WAITING_FOR_CLOSE, now_ms);
    if (note) {
        note->is_dance = true;
        note->keeps_old = kept != NULL;
    }
    return true;
}

/* Somebody opened a record of that name lately: so there was one, and what was moved in lies over it. */
static bool was_there(const struct book *book, const char *path)
{
    struct reading *reading = NULL;

    while ((reading = readings_next(book->readings, reading)))
        if (strcmp(reading->object, path) == 0)
            return true;
    return false;
}

static void put_moved(struct book *book, const struct event *event, int64_t now_ms)
{
    struct event update = *event;

    made_forget(book->made, event->object);
    if (!event->reason[0] || !was_there(book, event->object)) {
        waiting_add(book->waiting, event, 0, WAITING_FOR_CLOSE, now_ms);
        return;
    }
    update.action = ACTION_UPDATE;
    waiting_add(book->waiting, &update, event->pid, WAITING_FOR_NOTHING, now_ms);
}

void saves_create(struct book *book, const struct event *event, int64_t now_ms)
{
    /* A file that was moved in or linked has lain elsewhere. */
    bool is_anew = !event->reason[0] && !strstr(event->evidence, "link of ");
    unsigned opens = 0;
    struct note *note;

    if (is_anew) {
        opens = event->ino ? book_take_opens(book, event, event->object, true) : 0;
        opens = opens ? opens : book_take_opens(book, event, event->object, false);
    }
    if (put_replacement(book, event, now_ms))
        return;
    if (!is_anew) {
        put_moved(book, event, now_ms);
        return;
    }
    note = waiting_add(book->waiting, event, 0, WAITING_FOR_CLOSE, now_ms);
    made_forget(book->made, event->object);
    if (!note)
        return;
    note->is_anew = true;
    note->is_made = opens > 0;
    if (note->is_made)
        made_note(book->made, event, event->object, MADE_ANEW, "", now_ms);
}

/* ---- deleting -------------------------------------------------------------------------------- */

/* A save's backup goes: it is over. True when that is all there is to tell. */
static bool end_save(struct book *book, const struct event *event, const struct made_file *backup, int64_t now_ms)
{
    const struct made_file *saved = made_find(book->made, backup->of, now_ms);
    struct note *note = saved ? book_find(book, backup->of, saved->pid, ACTION_UPDATE, event) : NULL;

    if (!note || !note->keeps_old)
        return false;
    note->keeps_old = false;
    if (note->list == WAITING_FOR_REPLACEMENT)
        waiting_move(book->waiting, note, WAITING_FOR_NOTHING, now_ms);
    return true;
}

void saves_delete(struct book *book, const struct event *event, int64_t now_ms)
{
    const struct made_file *file = made_find(book->made, event->object, now_ms);
    struct note *note = book_find(book, event->object, 0, ACTION_CREATE, event);
    struct event gone = *event;
    bool is_told = false;

    if (file && (file->how == MADE_ANEW || file->how == MADE_BACKUP) && made_by(file, event)) {
        gone.signs |= SIGN_TEMPORARY;
        is_told = file->how == MADE_BACKUP && end_save(book, event, file, now_ms);
    }
    made_forget(book->made, event->object);
    if (is_told)
        return;
    if (note && note->is_made && (gone.signs & SIGN_TEMPORARY))
        waiting_end(book->waiting, note, NULL);
    note = book_find(book, event->object, 0, ACTION_DELETE, event);
    if (note && (note->signs & gone.signs & SIGN_TEMPORARY) && note->pid == event->pid)
        note->count += event->count ? event->count : 1;
    else
        waiting_add(book->waiting, &gone, 0, WAITING_FOR_REPLACEMENT, now_ms);
}

/* ---- renaming -------------------------------------------------------------------------------- */

/* Whose record `path` is, by what is known of it; an event's own patient is that of its object. False: unknown. */
static bool find_patient(struct book *book, const struct event *event, const char *path,
                         char patient[EVENT_PATIENT_SIZE])
{
    struct note *note = waiting_find(book->waiting, path, 0, NULL);

    note = note ? note : waiting_find(book->waiting, path, event->pid, NULL);
    if (note)
        text_copy(patient, EVENT_PATIENT_SIZE, note->patient);
    return note || filename_same_folder(event->object, path);
}

/* The temporary file's own openings, by whom it was made and by whom it was renamed, and one of the record. */
static void take_parts(struct book *book, const struct event *event, int32_t maker)
{
    struct event part = *event;

    for (int i = 0; i < 2; i++, part.pid = maker) {
        book_take_opens(book, &part, event->object, event->ino != 0);
        if (event->ino)
            book_take_opens(book, &part, event->to, true); /* opened under its first name, found under its last */
    }
    part.pid = event->pid;
    part.ino = 0;
    book_take_opens(book, &part, event->to, false);
}

static void put_save(struct book *book, const struct event *event, int32_t maker, int64_t now_ms)
{
    struct note *reserved = book_find(book, event->to, 0, ACTION_CREATE, event);
    struct note *gone = find_gone(book, event->to, event), *kept = find_kept(book, event->to, event, now_ms), *note;
    struct event update = *event;

    take_parts(book, event, maker);
    update.action = ACTION_UPDATE;
    find_patient(book, event, event->to, update.patient);
    text_copy(update.object, sizeof(update.object), event->to);
    update.to[0] = '\0';
    add_evidence(&update, "written as", event->object);
    if (reserved && reserved->is_made) { /* it held the place of a new file */
        made_note(book->made, &update, update.object, MADE_ANEW, "", now_ms);
        return;
    }
    if (gone)
        waiting_end(book->waiting, gone, NULL);
    if (kept) {
        made_note(book->made, event, kept->to, MADE_BACKUP, event->to, now_ms);
        waiting_end(book->waiting, kept, NULL);
    }
    made_note(book->made, &update, update.object, MADE_SAVED, "", now_ms);
    note =
        waiting_add(book->waiting, &update, event->pid, kept ? WAITING_FOR_REPLACEMENT : WAITING_FOR_NOTHING, now_ms);
    if (note) {
        note->is_dance = true;
        note->keeps_old = kept != NULL;
    }
}

/* Another file took its place: what was made there under that name is gone. */
static void cover(struct book *book, const char *path)
{
    struct note *note = NULL;

    while ((note = waiting_find(book->waiting, path, 0, note)))
        if (note->action == ACTION_CREATE)
            note->is_anew = note->is_made = false;
}

void saves_rename(struct book *book, const struct event *event, int64_t now_ms)
{
    const struct made_file *file = made_find(book->made, event->object, now_ms);
    struct note *created = book_find(book, event->object, 0, ACTION_CREATE, event);
    char patient[EVENT_PATIENT_SIZE];
    bool is_own = file && file->how == MADE_ANEW && made_by(file, event) &&
                  (file->pid == event->pid || filename_is_temporary(event->object));
    int32_t maker = file ? file->pid : 0;

    created = created && created->is_anew ? created : NULL;
    maker = created ? created->pid : maker;
    made_forget(book->made, event->object);
    made_forget(book->made, event->to);
    if ((created || is_own) && event->to[0] && find_patient(book, event, event->to, patient)) {
        if (created)
            waiting_end(book->waiting, created, NULL);
        put_save(book, event, maker, now_ms);
        return;
    }
    cover(book, event->to);
    if (filename_is_backup(event->object, event->to)) {
        waiting_add(book->waiting, event, 0, WAITING_FOR_REPLACEMENT, now_ms);
        made_note(book->made, event, event->to, MADE_KEPT, event->object, now_ms);
    } else {
        book_pass(book, event, now_ms);
    }
}
