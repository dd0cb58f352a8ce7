/* Records with further names. Owns the two tables; must not look at any file. In: what the inventory finds, what the
 * eye sees being linked. Out: a path for a number. */
#include "agent/watch/tree/links.h"

#include <stdlib.h>
#include <string.h>

struct links {
    struct {
        uint64_t dev, ino;
        char *path; /* NULL = free */
    } known[LINKS_MAX];
    size_t next; /* where the next one goes */
    struct {
        struct event event;
        int64_t since_ms; /* 0 = free */
    } awaited[LINKS_AWAITED];
};

struct links *links_make(void)
{
    return calloc(1, sizeof(struct links));
}

void links_free(struct links *links)
{
    for (size_t i = 0; i < LINKS_MAX; i++)
        free(links->known[i].path);
    free(links);
}

static size_t find(const struct links *links, uint64_t dev, uint64_t ino)
{
    size_t i = 0;

    while (i < LINKS_MAX && !(links->known[i].path && links->known[i].ino == ino && links->known[i].dev == dev))
        i++;
    return i;
}

void links_put(struct links *links, uint64_t dev, uint64_t ino, const char *path)
{
    size_t at = find(links, dev, ino);
    char *copy = strdup(path);

    if (!copy)
        return;
    if (at == LINKS_MAX) {
        at = links->next;
        links->next = (links->next + 1) % LINKS_MAX;
    }
    free(links->known[at].path);
    links->known[at].dev = dev;
    links->known[at].ino = ino;
    links->known[at].path = copy;
}

const char *links_path(const struct links *links, uint64_t dev, uint64_t ino)
{
    size_t at = find(links, dev, ino);

    return at < LINKS_MAX ? links->known[at].path : NULL;
}

bool links_await(struct links *links, const struct event *event, int64_t now_ms)
{
    for (size_t i = 0; i < LINKS_AWAITED; i++)
        if (links->awaited[i].since_ms == 0) {
            links->awaited[i].event = *event;
            links->awaited[i].since_ms = now_ms ? now_ms : 1;
            return true;
        }
    return false;
}

bool links_take(struct links *links, int64_t now_ms, struct event *event)
{
    for (size_t i = 0; i < LINKS_AWAITED; i++) {
        const struct event *waiting = &links->awaited[i].event;

        if (links->awaited[i].since_ms == 0 ||
            (now_ms - links->awaited[i].since_ms < LINKS_WAIT_MS && !links_path(links, waiting->dev, waiting->ino)))
            continue;
        *event = *waiting;
        links->awaited[i].since_ms = 0;
        return true;
    }
    return false;
}
