/* The roll of sessions. Owns its bounds; must not own: where it comes from. */
#include "agent/watch/session/session_roll.h"

#include <string.h>

#include "agent/base/text.h"

static bool is_id(const char *id)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    size_t length = strlen(id);

    return length > 0 && length < SESSION_ID_SIZE && strspn(id, letters) == length;
}

struct session_entry *session_roll_find(struct session_roll *roll, const char *id)
{
    for (unsigned i = 0; i < roll->count; i++)
        if (strcmp(roll->entries[i].id, id) == 0)
            return &roll->entries[i];
    return NULL;
}

struct session_entry *session_roll_find_path(struct session_roll *roll, const char *path)
{
    for (unsigned i = 0; i < roll->count; i++)
        if (strcmp(roll->entries[i].path, path) == 0)
            return &roll->entries[i];
    return NULL;
}

struct session_entry *session_roll_add(struct session_roll *roll, const char *id, const char *path)
{
    struct session_entry *entry = session_roll_find(roll, id);

    if (entry)
        return entry;
    if (roll->count == SESSION_ROLL_MAX || !is_id(id) || strlen(path) >= SESSION_PATH_SIZE)
        return NULL;
    entry = &roll->entries[roll->count++];
    *entry = (struct session_entry){0};
    text_copy(entry->id, sizeof(entry->id), id);
    text_copy(entry->path, sizeof(entry->path), path);
    return entry;
}

void session_roll_drop(struct session_roll *roll, const char *id)
{
    struct session_entry *entry = session_roll_find(roll, id);

    if (entry)
        *entry = roll->entries[--roll->count];
}

void session_roll_unlist(struct session_roll *roll)
{
    for (unsigned i = 0; i < roll->count; i++)
        roll->entries[i].is_listed = false;
}

void session_roll_drop_unlisted(struct session_roll *roll)
{
    for (unsigned i = roll->count; i-- > 0;)
        if (!roll->entries[i].is_listed)
            roll->entries[i] = roll->entries[--roll->count];
}
