/* The eyes. Owns the rules of their silence; must not own: connections, alarms, what is told. In: their words, their
 * coming and going, the time. Out: whether there is a finding. */
#include "eyes.h"

#include <stddef.h>

void eyes_start(struct eyes *eyes, bool is_expected, int64_t mono_ms)
{
    *eyes = (struct eyes){.is_known = !is_expected, .heard_ms = mono_ms};
}

bool eyes_heard(struct eyes *eyes, uint64_t peer, const struct wire_state *state, int64_t wall_ms, int64_t mono_ms)
{
    bool is_new = eyes->peer != peer;

    if (is_new && eyes_voice(eyes, mono_ms) == EYES_HERE)
        return false;
    if (is_new && eyes->was_here && !eyes->is_known && state->started_ms != eyes->state.started_ms) {
        eyes->is_another = true;
        eyes->another_ms = mono_ms;
        eyes->lost_ms = eyes->word_ms;
    }
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
    eyes->is_another = false;
    eyes->is_ending = eyes->is_ending || peer == eyes->peer;
}

void eyes_excuse(struct eyes *eyes, int64_t mono_ms)
{
    eyes->heard_ms = eyes->another_ms = mono_ms;
}

const char *eyes_silence(const struct eyes *eyes, int64_t mono_ms, int64_t *from_ms, int64_t *until_ms)
{
    *from_ms = eyes->word_ms;
    *until_ms = 0;
    if (eyes->is_another && mono_ms - eyes->another_ms >= EYES_SILENT_MS) {
        *from_ms = eyes->lost_ms;
        *until_ms = eyes->since_ms;
        return "confide-watch ended without a word and was started again: what was opened in between may have gone "
               "unseen";
    }
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

void eyes_told(struct eyes *eyes)
{
    eyes->is_known = eyes->is_known || !eyes->is_another;
    eyes->is_another = false;
}

enum eyes_voice eyes_voice(const struct eyes *eyes, int64_t mono_ms)
{
    if (!eyes->was_here)
        return EYES_NONE;
    if (!eyes->peer)
        return EYES_AWAY;
    return mono_ms - eyes->heard_ms < EYES_SILENT_MS ? EYES_HERE : EYES_MUTE;
}
