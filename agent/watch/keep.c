/* Keeps the watch whole. Owns the times of looking and the events about the watch itself; must not name anybody. In:
 * the clock, changes of folders, own opens. Out: marks (folder.c), and device/missing, integrity/silent, integrity/gap.
 */
#include "agent/watch/keep.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/eye/answer.h"
#include "agent/watch/inventory/inventory.h"
#include "agent/watch/eye/mark.h"
#include "agent/watch/devices/mounts.h"
#include "agent/watch/outlet.h"

static void tell(struct keep *keep, enum event_kind kind, enum event_action action, const char *object, uint32_t count,
                 const char *reason)
{
    struct event event;

    describe_own(&event, kind, action, clock_now_ms(), object, count);
    text_copy(event.reason, sizeof(event.reason), reason);
    outlet_put(keep->outlet, &event);
}

static void say_blind(const struct patrol_walk *walk)
{
    char path[256];

    if (walk->blind > 0)
        log_warning("%u folders cannot be watched, the first is %s: %s. See FILE SYSTEMS in confide-watch(8)",
                    walk->blind, text_escape(path, sizeof(path), walk->blind_path), strerror(walk->blind_error));
}

/* Between the two something may have happened that nobody saw: the inventory has to find out what. */
static void note_unseen(struct keep *keep, int64_t since_ms)
{
    keep->unseen++;
    keep->unseen_from_ms = since_ms;
    keep->unseen_until_ms = clock_now_ms();
    inventory_unseen(keep->inventory, since_ms, keep->unseen_until_ms);
    if (keep->config->inventory_hours > 0)
        inventory_compare(keep->inventory);
}

static bool is_own_device(const struct keep *keep, uint64_t dev)
{
    const char *own[] = {keep->config->state, keep->config->spool, keep->config->run, keep->config->inventory};
    struct stat status;

    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
        if (stat(own[i], &status) == 0 && status.st_dev == dev)
            return true;
    return false;
}

/* A file system that holds nothing but this record folder can be marked as a whole: no folder in it is ever new, and no
 * name of a file leads out of it. Where something of our own lies on it (bound to there, perhaps) it is not. */
static bool is_alone(const struct keep *keep, const struct root *root)
{
    const struct mount *mount;

    for (size_t n = 0; (mount = mounts_at(keep->mounts, n)); n++)
        if (mount->dev == root->dev && mount->is_local && !mount->is_removable && strcmp(mount->root, "/") == 0 &&
            strcmp(mount->point, root->real) == 0)
            return !is_own_device(keep, root->dev);
    return false;
}

/* Marks the root anew; what stands there already may have been opened unseen, but for the very start. */
static bool watch_root(struct keep *keep, struct root *root, bool is_start)
{
    struct patrol_walk walk = {0};
    char path[2 * TEMPLATE_ROOT_SIZE], reason[256];
    bool is_whole = patrol_whole(keep->patrol, root->real, is_alone(keep, root));
    bool is_watched = patrol_walk(keep->patrol, root->real, &walk);

    text_escape(path, sizeof(path), root->template.root);
    say_blind(&walk);
    if (walk.folders > 0)
        log_info("watching %s: %s%u folders, %u files", path, is_whole ? "the whole file system, " : "", walk.folders,
                 walk.files);
    if (keep->config->attribution == WATCH_BARRIER && walk.only_told > 0)
        log_warning("%s: %u folders are on a file system where opens must not wait (only ext4, xfs, btrfs and tmpfs "
                    "are known to bear it): who read there is named after the fact, as well as that goes",
                    path, walk.only_told);
    root->is_deaf = root->is_deaf || walk.only_held > 0;
    if (walk.only_held > 0)
        log_warning(
            "%s: in %u folders changes are not told, because this kernel cannot on a btrfs subvolume: who opens "
            "a record is seen, who deletes, renames or makes one is not, and new folders are looked for once a "
            "minute. Linux 6.8 can, and any kernel where records lie on ext4 or xfs",
            path, walk.only_held);
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
    log_warning(
        "%s is not there, is no folder, or is not mounted any more: nothing is watched in it. Mount or make it, or "
        "mend records in [watch] and restart confide-watch; it is looked for every second",
        text_escape(path, sizeof(path), root->template.root));
    tell(keep, EVENT_DEVICE, ACTION_MISSING, root->template.root, 1,
         "a configured record folder is not there, or what was mounted there is gone");
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
        note_unseen(keep, clock_now_ms() - KEEP_CANARY_MS); /* the last one may have been seen so long ago */
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

/* Files met in folders that came within the same second are told once, with the first folder's name. */
static void meet(struct keep *keep, const char *path, int64_t now_ms)
{
    if (keep->met.late == 0)
        text_copy(keep->met_in, sizeof(keep->met_in), path);
    if (keep->gap_ms == 0)
        keep->gap_ms = now_ms + KEEP_SEEN_MS;
    patrol_later(keep->patrol, path);
    keep->is_walking = !patrol_step(keep->patrol, KEEP_WALK_MS, &keep->met);
}

static void fly(struct keep *keep, int64_t now_ms)
{
    keep->canary_ms = now_ms + KEEP_CANARY_MS;
    if (keep->is_asleep)
        return;
    answer_tell_own(keep->answer, true);
    for (unsigned i = 0; i < keep->roots->count; i++)
        if (!keep->roots->list[i].is_missing && !keep->roots->list[i].is_asked) {
            root_ask(&keep->roots->list[i], now_ms);
            if (keep->roots->list[i].is_deaf)
                meet(keep, keep->roots->list[i].real, now_ms);
        }
}

static void hear(struct keep *keep, const struct raw *raw)
{
    const struct folder *folder = raw->has_path ? NULL : folder_find(keep->folders, &raw->at[0].folder);
    struct root *root = raw->has_path || folder ? root_heard(keep->roots, raw, folder ? folder->path : NULL) : NULL;
    char escaped[2 * TEMPLATE_ROOT_SIZE];

    if (!root)
        return;
    root->is_asked = false;
    root->was_open = true;
    if (root->is_closed)
        log_info("the eye is open on %s again", text_escape(escaped, sizeof(escaped), root->template.root));
    root->is_closed = false;
}

static void tell_met(struct keep *keep)
{
    struct event event;

    say_blind(&keep->met);
    if (keep->met.late > 0) {
        describe_own(&event, EVENT_INTEGRITY, ACTION_GAP, clock_now_ms(), "", keep->met.late);
        root_patient(keep->roots, keep->met_in, true, event.object, event.patient);
        text_format(event.reason, sizeof(event.reason),
                    keep->met.folders == 1
                        ? "a new folder: %u files stood in it when its watch began, so how they came "
                          "and who opened them first may be unseen"
                        : "new folders: %u files stood in them when their watch began, so how they "
                          "came and who opened them first may be unseen; %u folders, this is the first",
                    keep->met.late, keep->met.folders);
        text_copy(event.evidence, sizeof(event.evidence), "new-folder"); /* an everyday gap, unlike the others */
        outlet_put(keep->outlet, &event);
    }
    memset(&keep->met, 0, sizeof(keep->met));
    keep->gap_ms = 0;
}

/* It and all below it was walked already, where it stood before: whoever renames it again and again has it walked once.
 */
static bool is_watched_below(const struct keep *keep, const struct raw *raw, const char *from)
{
    return !keep->is_walking && root_holds(keep->roots, from) && folder_find(keep->folders, &raw->target);
}

static void follow_folder(struct keep *keep, const struct raw *raw, int64_t now_ms)
{
    char from[FOLDER_PATH_SIZE], to[FOLDER_PATH_SIZE];
    bool knows_from = describe_path(keep->describe, &raw->at[0], from, sizeof(from));
    bool knows_to = describe_path(keep->describe, &raw->at[1], to, sizeof(to));

    if (raw->changes & RAW_CREATED && knows_from && root_holds(keep->roots, from))
        meet(keep, from, now_ms);
    if (raw->changes & RAW_RENAMED && knows_from && knows_to)
        folder_move(keep->folders, from, to);
    if (raw->changes & RAW_RENAMED && knows_to && root_holds(keep->roots, to) && !is_watched_below(keep, raw, from))
        meet(keep, to, now_ms);
    if (raw->changes & RAW_DELETED)
        folder_forget(keep->folders, &raw->target);
}

/* Of what the queue of the surroundings lost, nothing concerns the records' own folders. */
static bool is_loss(const struct raw *raw)
{
    return (raw->kind == RAW_OVERFLOW && raw->code == 0) || raw->kind == RAW_LOST;
}

void keep_follow(struct keep *keep, const struct raw *raw, int64_t now_ms)
{
    if (raw->kind == RAW_OWN)
        hear(keep, raw);
    else if (raw->kind == RAW_CHANGE && raw->is_folder)
        follow_folder(keep, raw, now_ms);
    if (!is_loss(raw))
        return;
    note_unseen(keep, raw->kind == RAW_LOST ? raw->since_ms : keep->drained_ms);
    keep->has_lost = true;
}

/* New folders may be among what was lost. One walk after the other, however often something is lost: a pile of them
 * would grow without end. */
static void walk_all(struct keep *keep, int64_t now_ms)
{
    keep->has_lost = false;
    for (unsigned i = 0; i < keep->roots->count; i++)
        if (!keep->roots->list[i].is_missing)
            meet(keep, keep->roots->list[i].real, now_ms);
}

unsigned keep_start(struct keep *keep, int64_t now_ms)
{
    unsigned found = 0;

    for (unsigned i = 0; i < keep->roots->count; i++) {
        look_at_root(keep, &keep->roots->list[i], now_ms, true);
        found += !keep->roots->list[i].is_missing;
    }
    keep->canary_ms = now_ms + KEEP_FIRST_MS;
    keep->drained_ms = clock_now_ms();
    inventory_seeing(keep->inventory, keep->drained_ms);
    return found;
}

void keep_step(struct keep *keep, int64_t now_ms)
{
    bool is_awaited = false, is_looking = now_ms >= keep->look_ms && !keep->is_asleep;

    if (!keep->is_asleep)
        keep->drained_ms = clock_now_ms();
    if (is_looking)
        keep->look_ms = now_ms + KEEP_LOOK_MS;
    if (keep->is_walking)
        keep->is_walking = !patrol_step(keep->patrol, KEEP_WALK_MS, &keep->met);
    else if (keep->has_lost)
        walk_all(keep, now_ms);
    if (keep->gap_ms && now_ms >= keep->gap_ms && !keep->is_walking)
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

static void tell_slept(struct keep *keep)
{
    struct event event;

    describe_own(&event, EVENT_INTEGRITY, ACTION_GAP, clock_now_ms(), "", 1);
    text_copy(event.evidence, sizeof(event.evidence), "sleep"); /* an everyday gap */
    text_copy(event.reason, sizeof(event.reason),
              "the machine slept: in the moments before and after it nothing was watched");
    outlet_put(keep->outlet, &event);
}

void keep_sleep(struct keep *keep, bool is_going)
{
    int64_t since_ms = keep->drained_ms;

    keep->is_asleep = is_going;
    for (unsigned i = 0; i < keep->roots->count; i++)
        keep->roots->list[i].is_asked = false;
    if (is_going) {
        mark_flush(keep->eye);
        return;
    }
    for (unsigned i = 0; i < keep->roots->count; i++)
        if (!keep->roots->list[i].is_missing)
            watch_root(keep, &keep->roots->list[i], true);
    note_unseen(keep, since_ms);
    tell_slept(keep);
    keep->canary_ms = clock_monotonic_ms() + KEEP_FIRST_MS;
}
