/* Which files were made lately and by whom. Owns the forgetting. Must not own: what follows from it (acts.c). In: who
 * made what, monotonic times. Out: the same, for ten minutes. */
#include "agent/watch/acts/made.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 4096 };

struct made {
    struct made_file *buckets[BUCKETS];
    struct made_file *all[MADE_MAX]; /* a ring; NULL where one was forgotten */
    unsigned next;
};

struct made *made_make(void)
{
    return calloc(1, sizeof(struct made));
}

void made_free(struct made *made)
{
    if (!made)
        return;
    for (unsigned i = 0; i < MADE_MAX; i++)
        free(made->all[i]);
    free(made);
}

static size_t bucket_of(const char *object)
{
    uint64_t key = 14695981039346656037U; /* FNV-1a */

    for (; *object; object++)
        key = (key ^ (uint8_t)*object) * 1099511628211U;
    return key % BUCKETS;
}

static void forget(struct made *made, struct made_file *file)
{
    struct made_file **at = &made->buckets[bucket_of(file->object)];

    while (*at != file)
        at = &(*at)->next;
    *at = file->next;
    made->all[file->place] = NULL;
    free(file);
}

static struct made_file *find(const struct made *made, const char *object)
{
    struct made_file *file = made->buckets[bucket_of(object)];

    while (file && strcmp(file->object, object) != 0)
        file = file->next;
    return file;
}

void made_forget(struct made *made, const char *object)
{
    struct made_file *file = find(made, object);

    if (file)
        forget(made, file);
}

struct made_file *made_find(const struct made *made, const char *object, int64_t now_ms)
{
    struct made_file *file = find(made, object);

    return file && now_ms - file->since_ms <= MADE_MS ? file : NULL;
}

static char *put_text(char *at, const char *text, const char **place)
{
    size_t size = strlen(text) + 1;

    memcpy(at, text, size);
    if (place)
        *place = at;
    return at + size;
}

/* Without memory it stays unknown: what goes again is then told as a record's loss. */
static struct made_file *fill(const struct event *event, const char *object, const char *of)
{
    struct made_file *file =
        malloc(sizeof(*file) + strlen(object) + strlen(event->login) + strlen(event->program) + strlen(of) + 4);
    char *at;

    if (!file)
        return NULL;
    memset(file, 0, sizeof(*file));
    at = put_text(file->object, object, NULL);
    at = put_text(at, event->login, &file->login);
    at = put_text(at, event->program, &file->program);
    put_text(at, of, &file->of);
    file->dev = event->dev;
    file->ino = event->ino;
    file->uid = event->uid;
    file->pid = event->pid;
    return file;
}

void made_note(struct made *made, const struct event *event, const char *object, enum made_how how, const char *of,
               int64_t now_ms)
{
    struct made_file *file, **bucket = &made->buckets[bucket_of(object)];

    made_forget(made, object);
    if (made->all[made->next])
        forget(made, made->all[made->next]);
    file = fill(event, object, of);
    if (!file)
        return;
    file->since_ms = now_ms;
    file->how = (uint8_t)how;
    file->is_open = how == MADE_ANEW;
    file->place = made->next;
    made->all[made->next] = file;
    made->next = (made->next + 1) % MADE_MAX;
    file->next = *bucket;
    *bucket = file;
}

bool made_by(const struct made_file *file, const struct event *event)
{
    if (strcmp(file->login, event->login) != 0)
        return false;
    return event->login[0] ||
           (event->named == NAMED_NOBODY && event->uid == file->uid && strcmp(file->program, event->program) == 0);
}
