/* The ends of emergencies. Pure. Few at a time: no order, no index. */
#include "ends.h"

#include <string.h>

#include "agent/base/text.h"

enum { MINUTE_MS = 60000 }; /* also: how far a session's start and its login's telling may lie apart */

bool ends_read(const struct event *event, unsigned minutes, int64_t now_ms, struct end *end)
{
    int64_t length_ms = (int64_t)minutes * MINUTE_MS;
    int64_t from_ms = event->time_ms < now_ms ? event->time_ms : now_ms;

    *end = (struct end){.opened_ms = event->time_ms, .ends_ms = from_ms + length_ms};
    text_copy(end->login, sizeof end->login, event->login);
    return minutes > 0 && strcmp(event->purpose, "emergency") == 0 && seats_newcomer(event, end->id);
}

bool ends_is(const struct end *end, const struct seats_session *session)
{
    return strcmp(end->id, session->id) == 0 && strcmp(end->login, session->login) == 0 &&
           session->since_ms <= end->opened_ms + MINUTE_MS;
}

bool ends_keep(struct ends *ends, const struct end *end, struct end *pushed)
{
    struct end *to = ends->entries;

    for (struct end *one = ends->entries; one < ends->entries + ENDS_MAX; one++) {
        if (one->id[0] && strcmp(one->id, end->id) == 0 && strcmp(one->login, end->login) == 0) {
            if (one->opened_ms < end->opened_ms) /* of two boots: the older one's session is gone */
                *one = *end;
            return false;
        }
        if (to->id[0] && (!one->id[0] || one->ends_ms < to->ends_ms))
            to = one;
    }
    *pushed = *to;
    *to = *end;
    return pushed->id[0] != '\0';
}

int64_t ends_wait(const struct ends *ends, int64_t now_ms, int64_t most_ms)
{
    for (const struct end *one = ends->entries; one < ends->entries + ENDS_MAX; one++)
        if (one->id[0] && one->ends_ms - now_ms < most_ms)
            most_ms = one->ends_ms > now_ms ? one->ends_ms - now_ms : 0;
    return most_ms;
}

bool ends_take(struct ends *ends, int64_t now_ms, struct end *end)
{
    for (struct end *one = ends->entries; one < ends->entries + ENDS_MAX; one++)
        if (one->id[0] && one->ends_ms <= now_ms) {
            *end = *one;
            one->id[0] = '\0';
            return true;
        }
    return false;
}
