/* May this login log in now? Owns the rules. Must not own: files, the clock, PAM, what the person is told
 * (sentences.c). In: a row of the register (or none) and the time. Out: a verdict, a word for logs. */
#include "pam_module/identity.h"

enum identity_verdict identity_judge(const struct staff_member *row, int64_t now_ms)
{
    if (!row || row->kind < STAFF_PERSON || row->kind > STAFF_UNOWNED)
        return IDENTITY_UNLISTED;
    if (row->kind == STAFF_SHARED)
        return IDENTITY_SHARED;
    if (row->kind == STAFF_SERVICE)
        return IDENTITY_SERVICE;
    if (row->kind == STAFF_UNOWNED)
        return IDENTITY_UNOWNED;
    if (now_ms < row->starts_ms)
        return IDENTITY_NOT_STARTED;
    if (now_ms >= row->ends_ms)
        return IDENTITY_ENDED;
    if (row->kind == STAFF_EMERGENCY)
        return IDENTITY_EMERGENCY;
    if (row->leave_from_ms <= now_ms && now_ms < row->leave_to_ms)
        return IDENTITY_ON_LEAVE;
    return IDENTITY_MAY;
}

int identity_refuses(enum identity_verdict verdict)
{
    return verdict != IDENTITY_MAY && verdict != IDENTITY_EMERGENCY;
}

const char *identity_word(enum identity_verdict verdict)
{
    switch (verdict) {
    case IDENTITY_MAY:
        return "may";
    case IDENTITY_EMERGENCY:
        return "emergency";
    case IDENTITY_SHARED:
        return "shared";
    case IDENTITY_SERVICE:
        return "service";
    case IDENTITY_UNLISTED:
        return "unlisted";
    case IDENTITY_ENDED:
        return "ended";
    case IDENTITY_NOT_STARTED:
        return "not started";
    case IDENTITY_ON_LEAVE:
        return "on leave";
    case IDENTITY_UNOWNED:
        return "no owner";
    case IDENTITY_TWIN:
        return "twin";
    }
    return "unknown";
}
