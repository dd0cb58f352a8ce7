/* The words of addresses, each as often written one way as another. Owns their short forms. In: a word. Out: its short
 * form, the same for all. */
#include "street.h"

#include <string.h>

#include "agent/base/text.h"

#include "plain.h"

static const struct short_form {
    const char *words, *form;
} short_forms[] = {{"street strt str saint", "st"},
                   {"road", "rd"},
                   {"avenue av aven", "ave"},
                   {"close cls", "cl"},
                   {"lane la", "ln"},
                   {"drive drv", "dr"},
                   {"court crt", "ct"},
                   {"crescent cr cresc", "cres"},
                   {"gardens gdn garden", "gdns"},
                   {"grove grv", "gr"},
                   {"place plc", "pl"},
                   {"square", "sq"},
                   {"terrace ter tce", "terr"},
                   {"park", "pk"},
                   {"boulevard bld", "blvd"},
                   {"parade", "pde"},
                   {"highway", "hwy"},
                   {"walk", "wlk"},
                   {"way", "wy"},
                   {"mount", "mt"},
                   {"north", "n"},
                   {"south", "s"},
                   {"east", "e"},
                   {"west", "w"},
                   {"row", "row"},
                   {"mews", "mews"},
                   {"hill", "hl"},
                   {"strasse", "st"},
                   {"house hse", "hse"},
                   {"cottage cott", "cott"}};

static const char street_words[] = "st rd ave cl ln dr ct cres gdns gr pl sq terr pk blvd pde hwy wlk wy row mews hl";
/* The levels of a house, each as often written one way as another. */
static const struct short_form levels[] = {{"ground gnd grd", "ground"}, {"basement bsmt lower", "basement"},
                                           {"first 1st", "first"},       {"second 2nd", "second"},
                                           {"third 3rd", "third"},       {"fourth 4th", "fourth"},
                                           {"top upper attic", "top"},   {"garden", "garden"}};

static const char *find_form(const struct short_form *forms, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (plain_is(word, forms[i].words))
            return forms[i].form;
    return NULL;
}

#define FORM(forms, word) find_form(forms, sizeof(forms) / sizeof(forms)[0], word)

static const char *form_of(const char *word)
{
    const char *form = (word[0] >= 'a' && word[0] <= 'z') ? FORM(short_forms, word) : NULL;

    return form ? form : word;
}

bool street_ends(const char *word)
{
    return plain_is(form_of(word), street_words);
}

const char *street_level(const char *word)
{
    return FORM(levels, word);
}

/* Long forms within a word: "hauptstrasse" is "hauptst". */
void street_append(char *to, size_t size, const char *word)
{
    static const char *const tails[] = {"strasse", "street", "str", "road", NULL};
    static const char *const short_tails[] = {"st", "st", "st", "rd"};
    size_t length = strlen(word), used = strlen(to);

    for (size_t i = 0; tails[i]; i++) {
        size_t tail = strlen(tails[i]);

        if (length > tail + 2 && strcmp(word + length - tail, tails[i]) == 0) {
            text_format(to + used, size - used, "%.*s%s", (int)(length - tail), word, short_tails[i]);
            return;
        }
    }
    text_copy(to + used, size - used, form_of(word));
}
