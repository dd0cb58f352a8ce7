/* The state of one endpoint's line. Owns what follows from success and failure in a row. Must not own: messages, their
 * own waits (delivery.c), the clock, chance. */
#include "line.h"

enum { RETRY_AFTER_MAX_S = 3600 }; /* a hostile Retry-After must not silence us */

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

enum line_turn line_turn(const struct line *line, int64_t mono_ms, int64_t due_in_ms, bool beats, int64_t *again_ms)
{
    const bool waits = due_in_ms < INT64_MAX;
    const int64_t knock_ms = line->tried_ms + LINE_KNOCK_MS;

    *again_ms = most(line->rests_until_ms - mono_ms, 0);
    if (mono_ms < line->rests_until_ms)
        return LINE_NOTHING;
    if (beats && mono_ms - line->heart_ms >= LINE_OVERDUE_MS)
        return LINE_HEART;
    if (due_in_ms <= 0)
        return LINE_MESSAGE;
    if (waits && (line->is_draining || (line->failures > 0 && mono_ms >= knock_ms)))
        return LINE_ANY_MESSAGE;
    if (beats && mono_ms >= line->heart_ms)
        return LINE_HEART;
    *again_ms = LINE_AGAIN_MS; /* the wall clock may jump; so never sleep on it longer */
    if (waits)
        *again_ms = least(*again_ms, due_in_ms);
    if (waits && line->failures > 0)
        *again_ms = least(*again_ms, knock_ms - mono_ms);
    if (beats)
        *again_ms = least(*again_ms, line->heart_ms - mono_ms);
    *again_ms = most(*again_ms, 1);
    return LINE_NOTHING;
}

void line_tried(struct line *line, int64_t mono_ms, bool is_accepted, int32_t retry_after_s, unsigned cap_s,
                uint64_t chance)
{
    const int64_t rest_ms = least(LINE_REST_MS, cap_s * INT64_C(1000));

    line->tried_ms = mono_ms;
    if (is_accepted) {
        line->is_draining = line->is_draining || line->failures >= LINE_FAILURES;
        line->failures = 0;
        line->rests_until_ms = 0;
    } else {
        line->is_draining = false;
        line->failures++;
        if (line->failures >= LINE_FAILURES)
            line->rests_until_ms = mono_ms + (int64_t)(chance % ((uint64_t)rest_ms + 1));
    }
    if (retry_after_s > 0)
        line->rests_until_ms =
            most(line->rests_until_ms, mono_ms + least(retry_after_s, RETRY_AFTER_MAX_S) * INT64_C(1000));
}
