/* Who is near the records. Owns a small table, which forgets the oldest; must not know where anything lies. In:
 * identities of openers, events around. Out: whether an event is worth handing over. */
#include "agent/watch/eye/vicinity.h"

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
