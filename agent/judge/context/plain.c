/* A name or an address as words in plain letters. Owns what divides words and what vanishes. In: text as people type
 * it. Out: words. */
#include "plain.h"

#include <string.h>

#include "agent/base/text.h"
#include "pam_module/fold.h"

#include "names.h"

/* Signs that keyboards and word processors write for a plain one: apostrophes, dashes, a blank, a line end. */
static const struct sign {
    const char *written;
    char meant;
} signs[] = {{"\u2018", '\''}, {"\u2019", '\''}, {"\u02bc", '\''}, {"\u00b4", '\''}, {"`", '\''},
             {"\u2010", '-'},  {"\u2011", '-'},  {"\u2012", '-'},  {"\u2013", '-'},  {"\u2014", '-'},
             {"\u2212", '-'},  {"\u00a0", ' '},  {";", ','},       {"\r", ','},      {"\n", ','}};

static void make_plain_signs(char *to, size_t size, const char *text)
{
    size_t used = 0;

    while (*text && used + 1 < size) {
        bool may_be_sign = (unsigned char)*text >= 0x80 || strchr("`;\r\n", *text);
        size_t i = may_be_sign ? 0 : sizeof signs / sizeof signs[0];

        while (i < sizeof signs / sizeof signs[0] && strncmp(text, signs[i].written, strlen(signs[i].written)) != 0)
            i++;
        if (i < sizeof signs / sizeof signs[0]) {
            to[used++] = signs[i].meant;
            text += strlen(signs[i].written);
        } else {
            to[used++] = *text++;
        }
    }
    to[used] = '\0';
}

static bool has_foreign(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80)
            return true;
    return false;
}

static bool is_letter(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || (unsigned char)letter >= 0x80;
}

/* Divides `letters` in place. */
static void divide(struct plain *plain, const char *text)
{
    unsigned char part = 0;
    char before = ' ', *to = plain->letters, *begin = to;

    for (;; text++) {
        if (is_letter(*text)) {
            *to++ = *text;
            continue;
        }
        if (*text == '\'' || *text == '.')
            continue;
        if (to > begin && plain->count < PLAIN_WORDS) {
            *to++ = '\0';
            plain->words[plain->count++] = (struct plain_word){begin, part, before};
            begin = to;
            before = ' ';
        }
        if (*text == '\0')
            return;
        part = (unsigned char)(part + (*text == ',' && part < PLAIN_WORDS));
        before = *text == '-' || *text == '/' ? *text : ' ';
    }
}

void plain_read(struct plain *plain, const char *text)
{
    char signs_plain[PLAIN_SIZE], folded[PLAIN_SIZE];

    plain->count = 0;
    make_plain_signs(signs_plain, sizeof signs_plain, text);
    fold_letters(folded, sizeof folded, signs_plain);
    if (has_foreign(folded)) /* fold_letters numbers such letters anew in each text: two names would look the same */
        fold_case(folded, sizeof folded, signs_plain, true);
    divide(plain, folded);
}

bool plain_is(const char *word, const char *list)
{
    return *word && text_in_list(list, word);
}

uint32_t plain_hash(uint32_t seed, const char *text)
{
    uint32_t hash = (uint32_t)(names_hash(seed, text) >> 32);

    return *text == '\0' && seed == 0 ? 0 : hash ? hash : 1;
}
