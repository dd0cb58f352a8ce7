/* Addresses so folded that two spellings of one home meet. Owns how flat, house, street, town and postcode are told
 * apart. Must not own: the words for streets (street.h). In: an address as people type it. Out: numbers. */
#include "dwelling.h"

#include <stdbool.h>
#include <string.h>

#include "agent/base/text.h"

#include "plain.h"
#include "street.h"

enum { FIELD_SIZE = 96, NOWHERE = 255 };

struct address {
    struct plain plain;
    bool is_used[PLAIN_WORDS];
    char flat[FIELD_SIZE], number[FIELD_SIZE], street[FIELD_SIZE], town[FIELD_SIZE], postcode[FIELD_SIZE];
};

static const char flat_words[] = "flat flt apartment apt appt unit suite ste room rm app whg wohnung";
static const char floor_words[] = "floor flr fl";
static const char number_words[] = "no nr num number";
static const char nowhere[] = "nofixedabode nfa nofixedaddress homeless unknown notknown none na notgiven pobox";

static const char *word_at(const struct address *address, unsigned at)
{
    return at < address->plain.count && !address->is_used[at] ? address->plain.words[at].text : "";
}

/* The same, where it stands in the same part as the word before. */
static const char *word_after(const struct address *address, unsigned at)
{
    const struct plain_word *words = address->plain.words;

    return at + 1 < address->plain.count && words[at].part == words[at + 1].part ? word_at(address, at + 1) : "";
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

static bool is_alpha(char letter)
{
    return letter >= 'a' && letter <= 'z';
}

static void append(char to[FIELD_SIZE], const char *word)
{
    size_t used = strlen(to);

    text_copy(to + used, FIELD_SIZE - used, word);
}

/* Does `text` have the shape of `pattern`: 9 a digit, a a letter, ? either? */
static bool has_shape(const char *text, const char *pattern)
{
    for (; *pattern; text++, pattern++)
        if (!(*pattern == '9'   ? is_digit(*text)
              : *pattern == 'a' ? is_alpha(*text)
                                : is_digit(*text) || is_alpha(*text)))
            return false;
    return *text == '\0';
}

/* GB ("LS1 4AB"), NL ("1012 AB") and IE ("A65 F4E2"): as fine as a street or a house. */
static bool is_fine(const char *postcode)
{
    static const char *const shapes[] = {"a99aa",   "a999aa", "aa99aa",  "aa999aa", "a9a9aa",
                                         "aa9a9aa", "9999aa", "a99????", NULL};

    for (size_t i = 0; shapes[i]; i++)
        if (has_shape(postcode, shapes[i]))
            return true;
    return false;
}

/* A postcode written as one word or two, at `at`: how many words it is, 0 when there is none. */
static unsigned postcode_at(const struct address *address, unsigned at, char postcode[FIELD_SIZE])
{
    const char *word = word_at(address, at), *next = word_after(address, at);

    text_format(postcode, FIELD_SIZE, "%s%s", word, next);
    if (*word && *next && is_fine(postcode) && !has_shape(postcode, "a99????"))
        return 2;
    text_copy(postcode, FIELD_SIZE, word);
    if (*word && at > 0 && is_fine(word) && !has_shape(word, "a99????"))
        return 1;
    if (address->plain.words[at].part > 0 && (has_shape(word, "99999") || has_shape(word, "9999")) && *next)
        return 1; /* "10115 Berlin" */
    return 0;
}

/* The postcode from its own field; where that is empty, from the address. In the address its words are used up. */
static void take_postcode(struct address *address, const char *postcode)
{
    char found[FIELD_SIZE];
    struct plain own;
    unsigned words;

    plain_read(&own, postcode);
    for (unsigned i = 0; i < own.count; i++)
        append(address->postcode, own.words[i].text);
    for (unsigned at = address->plain.count; at-- > 0;) {
        words = postcode_at(address, at, found);
        if (words == 0 || (address->postcode[0] && strcmp(found, address->postcode) != 0))
            continue;
        text_copy(address->postcode, FIELD_SIZE, found);
        for (unsigned i = 0; i < words; i++)
            address->is_used[at + i] = true;
        break;
    }
    if (strncmp(address->postcode, "zz99", 4) == 0)
        address->postcode[0] = '\0';
}

/* "flat 2", "apt. B", "flat 2 a" */
static void take_flat_at(struct address *address, unsigned at)
{
    const char *word = word_after(address, at), *letter;

    if (!is_digit(word[0]) && (!is_alpha(word[0]) || word[1]))
        return;
    address->is_used[at] = address->is_used[at + 1] = true;
    text_copy(address->flat, FIELD_SIZE, word);
    letter = word_after(address, at + 1);
    if (is_digit(word[strlen(word) - 1]) && is_alpha(letter[0]) && letter[1] == '\0') {
        append(address->flat, letter);
        address->is_used[at + 2] = true;
    }
}

/* "first floor flat", "ground floor", "basement flat": says which flat only where no number does. */
static void take_level_at(struct address *address, unsigned at, const char *level)
{
    const char *word = word_after(address, at);

    if (!plain_is(word, floor_words) && !plain_is(word, flat_words))
        return;
    address->is_used[at] = address->is_used[at + 1] = true;
    if (address->flat[0] == '\0')
        text_copy(address->flat, FIELD_SIZE, level);
    if (plain_is(word, floor_words) && plain_is(word_after(address, at + 1), flat_words))
        address->is_used[at + 2] = true;
}

static void take_flat(struct address *address)
{
    for (unsigned at = 0; at < address->plain.count; at++)
        if (plain_is(word_at(address, at), flat_words))
            take_flat_at(address, at);
    for (unsigned at = 0; at < address->plain.count; at++) {
        const char *level = street_level(word_at(address, at));

        if (level)
            take_level_at(address, at, level);
    }
}

/* "5th" of 5th Avenue is no house. */
static bool is_house(const char *word)
{
    size_t digits = strspn(word, "0123456789");

    return digits > 0 && !plain_is(word + digits, "st nd rd th");
}

/* "14", "14a", "14 a", "14/2" (a flat, as in Scotland), "14-16". Returns the part in which it stands, or NOWHERE. */
static unsigned take_number(struct address *address)
{
    unsigned at = 0;
    const char *next;
    char before;

    while (at < address->plain.count && !is_house(word_at(address, at)))
        at++;
    if (at == address->plain.count)
        return NOWHERE;
    append(address->number, word_at(address, at));
    address->is_used[at] = true;
    if (at > 0 && plain_is(word_at(address, at - 1), number_words))
        address->is_used[at - 1] = true;
    next = word_after(address, at);
    before = at + 1 < address->plain.count ? address->plain.words[at + 1].before : ' ';
    if (*next == '\0')
        return address->plain.words[at].part;
    if (is_digit(*next) && before != ' ') {
        address->is_used[at + 1] = true;
        if (before == '/' && address->flat[0] == '\0')
            text_copy(address->flat, FIELD_SIZE, next);
    } else if (is_alpha(*next) && next[1] == '\0' && is_digit(address->number[strlen(address->number) - 1]) &&
               (!plain_is(next, "n s e w") || *word_after(address, at + 1) == '\0')) {
        address->is_used[at + 1] = true; /* "14 E Main Street" lies east */
        append(address->number, next);
    }
    return address->plain.words[at].part;
}

/* The first part from `part` on that has words left, or NOWHERE. */
static unsigned part_from(const struct address *address, unsigned part)
{
    for (unsigned at = 0; at < address->plain.count; at++)
        if (!address->is_used[at] && address->plain.words[at].part >= part)
            return address->plain.words[at].part;
    return NOWHERE;
}

/* Is the word the end of a street's name? "St" is Saint's too, where a further such word follows soon. */
static bool ends_street(const struct address *address, unsigned at, unsigned end)
{
    if (!street_ends(word_at(address, at)))
        return false;
    if (strcmp(word_at(address, at), "st") != 0 && strcmp(word_at(address, at), "saint") != 0)
        return true;
    for (unsigned next = at + 1; next < end && next <= at + 2; next++)
        if (street_ends(word_at(address, next)))
            return false;
    return true;
}

/* The words left of a part, joined; up to the word that ends a street's name if `is_street`, for a town may follow
 * without a comma. True when such a word ended it. */
static bool join_part(struct address *address, unsigned part, bool is_street, char to[FIELD_SIZE])
{
    unsigned begin = 0, end;

    while (begin < address->plain.count && (address->is_used[begin] || address->plain.words[begin].part != part))
        begin++;
    for (end = begin; end < address->plain.count && address->plain.words[end].part == part;)
        end++;
    for (unsigned at = begin; at < end; at++) {
        if (address->is_used[at] || plain_is(word_at(address, at), "the and of c o"))
            continue;
        street_append(to, FIELD_SIZE, word_at(address, at));
        if (is_street && at > begin && ends_street(address, at, end))
            return true;
    }
    return false;
}

static bool is_street_part(struct address *address, unsigned part)
{
    char ignored[FIELD_SIZE] = "";

    return part != NOWHERE && join_part(address, part, true, ignored);
}

/* A house that has a name and no number; or a street alone. Returns the street's part. */
static unsigned take_house_name(struct address *address)
{
    unsigned first = part_from(address, 0), second = first == NOWHERE ? NOWHERE : part_from(address, first + 1);

    if (first == NOWHERE || (is_street_part(address, first) && !is_street_part(address, second)))
        return first;
    join_part(address, first, false, address->number);
    return second;
}

static void take_street(struct address *address)
{
    unsigned part = take_number(address), last = NOWHERE;

    if (part == NOWHERE && address->flat[0]) { /* "Flat 2, Rose Court": the house is the flat's */
        text_copy(address->number, FIELD_SIZE, address->flat);
        address->flat[0] = '\0';
        part = 0;
    } else if (part == NOWHERE) {
        part = take_house_name(address);
    }
    if (part != NOWHERE)
        part = part_from(address, part) != NOWHERE ? part_from(address, part) : part_from(address, 0);
    if (part == NOWHERE)
        return;
    join_part(address, part, true, address->street);
    for (unsigned at = 0; at < address->plain.count; at++)
        if (!address->is_used[at] && address->plain.words[at].part > part)
            last = address->plain.words[at].part;
    if (last != NOWHERE)
        join_part(address, last, false, address->town);
}

static bool is_nowhere(const struct address *address)
{
    char joined[FIELD_SIZE] = "";

    for (unsigned at = 0; at < address->plain.count && at < 3; at++) {
        append(joined, address->plain.words[at].text);
        if (plain_is(joined, nowhere))
            return true;
    }
    return false;
}

static uint32_t hash_of(const char *kind, const char *house, const char *flat, const char *place, const char *beyond)
{
    char text[5 * FIELD_SIZE];

    text_format(text, sizeof text, "%s,%s,%s,%s,%s", kind, house, flat, place, beyond);
    return plain_hash(0, text);
}

void dwelling_read(struct dwelling *dwelling, const char *address, const char *postcode)
{
    struct address read = {.flat = ""};
    char begins[4];

    *dwelling = (struct dwelling){0};
    plain_read(&read.plain, address);
    if (is_nowhere(&read))
        return;
    take_postcode(&read, postcode);
    take_flat(&read);
    take_street(&read);
    text_copy(begins, sizeof begins, read.street);
    dwelling->postcode = plain_hash(0, read.postcode);
    dwelling->town = plain_hash(0, read.town);
    if (read.street[0])
        dwelling->street = hash_of("street", read.street, "", read.postcode, read.postcode[0] ? "" : read.town);
    if (read.number[0] && read.street[0])
        dwelling->house = hash_of("house", read.number, read.flat, read.street, "");
    if (read.number[0] && read.postcode[0])
        dwelling->door = hash_of("door", read.number, read.flat, read.postcode, "");
    if (dwelling->door)
        dwelling->home =
            hash_of("home", read.number, read.flat, is_fine(read.postcode) ? begins : read.street, read.postcode);
    else if (dwelling->house)
        dwelling->home = hash_of("home", read.number, read.flat, read.street, read.town);
}
