/* The watch in words. Must not ask or print. In: a row of names and values. Out: the same row, its numbers of the watch
 * put into a few lines. Of an eye that no longer speaks they are what it said last, and say so. */
#include "watch_words.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/json_row.h"
#include "agent/base/text.h"
#include "agent/report/phrase.h"

#include "moment.h"

enum { FIELDS_MAX = 64, ROOM = 16 * 1024, LINE_SIZE = 192 };

struct row {
    const char *text;
    size_t length;
    int64_t now_ms;
    const char *before; /* of each line */
};

/* The members that stay as they are, copied: they are lent for a moment only. */
struct kept {
    struct json_field fields[FIELDS_MAX];
    size_t count, used;
    char room[ROOM];
    bool is_full;
};

static int64_t number_of(const struct row *row, const char *name)
{
    char value[64];
    int64_t number = 0;

    if (json_field_read(row->text, row->length, name, value, sizeof value))
        text_number(value, 0, INT64_MAX, &number);
    return number;
}

/* 0 where there is none. */
static int64_t time_of(const struct row *row, const char *name)
{
    char value[64];
    int64_t time_ms = 0;

    if (json_field_read(row->text, row->length, name, value, sizeof value) && !clock_parse(value, &time_ms))
        time_ms = 0;
    return time_ms;
}

static const char *keep(struct kept *kept, const char *text)
{
    char *to = kept->room + kept->used;
    size_t size = strlen(text) + 1;

    if (size > sizeof kept->room - kept->used) {
        kept->is_full = true;
        return "";
    }
    text_copy(to, size, text);
    kept->used += size;
    return to;
}

static void add(struct kept *kept, const char *name, const char *value)
{
    if (kept->count == FIELDS_MAX) {
        kept->is_full = true;
        return;
    }
    kept->fields[kept->count++] = (struct json_field){keep(kept, name), keep(kept, value), 0};
}

static bool begins_with(const char *name, const char *beginning)
{
    return strncmp(name, beginning, strlen(beginning)) == 0;
}

/* A text of several lines comes line by line. */
static void go_on(struct kept *kept, const char *value)
{
    kept->room[kept->used - 1] = '\n'; /* in place of the end of the line before */
    keep(kept, value);
}

static void take_member(void *data, const char *name, const char *value)
{
    struct kept *kept = data;

    if ((begins_with(name, "watch_") && strcmp(name, "watch_since") != 0) || begins_with(name, "inventory_"))
        return;
    if (kept->count > 0 && strcmp(kept->fields[kept->count - 1].name, name) == 0)
        go_on(kept, value);
    else
        add(kept, name, value);
}

/* "21 us", "4.2 ms", "1.5 s" */
static char *delay(char to[PHRASE_SIZE], int64_t us)
{
    if (us < 1000)
        text_format(to, PHRASE_SIZE, "%lld us", (long long)us);
    else if (us < 1000000)
        text_format(to, PHRASE_SIZE, "%.1f ms", (double)us / 1000);
    else
        text_format(to, PHRASE_SIZE, "%.1f s", (double)us / 1000000);
    return to;
}

static void say_seeing(const struct row *row, struct kept *kept)
{
    char line[LINE_SIZE], rate[PHRASE_SIZE], all[PHRASE_SIZE], since[MOMENT_SIZE];

    text_format(line, sizeof line, "%s%s a second, %s since %s", row->before,
                phrase_many(rate, (uint64_t)number_of(row, "watch_events_per_s"), "event"),
                phrase_count(all, (uint64_t)number_of(row, "watch_events")),
                moment_text(since, time_of(row, "watch_started")));
    add(kept, "seeing", line);
}

static void say_waits(const struct row *row, struct kept *kept)
{
    char line[LINE_SIZE], half[PHRASE_SIZE], most[PHRASE_SIZE], worst[PHRASE_SIZE];

    text_format(line, sizeof line, "%shalf within %s, 99 of 100 within %s, worst %s", row->before,
                delay(half, number_of(row, "watch_wait_p50_us")), delay(most, number_of(row, "watch_wait_p99_us")),
                delay(worst, number_of(row, "watch_wait_worst_us")));
    add(kept, "waits", line);
}

static void say_folders(const struct row *row, struct kept *kept)
{
    char line[LINE_SIZE], all[PHRASE_SIZE], told[PHRASE_SIZE], marks[PHRASE_SIZE];
    int64_t only_told = number_of(row, "watch_folders_told");

    text_format(line, sizeof line, "%s%s by %s%s%s%s", row->before,
                phrase_many(all, (uint64_t)number_of(row, "watch_folders"), "folder"),
                phrase_many(marks, (uint64_t)number_of(row, "watch_marks"), "mark"), only_told ? "; in " : "",
                only_told ? phrase_count(told, (uint64_t)only_told) : "",
                only_told ? " of them opens do not wait to be named" : "");
    add(kept, "folders", line);
}

static void say_unseen(const struct row *row, struct kept *kept)
{
    char line[LINE_SIZE], windows[PHRASE_SIZE], from[MOMENT_SIZE], until[MOMENT_SIZE];
    int64_t count = number_of(row, "watch_unseen");

    if (count == 0)
        return;
    text_format(line, sizeof line, "%s since its start, the last %s to %s",
                phrase_many(windows, (uint64_t)count, "window"), moment_text(from, time_of(row, "watch_unseen_from")),
                moment_text(until, time_of(row, "watch_unseen_until")));
    add(kept, "unseen", line);
}

static void say_inventory(const struct row *row, struct kept *kept)
{
    char line[LINE_SIZE], done[PHRASE_SIZE], total[PHRASE_SIZE], ended[MOMENT_SIZE], ago[PHRASE_SIZE];
    int64_t files = number_of(row, "inventory_done"), all = number_of(row, "inventory_total");
    int64_t ended_ms = time_of(row, "inventory_ended");

    if (files < all)
        text_format(line, sizeof line, "%s%s of %s files so far", row->before, phrase_count(done, (uint64_t)files),
                    phrase_count(total, (uint64_t)all));
    else if (ended_ms)
        text_format(line, sizeof line, "%s files, ended %s (%s ago)", phrase_count(total, (uint64_t)all),
                    moment_text(ended, ended_ms),
                    phrase_span(ago, row->now_ms > ended_ms ? row->now_ms - ended_ms : 0));
    else
        text_format(line, sizeof line, "%snone since its start", row->before);
    add(kept, "inventory", line);
}

size_t watch_words(const char *text, size_t length, int64_t now_ms, char *to, size_t size)
{
    struct row row = {.text = text, .length = length, .now_ms = now_ms};
    struct kept kept = {.count = 0};
    char before[PHRASE_SIZE], ago[PHRASE_SIZE], voice[16];
    int64_t word_ms = time_of(&row, "watch_word");

    if (!json_row_each(text, length, take_member, &kept))
        return 0;
    if (word_ms) {
        row.before = "";
        if (!json_field_read(text, length, "watch", voice, sizeof voice) || strcmp(voice, "connected") != 0) {
            text_format(before, sizeof before, "%s ago: ", phrase_span(ago, now_ms > word_ms ? now_ms - word_ms : 0));
            row.before = before;
        }
        say_seeing(&row, &kept);
        say_waits(&row, &kept);
        say_folders(&row, &kept);
        say_unseen(&row, &kept);
        say_inventory(&row, &kept);
    }
    return kept.is_full ? 0 : json_fields_write(kept.fields, kept.count, to, size);
}
