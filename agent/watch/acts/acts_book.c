/* What the rules of acts.c and saves.c look up. Owns when two things are of the same person, file and process. Must not
 * own: what follows from that. In: events. Out: the notes that belong to them. */
#include "agent/watch/acts/acts_book.h"

#include <string.h>

#include "agent/watch/acts/pack.h"

bool book_is_person(const struct note *note, const struct event *event)
{
    return strcmp(note->login, event->login) == 0 && strcmp(note->session, event->session) == 0 &&
           (event->login[0] || note->pid == event->pid);
}

/* As far as the numbers are known: those of a file that is gone are not. */
bool book_is_file(uint64_t dev, uint64_t ino, const struct event *event)
{
    return !ino || !event->ino || (ino == event->ino && dev == event->dev);
}

struct note *book_find(const struct book *book, const char *object, int32_t of, enum event_action action,
                       const struct event *event)
{
    struct note *note = NULL;

    while ((note = waiting_find(book->waiting, object, of, note)))
        if (note->action == action && book_is_person(note, event))
            return note;
    return NULL;
}

void book_pass(struct book *book, const struct event *event, int64_t now_ms)
{
    waiting_add(book->waiting, event, 0, WAITING_FOR_NOTHING, now_ms);
}

/* Opens of `object` by the process of `event` that were part of its writing: those of the very file, or one. How many.
 */
unsigned book_take_opens(struct book *book, const struct event *event, const char *object, bool is_all)
{
    struct note *note = waiting_find(book->waiting, object, event->pid, NULL), *next;
    struct event opened;
    unsigned count = 0;

    for (; note && (is_all || count == 0); note = next) {
        next = waiting_find(book->waiting, object, event->pid, note);
        if (note->action != ACTION_READ || !book_is_person(note, event) ||
            (is_all ? note->ino != event->ino || note->dev != event->dev : !book_is_file(note->dev, note->ino, event)))
            continue;
        pack_open(&opened, note->packed);
        count += is_all ? note->count : 1;
        readings_unnote(book->readings, &opened, is_all ? note->count : 1);
        if (is_all || note->count == 1)
            waiting_end(book->waiting, note, NULL);
        else
            note->count--;
    }
    return count;
}
