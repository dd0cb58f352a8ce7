/* Raw -> events. Owns the words; must not send, count or remember anything. In: what the answering thread saw, the
 * folders' paths, the roots' templates. Out: events without id and host. */
#include "agent/watch/describe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/tree/around.h"
#include "agent/watch/harm/harm.h"
#include "agent/watch/tree/links.h"
#include "agent/watch/eye/place.h"
#include "agent/watch/session/session.h"

/* What is described seconds after it happened must not pass for a link: a loaded watch is that late at most. */
enum { LINK_AGE_MS = 10000 };

static void name_session(struct describe *describe, const struct identity *who, struct event *event)
{
    static const char *const locks[] = {[LOCK_UNKNOWN] = "", [LOCK_OPEN] = " locked=no", [LOCK_LOCKED] = " locked=yes"};
    struct session_view view = {.id = ""};
    size_t used = strlen(event->evidence);

    if (who->session == (uint32_t)IDENTITY_UNSET)
        return;
    if (describe->sessions)
        sessions_find(describe->sessions, who->loginuid, who->session, &view);
    else
        text_format(view.id, sizeof(view.id), "%u", who->session);
    text_copy(event->session, sizeof(event->session), view.id);
    text_format(event->evidence + used, sizeof(event->evidence) - used, "%s%s%s", view.seat[0] ? " seat=" : "",
                view.seat, view.lock < sizeof(locks) / sizeof(locks[0]) ? locks[view.lock] : "");
}

/* A process chooses this name itself, and other parts read words in the evidence: it is one word, whatever it holds. */
static void put_comm(const char *comm, char word[sizeof(((struct identity *)0)->comm)])
{
    text_copy(word, sizeof(((struct identity *)0)->comm), comm);
    for (; *word; word++)
        if (*word == ' ' || *word == ';')
            *word = '_';
}

static void name_person(struct describe *describe, const struct raw *raw, struct event *event)
{
    const struct identity *who = &raw->who;
    char comm[sizeof(who->comm)];

    event->pid = raw->pid;
    event->uid = UINT32_MAX;
    event->named = raw->named;
    if (raw->named == NAMED_GONE) {
        text_format(event->reason, sizeof(event->reason), "the process was gone before anyone could look");
        return;
    }
    put_comm(who->comm, comm);
    event->uid = who->uid;
    text_copy(event->program, sizeof(event->program), who->exe[0] ? who->exe : who->comm);
    if (who->loginuid == (uint32_t)IDENTITY_UNSET) {
        event->named = NAMED_NOBODY;
        if (!who->exe[0] && who->uid == 0) /* a part of the kernel: nfsd */
            text_format(event->program, sizeof(event->program), "[%s]", who->comm);
        text_format(event->evidence, sizeof(event->evidence), "loginuid=unset uid=%u comm=%s", who->uid, comm);
        return;
    }
    text_copy(event->login, sizeof(event->login), naming_login(&describe->naming, who->loginuid));
    text_format(event->evidence, sizeof(event->evidence), "loginuid=%u uid=%u comm=%s", who->loginuid, who->uid, comm);
    name_session(describe, who, event);
}

void describe_access(struct describe *describe, const struct raw *raw, enum event_action action, struct event *event)
{
    memset(event, 0, sizeof(*event));
    event->time_ms = raw->time_ms;
    event->kind = EVENT_ACCESS;
    event->action = (uint8_t)action;
    event->source = SOURCE_FILE;
    event->outcome = OUTCOME_OK;
    event->count = 1;
    event->dev = raw->dev;
    event->ino = raw->ino;
    name_person(describe, raw, event);
}

/* A folder's name ends with a slash, so that its removal is not taken for a record's. */
static void put_place(const struct describe *describe, const char *path, bool is_folder, char object[EVENT_PATH_SIZE],
                      char patient[EVENT_PATIENT_SIZE])
{
    size_t length;

    root_patient(describe->roots, path, is_folder, object, patient);
    length = strlen(object);
    if (is_folder && length + 1 < EVENT_PATH_SIZE)
        memcpy(object + length, "/", 2);
}

static void place_of(const struct describe *describe, const char *path, bool is_folder, struct event *event)
{
    put_place(describe, path, is_folder, event->object, event->patient);
}

/* A folder that was moved out of the watched ones stays watched: its old place tells whose record it is. */
static bool find_home(const struct describe *describe, const char *path, struct event *event)
{
    const char *name = strrchr(path, '/');
    const struct folder *home;
    char folder[FOLDER_PATH_SIZE];
    struct stat status;

    if (!name || name == path)
        return false;
    text_format(folder, sizeof(folder), "%.*s", (int)(name - path), path);
    if (stat(folder, &status) < 0 || !(home = folder_at(describe->folders, status.st_dev, status.st_ino)) ||
        !text_format(folder, sizeof(folder), "%s%s", home->path, name))
        return false;
    place_of(describe, folder, false, event);
    return true;
}

/* What the kernel calls the file is no name of it for us. Another patient's name must not pass for its own; that of a
 * file which is gone since (saved anew, for instance) stays, for nobody reads in secret by deleting. */
static void find_place(const struct describe *describe, const struct raw *raw, struct event *event)
{
    const char *near = root_near(describe->roots, raw->dev), *linked;
    char path[FOLDER_PATH_SIZE];
    bool is_found, is_gone, is_other;

    if (!near && describe->around)
        near = around_near(describe->around, raw->dev);
    linked = describe->links ? links_path(describe->links, raw->dev, raw->ino) : NULL;
    is_found = linked && text_copy(path, sizeof(path), linked) && place_is(raw, path);
    is_found = is_found || place_find(raw, near, path, sizeof(path));
    is_gone = !is_found && errno == ESTALE;
    is_other = is_found && strcmp(path, raw->path) != 0;
    if (!is_found)
        text_copy(path, sizeof(path), raw->path);
    if (!root_patient(describe->roots, path, false, event->object, event->patient) && find_home(describe, path, event))
        is_found = is_other = true;
    if (is_other)
        text_format(event->reason, sizeof(event->reason), "it was opened by another path: %.200s", raw->path);
    if (is_found || is_gone)
        return;
    event->patient[0] = '\0';
    text_copy(event->reason, sizeof(event->reason), "where the file lies cannot be told: the path is its opener's");
}

/* A further name of a record, within the folders but nobody's by its place, is the record's whose name is known. */
static void find_patient(const struct describe *describe, const struct raw *raw, struct event *event)
{
    const char *linked = describe->links ? links_path(describe->links, raw->dev, raw->ino) : NULL;

    if (event->patient[0] || !linked)
        return;
    text_format(event->reason, sizeof(event->reason), "it was opened by another name: %.200s", raw->path);
    root_patient(describe->roots, linked, false, event->object, event->patient);
}

static int describe_open(struct describe *describe, const struct raw *raw, struct described *told)
{
    struct event *event = &told->event;

    told->where = ACTS_RECORD;
    describe_access(describe, raw, ACTION_READ, event);
    event->bytes = raw->size;
    if (!root_patient(describe->roots, raw->path, false, event->object, event->patient) || !place_is(raw, raw->path))
        find_place(describe, raw, event);
    find_patient(describe, raw, event);
    return 1;
}

bool describe_path(const struct describe *describe, const struct place *place, char *path, size_t size)
{
    const struct folder *known = folder_find(describe->folders, &place->folder);
    char found[FOLDER_PATH_SIZE];
    const char *folder = known ? known->path : found;

    if (!known && !(describe->around && around_path(describe->around, &place->folder, found, sizeof(found)))) {
        text_copy(path, size, place->name);
        return false;
    }
    return strcmp(place->name, ".") == 0
               ? text_copy(path, size, folder)
               : text_format(path, size, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, place->name);
}

/* Only for what still stands there; a file of another name may have taken the place, so this is never used to name
 * anybody. */
static void number_file(const char *path, struct event *event)
{
    struct stat status;

    if (path[0] == '/' && lstat(path, &status) == 0) {
        event->dev = status.st_dev;
        event->ino = status.st_ino;
        event->bytes = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
    }
}

/* Made under one name, written to under another, and that one removed: a record would be spoilt, and all that was told
 * of it the making and removing of a temporary file. The kernel tells a link like a new file; its birth is an old one.
 */
static void note_link(const char *path, struct event *event)
{
    struct statx about;

    if (path[0] == '/' && statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_BTIME, &about) == 0 &&
        S_ISREG(about.stx_mode) && (about.stx_mask & STATX_BTIME) &&
        event->time_ms - (about.stx_btime.tv_sec * 1000 + about.stx_btime.tv_nsec / 1000000) > LINK_AGE_MS)
        text_copy(event->reason, sizeof(event->reason), LINK_REASON);
}

/* A name that is gone again when it is looked at: the file it was may stand under another. */
static bool find_linked(const struct describe *describe, const struct raw *raw, char path[FOLDER_PATH_SIZE])
{
    const struct folder *known = folder_find(describe->folders, &raw->at[0].folder);
    const char *near = known ? root_near(describe->roots, known->dev) : NULL;

    return place_file(&raw->target, near, path, FOLDER_PATH_SIZE) && root_holds(describe->roots, path);
}

static void describe_rename(struct describe *describe, const struct raw *raw, struct event *event)
{
    char from[FOLDER_PATH_SIZE], to[FOLDER_PATH_SIZE], patient[EVENT_PATIENT_SIZE];
    bool knows_to, leaves;

    describe_access(describe, raw, ACTION_RENAME, event);
    knows_to = raw->at[1].name[0] && describe_path(describe, &raw->at[1], to, sizeof(to));
    if (knows_to && (!raw->at[0].name[0] || !describe_path(describe, &raw->at[0], from, sizeof(from)) ||
                     !root_holds(describe->roots, from))) {
        /* Moved in from a folder that is not watched: for the records it is a new file. */
        event->action = ACTION_CREATE;
        place_of(describe, to, raw->is_folder, event);
        number_file(to, event);
        text_copy(event->reason, sizeof(event->reason), "it was moved in from a folder that is not watched");
        return;
    }
    describe_path(describe, &raw->at[0], from, sizeof(from));
    place_of(describe, from, raw->is_folder, event);
    if (!raw->at[1].name[0]) {
        text_copy(event->reason, sizeof(event->reason), "it was moved to a folder that is not watched");
        return;
    }
    leaves = knows_to && !root_holds(describe->roots, to);
    put_place(describe, to, raw->is_folder, event->to, patient);
    number_file(to, event);
    if (leaves)
        text_copy(event->reason, sizeof(event->reason), "it was moved to a folder that is not watched");
}

static bool is_ours(const struct describe *describe, const struct place *place)
{
    char path[FOLDER_PATH_SIZE];

    return place->name[0] && describe_path(describe, place, path, sizeof(path)) && root_holds(describe->roots, path);
}

/* A rename beside the records is no matter of theirs; it is told because the whole file system's are. */
static bool is_beside(const struct describe *describe, const struct raw *raw)
{
    return (raw->changes & RAW_RENAMED) && describe->around && !is_ours(describe, &raw->at[0]) &&
           !is_ours(describe, &raw->at[1]);
}

static int describe_change(struct describe *describe, const struct raw *raw, struct described list[DESCRIBE_MAX])
{
    static const struct {
        uint32_t change;
        enum event_action action;
        enum acts_where where;
    } actions[DESCRIBE_MAX] = {{RAW_CREATED, ACTION_CREATE, ACTS_RECORD}, {RAW_OPENED, ACTION_READ, ACTS_RECORD},
                               {RAW_WRITTEN, ACTION_UPDATE, ACTS_RECORD}, {RAW_CLOSED, ACTION_UPDATE, ACTS_CLOSED},
                               {RAW_RENAMED, ACTION_RENAME, ACTS_RECORD}, {RAW_DELETED, ACTION_DELETE, ACTS_RECORD}};
    char path[FOLDER_PATH_SIZE];
    int count = 0;

    if (is_beside(describe, raw))
        return 0;
    for (int i = 0; i < DESCRIBE_MAX; i++) {
        struct event *event = &list[count].event;

        /* A folder is read when it is listed, and "written" when its time is set (utimensat(2), mtime alone). */
        if (!(raw->changes & actions[i].change) ||
            (raw->is_folder && (actions[i].action == ACTION_READ || actions[i].action == ACTION_UPDATE)))
            continue;
        list[count++].where = actions[i].where;
        if (actions[i].action == ACTION_RENAME) {
            describe_rename(describe, raw, event);
            continue;
        }
        describe_access(describe, raw, actions[i].action, event);
        if (!describe_path(describe, &raw->at[0], path, sizeof(path)))
            text_copy(event->reason, sizeof(event->reason), "its folder is not known by name");
        place_of(describe, path, raw->is_folder, event);
        if (actions[i].action == ACTION_DELETE)
            continue;
        number_file(path, event);
        if (!event->ino && !raw->is_folder && find_linked(describe, raw, path)) {
            if (actions[i].action == ACTION_CREATE)
                text_copy(event->reason, sizeof(event->reason), LINK_REASON);
            else
                place_of(describe, path, false, event);
            number_file(path, event);
        } else if (actions[i].action == ACTION_CREATE) {
            note_link(path, event);
        }
    }
    return count;
}

/* A file that came to be, whole, outside the record folders. */
static int describe_around(struct describe *describe, const struct raw *raw, struct described *told)
{
    bool is_moved = (raw->changes & RAW_RENAMED) && raw->at[1].name[0];
    const struct place *place = &raw->at[is_moved];
    char path[FOLDER_PATH_SIZE];

    if (raw->is_folder || !(is_moved || (raw->changes & RAW_CLOSED)) ||
        !describe_path(describe, place, path, sizeof(path)) || root_holds(describe->roots, path))
        return 0;
    told->where =
        describe->around && around_is_removable(describe->around, &place->folder) ? ACTS_REMOVABLE : ACTS_ELSEWHERE;
    describe_access(describe, raw, ACTION_CREATE, &told->event);
    text_copy(told->event.object, sizeof(told->event.object), path);
    number_file(path, &told->event);
    return 1;
}

void describe_own(struct event *event, enum event_kind kind, enum event_action action, int64_t time_ms,
                  const char *object, uint32_t count)
{
    memset(event, 0, sizeof(*event));
    event->time_ms = time_ms;
    event->kind = (uint8_t)kind;
    event->action = (uint8_t)action;
    event->source = SOURCE_AGENT;
    event->count = count ? count : 1;
    event->uid = UINT32_MAX;
    text_copy(event->object, sizeof(event->object), object);
}

static int describe_gap(const struct raw *raw, struct event *event)
{
    char since[CLOCK_TEXT_SIZE];

    describe_own(event, EVENT_INTEGRITY, ACTION_GAP, raw->time_ms, "", raw->kind == RAW_LOST ? raw->code : 1);
    if (raw->kind == RAW_OVERFLOW && raw->code == 1) {
        text_copy(event->evidence, sizeof(event->evidence), "around"); /* an everyday gap: so much is written */
        text_copy(event->reason, sizeof(event->reason),
                  "the kernel's queue about files beside the records was full: copies of records may have gone unseen, "
                  "accesses have not");
    } else if (raw->kind == RAW_OVERFLOW)
        text_copy(event->reason, sizeof(event->reason),
                  "the kernel's queue was full: changes to records went unseen, nobody knows how many");
    else if (raw->kind == RAW_FAULT)
        text_format(event->reason, sizeof(event->reason),
                    "an event could not be read (%s): somebody's open of a record may have been refused",
                    strerror((int)raw->code));
    else
        text_format(event->reason, sizeof(event->reason),
                    "%u events since %s came faster than they could be taken, and are lost", raw->code,
                    clock_text(since, raw->since_ms));
    return 1;
}

int describe_raw(struct describe *describe, const struct raw *raw, struct described list[DESCRIBE_MAX])
{
    list[0].where = ACTS_RECORD;
    switch (raw->kind) {
    case RAW_OPEN:
        return describe_open(describe, raw, &list[0]);
    case RAW_CHANGE:
        return describe_change(describe, raw, list);
    case RAW_AROUND:
        return describe_around(describe, raw, &list[0]);
    case RAW_OVERFLOW:
    case RAW_FAULT:
    case RAW_LOST:
        return describe_gap(raw, &list[0].event);
    default:
        return 0;
    }
}
