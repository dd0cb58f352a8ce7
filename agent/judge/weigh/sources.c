/* Sources that fall silent. Owns: how their gaps are counted, and which is too long. Must not own: what is told of it.
 * In: accesses in the order of their times. Out: the source that has just fallen silent. Several people must have gone
 * on working for a while: one who copies a hundred files is busy, and the record system is not silent. */
#include "sources.h"

#include "lore.h"
#include "spell.h"

enum { LEAST = 60, TIMES = 3, KNOWN_GAPS = 500, TENTH = 10, USES_MOST = 4000, WHILE_MS = 30 * 60 * 1000 };

static void speak(struct source_gap *gap, const struct fact *fact)
{
    gap->all += gap->all < UINT32_MAX;
    gap->of[gap->now < SOURCE_GAP_MOST ? gap->now : SOURCE_GAP_MOST]++;
    gap->last = *fact;
    gap->now = gap->people_count = 0;
    gap->is_silent = false;
}

uint32_t sources_limit(const struct source_gap *gap)
{
    uint64_t so_far = 0;

    if (gap->all < KNOWN_GAPS)
        return 0;
    for (uint32_t length = 0; length < SOURCE_GAP_MOST; length++) {
        so_far += gap->of[length];
        if (so_far * 100 >= gap->all * UINT64_C(99))
            return length * TIMES > LEAST ? length * TIMES : LEAST;
    }
    return 0;
}

static void keep_waiting(struct source_gap *gap, const struct fact *fact)
{
    uint32_t i = 0;

    gap->now += gap->now < UINT32_MAX;
    while (i < gap->people_count && gap->people[i] != fact->login)
        i++;
    if (i == gap->people_count && i < SOURCE_PEOPLE)
        gap->people[gap->people_count++] = fact->login;
}

static bool falls_silent(const struct source_gap *gap, const struct fact *fact)
{
    uint32_t limit;

    if (gap->is_silent || gap->now <= LEAST || gap->people_count < SOURCE_PEOPLE ||
        fact->time_ms - gap->last.time_ms < WHILE_MS)
        return false;
    limit = sources_limit(gap);
    return limit && gap->now > limit;
}

static void note_use(struct person *person, unsigned source)
{
    if (++person->uses[source] < USES_MOST)
        return;
    for (unsigned i = 0; i < SOURCES; i++)
        person->uses[i] /= 2;
}

/* Whoever opens a file once a month does not miss the files for a month. */
static bool is_user(const struct person *person, unsigned source)
{
    uint32_t all = 0;

    for (unsigned i = 0; i < SOURCES; i++)
        all += person->uses[i];
    return person->uses[source] && (uint32_t)person->uses[source] * TENTH >= all;
}

void sources_note(struct sources *sources, struct person *person, const struct fact *fact)
{
    sources->news = NULL;
    speak(&sources->gaps[fact->source], fact);
    note_use(person, fact->source);
    for (unsigned source = 0; source < SOURCES; source++) {
        struct source_gap *gap = &sources->gaps[source];

        if (source == fact->source || !is_user(person, source))
            continue;
        keep_waiting(gap, fact);
        if (falls_silent(gap, fact)) {
            gap->is_silent = true;
            sources->news = gap;
        }
    }
}

bool source_silent(const struct spell_given *given)
{
    return given->lore->sources.news;
}
