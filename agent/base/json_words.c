/* The words of FORMATS section 2. Owns the one table of them; both readers of events and the writer ask here. */
#include "json_words.h"

#include <string.h>

static const char *const kinds[] = {"", "access", "login", "device", "integrity"};
static const char *const actions[] = {
    "",     "read",   "create",  "update",   "delete", "rename",   "export",   "print",   "search",   "override",
    "open", "close",  "fail",    "refuse",   "lock",   "unlock",   "attach",   "detach",  "missing",  "full",
    "gap",  "silent", "stopped", "tampered", "clock",  "selftest", "readonly", "failing", "vanished", "altered"};
static const char *const sources[] = {"", "file", "ehr", "pacs", "pam", "agent"};
static const char *const outcomes[] = {"", "ok", "denied", "failed"};
static const char *const nameds[] = {"source", "waiting", "after", "memory", "nobody", "gone"};
static const char *const signs[] = {"temporary", "header", "emptied", "noise", "extension",
                                    "copy",      "canary", "widened", "looked"};

#define WORDS(list)                                                                                                    \
    {                                                                                                                  \
        list, sizeof(list) / sizeof(list)[0]                                                                           \
    }

static const struct {
    const char *const *words;
    unsigned count;
} lists[] = {
    [WORDS_KIND] = WORDS(kinds),       [WORDS_ACTION] = WORDS(actions), [WORDS_SOURCE] = WORDS(sources),
    [WORDS_OUTCOME] = WORDS(outcomes), [WORDS_NAMED] = WORDS(nameds),   [WORDS_SIGN] = WORDS(signs),
};

const char *json_words_text(enum json_words list, unsigned number)
{
    return number < lists[list].count ? lists[list].words[number] : "";
}

int json_words_number(enum json_words list, const char *text, size_t length)
{
    for (unsigned i = 0; length > 0 && i < lists[list].count; i++) {
        const char *word = lists[list].words[i];

        if (word[0] == text[0] && strlen(word) == length && memcmp(word, text, length) == 0)
            return (int)i;
    }
    return -1;
}

int json_words_signs(const char *text, size_t length)
{
    const char *end = text + length;
    int bits = 0;

    while (text < end) {
        const char *blank = memchr(text, ' ', (size_t)(end - text)), *stop = blank ? blank : end;
        int number = json_words_number(WORDS_SIGN, text, (size_t)(stop - text));

        if (number < 0)
            return -1;
        bits |= 1 << number;
        for (text = stop; text < end && *text == ' ';)
            text++;
    }
    return bits;
}
