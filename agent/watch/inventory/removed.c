/* Paths that somebody was seen removing. Owns the table: hashes with open addressing, at most three quarters full. Must
 * not hold a path: patients' ids stand in them. In: hashes (64 bits of SHA-256) and times. Out: was it, since
 * then. */
#include "agent/watch/inventory/removed.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/crypto.h"

enum { ROOM_FIRST = 4096 };

uint64_t removed_hash(const char *path, size_t length)
{
    uint8_t digest[CRYPTO_HASH_SIZE];
    uint64_t hash;

    crypto_sha256(digest, path, length);
    memcpy(&hash, digest, sizeof(hash));
    return hash != 0 ? hash : 1;
}

static size_t place(const struct removed *removed, uint64_t hash)
{
    size_t at = hash & (removed->room - 1);

    while (removed->hashes[at] != 0 && removed->hashes[at] != hash)
        at = (at + 1) & (removed->room - 1);
    return at;
}

static bool make(struct removed *removed, size_t room)
{
    *removed = (struct removed){.room = room,
                                .hashes = calloc(room, sizeof(*removed->hashes)),
                                .seconds = calloc(room, sizeof(*removed->seconds))};
    if (removed->hashes && removed->seconds)
        return true;
    removed_free(removed);
    return false;
}

static void set(struct removed *removed, uint64_t hash, uint32_t second)
{
    size_t at = place(removed, hash);

    removed->count += removed->hashes[at] == 0;
    removed->hashes[at] = hash;
    if (second > removed->seconds[at])
        removed->seconds[at] = second;
}

/* Into a table of `room`, what is at or after `second`. */
static bool remake(struct removed *removed, size_t room, uint32_t second)
{
    struct removed made;

    if (!make(&made, room))
        return false;
    for (size_t i = 0; i < removed->room; i++)
        if (removed->hashes[i] != 0 && removed->seconds[i] >= second)
            set(&made, removed->hashes[i], removed->seconds[i]);
    removed_free(removed);
    *removed = made;
    return true;
}

static uint32_t seconds(int64_t time_ms)
{
    return time_ms > 0 ? (uint32_t)(time_ms / 1000) : 0;
}

bool removed_put(struct removed *removed, uint64_t hash, int64_t time_ms)
{
    if (removed->count >= REMOVED_MOST)
        return false;
    if (removed->room == 0 && !make(removed, ROOM_FIRST))
        return false;
    if (4 * (removed->count + 1) > 3 * removed->room && !remake(removed, 2 * removed->room, 0))
        return false;
    set(removed, hash, seconds(time_ms));
    return true;
}

bool removed_has(const struct removed *removed, const char *path, int64_t since_ms)
{
    size_t length = strlen(path);

    while (removed->count > 0 && length > 1) {
        size_t at = place(removed, removed_hash(path, length));

        if (removed->hashes[at] != 0 && removed->seconds[at] >= seconds(since_ms))
            return true;
        while (length > 0 && path[--length] != '/')
            ;
    }
    return false;
}

void removed_trim(struct removed *removed, int64_t since_ms)
{
    size_t kept = 0, room = ROOM_FIRST;

    for (size_t i = 0; i < removed->room; i++)
        kept += removed->hashes[i] != 0 && removed->seconds[i] >= seconds(since_ms);
    while (4 * (kept + 1) > 3 * room)
        room *= 2;
    if (kept == 0)
        removed_free(removed);
    else if (kept < removed->count)
        remake(removed, room, seconds(since_ms));
}

void removed_free(struct removed *removed)
{
    free(removed->hashes);
    free(removed->seconds);
    *removed = (struct removed){0};
}
