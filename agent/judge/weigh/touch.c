/* What an event did to which records. Owns: how reads, saves, renames and deletes of files and of record systems come
 * down to a few terms. Must not own: any count or window. In: an event. Out: up to four touches.
 *
 * A save is many events: write a temporary file, rename it over the record, delete the temporary or a backup. Therefore
 * a rename is told as all that it may mean, and past.c, which remembers the names, strikes out what meant nothing. */
#include "touch.h"

#include <string.h>
#include <strings.h>

#include <confide/case.h>

#include "agent/base/text.h"

#include "agent/judge/context/names.h"

enum { SEED_RECORD = 1, SEED_PATIENT };

bool touch_is_look(const struct event *event)
{
    return event->kind == EVENT_ACCESS &&
           (event->action == ACTION_READ || event->action == ACTION_EXPORT || event->action == ACTION_PRINT ||
            event->action == ACTION_OVERRIDE || (event->action == ACTION_SEARCH && event->patient[0]));
}

bool touch_by_daemon(const struct event *event, const struct config *config)
{
    for (unsigned i = 0; event->login[0] == '\0' && i < config->daemon_count; i++)
        if (strcmp(config->daemons[i], event->program) == 0)
            return true;
    return false;
}

/* Record systems call every result "Observation": there the patient is part of the name. */
static uint64_t name_of(const struct event *event, const char *object)
{
    uint64_t name = names_hash(SEED_RECORD, object);

    if (object[0] == '\0')
        name ^= event->dev * 0x9e3779b97f4a7c15U ^ event->ino;
    return event->source == SOURCE_FILE ? name : names_hash(name, event->patient);
}

static struct touch make(const struct event *event, enum touch_what what, uint64_t name)
{
    struct touch touch = {.time_ms = event->time_ms, .what = (uint8_t)what, .name = name};

    touch.subject = event->patient[0] ? names_hash(SEED_PATIENT, event->patient) : name;
    memcpy(touch.event, event->id, sizeof touch.event);
    text_copy(touch.patient, sizeof touch.patient, event->patient);
    return touch;
}

static struct touch *add(struct touch *touches, size_t *count, const struct event *event, enum touch_what what,
                         const char *object)
{
    touches[*count] = make(event, what, name_of(event, object));
    return &touches[(*count)++];
}

/* Its name ends with a slash. What is in it is told file by file, except where it moves as a whole. */
static bool is_folder(const struct event *event)
{
    size_t length = strlen(event->object);

    return event->source == SOURCE_FILE && length > 0 && event->object[length - 1] == '/';
}

static bool is_record_missed(const struct event *event)
{
    return event->kind == EVENT_INTEGRITY && (event->action == ACTION_VANISHED || event->action == ACTION_ALTERED);
}

uint64_t touch_record(const struct event *event)
{
    bool is_missed = is_record_missed(event);
    bool is_record = (event->kind == EVENT_ACCESS || is_missed) && event->object[0] && !is_folder(event);

    return is_record ? name_of(event, event->object) : 0;
}

unsigned touch_class(const struct touch *touch)
{
    switch (touch->what) {
    case TOUCH_LOOK:
        return CASE_INAPPROPRIATE;
    case TOUCH_GONE:
        return CASE_LOSS;
    case TOUCH_FAILED:
        return CASE_LOGIN;
    default:
        return CASE_DAMAGE;
    }
}

struct touch touch_whole(const struct event *event)
{
    return make(event, TOUCH_LOOK, touch_record(event));
}

/* Where no folder is configured (a replay of another machine's events), people's own files are no records. */
static bool is_private(const char *path)
{
    static const char *const folders[] = {"/home/", "/root/", "/tmp/", "/var/tmp/"};

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (strncmp(path, folders[i], strlen(folders[i])) == 0)
            return true;
    return false;
}

/* Inside the fixed beginning of one of the templates; everywhere, where there is no template. */
static bool in_records(const char *path, const struct config *config)
{
    for (unsigned i = 0; i < config->record_count; i++)
        if (strncmp(path, config->records[i], strcspn(config->records[i], "{")) == 0)
            return true;
    return config->record_count == 0 && !is_private(path);
}

static const char *extension(const char *path)
{
    const char *name = strrchr(path, '/'), *dot;

    name = name ? name + 1 : path;
    dot = strrchr(name, '.');
    return dot && dot != name ? dot : "";
}

/* x.pdf.locked is still the record x.pdf; of x.locked nobody knows what it was. */
static void whole_name(char name[EVENT_PATH_SIZE])
{
    char cut[EVENT_PATH_SIZE];

    text_copy(cut, sizeof cut, name);
    cut[strlen(cut) - strlen(extension(cut))] = '\0';
    if (extension(cut)[0])
        text_copy(name, EVENT_PATH_SIZE, cut);
}

static void add_harm(struct touch *touches, size_t *count, const struct event *event)
{
    char name[EVENT_PATH_SIZE];

    if (!(event->signs & SIGN_DAMAGE))
        return;
    text_copy(name, sizeof name, event->object);
    if (event->action == ACTION_UPDATE && (event->signs & SIGN_NOISE))
        whole_name(name);
    add(touches, count, event, TOUCH_HARMED, name);
}

/* Nobody knows what it holds now. Where somebody looked, only its permissions changed, or it was made by whoever
 * changes it, one knows enough. */
static bool is_uncertain(const struct event *event)
{
    return (event->signs & SIGN_DAMAGE) || !(event->signs & (SIGN_LOOKED | SIGN_WIDENED | SIGN_TEMPORARY));
}

static size_t list_rename(struct touch *touches, const struct event *event, const struct config *config)
{
    size_t count = 0;

    /* The eye does not know where a file went that left the folders it watches. What never lay in them cannot leave
     * them: events of another machine may be replayed here, whose folders have other names. */
    if (event->source == SOURCE_FILE &&
        (event->to[0] == '\0' || (in_records(event->object, config) && !in_records(event->to, config)))) {
        add(touches, &count, event, TOUCH_GONE, event->object);
        return count;
    }
    if (event->to[0] == '\0')
        return 0;
    add_harm(touches, &count, event);
    if (is_uncertain(event) && strcasecmp(extension(event->object), extension(event->to)) != 0)
        add(touches, &count, event, TOUCH_CHANGED, event->object);
    if (is_uncertain(event) && !touch_by_daemon(event, config))
        add(touches, &count, event, TOUCH_CHANGED, event->to)->is_doubtful = true;
    add(touches, &count, event, TOUCH_BORN, event->to);
    return count;
}

static size_t list_create(struct touch *touches, const struct event *event, bool is_daemon)
{
    size_t count = 0;

    add_harm(touches, &count, event);
    if (event->source == SOURCE_FILE && !is_daemon && is_uncertain(event))
        add(touches, &count, event, TOUCH_CHANGED, event->object)->is_doubtful = true;
    add(touches, &count, event, TOUCH_BORN, event->object);
    return count;
}

/* A temporary file was no record. */
static size_t list_delete(struct touch *touches, const struct event *event)
{
    size_t count = 0;

    if (event->signs & SIGN_TEMPORARY)
        return 0;
    add_harm(touches, &count, event);
    add(touches, &count, event, TOUCH_GONE, event->object);
    return count;
}

/* What a daemon writes is its daily work, unless it was looked at and is damage. */
static size_t list_update(struct touch *touches, const struct event *event, bool is_daemon)
{
    size_t count = 0;

    add_harm(touches, &count, event);
    if (is_uncertain(event) && !is_daemon)
        add(touches, &count, event, TOUCH_CHANGED, event->object);
    return count;
}

/* Each is one of its own. */
static size_t list_failure(struct touch *touches, const struct event *event)
{
    uint64_t name;

    memcpy(&name, event->id, sizeof name);
    touches[0] = make(event, TOUCH_FAILED, name);
    return 1;
}

static bool is_no_record(const struct event *event, const struct config *config)
{
    return event->source == SOURCE_FILE && event->patient[0] == '\0' && is_private(event->object) &&
           !in_records(event->object, config);
}

size_t touch_list(struct touch touches[TOUCH_MAX], const struct event *event, bool explained,
                  const struct config *config)
{
    bool is_daemon = touch_by_daemon(event, config);
    size_t count = 0;

    if (event->kind == EVENT_LOGIN && event->action == ACTION_FAIL)
        return list_failure(touches, event);
    if (event->kind != EVENT_ACCESS || event->outcome == OUTCOME_DENIED || event->outcome == OUTCOME_FAILED ||
        (is_folder(event) && event->action != ACTION_RENAME) || is_no_record(event, config))
        return 0;
    if (touch_is_look(event))
        add(touches, &count, event, TOUCH_LOOK, event->object)->is_excused = explained;
    else if (event->action == ACTION_CREATE)
        count = list_create(touches, event, is_daemon);
    else if (event->action == ACTION_UPDATE)
        count = list_update(touches, event, is_daemon);
    else if (event->action == ACTION_DELETE)
        count = list_delete(touches, event);
    else if (event->action == ACTION_RENAME)
        count = list_rename(touches, event, config);
    return count;
}
