/* Particulars alone, of many patients in a day (NewYork-Presbyterian 2018). Owns: what particulars are called, and how
 * the days are counted. Must not own: what explains. In: accesses as they are weighed. Out: too many for the role. A
 * reception looks up telephone numbers all day: for patients who come, and those days are the role's. */
#include "particulars.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "access.h"
#include "spell.h"

enum { LEAST = 10, LEAST_UNKNOWN = 20, KNOWN_DAYS = 30, DAY_S = 24 * 3600 };

/* In any case; `word` in small letters. Asked of every object that anybody reads, ten times a word: the first letter
 * settles nearly all. */
static bool is_word(const char *at, const char *word)
{
    size_t length = strlen(word);

    return tolower((unsigned char)*at) == *word && strncasecmp(at, word, length) == 0 &&
           !isalpha((unsigned char)at[length]);
}

static bool is_between_words(char sign)
{
    return sign == ' ' || sign == '/' || sign == '.' || sign == '_' || sign == '-';
}

/* A word begins with a letter, and what follows it up to the next gap is one with it. */
static const char *next_word(const char *at)
{
    while (*at && !isalpha((unsigned char)*at))
        at++;
    return at;
}

static const char *behind_word(const char *at)
{
    while (*at && !is_between_words(*at))
        at++;
    return at;
}

/* FHIR's Patient is a person's name, birthday, address and telephone; a "patient history" is another thing. */
bool particulars_named(const char *object)
{
    static const char *const words[] = {"contact",   "contacts",  "demographics", "demographic", "address",
                                        "addresses", "telephone", "phone",        "particulars", "relatedperson"};

    if (is_word(object, "patient") && (object[7] == '/' || object[7] == '\0'))
        return true;
    for (const char *at = next_word(object); *at; at = next_word(behind_word(at)))
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (is_word(at, words[i]))
                return true;
    return false;
}

static int32_t day_of(const struct fact *fact)
{
    return (int32_t)(fact->time_ms / SETTLE_DAY_MS);
}

/* A day gives way to another: it is one more of the role's. One that comes when a later has begun is not counted. */
static struct particulars_day *day_at(const struct access *access)
{
    int32_t day = day_of(&access->fact);
    struct particulars_day *found = &access->person->particulars->days[day % PARTICULARS_DAYS];
    struct particulars_usual *usual = &access->role->particulars;

    if (found->day < day) {
        usual->all += found->count > 0;
        usual->of[found->count] += found->count > 0;
        *found = (struct particulars_day){.day = day};
    }
    return found->day == day ? found : NULL;
}

static bool is_counted(const struct access *access)
{
    return (access->fact.signs & FACT_PARTICULARS) && access->given.explanation == EXPLAIN_UNEXPLAINED &&
           access->pair->beyond_s < day_of(&access->fact) * (int64_t)DAY_S;
}

bool particulars_note(const struct access *access)
{
    struct person *person = access->person;
    struct particulars_day *to;
    uint32_t i = 0;

    if (!is_counted(access))
        return true;
    if (!person->particulars && !(person->particulars = calloc(1, sizeof *person->particulars)))
        return false;
    to = day_at(access);
    while (to && i < to->count && to->patients[i] != access->fact.patient)
        i++;
    if (to && i == to->count && to->count < PARTICULARS_PATIENTS)
        to->patients[to->count++] = access->fact.patient;
    return true;
}

uint32_t particulars_most(const struct particulars_usual *usual)
{
    uint64_t so_far = 0;

    for (uint32_t count = 0; count < PARTICULARS_PATIENTS; count++) {
        so_far += usual->of[count];
        if (so_far * 100 >= usual->all * UINT64_C(99))
            return count;
    }
    return PARTICULARS_PATIENTS;
}

bool particulars_only(const struct spell_given *given)
{
    int32_t day = day_of(given->fact);
    const struct particulars_usual *usual = &given->role->particulars;
    uint32_t least = usual->all < KNOWN_DAYS ? LEAST_UNKNOWN : LEAST;
    const struct particulars_day *at;

    if (!given->person->particulars)
        return false;
    at = &given->person->particulars->days[day % PARTICULARS_DAYS];
    return (given->fact->signs & FACT_PARTICULARS) && at->day == day && at->count >= least &&
           at->count > particulars_most(usual);
}
