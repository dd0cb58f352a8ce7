/* Forged events. Owns: what is told of them, and how often. Must not own: what is forged (admit.c). In: a peer whom the
 * kernel names, and what it claimed. Out: an event. What it claimed is not in it: else anybody could put words there.
 */
#include "forgery.h"

#include "agent/base/text.h"

bool forgery_event(struct forgery *forgery, uid_t uid, const char *login, const char *wrong, int64_t mono_ms,
                   struct event *event)
{
    if (forgery->told_ms && mono_ms - forgery->told_ms < FORGERY_QUIET_MS)
        return false;
    forgery->told_ms = mono_ms;
    *event = (struct event){.kind = EVENT_INTEGRITY, .action = ACTION_TAMPERED, .uid = (uint32_t)uid};
    text_copy(event->login, sizeof event->login, login ? login : "");
    text_copy(event->reason, sizeof event->reason, wrong);
    text_format(event->evidence, sizeof event->evidence, "forged uid=%ld", (long)uid);
    return true;
}
