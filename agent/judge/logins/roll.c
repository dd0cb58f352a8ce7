/* The roll of sessions. Pure. It is small, and read seldom: no order, no index. */
#include "roll.h"

#include <string.h>

#include "agent/base/text.h"

size_t roll_find(const struct roll *roll, const char *id)
{
    size_t at = 0;

    while (at < roll->count && strcmp(roll->sessions[at].id, id) != 0)
        at++;
    return at;
}

size_t roll_find_path(const struct roll *roll, const char *path)
{
    size_t at = 0;

    while (at < roll->count && strcmp(roll->paths[at], path) != 0)
        at++;
    return at;
}

/* Who makes room: somebody else's session, else this user's oldest, if that is older. ROLL_MAX: nobody. */
static size_t find_victim(const struct roll *roll, const struct seats_session *session)
{
    size_t oldest = 0;

    for (size_t at = 0; at < ROLL_MAX; at++) {
        if (roll->sessions[at].uid != session->uid)
            return at;
        if (roll->sessions[at].began_us < roll->sessions[oldest].began_us)
            oldest = at;
    }
    return roll->sessions[oldest].began_us < session->began_us ? oldest : ROLL_MAX;
}

void roll_put(struct roll *roll, const struct seats_session *session, const char *path)
{
    size_t at = roll_find(roll, session->id);

    if (at == ROLL_MAX)
        at = find_victim(roll, session);
    if (at == ROLL_MAX)
        return;
    if (at == roll->count)
        roll->count++;
    roll->sessions[at] = *session;
    roll->listed[at] = true;
    text_copy(roll->paths[at], sizeof roll->paths[at], path);
}

void roll_drop(struct roll *roll, size_t at)
{
    if (at >= roll->count)
        return;
    roll->count--;
    roll->sessions[at] = roll->sessions[roll->count];
    roll->listed[at] = roll->listed[roll->count];
    memcpy(roll->paths[at], roll->paths[roll->count], sizeof roll->paths[at]);
}

void roll_unlist(struct roll *roll)
{
    memset(roll->listed, 0, sizeof roll->listed);
}

void roll_drop_unlisted(struct roll *roll)
{
    for (size_t at = roll->count; at-- > 0;)
        if (!roll->listed[at])
            roll_drop(roll, at);
}
