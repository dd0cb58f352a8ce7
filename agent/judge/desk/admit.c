/* Which events a peer may tell. Pure. The peers are our own programs, but a screen locker's module runs as its user and
 * confide-watch and confide-intake hold less privilege than the judge: nothing they say is believed unchecked. */
#include "admit.h"

#include <stddef.h>
#include <string.h>

#define TIME_MAX_MS INT64_C(253402300799999) /* the last millisecond that RFC 3339 can write */

struct span {
    size_t offset, size;
};

#define TEXT(field)                                                                                                    \
    {                                                                                                                  \
        offsetof(struct event, field), sizeof((struct event *)0)->field                                                \
    }

static const struct span texts[] = {
    TEXT(login),  TEXT(patient), TEXT(session), TEXT(host),   TEXT(program), TEXT(service),
    TEXT(object), TEXT(to),      TEXT(purpose), TEXT(reason), TEXT(query),   TEXT(evidence),
};

static bool texts_end(const struct event *event)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (!memchr((const char *)event + texts[i].offset, '\0', texts[i].size))
            return false;
    return true;
}

static bool action_fits(const struct event *event)
{
    switch (event->kind) {
    case EVENT_ACCESS:
        return event->action >= ACTION_READ && event->action <= ACTION_OVERRIDE;
    case EVENT_LOGIN:
        return (event->action >= ACTION_OPEN && event->action <= ACTION_UNLOCK) || event->action == ACTION_OVERRIDE;
    case EVENT_DEVICE:
        return (event->action >= ACTION_ATTACH && event->action <= ACTION_FULL) || event->action == ACTION_READONLY ||
               event->action == ACTION_FAILING;
    case EVENT_INTEGRITY:
        return (event->action >= ACTION_GAP && event->action <= ACTION_SELFTEST) || event->action == ACTION_VANISHED ||
               event->action == ACTION_ALTERED;
    default:
        return false;
    }
}

static bool is_time(int64_t time_ms)
{
    return time_ms >= 0 && time_ms <= TIME_MAX_MS;
}

/* Of an event by itself. */
static const char *malformed(const struct event *event)
{
    static const uint8_t none[EVENT_ID_SIZE];

    if (!texts_end(event))
        return "a text in it has no end";
    if (memcmp(event->id, none, sizeof none) == 0)
        return "it has no id";
    if (!action_fits(event) || event->outcome > OUTCOME_FAILED || event->named > NAMED_GONE || event->count == 0)
        return "its kind, action, outcome, naming or count is out of bounds";
    if (!is_time(event->time_ms))
        return "its time lies before 1970 or after 9999";
    if (event->bytes > INT64_MAX)
        return "its bytes are more than JSON can say";
    return NULL;
}

/* Of who tells it. */
static const char *presumed(const struct event *event, enum admit_from from, const char *own_login)
{
    if (from == ADMIT_PAM) {
        if (event->kind != EVENT_LOGIN || event->source != SOURCE_PAM)
            return "the login module may tell of logins only";
        if (own_login && (own_login[0] == '\0' || strcmp(own_login, event->login) != 0))
            return "an unprivileged program may speak for its own user only";
    } else {
        if (event->kind == EVENT_LOGIN)
            return "only the login module may tell of logins";
        if (event->source == SOURCE_PAM || event->source < SOURCE_FILE || event->source > SOURCE_AGENT)
            return "its source is out of bounds";
        if (event->action == ACTION_SELFTEST)
            return "only confidectl may plant a self-test";
    }
    return NULL;
}

const char *admit_refuse(const struct event *event, enum admit_from from, const char *own_login)
{
    const char *wrong = malformed(event);

    return wrong ? wrong : presumed(event, from, own_login);
}

bool admit_is_forged(const struct event *event, enum admit_from from, const char *own_login)
{
    bool is_nameless = from == ADMIT_PAM && event->kind == EVENT_LOGIN && event->login[0] == '\0';

    return !malformed(event) && !is_nameless && presumed(event, from, own_login);
}

const char *admit_refuse_state(const struct wire_state *state)
{
    if (!is_time(state->started_ms) || !is_time(state->unseen_from_ms) || !is_time(state->unseen_until_ms) ||
        !is_time(state->inventory_ms))
        return "a time in it lies before 1970 or after 9999";
    if (state->events > INT64_MAX || state->inventory_done > INT64_MAX || state->inventory_total > INT64_MAX)
        return "a count in it is more than JSON can say";
    return NULL;
}
