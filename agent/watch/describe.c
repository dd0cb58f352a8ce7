/* Raw -> events. Owns the words; must not send, count or remember anything. In: what the answering thread saw, the
 * folders' paths, the roots' templates. Out: events without id and host. */
#include "describe.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/place.h"

static void name_person(struct describe *describe, const struct raw *raw, struct event *event)
{
    const struct identity *who = &raw->who;

    event->pid = raw->pid;
    event->uid = UINT32_MAX;
    event->named = raw->named;
    if (raw->named == NAMED_GONE) {
        text_format(event->reason, sizeof(event->reason), "the process was gone before anyone could look");
        return;
    }
    event->uid = who->uid;
    text_copy(event->program, sizeof(event->program), who->exe[0] ? who->exe : who->comm);
    if (who->session != (uint32_t)IDENTITY_UNSET)
        text_format(event->session, sizeof(event->session), "%u", who->session);
    if (who->loginuid == (uint32_t)IDENTITY_UNSET) {
        event->named = NAMED_NOBODY;
        text_format(event->evidence, sizeof(event->evidence), "loginuid=unset uid=%u comm=%s", who->uid, who->comm);
        return;
    }
    text_copy(event->login, sizeof(event->login), naming_login(&describe->naming, who->loginuid));
    text_format(event->evidence, sizeof(event->evidence), "loginuid=%u uid=%u comm=%s", who->loginuid, who->uid,
                who->comm);
}

static void access_of(struct describe *describe, const struct raw *raw, enum event_action action, struct event *event)
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
    const char *name = strrchr(path, '/'), *home;
    char folder[FOLDER_PATH_SIZE];
    struct stat status;

    if (!name || name == path)
        return false;
    text_format(folder, sizeof(folder), "%.*s", (int)(name - path), path);
    if (stat(folder, &status) < 0 || !(home = folder_at(describe->folders, status.st_dev, status.st_ino)) ||
        !text_format(folder, sizeof(folder), "%s%s", home, name))
        return false;
    place_of(describe, folder, false, event);
    return true;
}

/* What the kernel calls the file is no name of it for us. Another patient's name must not pass for its own; that of a
 * file which is gone since (saved anew, for instance) stays, for nobody reads in secret by deleting. */
static void find_place(const struct describe *describe, const struct raw *raw, struct event *event)
{
    char path[FOLDER_PATH_SIZE];
    bool is_found = place_find(raw, folder_on(describe->folders, raw->dev), path, sizeof(path));
    bool is_gone = !is_found && errno == ESTALE;
    bool is_other = is_found && strcmp(path, raw->path) != 0;

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

static int describe_open(struct describe *describe, const struct raw *raw, struct event *event)
{
    access_of(describe, raw, ACTION_READ, event);
    if (!root_patient(describe->roots, raw->path, false, event->object, event->patient) || !place_is(raw, raw->path))
        find_place(describe, raw, event);
    return 1;
}

bool describe_path(const struct describe *describe, const struct place *place, char *path, size_t size)
{
    const char *folder = folder_path(describe->folders, &place->folder);

    if (!folder) {
        text_copy(path, size, place->name);
        return false;
    }
    return strcmp(place->name, ".") == 0 ? text_copy(path, size, folder)
                                         : text_format(path, size, "%s/%s", folder, place->name);
}

/* Only for what still stands there; a file of another name may have taken the place, so this is never used to name
 * anybody. */
static void number_file(const char *path, struct event *event)
{
    struct stat status;

    if (path[0] == '/' && lstat(path, &status) == 0) {
        event->dev = status.st_dev;
        event->ino = status.st_ino;
    }
}

static void describe_rename(struct describe *describe, const struct raw *raw, struct event *event)
{
    char from[FOLDER_PATH_SIZE], to[FOLDER_PATH_SIZE], patient[EVENT_PATIENT_SIZE];

    access_of(describe, raw, ACTION_RENAME, event);
    if (!raw->at[0].name[0]) {
        /* Moved in from a folder that is not watched: for the records it is a new file. */
        event->action = ACTION_CREATE;
        describe_path(describe, &raw->at[1], to, sizeof(to));
        place_of(describe, to, raw->is_folder, event);
        number_file(to, event);
        return;
    }
    describe_path(describe, &raw->at[0], from, sizeof(from));
    place_of(describe, from, raw->is_folder, event);
    if (!raw->at[1].name[0]) {
        text_copy(event->reason, sizeof(event->reason), "it was moved to a folder that is not watched");
        return;
    }
    describe_path(describe, &raw->at[1], to, sizeof(to));
    put_place(describe, to, raw->is_folder, event->to, patient);
    number_file(to, event);
}

static int describe_change(struct describe *describe, const struct raw *raw, struct event events[DESCRIBE_MAX])
{
    static const struct {
        uint32_t change;
        enum event_action action;
    } actions[] = {{RAW_CREATED, ACTION_CREATE},
                   {RAW_OPENED, ACTION_READ},
                   {RAW_WRITTEN, ACTION_UPDATE},
                   {RAW_RENAMED, ACTION_RENAME},
                   {RAW_DELETED, ACTION_DELETE}};
    char path[FOLDER_PATH_SIZE];
    int count = 0;

    for (int i = 0; i < DESCRIBE_MAX; i++) {
        struct event *event = &events[count];

        if (!(raw->changes & actions[i].change) || (actions[i].action == ACTION_READ && raw->is_folder))
            continue;
        count++;
        if (actions[i].action == ACTION_RENAME) {
            describe_rename(describe, raw, event);
            continue;
        }
        access_of(describe, raw, actions[i].action, event);
        if (!describe_path(describe, &raw->at[0], path, sizeof(path)))
            text_copy(event->reason, sizeof(event->reason), "its folder is not known by name");
        place_of(describe, path, raw->is_folder, event);
        if (actions[i].action != ACTION_DELETE)
            number_file(path, event);
    }
    return count;
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

int describe_raw(struct describe *describe, const struct raw *raw, struct event events[DESCRIBE_MAX])
{
    char since[CLOCK_TEXT_SIZE];

    switch (raw->kind) {
    case RAW_OPEN:
        return describe_open(describe, raw, &events[0]);
    case RAW_CHANGE:
        return describe_change(describe, raw, events);
    case RAW_OVERFLOW:
        describe_own(&events[0], EVENT_INTEGRITY, ACTION_GAP, raw->time_ms, "", 1);
        text_copy(events[0].reason, sizeof(events[0].reason),
                  "the kernel's queue was full: changes to records went unseen, nobody knows how many");
        return 1;
    case RAW_FAULT:
        describe_own(&events[0], EVENT_INTEGRITY, ACTION_GAP, raw->time_ms, "", 1);
        text_format(events[0].reason, sizeof(events[0].reason),
                    "an event could not be read (%s): somebody's open of a record may have been refused",
                    strerror((int)raw->code));
        return 1;
    case RAW_LOST:
        describe_own(&events[0], EVENT_INTEGRITY, ACTION_GAP, raw->time_ms, "", raw->code);
        text_format(events[0].reason, sizeof(events[0].reason),
                    "%u events since %s came faster than they could be taken, and are lost", raw->code,
                    clock_text(since, raw->since_ms));
        return 1;
    default:
        return 0;
    }
}
