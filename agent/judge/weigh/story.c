/* The open cases. Owns: which event belongs to which story, its id, and when it is over. Must not own: what is a
 * finding, what a story counts (story_take.c), what is told. In: whose it is, and when it was. Out: cases.
 *
 * An id must come out the same on every run over the same events, in whatever order they arrive. So it hangs on no
 * event but on the stretch of time (as long as a story may be quiet, from half past three on) into which the first one
 * falls: two stories of one person are further apart, as what begins in the quiet after one belongs to it. */
#include "story.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

#include "judge.h"
#include "rules.h"
#include "story_id.h"
#include "story_take.h"
#include "agent/judge/context/names.h"

enum {
    STORIES_MAX = 1024, /* 30 KiB each; more only while they wait to be handed out */
    STRETCH_BEGINS_MS = (3 * 60 + 30) * 60 * 1000,
    LATE_MS = 3600 * 1000 /* a story stays in memory so much longer than it may be reached */
};

struct stories {
    int64_t quiet_ms, access_quiet_ms;
    uint8_t salt[JUDGE_SALT_SIZE];
    size_t count, capacity;
    uint32_t ended;     /* of them, those that people ended */
    struct story **all; /* as they were opened */
    uint64_t *keys;     /* of each, again: to find one without touching all */
    uint32_t evicted;   /* stories that had to go while they might still grow: what comes after needs another id */
};

struct stories *story_all_new(int64_t quiet_ms, int64_t access_quiet_ms, const uint8_t *salt)
{
    struct stories *stories = calloc(1, sizeof *stories);

    if (stories)
        *stories = (struct stories){.quiet_ms = quiet_ms, .access_quiet_ms = access_quiet_ms};
    if (stories && salt)
        memcpy(stories->salt, salt, sizeof stories->salt);
    return stories;
}

void story_all_free(struct stories *stories)
{
    if (!stories)
        return;
    for (size_t i = 0; i < stories->count; i++)
        free(stories->all[i]);
    free(stories->all);
    free(stories->keys);
    free(stories);
}

/* ---- whose story ----------------------------------------------------------------------------- */

static uint64_t key_of(const struct story_kind *kind)
{
    uint64_t key = kind->class * 1024 + (unsigned char)kind->who->tag * 2 + kind->with_encounters;

    for (size_t i = 0; i < 2; i++)
        key = names_hash(key, kind->who->text[i]);
    return key ? key : 1;
}

static int64_t quiet_of(const struct stories *stories, unsigned class)
{
    return class == CASE_INAPPROPRIATE || class == CASE_LOGIN ? stories->access_quiet_ms : stories->quiet_ms;
}

static int64_t stretch_of(const struct stories *stories, unsigned class, int64_t time_ms)
{
    int64_t since = time_ms - STRETCH_BEGINS_MS, quiet = quiet_of(stories, class);

    return since / quiet - (since % quiet < 0);
}

static const char *login_of(const struct story_who *who)
{
    return who->tag == 'p' ? who->text[0] : "";
}

/* A case taken up after a restart does not say whose it was, beyond the login; its id does. Since it was raised,
 * earlier events may have moved its beginning from one stretch into the one before. */
static bool meets(const struct stories *stories, const struct case_report *report, const struct story_kind *kind)
{
    int64_t stretch = stretch_of(stories, kind->class, report->first_ms);
    char id[CASE_ID_SIZE];

    if (report->class != kind->class || strcmp(report->login, login_of(kind->who)) != 0)
        return false;
    for (int later = 0; later < 2; later++)
        for (uint32_t before = 0; before <= stories->ended; before++) {
            story_id_make(id, stories->salt, kind, stretch + later, before);
            if (strcmp(id, report->id) == 0)
                return true;
        }
    return false;
}

/* What is done a little at a time may rest as long as accesses do. */
static int64_t patience(const struct stories *stories, const struct case_report *report)
{
    for (size_t i = 0; i < CASE_RULES_MAX && report->rules[i][0]; i++)
        if (rules_by_chance(report->rules[i]))
            return stories->access_quiet_ms;
    return quiet_of(stories, report->class);
}

static bool fits(const struct stories *stories, const struct story *story, int64_t first_ms, int64_t last_ms)
{
    int64_t quiet = patience(stories, &story->report);

    return last_ms >= story->report.first_ms - quiet && first_ms <= story->report.last_ms + quiet;
}

static struct story *fitting(struct stories *stories, const struct story_kind *kind, int64_t first_ms, int64_t last_ms)
{
    uint64_t key = key_of(kind);

    for (size_t i = 0; i < stories->count; i++) {
        struct story *story = stories->all[i];

        if (story->has_ended || (stories->keys[i] != key && stories->keys[i] != 0) ||
            !fits(stories, story, first_ms, last_ms) ||
            (stories->keys[i] == 0 && !meets(stories, &story->report, kind)))
            continue;
        stories->keys[i] = key;
        return story;
    }
    return NULL;
}

struct story *story_find(struct stories *stories, unsigned class, const struct story_who *who, bool with_encounters,
                         int64_t first_ms, int64_t last_ms)
{
    const struct story_kind kind = {class, with_encounters, who};
    struct story *goes_on = fitting(stories, &kind, last_ms, last_ms);

    return goes_on ? goes_on : fitting(stories, &kind, first_ms, last_ms);
}

/* ---- beginning and end ----------------------------------------------------------------------- */

static void close_story(struct stories *stories, size_t at)
{
    stories->ended -= stories->all[at]->has_ended;
    free(stories->all[at]);
    stories->count--;
    memmove(stories->all + at, stories->all + at + 1, (stories->count - at) * sizeof *stories->all);
    memmove(stories->keys + at, stories->keys + at + 1, (stories->count - at) * sizeof *stories->keys);
}

/* When anything happened in it last, by its own clock or by ours: events may come days late. */
static int64_t last_sign(const struct story *story)
{
    return story->grown_ms > story->report.last_ms ? story->grown_ms : story->report.last_ms;
}

static bool may_go(const struct story *story)
{
    return !story->is_changed && !story->is_owing;
}

/* What is found now may begin in the quiet after it: what is deleted a few at a time reaches back as far as accesses.
 */
static void close_quiet(struct stories *stories, int64_t now_ms)
{
    for (size_t i = stories->count; i > 0; i--) {
        const struct story *story = stories->all[i - 1];
        unsigned class = story->report.class;
        int64_t reach = class == CASE_LOSS ? stories->access_quiet_ms : quiet_of(stories, class);

        if (may_go(story) && now_ms - last_sign(story) > patience(stories, &story->report) + reach + LATE_MS)
            close_story(stories, i - 1);
    }
}

static void evict_quietest(struct stories *stories)
{
    size_t quietest = stories->count;

    for (size_t i = 0; i < stories->count; i++)
        if (may_go(stories->all[i]) &&
            (quietest == stories->count || last_sign(stories->all[i]) < last_sign(stories->all[quietest])))
            quietest = i;
    if (quietest == stories->count)
        return;
    close_story(stories, quietest);
    stories->evicted++;
}

static struct story *add_story(struct stories *stories, uint64_t key)
{
    struct story *story = calloc(1, sizeof *story);

    if (stories->count == stories->capacity) {
        size_t wider = stories->capacity ? 2 * stories->capacity : 64;
        struct story **all = realloc(stories->all, wider * sizeof *all);
        uint64_t *keys = realloc(stories->keys, wider * sizeof *keys);

        stories->all = all ? all : stories->all;
        stories->keys = keys ? keys : stories->keys;
        stories->capacity = all && keys ? wider : stories->capacity;
    }
    if (!story || stories->count == stories->capacity) {
        free(story);
        return NULL;
    }
    stories->keys[stories->count] = key;
    return stories->all[stories->count++] = story;
}

/* `count` when there is none. */
static size_t place_of(const struct stories *stories, const char *id)
{
    size_t at = 0;

    while (at < stories->count && strcmp(stories->all[at]->report.id, id) != 0)
        at++;
    return at;
}

struct story *story_open(struct stories *stories, unsigned class, const struct story_who *who, bool with_encounters,
                         int64_t time_ms, int64_t now_ms)
{
    const struct story_kind kind = {class, with_encounters, who};
    char id[CASE_ID_SIZE];
    struct story *story;
    uint32_t number;

    close_quiet(stories, now_ms);
    if (stories->count >= STORIES_MAX)
        evict_quietest(stories);
    number = stories->evicted;
    /* One that is there keeps its id: what follows it in the same stretch takes the next. */
    do
        story_id_make(id, stories->salt, &kind, stretch_of(stories, class, time_ms), number++);
    while (place_of(stories, id) < stories->count);
    story = add_story(stories, key_of(&kind));
    if (!story)
        return NULL;
    text_copy(story->report.id, sizeof story->report.id, id);
    story->report.class = (uint8_t) class;
    story->report.raised_ms = now_ms;
    story->report.first_ms = story->report.last_ms = time_ms;
    text_copy(story->report.login, sizeof story->report.login, login_of(who));
    return story;
}

bool story_resume(struct stories *stories, const struct case_report *report, bool is_owing)
{
    struct story *story = add_story(stories, 0);

    if (!story)
        return false;
    story->report = *report;
    story->is_told = true;
    story->told_ms = is_owing ? 0 : INT64_MIN;
    story->is_owing = is_owing;
    story->told_severity = report->severity;
    story->told_certainty = report->certainty;
    story->grown_ms = report->last_ms;
    return true;
}

struct story *story_first(struct stories *stories, bool (*is_wanted)(void *data, const struct story *story), void *data)
{
    for (size_t i = 0; i < stories->count; i++)
        if (is_wanted(data, stories->all[i]))
            return stories->all[i];
    return NULL;
}

/* ---- what people decided --------------------------------------------------------------------- */

bool story_decide(struct stories *stories, const struct case_report *report, bool ends)
{
    size_t at = place_of(stories, report->id);
    struct story *story;
    bool was_waiting;

    if (at == stories->count)
        return false;
    story = stories->all[at];
    was_waiting = story->is_changed;
    story->report.version = report->version;
    story->report.certainty = story->told_certainty = report->certainty;
    if (!ends)
        return false;
    stories->ended += !story->has_ended;
    story->has_ended = true;
    story->is_changed = story->is_owing = false;
    return was_waiting;
}

bool story_is_decided(const struct stories *stories, unsigned class, const struct story_who *who,
                      const struct touch *touch)
{
    for (size_t i = 0; i < stories->count && stories->ended; i++) {
        const struct story *story = stories->all[i];

        if (!story->has_ended || story->report.class != class || !story_holds(story, touch))
            continue;
        for (int with_encounters = 0; with_encounters < 2; with_encounters++) {
            const struct story_kind kind = {class, with_encounters, who};

            if (stories->keys[i] == key_of(&kind) || (stories->keys[i] == 0 && meets(stories, &story->report, &kind)))
                return true;
        }
    }
    return false;
}
