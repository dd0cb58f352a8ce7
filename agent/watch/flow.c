/* The way of a thing seen. Owns the order of its stations; must not own any of their knowledge. In: raw events, print
 * jobs, links. Out: events at the outlet, and what the inventory has to know. */
#include "agent/watch/flow.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/acts/acts.h"
#include "agent/watch/harm/harm.h"
#include "agent/watch/inventory/inventory.h"
#include "agent/watch/tree/known.h"
#include "agent/watch/tree/links.h"
#include "agent/watch/eye/mark.h"
#include "agent/watch/outlet.h"

/* What becomes of the tree: the inventory must know who was seen taking something away, harm what came to be. */
static void note(struct flow *flow, const struct event *event, int64_t now_ms)
{
    char path[FOLDER_PATH_SIZE];
    struct stat status;

    if (event->action == ACTION_DELETE || event->action == ACTION_RENAME) {
        root_real(flow->describe.roots, event->object, path, sizeof(path));
        inventory_removed(flow->inventory, path, event->time_ms);
    }
    if (event->action == ACTION_UPDATE)
        harm_note_written(flow->harm, event);
    if (event->action == ACTION_CREATE || (event->action == ACTION_RENAME && event->to[0])) {
        root_real(flow->describe.roots, event->action == ACTION_CREATE ? event->object : event->to, path, sizeof(path));
        if (event->ino)
            known_add(flow->known, event->dev, event->ino);
        if (lstat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink > 1)
            inventory_compare(flow->inventory); /* a link within the folders: whose record it is must be found */
        harm_note_born(flow->harm, event, path, now_ms);
    }
}

static bool is_canary_read(const struct event *event)
{
    return event->action == ACTION_READ && harm_is_canary(event->object);
}

/* Whoever made a file or folder just now only gives it its mode. */
static bool is_own_work(struct flow *flow, const struct event *event, const char *path, bool is_folder, int64_t now_ms)
{
    struct event made = *event;
    size_t length = strlen(made.object);

    if (is_folder && length + 3 <= sizeof(made.object))
        memcpy(made.object + length, "/.", 3);
    harm_sign(flow->harm, &made, path, now_ms);
    return (made.signs & SIGN_TEMPORARY) != 0;
}

/* A mode is looked at when it has changed: the kernel does not say how. */
static void look_at_mode(struct flow *flow, const struct raw *raw, int64_t now_ms)
{
    const struct folder *known = folder_find(flow->describe.folders, &raw->at[0].folder);
    bool is_known_folder = raw->is_folder && known && raw->at[0].name[0] == '.' && raw->at[0].name[1] == '\0';
    char path[FOLDER_PATH_SIZE], why[sizeof(((struct event *)0)->reason)];
    struct event event;

    if (!describe_path(&flow->describe, &raw->at[0], path, sizeof(path)) ||
        !harm_widened(path, is_known_folder ? known->mode : 0, why, sizeof(why)))
        return;
    describe_access(&flow->describe, raw, ACTION_UPDATE, &event);
    root_patient(flow->describe.roots, path, raw->is_folder, event.object, event.patient);
    if (is_own_work(flow, &event, path, raw->is_folder, now_ms))
        return;
    text_copy(event.reason, sizeof(event.reason), why);
    event.signs |= SIGN_WIDENED;
    outlet_put(flow->outlet, &event);
}

/* Written through a memory map: only the close is told. */
static void look_at_closed(struct flow *flow, const struct event *closed, int64_t now_ms)
{
    struct event event = *closed;
    char path[FOLDER_PATH_SIZE];

    event.action = ACTION_UPDATE;
    root_real(flow->describe.roots, event.object, path, sizeof(path));
    if (harm_closed(flow->harm, &event, path, now_ms))
        outlet_put(flow->outlet, &event);
}

/* Marks the one file: whoever opens it by any name waits and is named. */
static bool mark_alone(const struct flow *flow, const char *path)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOATIME);
    bool is_marked = fd >= 0 && mark_file(flow->eye, fd) != EYE_BLIND;

    if (fd >= 0)
        close(fd);
    return is_marked;
}

/* A file that came to be around the records with more than one name: perhaps a record's. Its own name is the
 * inventory's to find. */
static void look_at_link(struct flow *flow, const struct raw *raw, int64_t now_ms)
{
    char path[FOLDER_PATH_SIZE], escaped[512];
    struct event event;
    struct stat status;

    if (raw->is_folder || !(raw->changes & RAW_CREATED) ||
        !describe_path(&flow->describe, &raw->at[0], path, sizeof(path)) || lstat(path, &status) < 0 ||
        !S_ISREG(status.st_mode) || status.st_nlink < 2 || !known_is(flow->known, status.st_dev, status.st_ino) ||
        root_holds(flow->describe.roots, path))
        return;
    if (!mark_alone(flow, path))
        log_warning("%s is a further name of a record and cannot be watched: opens by it go unseen",
                    text_escape(escaped, sizeof(escaped), path));
    describe_access(&flow->describe, raw, ACTION_EXPORT, &event);
    event.dev = status.st_dev;
    event.ino = status.st_ino;
    text_copy(event.object, sizeof(event.object), path);
    text_copy(event.to, sizeof(event.to), path);
    text_copy(event.reason, sizeof(event.reason), "a further name (hard link) was made outside the record folders");
    if (flow->inventory->fd >= 0 && links_await(flow->links, &event, now_ms))
        inventory_compare(flow->inventory);
    else
        outlet_put(flow->outlet, &event);
}

void flow_link(struct flow *flow, uint64_t dev, uint64_t ino, const char *path)
{
    char object[EVENT_PATH_SIZE], patient[EVENT_PATIENT_SIZE];

    /* Of several names the one that says whose record it is. */
    if (!links_path(flow->links, dev, ino) ||
        (root_patient(flow->describe.roots, path, false, object, patient) && patient[0]))
        links_put(flow->links, dev, ino, path);
    mark_alone(flow, path);
}

void flow_take(struct flow *flow, const struct raw *raw, int64_t now_ms)
{
    struct described list[DESCRIBE_MAX];
    int count = describe_raw(&flow->describe, raw, list);

    for (int i = 0; i < count; i++) {
        const struct event *event = &list[i].event;

        if (event->kind == EVENT_INTEGRITY) {
            outlet_put(flow->outlet, event);
            continue;
        }
        if (list[i].where == ACTS_RECORD)
            note(flow, event, now_ms);
        else if (list[i].where == ACTS_CLOSED)
            look_at_closed(flow, event, now_ms);
        if (!is_canary_read(event))
            acts_put(flow->acts, list[i].where, event, now_ms);
    }
    if (raw->kind == RAW_CHANGE && (raw->changes & RAW_ATTRIB))
        look_at_mode(flow, raw, now_ms);
    if (raw->kind == RAW_AROUND)
        look_at_link(flow, raw, now_ms);
}

void flow_print(struct flow *flow, const struct event *job, int64_t now_ms)
{
    acts_put(flow->acts, ACTS_PRINTED, job, now_ms);
}

static void pass_on(struct flow *flow, struct event *event, int64_t now_ms)
{
    char path[FOLDER_PATH_SIZE];

    if (event->action == ACTION_CREATE || event->action == ACTION_UPDATE || event->action == ACTION_RENAME ||
        event->action == ACTION_DELETE) {
        root_real(flow->describe.roots, event->action == ACTION_RENAME && event->to[0] ? event->to : event->object,
                  path, sizeof(path));
        if (event->action == ACTION_UPDATE) /* a save made it from a temporary file's */
            root_patient(flow->describe.roots, path, false, event->object, event->patient);
        harm_sign(flow->harm, event, path, now_ms);
    }
    outlet_put(flow->outlet, event);
}

void flow_step(struct flow *flow, int64_t now_ms)
{
    struct event event;
    const char *path;

    while (acts_take(flow->acts, now_ms, &event))
        pass_on(flow, &event, now_ms == INT64_MAX ? clock_monotonic_ms() : now_ms);
    while (links_take(flow->links, now_ms, &event)) {
        path = links_path(flow->links, event.dev, event.ino);
        if (path)
            root_patient(flow->describe.roots, path, false, event.object, event.patient);
        outlet_put(flow->outlet, &event);
    }
}
