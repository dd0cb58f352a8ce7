/* uid -> login. Owns getpwuid_r. In: a number from /proc. Out: a name, remembered for a minute. */
#include "agent/watch/naming.h"

#include <pwd.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

static void look_up(struct naming_slot *slot, uint32_t uid)
{
    char room[4096];
    struct passwd entry, *found = NULL;

    slot->uid = uid;
    /* A name that does not fit would be another person's: then the number. */
    if (getpwuid_r(uid, &entry, room, sizeof(room), &found) != 0 || !found || found->pw_name[0] == '\0' ||
        !text_copy(slot->login, sizeof(slot->login), found->pw_name))
        text_format(slot->login, sizeof(slot->login), "%u", uid);
}

const char *naming_login(struct naming *naming, uint32_t uid)
{
    struct naming_slot *slot = &naming->slots[uid % NAMING_SLOTS];
    int64_t now_ms = clock_monotonic_ms();

    if (slot->login[0] == '\0' || slot->uid != uid || now_ms >= slot->until_ms) {
        look_up(slot, uid);
        slot->until_ms = now_ms + NAMING_MS;
    }
    return slot->login;
}
