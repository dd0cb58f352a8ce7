/* Who is near the records. Owns two small tables, which forget the oldest; must not know where anything lies. In:
 * identities of openers, events around. Out: whether an event is worth handing over. */
#include "agent/watch/vicinity.h"

#include <stddef.h>

void vicinity_opened(struct vicinity *vicinity, const struct identity *who, int64_t now_ms)
{
    struct vicinity_login *oldest = &vicinity->logins[0];

    if (who->loginuid == (uint32_t)IDENTITY_UNSET)
        return;
    for (int i = 0; i < VICINITY_LOGINS; i++) {
        struct vicinity_login *login = &vicinity->logins[i];

        if (login->seen_ms && login->loginuid == who->loginuid && login->session == who->session) {
            login->seen_ms = now_ms;
            return;
        }
        if (login->seen_ms < oldest->seen_ms)
            oldest = login;
    }
    *oldest = (struct vicinity_login){.loginuid = who->loginuid, .session = who->session, .seen_ms = now_ms};
}

bool vicinity_is_near(const struct vicinity *vicinity, const struct identity *who, int64_t now_ms)
{
    for (int i = 0; i < VICINITY_LOGINS; i++) {
        const struct vicinity_login *login = &vicinity->logins[i];

        if (login->seen_ms && login->loginuid == who->loginuid && login->session == who->session)
            return now_ms - login->seen_ms <= VICINITY_MS;
    }
    return false;
}

static uint64_t hash_of(const struct place_key *key)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < key->size; i++)
        hash = (hash ^ key->bytes[i]) * 1099511628211u;
    return hash;
}

bool vicinity_is_link(struct vicinity *vicinity, const struct raw *raw, int64_t now_ms)
{
    bool is_count = raw->changes == RAW_ATTRIB && !raw->at[0].name[0];
    uint64_t file;
    struct vicinity_link *link;

    if (raw->target.size == 0 || (!is_count && !(raw->changes & RAW_CREATED)))
        return false;
    file = hash_of(&raw->target);
    link = &vicinity->links[file % VICINITY_LINKS];
    if (is_count)
        *link = (struct vicinity_link){.file = file, .seen_ms = now_ms};
    return !is_count && link->file == file && now_ms - link->seen_ms <= VICINITY_LINK_MS;
}
