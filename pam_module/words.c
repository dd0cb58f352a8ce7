/* The words a person would build a password on. Pure: text in, words out.
 * Must not own: files (register.c), how much a word weakens a password (password.c). */
#include "pam_module/words.h"

#include <string.h>

#include "agent/base/text.h"

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Bytes of UTF-8 beyond ASCII count as letters: "Müller" stays one word. */
static bool is_word_byte(char byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte & 0x80);
}

static bool add_word(char *words, size_t size, const char *word, size_t length)
{
    size_t used = strlen(words);
    char lower[EVENT_PATH_SIZE];

    if (length < WORD_LEAST)
        return true;
    if (length >= sizeof lower || used + length + 2 > size)
        return false;
    for (size_t i = 0; i < length; i++)
        lower[i] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] - 'A' + 'a') : word[i];
    lower[length] = '\0';
    if (text_in_list(words, lower))
        return true;
    return text_format(words + used, size - used, "%s%s", used > 0 ? " " : "", lower);
}

bool words_add(char *words, size_t size, const char *text)
{
    bool all = true;

    while (*text) {
        size_t length = 0;

        while (is_word_byte(text[length]))
            length++;
        all = add_word(words, size, text, length) && all;
        text += length + (text[length] != '\0');
    }
    return all;
}

void words_add_date(char *words, size_t size, const char *date)
{
    const char *year = date, *month = date + 5, *day = date + 8;
    char forms[64];

    if (strlen(date) < 10 || date[4] != '-' || date[7] != '-')
        return;
    text_format(forms, sizeof forms, "%.4s %.2s%.2s%.4s %.2s%.2s%.2s %.4s%.2s%.2s %.2s%.2s%.2s %.2s%.2s %.2s%.2s", year,
                day, month, year, day, month, year + 2, year, month, day, year + 2, month, day, day, month, month, day);
    words_add(words, size, forms);
}

char *words_of_member(char *words, const struct staff_member *member)
{
    char postcode[sizeof member->postcode] = "";
    size_t used = 0;

    *words = '\0';
    words_add(words, WORDS_SIZE, member->login);
    words_add(words, WORDS_SIZE, member->name);
    words_add(words, WORDS_SIZE, member->surname);
    words_add_date(words, WORDS_SIZE, member->birth);
    words_add(words, WORDS_SIZE, member->role);
    words_add(words, WORDS_SIZE, member->unit);
    words_add(words, WORDS_SIZE, member->registration);
    for (const char *at = member->postcode; *at; at++) /* "AB1 2CD" is typed as one word as well */
        if (is_word_byte(*at))
            postcode[used++] = *at;
    words_add(words, WORDS_SIZE, member->postcode);
    words_add(words, WORDS_SIZE, postcode);
    return words;
}
