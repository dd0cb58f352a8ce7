/* Wrong passwords slow down. Owns: the counters, and the waits that follow from them. Must not own: the clock, the
 * store, who may log in. In: knocks, failures, successes with their time. Out: waits.
 *
 * A failure counts in three records: of the login at its origin, of the login everywhere, of the origin for all logins.
 * The last one for other hosts and for whoever asks by su or sudo: at a seat one person's typing must not slow the
 * next. A host's row ends with any right password from there, for it may be a whole practice; until then it is never
 * shorter than that of one login, so that a stranger meets the same waits whether a login exists or not. What was tried
 * from it in the last minutes stays.
 */
#include "pace_book.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

enum {
    RECORDS_MAX = 4096,
    KNOCK_MS = PACE_WINDOW_MS,  /* one whose end nobody told counts as one that was wrong */
    LOCKER_MS = 60 * 60 * 1000, /* what a locker's row forgets after, since nothing can end it */
    DOUBLINGS = 13              /* half a second doubled so often is more than an hour */
};

struct entry {
    struct pace_record record;
    int64_t knocks_ms[PACE_TRIES];
    unsigned turned_away; /* knocks, since turned_ms */
    int64_t turned_ms;
    uint64_t used; /* the higher, the later */
    bool changed;
};

struct pace {
    int64_t most_ms;
    uint64_t clock;
    size_t count;
    struct entry *entries[RECORDS_MAX];
};

struct pace *pace_new(int64_t delay_most_ms)
{
    struct pace *pace = calloc(1, sizeof *pace);

    if (pace)
        pace->most_ms = delay_most_ms;
    return pace;
}

void pace_free(struct pace *pace)
{
    for (size_t i = 0; pace && i < pace->count; i++)
        free(pace->entries[i]);
    free(pace);
}

/* ---- records --------------------------------------------------------------------------------- */

static struct entry *find(struct pace *pace, const char *login, const char *origin)
{
    for (size_t i = 0; i < pace->count; i++)
        if (strcmp(pace->entries[i]->record.login, login) == 0 && strcmp(pace->entries[i]->record.origin, origin) == 0)
            return pace->entries[i];
    return NULL;
}

/* The row of a login over all origins is kept longest: who had it forgotten by failing from thousands of addresses
 * could guess on after PACE_ROW. */
static unsigned worth(const struct entry *entry)
{
    if (entry->record.row == 0)
        return 0;
    return entry->record.origin[0] == '\0' ? 2 : 1;
}

/* The one to give up: of those worth least the one longest unused. Forgotten here, it may stay in the store until it is
 * met again. */
static size_t least_wanted(const struct pace *pace)
{
    size_t worst = 0;

    for (size_t i = 1; i < pace->count; i++) {
        const struct entry *one = pace->entries[i], *other = pace->entries[worst];

        if (worth(one) != worth(other) ? worth(one) < worth(other) : one->used < other->used)
            worst = i;
    }
    return worst;
}

static struct entry *take(struct pace *pace, const char *login, const char *origin)
{
    struct entry *entry = find(pace, login, origin);

    if (!entry && pace->count == RECORDS_MAX) {
        entry = pace->entries[least_wanted(pace)];
        memset(entry, 0, sizeof *entry);
    } else if (!entry) {
        entry = calloc(1, sizeof *entry);
        if (!entry)
            return NULL;
        pace->entries[pace->count++] = entry;
    }
    text_copy(entry->record.login, sizeof entry->record.login, login);
    text_copy(entry->record.origin, sizeof entry->record.origin, origin);
    entry->used = ++pace->clock;
    return entry;
}

/* Where the clock was set back, what lies ahead happened now: else a wait would last until the clock is there again. */
static void settle(struct entry *entry, int64_t now_ms)
{
    int64_t *times[] = {&entry->record.first_ms, &entry->record.last_ms};

    for (size_t i = 0; i < 2; i++)
        if (*times[i] > now_ms)
            *times[i] = now_ms;
    for (size_t i = 0; i < PACE_TRIES; i++) {
        if (entry->record.tries_ms[i] > now_ms)
            entry->record.tries_ms[i] = now_ms;
        if (entry->knocks_ms[i] > now_ms || now_ms - entry->knocks_ms[i] >= KNOCK_MS)
            entry->knocks_ms[i] = 0;
    }
    if (strcmp(entry->record.origin, "locker") == 0 && now_ms - entry->record.last_ms >= LOCKER_MS)
        entry->record.row = 0;
}

/* ---- counting -------------------------------------------------------------------------------- */

static void put_down(struct entry *entry, int64_t now_ms)
{
    size_t place = 0;

    for (size_t i = 0; i < PACE_TRIES; i++)
        if (entry->knocks_ms[i] < entry->knocks_ms[place])
            place = i;
    entry->knocks_ms[place] = now_ms;
}

static void take_back(struct entry *entry)
{
    size_t place = PACE_TRIES;

    for (size_t i = 0; i < PACE_TRIES; i++)
        if (entry->knocks_ms[i] && (place == PACE_TRIES || entry->knocks_ms[i] < entry->knocks_ms[place]))
            place = i;
    if (place < PACE_TRIES)
        entry->knocks_ms[place] = 0;
}

/* Facts may come late, out of the module's spool: each try takes its place by its own time. */
static void count_failure(struct entry *entry, int64_t time_ms)
{
    struct pace_record *record = &entry->record;
    size_t place = 0;

    take_back(entry);
    for (; place + 1 < PACE_TRIES && record->tries_ms[place + 1] <= time_ms; place++)
        record->tries_ms[place] = record->tries_ms[place + 1];
    if (time_ms > record->tries_ms[place])
        record->tries_ms[place] = time_ms;
    if (record->row == 0 || time_ms < record->first_ms)
        record->first_ms = time_ms;
    if (record->row == 0 || time_ms > record->last_ms)
        record->last_ms = time_ms;
    record->row += record->row < UINT32_MAX;
    entry->changed = true;
}

/* The wrong ones of the window, and those that are being tried. */
static unsigned recent(const struct entry *entry, int64_t now_ms)
{
    unsigned count = 0;

    for (size_t i = 0; i < PACE_TRIES; i++)
        count += (entry->record.tries_ms[i] && now_ms - entry->record.tries_ms[i] < PACE_WINDOW_MS) +
                 (entry->knocks_ms[i] != 0);
    return count;
}

/* When the first of those that fill the window leaves it. */
static int64_t window_wait(const struct entry *entry, int64_t now_ms)
{
    int64_t wait = PACE_WINDOW_MS;

    for (size_t i = 0; i < PACE_TRIES; i++) {
        int64_t left = PACE_WINDOW_MS - (now_ms - entry->record.tries_ms[i]);

        if (entry->record.tries_ms[i] && left > 0 && left < wait)
            wait = left;
        left = KNOCK_MS - (now_ms - entry->knocks_ms[i]);
        if (entry->knocks_ms[i] && left > 0 && left < wait)
            wait = left;
    }
    return wait;
}

static int64_t delay_after(const struct pace *pace, uint32_t row)
{
    int64_t delay = (int64_t)PACE_FIRST_MS << (row < DOUBLINGS ? row : DOUBLINGS);

    return delay < pace->most_ms ? delay : pace->most_ms;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* libpam waits between half and one and a half times what it is asked to (pam_fail_delay(3)): so half is what counts.
 */
static int64_t row_wait(const struct pace *pace, const struct entry *entry, uint32_t row, int64_t now_ms)
{
    return row ? larger(0, delay_after(pace, row - 1) / 2 - (now_ms - entry->record.last_ms)) : 0;
}

/* Where one origin stands for all logins tried from it. */
static bool is_shared(const struct origin *origin)
{
    return origin->kind == ORIGIN_HOST || origin->kind == ORIGIN_USER;
}

/* ---- answers --------------------------------------------------------------------------------- */

static void weigh(const struct pace *pace, const struct entry *entry, enum origin_kind kind, int64_t now_ms,
                  struct pace_answer *answer)
{
    uint32_t row = entry->record.row;

    answer->delay_ms = larger(answer->delay_ms, delay_after(pace, row));
    if (kind != ORIGIN_LOCKER && recent(entry, now_ms) >= PACE_TRIES)
        answer->refuse_ms = larger(answer->refuse_ms, window_wait(entry, now_ms));
    if (kind == ORIGIN_HOST || kind == ORIGIN_USER)
        answer->refuse_ms = larger(answer->refuse_ms, row_wait(pace, entry, row, now_ms));
}

/* What stands against this login at this origin; entries that are not there stand against nothing. */
static struct pace_answer answer_for(struct pace *pace, const char *login, const struct origin *origin, int64_t now_ms)
{
    struct pace_answer answer = {.delay_ms = delay_after(pace, 0)};
    struct entry *there = find(pace, login, origin->name), *all = *login ? find(pace, login, "") : NULL;
    struct entry *host = is_shared(origin) ? find(pace, "", origin->name) : NULL;

    if (there) {
        settle(there, now_ms);
        weigh(pace, there, origin->kind, now_ms, &answer);
    }
    if (host && host != there) {
        settle(host, now_ms);
        weigh(pace, host, origin->kind, now_ms, &answer);
    }
    if (all && all->record.row >= PACE_ROW) {
        answer.delay_ms = pace->most_ms;
        if (is_shared(origin))
            answer.refuse_ms = INT64_MAX;
    }
    return answer;
}

/* Who is slowed down fails seldom: that somebody goes on trying shows in what is turned away. */
static bool turn_away(struct entry *entry, int64_t now_ms)
{
    if (!entry)
        return false;
    if (entry->turned_ms > now_ms || now_ms - entry->turned_ms >= PACE_WINDOW_MS) {
        entry->turned_ms = now_ms;
        entry->turned_away = 0;
    }
    return ++entry->turned_away == PACE_TRIES;
}

struct pace_answer pace_knock(struct pace *pace, const char *login, const struct origin *origin, int64_t now_ms)
{
    struct pace_answer answer = answer_for(pace, login, origin, now_ms);
    struct entry *there, *host;

    if (answer.refuse_ms)
        answer.is_burst = turn_away(take(pace, login, origin->name), now_ms);
    if (answer.refuse_ms || origin->kind == ORIGIN_SEAT || origin->kind == ORIGIN_LOCKER)
        return answer;
    there = *login ? take(pace, login, origin->name) : NULL;
    host = is_shared(origin) ? take(pace, "", origin->name) : NULL;
    if (there)
        put_down(there, now_ms);
    if (host)
        put_down(host, now_ms);
    return answer;
}

void pace_leave(struct pace *pace, const char *login, const struct origin *origin, int64_t now_ms)
{
    struct entry *there = *login ? find(pace, login, origin->name) : NULL;
    struct entry *host = find(pace, "", origin->name);

    if (there) {
        settle(there, now_ms);
        take_back(there);
    }
    if (host) {
        settle(host, now_ms);
        take_back(host);
    }
}

void pace_fail(struct pace *pace, const char *login, const struct origin *origin, int64_t time_ms)
{
    struct entry *entry;

    if (*login) {
        entry = take(pace, login, origin->name);
        if (entry)
            count_failure(entry, time_ms);
        entry = take(pace, login, "");
        if (entry)
            count_failure(entry, time_ms);
    }
    entry = is_shared(origin) ? take(pace, "", origin->name) : NULL;
    if (entry)
        count_failure(entry, time_ms);
}

static void end_row(struct entry *entry)
{
    if (!entry)
        return;
    take_back(entry);
    if (entry->record.row == 0)
        return;
    memset(entry->record.tries_ms, 0, sizeof entry->record.tries_ms);
    entry->record.row = 0;
    entry->record.first_ms = entry->record.last_ms = 0;
    entry->changed = true;
}

void pace_enter(struct pace *pace, const char *login, const struct origin *origin)
{
    struct entry *host = is_shared(origin) ? find(pace, "", origin->name) : NULL;

    if (origin->kind == ORIGIN_LOCKER || *login == '\0')
        return;
    end_row(find(pace, login, origin->name));
    end_row(find(pace, login, ""));
    if (host) {
        take_back(host);
        host->changed = host->changed || host->record.row;
        host->record.row = 0;
    }
}

bool pace_forgive(struct pace *pace, const char *login)
{
    bool found = false;

    for (size_t i = 0; i < pace->count && *login; i++)
        if (strcmp(pace->entries[i]->record.login, login) == 0) {
            found = found || pace->entries[i]->record.row;
            end_row(pace->entries[i]);
        }
    return found;
}

void pace_why(struct pace *pace, const char *login, int64_t now_ms,
              void (*each)(void *data, const struct pace_record *record, const struct pace_answer *answer), void *data)
{
    for (size_t i = 0; i < pace->count; i++) {
        const struct pace_record *record = &pace->entries[i]->record;
        struct origin origin = origin_called(record->origin);
        struct pace_answer answer;

        if (record->row == 0 || record->origin[0] == '\0' ||
            (strcmp(record->login, login) != 0 && record->login[0] != '\0'))
            continue;
        answer = answer_for(pace, login, &origin, now_ms);
        if (record->login[0] || answer.refuse_ms) /* others' guessing from there keeps this one waiting too */
            each(data, record, &answer);
    }
}

/* ---- keeping --------------------------------------------------------------------------------- */

bool pace_each_changed(struct pace *pace, bool (*each)(void *data, const struct pace_record *record), void *data)
{
    for (size_t i = 0; i < pace->count; i++)
        if (pace->entries[i]->changed && !each(data, &pace->entries[i]->record))
            return false;
    return true;
}

void pace_saved(struct pace *pace)
{
    for (size_t i = 0; i < pace->count; i++)
        pace->entries[i]->changed = false;
}

void pace_load(struct pace *pace, const struct pace_record *record)
{
    struct entry *entry = take(pace, record->login, record->origin);

    if (entry)
        entry->record = *record;
}
