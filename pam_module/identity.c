/* May this login log in now? Owns the rules and the sentences for the person.
 * Must not own: files, the clock, PAM.
 * In: a row of the register (or none) and the time. Out: a verdict, a word for logs, a sentence for people. */
#include "pam_module/identity.h"

#include "agent/base/text.h"

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

char *identity_sentence(char *to, enum identity_verdict verdict, const char *login, const char *contact)
{
    const char *ask = *contact ? contact : "your manager";

    /* The login is cut at 32 bytes, the longest that useradd(8) makes, so that the advice after it is never cut off. */
    switch (verdict) {
    case IDENTITY_SHARED:
        text_format(to, IDENTITY_SENTENCE_SIZE, "'%.32s' is a shared login. Use your own, or ask %s for one.", login,
                    ask);
        break;
    case IDENTITY_SERVICE:
        text_format(to, IDENTITY_SENTENCE_SIZE, "'%.32s' is a service login. Use your own, or ask %s for one.", login,
                    ask);
        break;
    case IDENTITY_UNLISTED:
        text_format(to, IDENTITY_SENTENCE_SIZE, "'%.32s' is not on the staff list. Ask %s to add it.", login, ask);
        break;
    case IDENTITY_ENDED:
        text_format(to, IDENTITY_SENTENCE_SIZE, "The login '%.32s' has ended. Ask %s to renew it.", login, ask);
        break;
    case IDENTITY_NOT_STARTED:
        text_format(to, IDENTITY_SENTENCE_SIZE, "The login '%.32s' has not started yet. Ask %s to bring it forward.",
                    login, ask);
        break;
    case IDENTITY_MAY:
    case IDENTITY_EMERGENCY:
    case IDENTITY_ON_LEAVE:
    case IDENTITY_UNOWNED:
    case IDENTITY_TWIN:
        *to = '\0';
        break;
    }
    return to;
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
