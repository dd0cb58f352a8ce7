/* People's names so folded that two spellings of one meet. Owns the lists of titles and of the small words that belong
 * to the name behind them. Must not own: guesses (McDonald and MacDonald are two names). */
#include "surname.h"

#include <stdbool.h>
#include <string.h>

#include "agent/base/text.h"

#include "plain.h"

enum { PART_SIZE = 128 };

static const char titles[] =
    "mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev reverend fr sr sister nurse "
    "herr frau hr fr dipl ing med";
static const char endings[] = "jr jnr junior snr senior ii iii iv phd md bsc msc mba esq obe mbe cbe frcp mrcgp rgn";
static const char particles[] =
    "o mc mac van von vom der den de del della dello di da do dos das du d la le les el al ap ab "
    "st saint san santa bin ibn ben abu ter ten te op het t zu zur zum af av";

/* The words of the name from `begin` to before `end` without titles and endings: one word always remains. */
static void strip(const struct plain *plain, unsigned *begin, unsigned *end)
{
    while (*begin + 1 < *end && plain_is(plain->words[*begin].text, titles))
        ++*begin;
    while (*begin + 1 < *end && plain_is(plain->words[*end - 1].text, endings))
        --*end;
}

/* The part that begins at word `*at`: small words and the name behind them, as one. Moves `*at` on. */
static uint32_t take_part(const struct plain *plain, unsigned *at, unsigned end)
{
    char part[PART_SIZE] = "";
    bool goes_on = true;

    while (goes_on && *at < end) {
        const char *word = plain->words[*at].text;
        size_t used = strlen(part);

        goes_on = plain_is(word, particles);
        text_copy(part + used, sizeof part - used, strcmp(word, "saint") == 0 ? "st" : word);
        ++*at;
    }
    return plain_hash(0, part);
}

static void take_parts(const struct plain *plain, unsigned begin, unsigned end, uint32_t parts[SURNAME_PARTS])
{
    uint32_t last = 0;

    parts[0] = parts[1] = 0;
    strip(plain, &begin, &end);
    while (begin < end) {
        last = take_part(plain, &begin, end);
        if (!parts[0])
            parts[0] = last;
    }
    if (last != parts[0])
        parts[1] = last;
}

void surname_read(const char *surname, uint32_t parts[SURNAME_PARTS])
{
    struct plain plain;

    plain_read(&plain, surname);
    take_parts(&plain, 0, plain.count, parts);
}

static uint32_t first_given(const struct plain *plain, unsigned begin, unsigned end)
{
    strip(plain, &begin, &end);
    if (begin >= end || plain_is(plain->words[begin].text, titles) || plain->words[begin].text[1] == '\0')
        return 0;
    return plain_hash(0, plain->words[begin].text);
}

uint16_t surname_begins(const char *surname)
{
    const char *text;
    struct plain plain;

    plain_read(&plain, surname);
    text = plain.count > 0 ? plain.words[0].text : "";
    return text[0] ? (uint16_t)((unsigned char)text[0] << 8 | (unsigned char)text[1]) : 0;
}

uint32_t surname_given(const char *given)
{
    struct plain plain;

    plain_read(&plain, given);
    return first_given(&plain, 0, plain.count);
}

/* Where the surname begins in "Ben van der Berg-Strand": at the last word, with those that a hyphen binds to it and the
 * small ones before. */
static unsigned surname_begin(const struct plain *plain, unsigned begin, unsigned end)
{
    unsigned at = end - 1;

    while (at > begin + 1 && (plain->words[at].before == '-' || plain_is(plain->words[at - 1].text, particles)))
        at--;
    return at;
}

void surname_of_person(const char *name, const char *surname, uint32_t parts[SURNAME_PARTS], uint32_t *given)
{
    unsigned begin = 0, end, comma = 0;
    struct plain plain;

    plain_read(&plain, name);
    end = plain.count;
    while (comma < end && plain.words[comma].part == plain.words[0].part)
        comma++;
    parts[0] = parts[1] = *given = 0;
    if (comma > 0 && comma < end && !plain_is(plain.words[comma].text, endings)) { /* "Strand, Ben" */
        take_parts(&plain, 0, comma, parts);
        *given = first_given(&plain, comma, end);
    } else if (end > 0) {
        strip(&plain, &begin, &end);
        *given = first_given(&plain, begin, end);
        take_parts(&plain, end - begin > 1 ? surname_begin(&plain, begin, end) : begin, end, parts);
    }
    if (*surname)
        surname_read(surname, parts);
    if (*given == parts[0] || *given == parts[1]) /* one word alone, or the surname first: which is which is not said */
        *given = 0;
}
