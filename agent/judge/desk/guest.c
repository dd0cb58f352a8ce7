/* The rules of the doors. Owns the names of Confide's users. Must not own: sockets (desk.c), what may be said
 * (admit.c). In: users and numbers. Out: yes or no. */
#include "guest.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

enum { PLACES = 512, PLACES_OF_USER = 64, PLACES_OF_STRANGERS = 256, PLACES_TO_ASK = 64, PLACES_TO_ASK_OF_USER = 4 };

#define NO_USER ((uid_t)-1)

static uid_t uid_of(const char *name)
{
    struct passwd entry, *found = NULL;
    char room[4096];

    return getpwnam_r(name, &entry, room, sizeof room, &found) == 0 && found ? found->pw_uid : NO_USER;
}

void guest_know(struct guest_users *users)
{
    *users = (struct guest_users){.own = geteuid(), .eye = uid_of("confide-watch"), .voice = uid_of("confide-post")};
}

static bool is_ours(const struct guest_users *users, uid_t uid)
{
    return uid == 0 || uid == users->own;
}

bool guest_may_enter(const struct guest_users *users, enum desk_role role, uid_t uid)
{
    if (is_ours(users, uid))
        return true;
    switch (role) {
    case DESK_PAM:
        return true;
    case DESK_SOURCE:
        return uid == users->eye;
    case DESK_POST:
        return uid == users->voice;
    case DESK_CTL:
    case DESK_ASK:
        return uid != users->eye && uid != users->voice;
    default:
        return false;
    }
}

bool guest_has_place(const struct guest_users *users, const struct guest_count *count, enum desk_role role, uid_t uid)
{
    if (count->all >= PLACES)
        return false;
    if (uid != 0 && count->of_user >= PLACES_OF_USER)
        return false;
    if (role == DESK_ASK)
        return count->asking < PLACES_TO_ASK && count->asking_of_user < PLACES_TO_ASK_OF_USER;
    return role != DESK_PAM || is_ours(users, uid) || count->strangers < PLACES_OF_STRANGERS;
}

bool guest_may_tell(struct guest_quota *quota, uid_t uid, int64_t now_ms)
{
    unsigned slot = uid % GUEST_SLOTS;

    if (quota->began_ms == 0 || now_ms - quota->began_ms >= GUEST_HOUR_MS)
        *quota = (struct guest_quota){.began_ms = now_ms};
    if (quota->slots[slot].uid != uid) {
        quota->slots[slot].uid = uid;
        quota->slots[slot].count = 0;
    }
    if (quota->all >= GUEST_ALL || quota->slots[slot].count >= GUEST_EACH)
        return false;
    quota->all++;
    quota->slots[slot].count++;
    return true;
}
