/* How a password reads. Pure: text in, text out.
 * Must not own: what a word, a year or a sign is worth (guess.c), Unicode (fold.c).
 * In: a password in plain letters, as fold_letters makes them. Out: its pieces, and the letters in disguise. */
#include "pam_module/reading.h"

#include <string.h>

enum { DISGUISES_MAX = 16, PERIOD_MAX = 12 };

/* Pairs of what zxcvbn-c reads as a letter in disguise, and the letter. */
static const char disguises[] = "0o1i1l2z3e4a5s6g7l7t8b9g!i$s%x+t<c@a[c{c|i|l(c";

static bool is_disguise(char byte)
{
    for (size_t i = 0; disguises[i]; i += 2)
        if (disguises[i] == byte)
            return true;
    return false;
}

bool reading_may_mean(char byte, char letter)
{
    if (byte == letter)
        return true;
    for (size_t i = 0; disguises[i]; i += 2)
        if (disguises[i] == byte && disguises[i + 1] == letter)
            return true;
    return false;
}

/* True when `byte` would begin the third round of something: "abab" + "a". */
static bool repeats(const char *shown, size_t length, char byte)
{
    for (size_t period = 1; period <= PERIOD_MAX && 2 * period <= length; period++)
        if (shown[length - period] == byte && memcmp(shown + length - period, shown + length - 2 * period, period) == 0)
            return true;
    return false;
}

/* The first bytes, without further rounds of a repetition and up to a number of disguises. An estimator tries every
 * reading of each disguise, and every repetition of each reading: 50 times "41" took 0.7 s. What is left out could only
 * have made the password stronger. */
void reading_show(char *shown, const char *letters)
{
    size_t length = 0, disguised = 0;

    for (; *letters && length < READING_MAX; letters++) {
        if (repeats(shown, length, *letters))
            continue;
        disguised += is_disguise(*letters);
        if (disguised > DISGUISES_MAX)
            break;
        shown[length++] = *letters;
    }
    shown[length] = '\0';
}

static bool is_foreign(char byte)
{
    return (unsigned char)byte >= 0x80;
}

static bool is_letter(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static char undisguised(char byte, char one)
{
    static const char pairs[] = "0o3e4a5s7t8b9g6g2z@a$s!i|i(c";

    if (byte == '1')
        return one;
    for (size_t i = 0; pairs[i]; i += 2)
        if (pairs[i] == byte)
            return pairs[i + 1];
    return '\0';
}

static bool is_sign_for_letter(char byte)
{
    return byte == '@' || byte == '$' || byte == '!';
}

/* How many disguises stand at `at`, before a letter or another sign. Where digits go on to the end, a sign may be the
 * last letter of a word: "Cannul@2026". */
static size_t disguised_together(const char *at, bool ends_word, size_t most)
{
    size_t length = 0;

    while (undisguised(at[length], 'i'))
        length++;
    if (is_letter(at[length]) || (ends_word && at[length] != '\0' && !is_sign_for_letter(*at)))
        return length <= most ? length : 0;
    return ends_word && is_sign_for_letter(*at) && at[1] != '\0' ? 1 : 0;
}

void reading_plain(char *plain, const char *shown, char one, size_t together)
{
    size_t length = strlen(shown);

    memcpy(plain, shown, length + 1);
    for (size_t i = 0; i < length; i++) {
        bool ends_word = i > 0 && is_letter(plain[i - 1]);
        size_t count = i == 0 || ends_word ? disguised_together(shown + i, ends_word, together) : 0;

        for (size_t k = 0; k < count; k++)
            plain[i + k] = undisguised(shown[i + k], one);
    }
}

void reading_turn(char *turned, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++)
        turned[i] = text[length - 1 - i];
    turned[length] = '\0';
}

static enum reading_kind kind_of(const char *at)
{
    if (*at == '\0')
        return READING_END;
    if (is_letter(*at) || (is_foreign(*at) && is_foreign(at[1])))
        return READING_LETTERS;
    return *at >= '0' && *at <= '9' ? READING_DIGITS : READING_SIGNS;
}

struct reading_piece reading_piece(const char *text)
{
    struct reading_piece piece = {text, 0, kind_of(text)};

    if (piece.kind == READING_END)
        return piece;
    do
        piece.length++;
    while (kind_of(text + piece.length) == piece.kind ||
           (piece.kind == READING_LETTERS && is_foreign(text[piece.length]) && is_foreign(text[piece.length - 1])));
    return piece;
}
