/* The watched folders, by the kernel's names. Owns the table; must not touch a file or a mark. In: folders as the
 * patrol meets them, moves and removals as the eye reports them. Out: paths. */
#include "agent/watch/tree/folder.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

enum { FIRST_BUCKETS = 1024 };

struct entry {
    struct entry *next;
    struct folder is;
    char *path;
    uint16_t key_size;
    uint8_t key[];
};

struct folders {
    struct entry **buckets;
    size_t bucket_count, count;
};

static size_t bucket_of(const struct folders *folders, const uint8_t *key, size_t size)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ key[i]) * 1099511628211u;
    return hash & (folders->bucket_count - 1);
}

static struct entry **find(const struct folders *folders, const struct place_key *key)
{
    struct entry **at = &folders->buckets[bucket_of(folders, key->bytes, key->size)];

    while (*at && ((*at)->key_size != key->size || memcmp((*at)->key, key->bytes, key->size) != 0))
        at = &(*at)->next;
    return at;
}

static void grow(struct folders *folders)
{
    struct folders larger = {.bucket_count = folders->bucket_count * 2};

    larger.buckets = calloc(larger.bucket_count, sizeof(struct entry *));
    if (!larger.buckets)
        return; /* the old table still works, only slower */
    for (size_t i = 0; i < folders->bucket_count; i++)
        for (struct entry *folder = folders->buckets[i], *next; folder; folder = next) {
            struct entry **at = &larger.buckets[bucket_of(&larger, folder->key, folder->key_size)];

            next = folder->next;
            folder->next = *at;
            *at = folder;
        }
    free(folders->buckets);
    folders->buckets = larger.buckets;
    folders->bucket_count = larger.bucket_count;
}

struct folders *folder_table(void)
{
    struct folders *folders = calloc(1, sizeof(*folders));

    if (!folders)
        return NULL;
    folders->bucket_count = FIRST_BUCKETS;
    folders->buckets = calloc(FIRST_BUCKETS, sizeof(struct entry *));
    if (folders->buckets)
        return folders;
    free(folders);
    return NULL;
}

static void drop(struct folders *folders, struct entry **at)
{
    struct entry *folder = *at;

    *at = folder->next;
    folders->count--;
    free(folder->path);
    free(folder);
}

void folder_free(struct folders *folders)
{
    for (size_t i = 0; i < folders->bucket_count; i++)
        while (folders->buckets[i])
            drop(folders, &folders->buckets[i]);
    free(folders->buckets);
    free(folders);
}

static bool rename_to(struct entry *folder, const char *path)
{
    char *copy = strdup(path);

    if (!copy)
        return false;
    free(folder->path);
    folder->path = copy;
    folder->is.path = copy;
    return true;
}

bool folder_add(struct folders *folders, const struct place_key *key, const struct folder *met)
{
    struct entry **at = find(folders, key), *folder = *at;
    bool is_new = !folder;

    if (is_new) {
        folder = calloc(1, sizeof(*folder) + key->size);
        if (!folder || !rename_to(folder, met->path)) {
            free(folder);
            return true; /* it is watched all the same; its changes will lack a path */
        }
        folder->key_size = key->size;
        memcpy(folder->key, key->bytes, key->size);
        *at = folder;
        folders->count++;
    } else if (strcmp(folder->path, met->path) != 0) {
        rename_to(folder, met->path);
    }
    folder->is.dev = met->dev;
    folder->is.ino = met->ino;
    folder->is.mode = met->mode;
    folder->is.is_told = met->is_told;
    if (is_new && folders->count > folders->bucket_count)
        grow(folders);
    return is_new;
}

const struct folder *folder_find(const struct folders *folders, const struct place_key *key)
{
    struct entry *folder = key->size ? *find(folders, key) : NULL;

    return folder ? &folder->is : NULL;
}

const struct folder *folder_at(const struct folders *folders, uint64_t dev, uint64_t ino)
{
    for (size_t i = 0; i < folders->bucket_count; i++)
        for (struct entry *folder = folders->buckets[i]; folder; folder = folder->next)
            if (folder->is.ino == ino && folder->is.dev == dev)
                return &folder->is;
    return NULL;
}

size_t folder_count(const struct folders *folders)
{
    return folders->count;
}

/* `folder` itself, or what stands below it. */
static bool holds(const char *folder, const char *path)
{
    size_t length = strlen(folder);

    return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

void folder_move(struct folders *folders, const char *from, const char *to)
{
    char path[FOLDER_PATH_SIZE];

    for (size_t i = 0; i < folders->bucket_count; i++)
        for (struct entry *folder = folders->buckets[i]; folder; folder = folder->next)
            if (holds(from, folder->path) && text_format(path, sizeof(path), "%s%s", to, folder->path + strlen(from)))
                rename_to(folder, path);
}

void folder_forget(struct folders *folders, const struct place_key *key)
{
    struct entry **at = find(folders, key);

    if (key->size && *at)
        drop(folders, at);
}
