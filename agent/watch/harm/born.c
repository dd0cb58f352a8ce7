/* What came to be lately. Owns the last births and deaths of names, by login. Must not know what is in a file. In:
 * creates and renames, as they happen; deletes. Out: how a name came to be, and what lies beside it. Bounded: when more
 * comes in ten minutes than there is room for, the oldest are forgotten, and then count as having been there before. */
#include "agent/watch/harm/born.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

enum { BIRTHS = 4096 /* 1.2 MiB */, DEATHS = 1024, FOLDERS = 256, LATELY_MS = 10 * 60 * 1000 };

struct birth {
    int64_t at_ms;
    int32_t pid;
    enum born_origin origin;
    char name[256]; /* NAME_MAX and NUL */
};

struct born {
    uint64_t names[BIRTHS], folders[BIRTHS]; /* with the login, one number each; beside the rest, to be run through */
    struct birth births[BIRTHS];
    size_t born; /* so many were noted in all */
    uint64_t gone_names[DEATHS];
    int64_t gone_ms[DEATHS];
    size_t gone;
    uint64_t new_names[FOLDERS]; /* folders that were made, but for those in such ones */
    int64_t new_ms[FOLDERS];
    size_t made;
};

struct born *born_new(void)
{
    return calloc(1, sizeof(struct born));
}

void born_free(struct born *born)
{
    free(born);
}

static uint64_t hash(uint64_t seed, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) /* FNV-1a */
        seed = (seed ^ (unsigned char)text[i]) * 0x100000001b3U;
    return seed;
}

static uint64_t number_of(const struct event *event, const char *text, size_t length)
{
    return hash(hash(0xcbf29ce484222325U, event->login, strlen(event->login) + 1), text, length);
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static const struct birth *find(const struct born *born, const struct event *event, int64_t now_ms)
{
    uint64_t name = number_of(event, event->object, strlen(event->object));

    for (size_t i = 0; i < BIRTHS && i < born->born; i++) {
        size_t at = (born->born - 1 - i) % BIRTHS;

        if (born->names[at] == name)
            return now_ms - born->births[at].at_ms <= LATELY_MS ? &born->births[at] : NULL;
    }
    return NULL;
}

/* What lies in a folder that was just made was made since, also where that was too fast to be seen. */
bool born_in_new(const struct born *born, const struct event *event, int64_t now_ms)
{
    for (size_t length = 1; event->object[length - 1] && event->object[length]; length++) {
        uint64_t name;

        if (event->object[length - 1] != '/')
            continue;
        name = number_of(event, event->object, length);
        for (size_t i = 0; i < FOLDERS && i < born->made; i++)
            if (born->new_names[i] == name && now_ms - born->new_ms[i] <= LATELY_MS)
                return true;
    }
    return false;
}

enum born_origin born_how(const struct born *born, const struct event *event, int64_t now_ms)
{
    const struct birth *birth = find(born, event, now_ms);

    return birth ? birth->origin : born_in_new(born, event, now_ms) ? BORN_MADE : BORN_BEFORE;
}

bool born_by_itself(const struct born *born, const struct event *event, int64_t now_ms)
{
    const struct birth *birth = find(born, event, now_ms);

    return birth && birth->origin == BORN_MADE && birth->pid == event->pid;
}

static bool was_deleted(const struct born *born, const struct event *event, int64_t now_ms)
{
    uint64_t name = number_of(event, event->object, strlen(event->object));

    for (size_t i = 0; i < DEATHS && i < born->gone; i++)
        if (born->gone_names[i] == name && now_ms - born->gone_ms[i] <= LATELY_MS)
            return true;
    return false;
}

void born_note_gone(struct born *born, const struct event *event, int64_t now_ms)
{
    size_t at = born->gone++ % DEATHS;

    born->gone_names[at] = number_of(event, event->object, strlen(event->object));
    born->gone_ms[at] = now_ms;
}

static void note_folder(struct born *born, const struct event *event, int64_t now_ms)
{
    size_t at;

    if (event->action != ACTION_CREATE || born_in_new(born, event, now_ms))
        return;
    at = born->made++ % FOLDERS;
    born->new_names[at] = number_of(event, event->object, strlen(event->object));
    born->new_ms[at] = now_ms;
}

void born_note(struct born *born, const struct event *event, const char *path, int64_t now_ms)
{
    const char *object = event->action == ACTION_RENAME ? event->to : event->object, *name = last_name(path);
    enum born_origin origin = BORN_MADE;
    size_t length = strlen(object), at;

    if (length > 0 && object[length - 1] == '/') {
        note_folder(born, event, now_ms);
        return;
    }
    if (event->action == ACTION_RENAME)
        origin = born_how(born, event, now_ms) == BORN_BEFORE ? BORN_BEFORE : BORN_OVER;
    else if (was_deleted(born, event, now_ms))
        origin = BORN_OVER;
    at = born->born++ % BIRTHS;
    born->names[at] = number_of(event, object, strlen(object));
    born->folders[at] = number_of(event, path, (size_t)(name - path));
    born->births[at] = (struct birth){.at_ms = now_ms, .pid = event->pid, .origin = origin};
    text_copy(born->births[at].name, sizeof(born->births[at].name), name);
}

static bool is_beside(const char *other, const char *name)
{
    const char *dot = strrchr(name, '.');
    size_t whole = strlen(name), stem = dot && dot != name ? (size_t)(dot - name) : whole;

    return strcmp(other, name) != 0 && ((strncmp(other, name, whole) == 0 && other[whole] == '.') ||
                                        (strncmp(other, name, stem) == 0 && other[stem] == '.'));
}

const char *born_beside(const struct born *born, const struct event *event, const char *path, int64_t now_ms,
                        size_t *at)
{
    const char *name = last_name(path);
    uint64_t folder = number_of(event, path, (size_t)(name - path));

    while (*at < BIRTHS && *at < born->born) {
        size_t slot = (born->born - 1 - (*at)++) % BIRTHS;
        const struct birth *birth = &born->births[slot];

        if (born->folders[slot] == folder && now_ms - birth->at_ms <= LATELY_MS && is_beside(birth->name, name))
            return birth->name;
    }
    return NULL;
}
