/* Forged events. Owns: what is told of them, and how often. Must not own: what is forged (admit.c). In: a peer whom the
 * kernel names, and what it claimed. Out: an event. What it claimed is not in it: else anybody could put words there.
 */
#include "forgery.h"

#include "agent/base/text.h"

/* A place to remember this user in; -1 when they were told of shortly before, or all places are taken. */
static int place_of(const struct forgery *forgery, uid_t uid, int64_t mono_ms)
{
    int place = -1;

    for (int i = 0; i < FORGERY_USERS; i++) {
        bool is_recent = forgery->told[i].told_ms && mono_ms - forgery->told[i].told_ms < FORGERY_QUIET_MS;

        if (is_recent && forgery->told[i].uid == uid)
            return -1;
        if (!is_recent)
            place = i;
    }
    return place;
}

bool forgery_event(struct forgery *forgery, uid_t uid, const char *login, const char *wrong, int64_t mono_ms,
                   struct event *event)
{
    int place = place_of(forgery, uid, mono_ms);

    if (place < 0)
        return false;
    forgery->told[place].uid = uid;
    forgery->told[place].told_ms = mono_ms;
    *event = (struct event){.kind = EVENT_INTEGRITY, .action = ACTION_TAMPERED, .uid = (uint32_t)uid};
    text_copy(event->login, sizeof event->login, login ? login : "");
    text_copy(event->reason, sizeof event->reason, wrong);
    text_format(event->evidence, sizeof event->evidence, "forged uid=%ld", (long)uid);
    return true;
}
