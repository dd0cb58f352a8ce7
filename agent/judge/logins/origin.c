/* Where a password was typed. Owns: how the login module's evidence is read. Must not own: what follows from it. In:
 * "tty=... rhost=... ruser=...", each value escaped, so that none holds a blank. Out: an origin. */
#include "origin.h"

#include <string.h>

#include "agent/base/text.h"

bool origin_value(const char *evidence, const char *what, char *value, size_t size)
{
    size_t length = strlen(what);

    value[0] = '\0';
    for (const char *word = evidence; *word; word += strspn(word, " ")) {
        size_t end = strcspn(word, " ");

        if (end > length && strncmp(word, what, length) == 0 && word[length] == '=') {
            text_format(value, size, "%.*s", (int)(end - length - 1), word + length + 1);
            return value[0] != '\0';
        }
        word += end;
    }
    return false;
}

/* Another host stands before a user's name: what it says of its users is its own word. */
struct origin origin_read(const char *evidence, bool by_root)
{
    struct origin origin = {.kind = by_root ? ORIGIN_SEAT : ORIGIN_LOCKER};
    char value[64];

    text_copy(origin.name, sizeof origin.name, by_root ? "seat" : "locker");
    if (!by_root)
        return origin;
    if (origin_value(evidence, "rhost", value, sizeof value)) {
        origin.kind = ORIGIN_HOST;
        text_format(origin.name, sizeof origin.name, "host %s", value);
    } else if (origin_value(evidence, "ruser", value, sizeof value)) {
        origin.kind = ORIGIN_USER;
        text_format(origin.name, sizeof origin.name, "user %s", value);
    }
    return origin;
}

struct origin origin_called(const char *name)
{
    static const struct {
        const char *begins;
        enum origin_kind kind;
    } kinds[] = {{"host ", ORIGIN_HOST}, {"user ", ORIGIN_USER}, {"locker", ORIGIN_LOCKER}};
    struct origin origin = {.kind = ORIGIN_SEAT};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strncmp(name, kinds[i].begins, strlen(kinds[i].begins)) == 0)
            origin.kind = kinds[i].kind;
    text_copy(origin.name, sizeof origin.name, name);
    return origin;
}

char *origin_words(char *to, size_t size, const struct origin *origin)
{
    switch (origin->kind) {
    case ORIGIN_HOST:
        text_format(to, size, "from %s", origin->name + strlen("host "));
        break;
    case ORIGIN_USER:
        text_format(to, size, "by %s at this computer", origin->name + strlen("user "));
        break;
    case ORIGIN_LOCKER:
        text_copy(to, size, "at a screen locker");
        break;
    case ORIGIN_SEAT:
        text_copy(to, size, "at this computer");
        break;
    }
    return to;
}
