/* What a loginuid is called. Owns the machine's user database. May wait for it (LDAP, sssd), so never on the answering
 * thread. */
#ifndef CONFIDE_WATCH_NAMING_H
#define CONFIDE_WATCH_NAMING_H

#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

enum { NAMING_SLOTS = 64, NAMING_MS = 60000 };

struct naming {
    struct naming_slot {
        uint32_t uid;
        char login[EVENT_LOGIN_SIZE]; /* "" = empty */
        int64_t until_ms;             /* monotonic: accounts change */
    } slots[NAMING_SLOTS];
};

/* The login of `uid`, as "1001" when no account has that number (any more). Borrowed until the next call. `naming` must
 * have started as zeros. */
const char *naming_login(struct naming *naming, uint32_t uid);

#endif
