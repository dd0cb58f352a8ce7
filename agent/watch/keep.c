/* Keeps the watch whole. Owns the times of looking and the events about the watch itself; must not name anybody. In:
 * the clock, changes of folders, own opens. Out: marks (folder.c), and device/missing, integrity/silent, integrity/gap.
 */
#include "keep.h"

#include <errno.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/answer.h"
#include "agent/watch/outlet.h"

static void tell(struct keep *keep, enum event_kind kind, enum event_action action, const char *object, uint32_t count,
                 const char *reason)
{
    struct event event;

    describe_own(&event, kind, action, clock_now_ms(), object, count);
    text_copy(event.reason, sizeof(event.reason), reason);
    outlet_put(keep->outlet, &event);
}

static void say_blind(const struct folder_walk *walk)
{
    char path[256];

    if (walk->blind > 0)
        log_warning("%u folders cannot be watched, the first is %s: %s. See FILE SYSTEMS in confide-watch(8)",
                    walk->blind, text_escape(path, sizeof(path), walk->blind_path), strerror(walk->blind_error));
}

/* Marks the root anew; what stands there already may have been opened unseen, but for the very start. */
static bool watch_root(struct keep *keep, struct root *root, bool is_start)
{
    struct folder_walk walk = {0};
    char path[2 * TEMPLATE_ROOT_SIZE], reason[256];
    bool is_watched = folder_watch(keep->folders, root->real, &walk);

    text_escape(path, sizeof(path), root->template.root);
    say_blind(&walk);
    if (walk.folders > 0)
        log_info("watching %s: %u folders, %u files", path, walk.folders, walk.files);
    if (keep->holds && walk.only_told > 0)
        log_warning("%s: %u folders are on a file system where opens must not wait (only ext4, xfs, btrfs and tmpfs "
                    "are known to bear it): who read there is named after the fact, as well as that goes",
                    path, walk.only_told);
    if (!is_start && walk.files > 0) {
        text_format(reason, sizeof(reason),
                    "the watch on this folder began anew: %u files stood in it, opens before may be unseen",
                    walk.files);
        tell(keep, EVENT_INTEGRITY, ACTION_GAP, root->template.root, walk.files, reason);
    }
    return is_watched;
}

static void miss_root(struct keep *keep, struct root *root)
{
    char path[2 * TEMPLATE_ROOT_SIZE];

    if (root->is_missing)
        return;
    root->is_missing = true;
    root->is_asked = false;
    log_warning("%s is not there: nothing is watched in it. Make or mount it, or mend records in [watch]; it is "
                "looked for every second",
                text_escape(path, sizeof(path), root->template.root));
    tell(keep, EVENT_DEVICE, ACTION_MISSING, root->template.root, 1, "a configured record folder is not there");
}

static void close_root(struct keep *keep, struct root *root, int64_t now_ms)
{
    char path[2 * TEMPLATE_ROOT_SIZE], reason[256];

    root->is_asked = false;
    if (!root->is_closed) {
        log_error("the eye is closed on %s: a test open of it was not seen within %d ms. Look whether something is "
                  "mounted over it (findmnt %s); it is tried again every %d s",
                  text_escape(path, sizeof(path), root->template.root), KEEP_SEEN_MS, path, KEEP_RETRY_MS / 1000);
        text_format(reason, sizeof(reason),
                    "the eye is closed on this folder: a test open of it was not seen within %d ms", KEEP_SEEN_MS);
        tell(keep, EVENT_INTEGRITY, ACTION_SILENT, root->template.root, 1, reason);
    }
    root->is_closed = true;
    watch_root(keep, root, false);
    keep->canary_ms = root->was_open ? now_ms : now_ms + KEEP_RETRY_MS;
    root->was_open = false;
}

/* Finds one root, marks it when it has come (back). */
static void look_at_root(struct keep *keep, struct root *root, int64_t now_ms, bool is_start)
{
    bool is_other;
    char path[2 * TEMPLATE_ROOT_SIZE];

    if (!root_find(root, &is_other)) {
        miss_root(keep, root);
        return;
    }
    if (is_start || root->is_missing) {
        if (root->is_missing)
            log_info("%s is there", text_escape(path, sizeof(path), root->template.root));
        root->is_missing = false;
        watch_root(keep, root, is_start);
        keep->canary_ms = now_ms + KEEP_FIRST_MS;
    } else if (is_other && !root->is_asked && !root->is_closed) {
        keep->canary_ms = now_ms;
    }
}

static void fly(struct keep *keep, int64_t now_ms)
{
    keep->canary_ms = now_ms + KEEP_CANARY_MS;
    answer_tell_own(keep->answer, true);
    for (unsigned i = 0; i < keep->roots->count; i++)
        if (!keep->roots->list[i].is_missing && !keep->roots->list[i].is_asked)
            root_ask(&keep->roots->list[i], now_ms);
}

static void hear(struct keep *keep, const struct raw *raw)
{
    const char *path = raw->has_path ? NULL : folder_path(keep->folders, &raw->at[0].folder);
    struct root *root = raw->has_path || path ? root_heard(keep->roots, raw, path) : NULL;
    char escaped[2 * TEMPLATE_ROOT_SIZE];

    if (!root)
        return;
    root->is_asked = false;
    root->was_open = true;
    if (root->is_closed)
        log_info("the eye is open on %s again", text_escape(escaped, sizeof(escaped), root->template.root));
    root->is_closed = false;
}

/* Files met in folders that came within the same second are told once, with the first folder's name. */
static void meet(struct keep *keep, const char *path, int64_t now_ms)
{
    struct folder_walk walk = {0};

    folder_watch(keep->folders, path, &walk);
    say_blind(&walk);
    if (walk.files == 0)
        return;
    if (keep->gap_ms == 0) {
        text_copy(keep->met_in, sizeof(keep->met_in), path);
        keep->gap_ms = now_ms + KEEP_SEEN_MS;
    }
    keep->met.files += walk.files;
    keep->met.folders += walk.folders;
}

static void tell_met(struct keep *keep)
{
    struct event event;

    describe_own(&event, EVENT_INTEGRITY, ACTION_GAP, clock_now_ms(), "", keep->met.files);
    root_patient(keep->roots, keep->met_in, true, event.object, event.patient);
    text_format(event.reason, sizeof(event.reason),
                keep->met.folders == 1 ? "a new folder: %u files stood in it when its watch began, so how they came "
                                         "and who opened them first may be unseen"
                                       : "new folders: %u files stood in them when their watch began, so how they "
                                         "came and who opened them first may be unseen; %u folders, this is the first",
                keep->met.files, keep->met.folders);
    text_copy(event.evidence, sizeof(event.evidence), "new-folder"); /* an everyday gap, unlike the others */
    outlet_put(keep->outlet, &event);
    memset(&keep->met, 0, sizeof(keep->met));
    keep->gap_ms = 0;
}

static void follow_folder(struct keep *keep, const struct raw *raw, int64_t now_ms)
{
    char from[FOLDER_PATH_SIZE], to[FOLDER_PATH_SIZE];
    bool knows_from = describe_path(keep->describe, &raw->at[0], from, sizeof(from));
    bool knows_to = describe_path(keep->describe, &raw->at[1], to, sizeof(to));

    if (raw->changes & RAW_CREATED && knows_from)
        meet(keep, from, now_ms);
    if (raw->changes & RAW_RENAMED && knows_from && knows_to)
        folder_move(keep->folders, from, to);
    if (raw->changes & RAW_RENAMED && knows_to)
        meet(keep, to, now_ms);
    if (raw->changes & RAW_DELETED)
        folder_forget(keep->folders, &raw->target);
}

void keep_follow(struct keep *keep, const struct raw *raw, int64_t now_ms)
{
    if (raw->kind == RAW_OWN)
        hear(keep, raw);
    else if (raw->kind == RAW_CHANGE && raw->is_folder)
        follow_folder(keep, raw, now_ms);
    else if (raw->kind == RAW_OVERFLOW || raw->kind == RAW_LOST)
        for (unsigned i = 0; i < keep->roots->count; i++)
            if (!keep->roots->list[i].is_missing)
                meet(keep, keep->roots->list[i].real, now_ms); /* new folders may be among what was lost */
}

unsigned keep_start(struct keep *keep, int64_t now_ms)
{
    unsigned found = 0;

    for (unsigned i = 0; i < keep->roots->count; i++) {
        look_at_root(keep, &keep->roots->list[i], now_ms, true);
        found += !keep->roots->list[i].is_missing;
    }
    keep->canary_ms = now_ms + KEEP_FIRST_MS;
    return found;
}

void keep_step(struct keep *keep, int64_t now_ms)
{
    bool is_awaited = false, is_looking = now_ms >= keep->look_ms;

    if (is_looking)
        keep->look_ms = now_ms + KEEP_LOOK_MS;
    if (keep->gap_ms && now_ms >= keep->gap_ms)
        tell_met(keep);
    for (unsigned i = 0; i < keep->roots->count; i++) {
        struct root *root = &keep->roots->list[i];

        if (is_looking)
            look_at_root(keep, root, now_ms, false);
        if (root->is_asked && now_ms - root->asked_ms > KEEP_SEEN_MS)
            close_root(keep, root, now_ms);
        is_awaited = is_awaited || root->is_asked;
    }
    if (now_ms >= keep->canary_ms)
        fly(keep, now_ms);
    else
        answer_tell_own(keep->answer, is_awaited);
}

void keep_doubt(struct keep *keep, int64_t now_ms)
{
    keep->canary_ms = keep->look_ms = now_ms;
}
