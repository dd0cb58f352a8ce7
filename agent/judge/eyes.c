/* The eyes. Owns the rules of their silence; must not own: connections, alarms, what is told. In: their words, their
 * coming and going, the time. Out: whether there is a finding. */
#include "eyes.h"

#include <stddef.h>

#define TIME_MAX_MS INT64_C(253402300799999) /* the last millisecond that RFC 3339 can write */

void eyes_start(struct eyes *eyes, bool is_expected, int64_t mono_ms)
{
    *eyes = (struct eyes){.is_known = !is_expected, .heard_ms = mono_ms};
}

static bool is_time(int64_t time_ms)
{
    return time_ms >= 0 && time_ms <= TIME_MAX_MS;
}

const char *eyes_refuse(const struct wire_state *state)
{
    if (!is_time(state->started_ms) || !is_time(state->unseen_from_ms) || !is_time(state->unseen_until_ms) ||
        !is_time(state->inventory_ms))
        return "a time in it lies before 1970 or after 9999";
    if (state->events > INT64_MAX || state->inventory_done > INT64_MAX || state->inventory_total > INT64_MAX)
        return "a count in it is more than JSON can say";
    return NULL;
}

bool eyes_heard(struct eyes *eyes, uint64_t peer, const struct wire_state *state, int64_t wall_ms, int64_t mono_ms)
{
    bool is_new = eyes->peer != peer;

    if (is_new && eyes_voice(eyes, mono_ms) == EYES_HERE)
        return false;
    if (is_new) {
        eyes->since_ms = wall_ms;
        eyes->is_ending = false;
    }
    eyes->state = *state;
    eyes->peer = peer;
    eyes->was_here = true;
    eyes->is_known = eyes->is_ending;
    eyes->heard_ms = mono_ms;
    eyes->word_ms = wall_ms;
    return true;
}

void eyes_gone(struct eyes *eyes, uint64_t peer, int64_t wall_ms, int64_t mono_ms)
{
    if (peer != eyes->peer)
        return;
    eyes->peer = 0;
    eyes->heard_ms = mono_ms;
    eyes->since_ms = wall_ms;
}

/* From another connection it is the deadman's word, which may come before the eye's end is noticed, or after the next
 * eye came: then that one's next word makes it old. */
void eyes_stopped(struct eyes *eyes, uint64_t peer)
{
    eyes->is_known = true;
    eyes->is_ending = eyes->is_ending || peer == eyes->peer;
}

void eyes_excuse(struct eyes *eyes, int64_t mono_ms)
{
    eyes->heard_ms = mono_ms;
}

const char *eyes_silence(const struct eyes *eyes, int64_t mono_ms)
{
    if (eyes->is_known || mono_ms - eyes->heard_ms < (eyes->was_here ? EYES_SILENT_MS : EYES_FIRST_MS))
        return NULL;
    if (!eyes->was_here)
        return "no confide-watch has come since the judge started: nothing is watched until it is started (systemctl "
               "start confide-watch)";
    if (!eyes->peer)
        return "confide-watch went away without a word: nothing is watched until it starts again";
    return "confide-watch is connected and says nothing any more: what is opened may go unseen until it is started "
           "anew "
           "(systemctl restart confide-watch)";
}

enum eyes_voice eyes_voice(const struct eyes *eyes, int64_t mono_ms)
{
    if (!eyes->was_here)
        return EYES_NONE;
    if (!eyes->peer)
        return EYES_AWAY;
    return mono_ms - eyes->heard_ms < EYES_SILENT_MS ? EYES_HERE : EYES_MUTE;
}
