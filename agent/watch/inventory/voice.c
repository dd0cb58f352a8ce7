/* What the inventory has to say. Owns the pipe to the watcher: whole news, never a part of one. Must not lose a
 * finding: where there is no room it waits, and hears meanwhile. In: news. Out: news, at most VOICE_EACH of a kind. */
#include "agent/watch/inventory/voice.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "agent/base/clock.h"

enum { PROGRESS_MS = 1000, ROOM_MS = 20 };

_Static_assert(sizeof(struct inventory_news) <= PIPE_BUF, "a pipe takes news whole or not at all");

bool voice_say(struct voice *voice, const struct inventory_news *news)
{
    while (write(voice->fd, news, sizeof(*news)) < 0) {
        if (errno != EAGAIN && errno != EINTR)
            return false;
        if (!ear_hear(voice->ear, ROOM_MS))
            return false;
    }
    return true;
}

bool voice_wrong(struct voice *voice, const char *format, ...)
{
    struct inventory_news news = {.what = INVENTORY_WRONG};
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(news.path, sizeof(news.path), format, arguments);
    va_end(arguments);
    return voice_say(voice, &news);
}

bool voice_finding(struct voice *voice, const struct inventory_news *news)
{
    struct voice_pile *pile = news->what == INVENTORY_VANISHED ? &voice->vanished : &voice->altered;

    pile->count++;
    if (pile->count <= VOICE_EACH)
        return voice_say(voice, news);
    if (pile->count == VOICE_EACH + 1)
        pile->last = *news;
    return true;
}

void voice_progress(struct voice *voice, uint64_t done, uint64_t total)
{
    struct inventory_news news = {.what = INVENTORY_PROGRESS, .done = done, .total = total};
    int64_t now_ms = clock_monotonic_ms();

    if (now_ms < voice->progress_ms + PROGRESS_MS)
        return;
    voice->progress_ms = now_ms;
    if (write(voice->fd, &news, sizeof(news)) < 0)
        return; /* there will be another */
}

static bool say_rest(struct voice *voice, struct voice_pile *pile)
{
    bool is_said = true;

    if (pile->count > VOICE_EACH) {
        pile->last.more = (uint32_t)(pile->count - VOICE_EACH - 1);
        is_said = voice_say(voice, &pile->last);
    }
    *pile = (struct voice_pile){0};
    return is_said;
}

bool voice_done(struct voice *voice, uint64_t total)
{
    struct inventory_news news = {.what = INVENTORY_DONE, .done = total, .total = total};

    return say_rest(voice, &voice->vanished) && say_rest(voice, &voice->altered) && voice_say(voice, &news);
}
