/* What is alike about two people. Owns which parts of a name count. Must not own: how an address becomes a home
 * (dwelling.h). In: the fields of a row. Out: numbers that are equal where the texts mean the same. */
#include "likeness.h"

#include <string.h>

#include "dwelling.h"
#include "surname.h"
#include "when.h"

static int32_t birth_of(const char *birth)
{
    int32_t day;

    return when_date(birth, &day) ? day : INT32_MIN;
}

static void live(struct likeness *alike, const char *address, const char *postcode)
{
    struct dwelling dwelling;

    dwelling_read(&dwelling, address, postcode);
    alike->home = dwelling.home;
    alike->house = dwelling.house;
    alike->door = dwelling.door;
    alike->town = dwelling.town;
    alike->street = dwelling.street;
    alike->postcode = dwelling.postcode;
}

struct likeness likeness_of(const char *surname, const char *given, const char *birth, const char *address,
                            const char *postcode)
{
    struct likeness alike = {.birth_day = birth_of(birth)};

    surname_read(surname, alike.surname);
    alike.begins = surname_begins(surname);
    alike.given = surname_given(given);
    live(&alike, address, postcode);
    return alike;
}

struct likeness likeness_of_person(const char *name, const char *surname, const char *birth, const char *address,
                                   const char *postcode)
{
    struct likeness alike = {.birth_day = birth_of(birth)};

    surname_of_person(name, surname, alike.surname, &alike.given);
    live(&alike, address, postcode);
    return alike;
}

bool likeness_surname(const struct likeness *one, const struct likeness *other)
{
    for (size_t i = 0; i < LIKENESS_SURNAMES; i++)
        for (size_t j = 0; j < LIKENESS_SURNAMES; j++)
            if (one->surname[i] && one->surname[i] == other->surname[j])
                return true;
    return false;
}

bool likeness_person(const struct likeness *one, const struct likeness *other)
{
    return likeness_surname(one, other) && one->birth_day != INT32_MIN && one->birth_day == other->birth_day &&
           (!one->given || !other->given || one->given == other->given);
}
