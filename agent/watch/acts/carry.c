/* Exports and prints. Owns their words and that each is told once. Must not own: which records they are (copies.c). In:
 * files written, jobs printed. Out: notes, one for each record and destination. */
#include "agent/watch/acts/carry.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"
#include "agent/watch/acts/copies.h"
#include "agent/watch/acts/filename.h"

#define LINK "link of "

struct carry {
    struct waiting *waiting;
    struct readings *readings;
    struct copies copies;
};

struct carry *carry_make(struct waiting *waiting, struct readings *readings)
{
    struct carry *carry = calloc(1, sizeof(*carry));

    if (!carry)
        return NULL;
    carry->waiting = waiting;
    carry->readings = readings;
    return carry;
}

void carry_free(struct carry *carry)
{
    free(carry);
}

static bool is_same(const struct note *note, const struct event *event)
{
    return note->action == event->action && strcmp(note->login, event->login) == 0 &&
           strcmp(note->session, event->session) == 0;
}

/* The same record to the same place, while that still waits; or to a temporary name beside it, which was renamed since.
 */
static void put(struct carry *carry, const struct event *event, int64_t now_ms)
{
    struct note *note = waiting_find(carry->waiting, event->object, 0, NULL), *next;

    for (; note; note = next) {
        next = waiting_find(carry->waiting, event->object, 0, note);
        if (is_same(note, event) && strcmp(note->to, event->to) == 0) {
            note->count += event->count;
            return;
        }
        if (is_same(note, event) && filename_is_temporary(note->to) && filename_same_folder(note->to, event->to))
            waiting_end(carry->waiting, note, NULL);
    }
    waiting_add(carry->waiting, event, 0, WAITING_FOR_CLOSE, now_ms);
}

static void export_one(struct carry *carry, struct reading *reading, const struct event *made, int64_t now_ms)
{
    struct event event;
    char writer[64] = "";

    reading_event(reading, &event);
    event.action = ACTION_EXPORT;
    event.time_ms = made->time_ms;
    event.count = 1;
    text_copy(event.to, sizeof(event.to), made->object);
    if (reading_is_by(reading, made->pid)) {
        event.pid = made->pid;
        text_copy(event.program, sizeof(event.program), made->program);
    } else if (strcmp(reading->program, made->program) != 0) {
        text_format(writer, sizeof(writer), "; written by %s", filename_base(made->program));
    }
    text_format(event.evidence, sizeof(event.evidence), "%s, %lld s after it was opened%s", carry->copies.why,
                (long long)(now_ms - reading->last_ms) / 1000, writer);
    reading->left_ms = now_ms;
    put(carry, &event, now_ms);
}

/* Nobody has to open a file for that. */
static void export_link(struct carry *carry, const struct event *made, const char *path, int64_t now_ms)
{
    struct event event = *made;
    struct reading *reading = NULL;

    event.action = ACTION_EXPORT;
    text_copy(event.object, sizeof(event.object), path);
    text_copy(event.to, sizeof(event.to), made->object);
    while (!event.patient[0] && (reading = readings_next(carry->readings, reading)))
        if (strcmp(reading->object, path) == 0)
            text_copy(event.patient, sizeof(event.patient), reading->patient);
    put(carry, &event, now_ms);
}

void carry_out(struct carry *carry, const struct event *made, bool is_removable, int64_t now_ms)
{
    const char *link = strstr(made->evidence, LINK);

    if (link) {
        export_link(carry, made, made->to[0] ? made->to : link + strlen(LINK), now_ms);
        return;
    }
    copies_find(&carry->copies, carry->readings, made, is_removable, now_ms);
    for (size_t i = 0; i < carry->copies.count; i++)
        export_one(carry, carry->copies.found[i], made, now_ms);
}

void carry_print(struct carry *carry, const struct event *job, int64_t now_ms)
{
    struct event event;

    copies_printed(&carry->copies, carry->readings, job, now_ms);
    for (size_t i = 0; i < carry->copies.count; i++) {
        const struct reading *reading = carry->copies.found[i];

        reading_event(reading, &event);
        event.action = ACTION_PRINT;
        event.time_ms = job->time_ms;
        event.count = 1;
        text_copy(event.to, sizeof(event.to), job->to);
        text_format(event.evidence, sizeof(event.evidence), "%s%s%s, %lld s after it was opened", job->evidence,
                    job->evidence[0] ? "; " : "", carry->copies.why, (long long)(now_ms - reading->last_ms) / 1000);
        put(carry, &event, now_ms);
    }
}
