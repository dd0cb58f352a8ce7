/* How many guesses does a password need? Owns zxcvbn-c, and what it does not know: how passwords are dressed up.
 * Must not own: the words (vocabulary.c, the caller), the names (people.c), what is enough (password.c).
 * In: a password in plain letters, and words. Out: log2 of the guesses.
 * How: the least of several estimates. zxcvbn-c's of the whole; and for each reading (as it stands, without disguises)
 * zxcvbn-c's of its words alone and a price for each year, number and sign between them: zxcvbn-c takes each of
 * those for a part that was chosen at random, and "Ibuprofen/400mg!" for strong. */
#include "pam_module/guess.h"

#include <math.h>
#include <string.h>
#include <zxcvbn.h>

#include "pam_module/vocabulary.h"

/* Prices in bits. Digits by the places an attacker's rules have them in: a year that is near is one of some twenty, a
 * date of the last eighty years one of 29,000, any other digit one of ten. */
static const double near_year = 4, any_year = 6, any_date = 13, any_day = 8.5, any_word = 14, random_digit = 3.32,
                    first_sign = 2, same_sign = 0.5, other_sign = 3, seen_before = 1,
                    further_word = 1.75; /* zxcvbn-c's own price for one more part */

/* Of one, two and three digits. */
static const double few_digits[] = {0, 2, 4, 7};

/* More numbers than that are no trimming: a random password has them. */
enum { NUMBERS_MOST = 3, NUMBER_LONGEST = 9, SHORT_WORD = 3, DISGUISED_FEW = 1, DISGUISED_MANY = 5 };
enum { SEEN_LEAST = 2, LONGER_WORD = 4, WORD_LONGEST = 10 };

static bool is_year(const char *at, unsigned from, unsigned to)
{
    unsigned year = 0;

    for (int i = 0; i < 4; i++)
        year = 10 * year + (unsigned)(at[i] - '0');
    return year >= from && year <= to;
}

static unsigned two(const char *at)
{
    return 10 * (unsigned)(at[0] - '0') + (unsigned)(at[1] - '0');
}

static bool is_day_and_month(const char *at)
{
    return (two(at) >= 1 && two(at) <= 31 && two(at + 2) >= 1 && two(at + 2) <= 12) ||
           (two(at) >= 1 && two(at) <= 12 && two(at + 2) >= 1 && two(at + 2) <= 31);
}

static bool is_date(const char *at, size_t length)
{
    if (length == 6)
        return is_day_and_month(at) || is_day_and_month(at + 2);
    return length == 8 && ((is_day_and_month(at) && is_year(at + 4, 1930, 2039)) ||
                           (is_year(at, 1930, 2039) && is_day_and_month(at + 4)));
}

static double year_bits(const char *at)
{
    if (is_year(at, 2000, 2035))
        return near_year;
    return is_year(at, 1930, 2039) ? any_year : 4 * random_digit;
}

static double least(double one, double other)
{
    return one < other ? one : other;
}

static double estimate(const char *at, size_t length, const char **words)
{
    char text[READING_SIZE];
    double bits;

    memcpy(text, at, length);
    text[length] = '\0';
    bits = ZxcvbnMatch(text, words, NULL);
    explicit_bzero(text, sizeof text);
    return bits;
}

/* Of digits that stand together: the cheapest way to take them, a year with something before or after it among them. */
static double number_bits(const char *at, size_t length)
{
    double bits;

    if (length <= 2)
        return few_digits[length];
    bits = least((double)length * random_digit, estimate(at, length, NULL));
    if (length == 3)
        return least(bits, few_digits[length]);
    if (length == 4 && is_day_and_month(at))
        bits = least(bits, any_day);
    if (is_date(at, length))
        bits = least(bits, any_date);
    if (length > NUMBER_LONGEST)
        return bits;
    bits = least(bits, year_bits(at) + number_bits(at + 4, length - 4));
    return least(bits, number_bits(at, length - 4) + year_bits(at + length - 4));
}

static double signs_bits(const char *at, size_t length)
{
    double bits = first_sign;

    for (size_t i = 1; i < length; i++)
        bits += at[i] == at[i - 1] ? same_sign : other_sign;
    return bits;
}

static bool is_popular(const char *at, size_t length)
{
    for (const char *const *word = vocabulary_numbers; *word; word++)
        if (strlen(*word) == length && memcmp(*word, at, length) == 0)
            return true;
    return false;
}

static bool was_before(const char *text, const struct reading_piece *piece)
{
    return memmem(text, (size_t)(piece->at - text), piece->at, piece->length) != NULL;
}

/* A number is trimming only where words stand around it: none of the letters next to it are fewer than these. */
static bool is_beside_words(const struct reading_piece *number, size_t letters_before)
{
    struct reading_piece next = *number;

    do
        next = reading_piece(next.at + next.length);
    while (next.kind == READING_DIGITS || next.kind == READING_SIGNS);
    return (letters_before == 0 || letters_before >= SHORT_WORD) &&
           (next.kind == READING_END || next.length >= SHORT_WORD);
}

/* What the pieces of a reading have cost so far. */
struct sum {
    double bits;
    unsigned numbers;
    size_t letters;  /* of the last word; 0: none yet */
    bool words_only; /* no other letters stand there */
    bool has_year;
};

static double digits_bits(const struct sum *sum, const struct reading_piece *piece)
{
    if (sum->numbers >= NUMBERS_MOST || (!sum->words_only && !is_beside_words(piece, sum->letters)))
        return (double)piece->length * random_digit;
    if (is_popular(piece->at, piece->length))
        return near_year;
    return number_bits(piece->at, piece->length);
}

/* A year among letters is no chance: a person chose them, so what looks random is a word that the lists lack. */
static bool holds_year(const char *reading)
{
    for (struct reading_piece piece = reading_piece(reading); piece.kind != READING_END;
         piece = reading_piece(piece.at + piece.length))
        if (piece.kind == READING_DIGITS && piece.length == 4 && is_year(piece.at, 1930, 2039))
            return true;
    return false;
}

static double letters_bits(const struct sum *sum, const struct reading_piece *piece, const char **words)
{
    double bits = estimate(piece->at, piece->length, words);

    if (sum->has_year && piece->length <= WORD_LONGEST)
        bits = least(bits, any_word);
    return bits + (sum->letters > 0 ? further_word : 0);
}

static void add_piece(struct sum *sum, const char *reading, const struct reading_piece *piece, const char **words)
{
    double bits = 0;

    if (piece->kind == READING_LETTERS) {
        bits = letters_bits(sum, piece, words);
        sum->letters = piece->length;
    } else if (piece->kind == READING_DIGITS) {
        bits = digits_bits(sum, piece);
        sum->numbers++;
    } else {
        bits = signs_bits(piece->at, piece->length);
    }
    sum->bits += was_before(reading, piece) ? least(bits, seen_before) : bits;
}

static double reading_bits(const char *reading, const char **words, bool words_only)
{
    struct sum sum = {.words_only = words_only, .has_year = holds_year(reading)};

    for (struct reading_piece piece = reading_piece(reading); piece.kind != READING_END;
         piece = reading_piece(piece.at + piece.length))
        add_piece(&sum, reading, &piece, words);
    return sum.bits;
}

static size_t pair_of(char one, char other)
{
    return 32 * ((unsigned char)one % 32U) + (unsigned char)other % 32U;
}

void guess_begin(struct guess *guess, const char *letters)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz";
    const char *at = guess->shown;

    memset(guess, 0, sizeof *guess);
    reading_show(guess->shown, letters);
    memcpy(guess->written, guess->shown, sizeof guess->shown);
    guess->has_number = strpbrk(guess->shown, "0123456789") != NULL;
    for (; *at && at[1]; at++) {
        guess->pair[pair_of(at[0], at[1])] = true;
        for (const char *one = alphabet; *one; one++)
            for (const char *other = alphabet; reading_may_mean(at[0], *one) && *other; other++)
                if (reading_may_mean(at[1], *other))
                    guess->pair[pair_of(*one, *other)] = true;
    }
}

/* No word without these pairs stands in the password, forwards or backwards: spares the search for most. */
static bool has_pairs(const struct guess *guess, const char *word)
{
    bool forwards = true, backwards = true;

    for (; *word && word[1] && (forwards || backwards); word++) {
        forwards = forwards && guess->pair[pair_of(word[0], word[1])];
        backwards = backwards && guess->pair[pair_of(word[1], word[0])];
    }
    return forwards || backwards;
}

static bool stands_at(const char *at, const char *word)
{
    while (*word && *at && reading_may_mean(*at, *word)) {
        at++;
        word++;
    }
    return *word == '\0';
}

/* Is enough of the word left to be seen in its disguise? Any digits could be some short word. */
static bool can_be_seen(const char *at, const char *word, size_t length)
{
    size_t seen = 0;

    for (size_t i = 0; i < length; i++)
        seen += at[i] == word[i];
    return seen >= SEEN_LEAST && (length > LONGER_WORD || seen + 1 >= length);
}

/* Writes the word at `begin` without its disguise, unless a longer one stands there. */
static void write_out(struct guess *guess, size_t begin, const char *word, size_t length)
{
    if (length < SHORT_WORD || !can_be_seen(guess->shown + begin, word, length))
        return;
    for (size_t i = begin; i < begin + length; i++)
        if (guess->found[i] > length)
            return;
    memcpy(guess->written + begin, word, length);
    memset(guess->found + begin, (int)length, length);
}

static bool find_word(struct guess *guess, const char *word, size_t length)
{
    bool found = false;

    for (size_t i = 0; guess->shown[i]; i++)
        if (stands_at(guess->shown + i, word)) {
            found = true;
            write_out(guess, i, word, length);
        }
    return found;
}

/* The earlier a word stands, the less it is worth, and each costs time: so only those that stand in the password. */
void guess_add(struct guess *guess, const char *word)
{
    size_t length;
    char turned[READING_SIZE];

    if (guess->words == GUESS_WORDS_MAX || !has_pairs(guess, word))
        return;
    length = strlen(word);
    if (length > READING_MAX)
        return;
    reading_turn(turned, word);
    if (find_word(guess, word, length) || find_word(guess, turned, length))
        guess->word[guess->words++] = word;
}

static void add_reading(struct guess *guess, char one, size_t together)
{
    char *plain = guess->plain[guess->readings];

    reading_plain(plain, guess->written, one, together);
    for (size_t i = 0; i < guess->readings; i++)
        if (strcmp(guess->plain[i], plain) == 0)
            return;
    reading_turn(guess->turned[guess->readings++], plain);
}

/* As it stands, and without disguises in several ways. */
static void make_readings(struct guess *guess)
{
    memcpy(guess->plain[0], guess->shown, sizeof guess->shown);
    reading_turn(guess->turned[0], guess->shown);
    guess->readings = 1;
    add_reading(guess, 'i', DISGUISED_FEW);
    add_reading(guess, 'i', DISGUISED_MANY);
    add_reading(guess, 'l', DISGUISED_MANY);
}

static bool stands_in(const struct guess *guess, size_t reading, const char *word)
{
    return strstr(guess->plain[reading], word) || strstr(guess->turned[reading], word);
}

static bool is_known(struct guess_unknown unknown, size_t word)
{
    return word < unknown.from || word >= unknown.to;
}

/* Chooses the words that one reading may use, and finds its names. Short words stand in any letters by chance: they
 * count where there are no other letters. */
static void use_words(struct guess *guess, size_t reading, struct guess_unknown unknown)
{
    size_t used = 0, kept = 0;

    for (size_t i = 0; i < guess->words; i++)
        if (is_known(unknown, i) && stands_in(guess, reading, guess->word[i]))
            guess->used[used++] = guess->word[i];
    guess->used[used] = NULL;
    people_find(&guess->people, guess->plain[reading], guess->used);
    if (!guess->people.nothing_else)
        people_find(&guess->people, guess->turned[reading], guess->used);
    for (size_t i = 0; i < used; i++)
        if (guess->people.nothing_else || strlen(guess->used[i]) > SHORT_WORD)
            guess->used[kept++] = guess->used[i];
    guess->has_people = guess->has_people || guess->people.count > 0;
    for (size_t i = 0; !unknown.people && i < guess->people.count; i++)
        guess->used[kept++] = guess->people.text[i];
    guess->used[kept] = NULL;
}

/* What zxcvbn-c makes of the whole. */
static double whole_bits(struct guess *guess, struct guess_unknown unknown)
{
    size_t used = 0;

    for (size_t i = 0; i < guess->words; i++)
        if (is_known(unknown, i) && strlen(guess->word[i]) > SHORT_WORD)
            guess->used[used++] = guess->word[i];
    guess->used[used] = NULL;
    return ZxcvbnMatch(guess->shown, guess->used, NULL);
}

double guess_bits(struct guess *guess, struct guess_unknown unknown, double enough)
{
    double bits = HUGE_VAL;

    if (!guess->shown[0])
        return 0;
    make_readings(guess);
    for (size_t i = 0; i < guess->readings; i++) {
        use_words(guess, i, unknown);
        bits = least(bits, reading_bits(guess->plain[i], guess->used, guess->people.nothing_else));
    }
    return bits < enough ? bits : least(bits, whole_bits(guess, unknown));
}
