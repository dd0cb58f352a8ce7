/* Status of the watch. Owns the names of its fields (confidectl(8)). In: the lookout's memory. Out: fields. */
#include "answers_watch.h"

#include "agent/judge/lookout.h"

const char *answers_watch(const struct answers_about *about)
{
    switch (eyes_voice(lookout_eyes(about->lookout), clock_monotonic_ms())) {
    case EYES_HERE:
        return "connected";
    case EYES_MUTE:
        return "silent";
    case EYES_NONE: /* a source that says nothing of itself */
        return desk_count(about->desk, DESK_SOURCE) ? "connected" : "away";
    default:
        return "away";
    }
}

static void add_number(struct watch_words *words, const char *name, uint64_t number)
{
    words->fields[words->count++] = (struct json_field){name, NULL, (int64_t)number};
}

/* `slot`: each time has its own. */
static void add_time(struct watch_words *words, const char *name, unsigned slot, int64_t time_ms)
{
    const char *text = time_ms ? clock_text(words->times[slot], time_ms) : "";

    words->fields[words->count++] = (struct json_field){name, text, 0};
}

void answers_watch_words(const struct answers_about *about, struct watch_words *words)
{
    const struct eyes *eyes = lookout_eyes(about->lookout);
    const struct wire_state *state = &eyes->state;

    words->count = 0;
    if (!eyes->was_here)
        return;
    add_time(words, "watch_since", 0, eyes->since_ms);
    add_time(words, "watch_word", 1, eyes->word_ms);
    add_time(words, "watch_started", 2, state->started_ms);
    add_number(words, "watch_events", state->events);
    add_number(words, "watch_events_per_s", state->events_per_s);
    add_number(words, "watch_wait_p50_us", state->wait_p50_us);
    add_number(words, "watch_wait_p99_us", state->wait_p99_us);
    add_number(words, "watch_wait_worst_us", state->wait_worst_us);
    add_number(words, "watch_folders", state->folders);
    add_number(words, "watch_folders_told", state->folders_told);
    add_number(words, "watch_marks", state->marks);
    add_number(words, "watch_unseen", state->unseen);
    add_time(words, "watch_unseen_from", 3, state->unseen_from_ms);
    add_time(words, "watch_unseen_until", 4, state->unseen_until_ms);
    add_number(words, "inventory_done", state->inventory_done);
    add_number(words, "inventory_total", state->inventory_total);
    add_time(words, "inventory_ended", 5, state->inventory_ms);
}
