/* Owns the list of machines that may be believed. Pure. In: keys and names. Out: their numbers. */
#include "roster.h"

#include <string.h>

#include "agent/base/text.h"

long roster_find(const struct roster *roster, const uint8_t key[CRYPTO_PUBLIC_SIZE])
{
    for (size_t i = 0; i < roster->count; i++)
        if (memcmp(roster->keys[i], key, CRYPTO_PUBLIC_SIZE) == 0)
            return (long)i;
    return -1;
}

/* Printable ASCII, for it stands in mails and on terminals. */
static bool is_name(const char *name)
{
    for (const char *letter = name; *letter; letter++)
        if (*letter < ' ' || *letter > '~' || *letter == '"' || *letter == '\\')
            return false;
    return name[0] != '\0' && strlen(name) < ROSTER_NAME;
}

const char *roster_add(struct roster *roster, const uint8_t key[CRYPTO_PUBLIC_SIZE], const char *name, bool is_enrolled)
{
    if (!is_name(name))
        return "after the key comes a name of at most 63 plain letters";
    if (roster->count == ROSTER_MAX)
        return "too many machines: 1024 at most";
    if (roster_find(roster, key) >= 0)
        return "this key stands there twice: each machine has its own";
    for (size_t i = 0; i < roster->count; i++)
        if (strcmp(roster->names[i], name) == 0)
            return "this name stands there twice: nobody could tell the two machines apart";
    memcpy(roster->keys[roster->count], key, CRYPTO_PUBLIC_SIZE);
    text_copy(roster->names[roster->count], ROSTER_NAME, name);
    roster->is_enrolled[roster->count++] = is_enrolled;
    return NULL;
}
