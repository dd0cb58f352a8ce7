/* Who somebody is, in words that name nobody. Owns: what may be said of a person. Must not own: what they did
 * (sentence.c). In: a row of the staff list. Out: a role and a unit, where they give nobody away. */
#include "whom.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "agent/base/text.h"

enum { TITLE_MAX = 48 };

/* Does a word of `names` stand in `text`? Words of one or two letters are no names that could give somebody away. */
static bool shares_word(const char *text, const char *names)
{
    for (const char *word = names; *word;) {
        size_t length = strcspn(word, " -'._,");
        char copy[128];

        text_format(copy, sizeof copy, "%.*s", (int)length, word);
        if (length > 2 && strcasestr(text, copy))
            return true;
        word += length + (word[length] != '\0');
    }
    return false;
}

/* A role or unit that may be said: short, printable, and without login, record or a person's own name ("Dr Okafor's
 * list"). */
static bool may_say(const char *text, const struct staff_member *row)
{
    bool is_person = row->kind == STAFF_PERSON;
    size_t length = strlen(text);

    for (size_t i = 0; i < length; i++)
        if (iscntrl((unsigned char)text[i]) || strchr("/\\<>\"", text[i]))
            return false;
    return length > 0 && length <= TITLE_MAX && !shares_word(text, row->login) && !shares_word(text, row->patient) &&
           !(is_person && (shares_word(text, row->name) || shares_word(text, row->surname)));
}

static bool begins_with(const char *text, const char *const *beginnings)
{
    for (; *beginnings; beginnings++)
        if (strncasecmp(text, *beginnings, strlen(*beginnings)) == 0)
            return true;
    return false;
}

/* "GP", "HCA": spoken letter by letter. */
static bool is_spelt(const char *word)
{
    size_t length = strcspn(word, " -/");

    for (size_t i = 0; i < length; i++)
        if (!isupper((unsigned char)word[i]))
            return false;
    return length > 1;
}

/* "gp" -> "GP", "it admin" -> "IT admin": lists are often kept in small letters. */
static void spell_out(char *role)
{
    static const char *const spelt[] = {"gp", "hca", "it", "hr", "anp"};
    size_t length = strcspn(role, " -/");

    for (size_t i = 0; i < sizeof spelt / sizeof spelt[0]; i++) {
        if (strlen(spelt[i]) != length || strncmp(role, spelt[i], length) != 0)
            continue;
        for (size_t j = 0; j < length; j++)
            role[j] = (char)toupper((unsigned char)role[j]);
        return;
    }
}

static const char *article(const char *word)
{
    static const char *const silent[] = {"honorary", "honest", "hour", "heir", NULL};
    static const char *const spoken_you[] = {"uni", "uro", "use", "eu", "one", "ut", NULL};

    if (is_spelt(word))
        return strchr("AEFHILMNORSX", word[0]) ? "an" : "a";
    if (begins_with(word, silent))
        return "an";
    return strchr("aeiouAEIOU", word[0]) && !begins_with(word, spoken_you) ? "an" : "a";
}

void whom_person(char *to, size_t size, const struct staff_member *row)
{
    char role[TITLE_MAX + 1] = "member of staff";

    if (!row) {
        text_copy(to, size, "somebody");
        return;
    }
    if (may_say(row->role, row)) {
        text_copy(role, sizeof role, row->role);
        spell_out(role);
        if (!is_spelt(role))
            role[0] = (char)tolower((unsigned char)role[0]);
    }
    if (may_say(row->unit, row))
        text_format(to, size, "%s %s (%s)", article(role), role, row->unit);
    else
        text_format(to, size, "%s %s", article(role), role);
}

void whom_login(char *to, size_t size, const char *what, const struct staff_member *row)
{
    if (row && may_say(row->unit, row))
        text_format(to, size, "%s (%s)", what, row->unit);
    else
        text_copy(to, size, what);
}
