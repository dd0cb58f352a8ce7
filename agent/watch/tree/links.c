/* Records with further names. Owns the two tables; must not look at any file. In: what the inventory finds, what the
 * eye sees being linked. Out: a path for a number. */
#include "agent/watch/tree/links.h"

#include <stdlib.h>
#include <string.h>

struct link {
    uint64_t dev, ino;
    char *path;     /* NULL = free */
    uint16_t after; /* in its chain: 1 + its place in `known`, 0 = none */
};

struct links {
    struct link known[LINKS_MAX];
    uint16_t chains[LINKS_MAX]; /* each begins so: every open asks, and nearly no record has a second name */
    size_t next;                /* where the next one goes */
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

static size_t chain_of(uint64_t dev, uint64_t ino)
{
    return (dev ^ ino) % LINKS_MAX;
}

/* 1 + its place in `known`; 0 = it is not there. */
static uint16_t find(const struct links *links, uint64_t dev, uint64_t ino)
{
    uint16_t at = links->chains[chain_of(dev, ino)];

    while (at && !(links->known[at - 1].ino == ino && links->known[at - 1].dev == dev))
        at = links->known[at - 1].after;
    return at;
}

static void forget(struct links *links, uint16_t gone)
{
    struct link *link = &links->known[gone - 1];
    uint16_t *at = &links->chains[chain_of(link->dev, link->ino)];

    while (*at != gone)
        at = &links->known[*at - 1].after;
    *at = link->after;
    free(link->path);
    link->path = NULL;
}

/* As find: a place for it, without a path; the oldest one's where all are taken. */
static uint16_t add(struct links *links, uint64_t dev, uint64_t ino)
{
    uint16_t *chain = &links->chains[chain_of(dev, ino)], at = (uint16_t)(links->next + 1);

    links->next = at % LINKS_MAX;
    if (links->known[at - 1].path)
        forget(links, at);
    links->known[at - 1] = (struct link){.dev = dev, .ino = ino, .after = *chain};
    *chain = at;
    return at;
}

void links_put(struct links *links, uint64_t dev, uint64_t ino, const char *path)
{
    uint16_t at = find(links, dev, ino);
    char *copy = strdup(path);

    if (!copy)
        return;
    if (!at)
        at = add(links, dev, ino);
    free(links->known[at - 1].path);
    links->known[at - 1].path = copy;
}

const char *links_path(const struct links *links, uint64_t dev, uint64_t ino)
{
    uint16_t at = find(links, dev, ino);

    return at ? links->known[at - 1].path : NULL;
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
