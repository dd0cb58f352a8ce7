/* Is a password made of somebody's name? Pure.
 * Must not own: the names (common.c), what they are worth (guess.c).
 * In: a reading of a password, and the words that count for nothing anyway. Out: the names, when nothing else is left.
 * A name within other letters is none: "grant" and "rose" stand in many a passphrase. */
#include "pam_module/people.h"

#include <string.h>

#include "pam_module/common.h"

/* What a part costs; nothing that costs more in all than two names is looked for. */
enum { WORD = 0, INITIAL = 1, NAME = 1, COMMON = 2, COST_MOST = 2, COST_NONE = 99 };
enum { NAME_LEAST = 3, NAME_LONGEST = 15, COMMON_LEAST = 8, COMMON_LONGEST = 32, WORDS_WITHOUT_DIGIT = 2 };
enum { PART_LEAST = 3 }; /* shorter on average, they are there by chance */

/* The cheapest way to each place in a run of letters: what it costs, in how many parts, where the last one begins, how
 * long the longest is. */
struct way {
    unsigned cost, parts, last_cost;
    size_t from, longest;
};

static void improve(struct way *ways, size_t from, size_t length, unsigned cost, unsigned parts)
{
    struct way way = {ways[from].cost + cost, ways[from].parts + parts, cost, from,
                      length > ways[from].longest ? length : ways[from].longest},
               *known = &ways[from + length];

    if (way.cost < known->cost || (way.cost == known->cost && way.parts < known->parts))
        *known = way;
}

/* Stands in `text` before `piece` as well, as in "Summer24Summer24": costs nothing again. */
static bool was_before(const char *text, const struct reading_piece *piece)
{
    return memmem(text, (size_t)(piece->at - text), piece->at, piece->length) != NULL;
}

static void go_on_by_words(struct way *ways, size_t from, const char *at, size_t left, const char *const *words,
                           unsigned parts)
{
    for (; *words; words++) {
        size_t word = strlen(*words);

        if (word <= left && memcmp(at, *words, word) == 0)
            improve(ways, from, word, WORD, parts);
    }
}

static void go_on(struct way *ways, size_t from, const char *run, size_t length, const char *const *words)
{
    static const char *const between[] = {"and", "loves", "love", "the", "my", "of", "in", "to", "for", NULL};
    const char *at = run + from;
    size_t left = length - from;

    go_on_by_words(ways, from, at, left, words, 1);
    go_on_by_words(ways, from, at, left, between, 0);
    if (ways[from].cost + NAME > COST_MOST)
        return;
    if (from == 0)
        improve(ways, from, 1, INITIAL, 1);
    for (size_t name = NAME_LEAST; name <= left && name <= NAME_LONGEST; name++)
        if (common_is_name(at, name))
            improve(ways, from, name, NAME, 1);
    if (ways[from].cost + COMMON > COST_MOST)
        return;
    for (size_t part = COMMON_LEAST; part <= left && part <= COMMON_LONGEST; part++)
        if (common_has_part(at, part))
            improve(ways, from, part, COMMON, 1);
}

/* Finds the way through one run. Its last entry tells what it costs. */
static const struct way *find_way(struct way *ways, const char *run, size_t length, const char *const *words)
{
    for (size_t i = 0; i <= length; i++)
        ways[i] = (struct way){.cost = i == 0 ? 0 : COST_NONE};
    for (size_t i = 0; i < length; i++)
        if (ways[i].cost <= COST_MOST)
            go_on(ways, i, run, length, words);
    return &ways[length];
}

/* What was met on the way, without words and initials. */
static void collect(struct people *people, const struct way *ways, const char *run, size_t length)
{
    for (size_t end = length; end > 0; end = ways[end].from) {
        size_t from = ways[end].from;

        if (ways[end].last_cost == WORD || end - from == 1 || people->count == PEOPLE_MOST)
            continue;
        memcpy(people->text[people->count], run + from, end - from);
        people->text[people->count++][end - from] = '\0';
    }
}

void people_find(struct people *people, const char *reading, const char *const *words)
{
    struct way ways[READING_SIZE];
    unsigned cost = 0, parts = 0;
    size_t letters = 0;
    bool digits = false, worded = false;

    *people = (struct people){.count = 0};
    for (struct reading_piece piece = reading_piece(reading); piece.kind != READING_END;
         piece = reading_piece(piece.at + piece.length)) {
        digits = digits || piece.kind == READING_DIGITS;
        if (piece.kind != READING_LETTERS || was_before(reading, &piece))
            continue;
        cost += find_way(ways, piece.at, piece.length, words)->cost;
        parts += ways[piece.length].parts;
        letters += piece.length;
        worded = worded || ways[piece.length].longest >= NAME_LEAST;
        if (cost > COST_MOST)
            break;
        collect(people, ways, piece.at, piece.length);
    }
    people->nothing_else = parts > 0 && (worded || cost == 0) && cost <= COST_MOST &&
                           (parts <= WORDS_WITHOUT_DIGIT || letters >= PART_LEAST * parts);
    if (!people->nothing_else || (!digits && parts > WORDS_WITHOUT_DIGIT))
        people->count = 0;
    explicit_bzero(ways, sizeof ways);
}
