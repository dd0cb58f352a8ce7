/* Unprivileged programs (screen lockers) at the login module's socket. Owns the question of who they are. In: a peer's
 * user. Out: the login, and events that bear their user's mark. */
#include "stranger.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"

const char *stranger_login(uid_t uid, char *login, size_t size)
{
    struct passwd entry, *found = NULL;
    char buffer[4096];

    if (uid == 0 || uid == geteuid())
        return NULL;
    login[0] = '\0';
    if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) == 0 && found)
        text_copy(login, size, entry.pw_name);
    return login;
}

void stranger_mark(struct event *event, uid_t uid)
{
    uint8_t given[sizeof uid + EVENT_ID_SIZE], hash[CRYPTO_HASH_SIZE];

    memcpy(given, &uid, sizeof uid);
    memcpy(given + sizeof uid, event->id, EVENT_ID_SIZE);
    crypto_sha256(hash, given, sizeof given);
    memcpy(event->id, hash, EVENT_ID_SIZE);
    event->uid = (uint32_t)uid;
}
