/* Names and addresses: the many spellings of one meet, and what is not the same stays apart. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/judge/context/likeness.h"

struct spelling {
    const char *one, *other;
};

struct place {
    const char *address, *postcode;
};

struct two_places {
    struct place one, other;
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void expect(bool is_same, bool should_be, const char *one, const char *other)
{
    if (is_same != should_be)
        fprintf(stderr, "    '%s' and '%s' are %s\n", one, other, is_same ? "the same" : "not the same");
    CU_ASSERT_EQUAL(is_same, should_be);
}

static bool same_surname(const char *one, const char *other)
{
    const struct likeness a = likeness_of(one, "", "", "", ""), b = likeness_of(other, "", "", "", "");

    return likeness_surname(&a, &b);
}

static void surnames_that_meet(void)
{
    static const struct spelling pairs[] = {
        {"O'Brien", "OBrien"},
        {"O'Brien", "O Brien"},
        {"O\u2019Brien", "o'brien"},
        {"O`Brien", "OBRIEN"},
        {"SMITH", "smith"},
        {"  Smith ", "Smith"},
        {"Dr Smith", "Smith"},
        {"Mrs. Smith", "Smith"},
        {"Smith Jr.", "Smith"},
        {"Smith-Jones", "Smith"},
        {"Smith-Jones", "Jones"},
        {"Smith-Jones", "Jones-Smith"},
        {"Smith Jones", "Smith-Jones"},
        {"Smith\u2013Jones", "Smith-Jones"},
        {"Garc\u00eda M\u00e1rquez", "Garcia"},
        {"M\u00fcller", "Muller"},
        {"Mu\u0308ller", "M\u00fcller"},
        {"Stra\u00dfer", "Strasser"},
        {"\u0141ukasz", "Lukasz"},
        {"van der Berg", "Vanderberg"},
        {"Van Der Berg", "van der Berg-Smith"},
        {"Mc Donald", "McDonald"},
        {"St John", "Saint John"},
        {"St. John", "St John"},
        {"De Souza", "de souza"},
        {"al-Hassan", "Al Hassan"},
        {"\u0418\u0432\u0430\u043d\u043e\u0432", "\u0418\u0412\u0410\u041d\u041e\u0412"},
        {"\u738b", "\u738b"},
        {"Sr", "Sr"},
    };

    for (size_t i = 0; i < COUNT(pairs); i++)
        expect(same_surname(pairs[i].one, pairs[i].other), true, pairs[i].one, pairs[i].other);
}

static void surnames_that_differ(void)
{
    static const struct spelling pairs[] = {
        {"Smith", "Smyth"},
        {"Smith", "Smithson"},
        {"McDonald", "MacDonald"},
        {"Smith-Jones", "Taylor-Brown"},
        {"van der Berg", "van der Linden"},
        {"O'Brien", "O'Neill"},
        {"", ""},
        {"-", "-"},
        {"Dr", "Mr"},
        {"\u0418\u0432\u0430\u043d\u043e\u0432", "\u041f\u0435\u0442\u0440\u043e\u0432"}, /* as many letters each */
        {"\u0410\u0411", "\u0412\u0413"},
        {"\u738b", "\u674e"},
        {"Li", "Lim"},
    };

    for (size_t i = 0; i < COUNT(pairs); i++)
        expect(same_surname(pairs[i].one, pairs[i].other), false, pairs[i].one, pairs[i].other);
}

static bool same_home(const struct place *one, const struct place *other)
{
    const struct likeness a = likeness_of("", "", "", one->address, one->postcode);
    const struct likeness b = likeness_of("", "", "", other->address, other->postcode);

    return a.home != 0 && a.home == b.home;
}

static void expect_homes(const struct two_places *pairs, size_t count, bool should_be)
{
    for (size_t i = 0; i < count; i++) {
        char one[160], other[160];

        snprintf(one, sizeof one, "%s|%s", pairs[i].one.address, pairs[i].one.postcode);
        snprintf(other, sizeof other, "%s|%s", pairs[i].other.address, pairs[i].other.postcode);
        expect(same_home(&pairs[i].one, &pairs[i].other), should_be, one, other);
    }
}

static void homes_that_meet(void)
{
    static const struct two_places pairs[] = {
        {{"14 High Street", "LS1 4AB"}, {"14, High Street", "LS1 4AB"}},
        {{"14 High Street", "LS1 4AB"}, {"14 HIGH ST.", "ls14ab"}},
        {{"14 High Street, Leeds", "LS1 4AB"}, {"14 High Street Leeds", "LS1 4AB"}},
        {{"14 High Street, Leeds LS1 4AB", ""}, {"14 High St", "LS1 4AB"}},
        {{"14 High Street, Leeds, LS14AB", "LS1 4AB"}, {"14 High St", "LS1 4AB"}},
        {{"No. 14 High Street", "LS1 4AB"}, {"14 High St", "LS1 4AB"}},
        {{"14 High Street\nLeeds", "LS1 4AB"}, {"14 High St; Leeds", "LS1 4AB"}},
        {{"14a High St.", "LS1 4AB"}, {"14 A High Street", "LS1 4AB"}},
        {{"14A, High Street", "LS1 4AB"}, {"14a High Street", "LS1 4AB"}},
        {{"Flat 2, 14 High Street", "LS1 4AB"}, {"14 High St Flat 2", "LS1 4AB"}},
        {{"Flat 2, 14 High Street", "LS1 4AB"}, {"Apt. 2, 14, High Street", "LS1 4AB"}},
        {{"Flat 2, 14 High Street", "LS1 4AB"}, {"Flat 2 14 High Street", "LS1 4AB"}},
        {{"Flat 2, 14 High Street", "LS1 4AB"}, {"14/2 High Street", "LS1 4AB"}},
        {{"Flat B, 14 High Street", "LS1 4AB"}, {"14 High Street, Flat b", "LS1 4AB"}},
        {{"First Floor Flat, 14 High Street", "LS1 4AB"}, {"14 High Street, 1st floor flat", "LS1 4AB"}},
        {{"Ground Floor, 14 High St", "LS1 4AB"}, {"ground floor flat, 14 High St", "LS1 4AB"}},
        {{"3 Oak Road", "M1 1AE"}, {"3 Oak Rd", "M11AE"}},
        {{"3 Oak Avenue", "M1 1AE"}, {"3 Oak Ave", "M1 1AE"}},
        {{"3 St John's Road", "M1 1AE"}, {"3 Saint Johns Rd", "M1 1AE"}},
        {{"3 St. Mary's Street", "M1 1AE"}, {"3 St Marys St", "M1 1AE"}},
        {{"Rose Cottage, Church Lane", "CB21 4QQ"}, {"Rose Cottage, Church Ln, Linton", "cb214qq"}},
        {{"The Old Rectory", "CB21 4QQ"}, {"Old Rectory", "CB21 4QQ"}},
        {{"Hauptstra\u00dfe 14", "10115"}, {"Hauptstr. 14", "10115"}},
        {{"Haupt Strasse 14, 10115 Berlin", ""}, {"Hauptstra\u00dfe 14", "10115"}},
        {{"12 rue de la Paix", "75002"}, {"12, Rue de la Paix", "75002"}},
        {{"14 High Street, Leeds", ""}, {"14 High St., LEEDS", ""}},
        {{"14 High Street, Leeds", "ZZ99 3VZ"},
         {"14 High Street, Leeds", ""}}, /* no postcode, but that there is none */
        {{"Bergstra\u00dfe 5", "10115"}, {"Bergstr. 5", "10115"}},
        {{"14 E, High Street", "LS1 4AB"}, {"14e High Street", "LS1 4AB"}},
        {{"14 Hihg Street", "LS1 4AB"}, {"14 Hihg Str", "LS1 4AB"}},
        {{"14 High Sreet", "LS1 4AB"}, {"14 High Street", "LS1 4AB"}},
        {{"14-16 High Street", "LS1 4AB"}, {"14 High Street", "LS1 4AB"}},
        {{"5 Elm Close", "M1 1AE"}, {"5 Elm Cl", "M1 1AE"}},
        {{"5 Elm Lane", "M1 1AE"}, {"5 Elm Ln.", "M1 1AE"}},
        {{"Flat 2, Rose Court, High St", "M1 1AE"}, {"Flat 2 Rose Court, High Street", "M1 1AE"}},
    };

    expect_homes(pairs, COUNT(pairs), true);
}

static void homes_that_differ(void)
{
    static const struct two_places pairs[] = {
        {{"14 High Street", "LS1 4AB"}, {"15 High Street", "LS1 4AB"}},
        {{"14 High Street", "LS1 4AB"}, {"14a High Street", "LS1 4AB"}},
        {{"1 High Street", "LS1 4AB"}, {"1 High Street", "YO1 7HH"}},
        {{"1 High Street, Leeds", ""}, {"1 High Street, York", ""}},
        {{"14 High Street", "LS1 4AB"}, {"14 Church Lane", "LS1 4AB"}},
        {{"14 Church Lane", "CB21 4QQ"}, {"14 Chapel Lane", "CB21 4QQ"}},
        {{"Flat 2, 14 High Street", "LS1 4AB"}, {"Flat 3, 14 High Street", "LS1 4AB"}},
        {{"Flat 2, 14 High Street", "LS1 4AB"}, {"Flat 14, 2 High Street", "LS1 4AB"}},
        {{"Flat 2, 14 High Street", "LS1 4AB"}, {"14 High Street", "LS1 4AB"}},
        {{"Flat 1, 2 High Street", "LS1 4AB"}, {"12 High Street", "LS1 4AB"}},
        {{"First floor flat, 14 High St", "LS1 4AB"}, {"Ground floor flat, 14 High St", "LS1 4AB"}},
        {{"Rose Cottage, Church Lane", "CB21 4QQ"}, {"Ivy Cottage, Church Lane", "CB21 4QQ"}},
        {{"Hauptstra\u00dfe 14", "10115"}, {"Nebenstra\u00dfe 14", "10115"}},
        {{"14 High Street", "10115"}, {"14 High Road", "10115"}},
        {{"High Street", "LS1 4AB"}, {"High Street", "LS1 4AB"}},
        {{"", "LS1 4AB"}, {"", "LS1 4AB"}},
        {{"", ""}, {"", ""}},
        {{"No fixed abode", "ZZ99 3VZ"}, {"No Fixed Abode", "ZZ99 3VZ"}},
        {{"NFA", ""}, {"NFA", ""}},
        {{"No fixed abode, post to 14 High Street", "LS1 4AB"}, {"No fixed abode, post to 14 High Street", "LS1 4AB"}},
        {{"14 High Street, LS1 4AB", "LS1 4AC"}, {"14 High Street", "LS1 4AB"}},
        {{"Unknown", "LS1 4AB"}, {"unknown", "LS1 4AB"}},
        {{"PO Box 12", "LS1 4AB"}, {"P.O. Box 12", "LS1 4AB"}},
        {{"14 5th Avenue", "10115"}, {"14 6th Avenue", "10115"}},
        {{"\u0443\u043b. \u041b\u0435\u043d\u0438\u043d\u0430 5", "101000"},
         {"\u0443\u043b. \u041f\u0443\u0448\u043a\u0438\u043d 5", "101000"}},
    };

    expect_homes(pairs, COUNT(pairs), false);
}

static void streets(void)
{
    const struct likeness a = likeness_of("", "", "", "14 High Street, Leeds", "LS1 4AB");
    const struct likeness b = likeness_of("", "", "", "Flat 1, 98b High St", "ls1 4ab");
    const struct likeness c = likeness_of("", "", "", "14 High Street", "YO1 7HH");
    const struct likeness d = likeness_of("", "", "", "14 Mill Lane", "LS1 4AB");

    CU_ASSERT_NOT_EQUAL(a.street, 0);
    CU_ASSERT_EQUAL(a.street, b.street);
    CU_ASSERT_NOT_EQUAL(a.home, b.home);
    CU_ASSERT_NOT_EQUAL(a.street, c.street);
    CU_ASSERT_NOT_EQUAL(a.street, d.street);
    CU_ASSERT_EQUAL(a.postcode, d.postcode);
}

/* What a row leaves out is found by the keys that the two rows share (crowd_settle). */
static void incomplete_homes(void)
{
    const struct likeness full = likeness_of("", "", "", "Flat 2, 14 High Street", "LS1 4AB");
    const struct likeness no_postcode = likeness_of("", "", "", "14 High St Flat 2", "");
    const struct likeness no_street = likeness_of("", "", "", "Flat 2, 14", "LS1 4AB");

    CU_ASSERT_NOT_EQUAL(full.house, 0);
    CU_ASSERT_EQUAL(full.house, no_postcode.house);
    CU_ASSERT_NOT_EQUAL(full.door, 0);
    CU_ASSERT_EQUAL(full.door, no_street.door);
    CU_ASSERT_EQUAL(no_street.street, 0);
}

static bool same_person(const struct likeness *one, const struct likeness *other)
{
    return likeness_person(one, other) && likeness_person(other, one);
}

static void persons(void)
{
    const struct likeness ben = likeness_of("Strand", "Ben", "1980-01-02", "", "");
    const struct likeness initial = likeness_of("STRAND", "B.", "1980-01-02", "", "");
    const struct likeness twin = likeness_of("Strand", "Tom", "1980-01-02", "", "");
    const struct likeness older = likeness_of("Strand", "Ben", "1979-01-02", "", "");
    const struct likeness unborn = likeness_of("Strand", "Ben", "02/01/1980", "", "");

    CU_ASSERT_TRUE(same_person(&ben, &ben));
    CU_ASSERT_TRUE(same_person(&ben, &initial));
    CU_ASSERT_FALSE(likeness_person(&ben, &twin));
    CU_ASSERT_FALSE(likeness_person(&ben, &older));
    CU_ASSERT_FALSE(likeness_person(&unborn, &unborn));
    CU_ASSERT_EQUAL(unborn.birth_day, INT32_MIN);
}

static void whole_names(void)
{
    static const struct {
        const char *name, *surname, *given, *meant;
    } rows[] = {
        {"Ben Strand", "", "Ben", "Strand"},
        {"Dr. Ben Strand", "", "Ben", "Strand"},
        {"Strand, Ben", "", "Ben", "Strand"},
        {"STRAND, Dr Ben", "", "Ben", "Strand"},
        {"Ben A. Strand PhD", "", "Ben", "Strand"},
        {"Ben Strand, MD", "", "Ben", "Strand"},
        {"Ben van der Berg", "", "Ben", "van der Berg"},
        {"Mary Smith-Jones", "", "Mary", "Smith-Jones"},
        {"Nurse Mary O'Brien", "", "Mary", "OBrien"},
        {"Ben Strand", "Okafor", "Ben", "Okafor"},
        {"B. Strand", "", "", "Strand"},
        {"Strand", "Strand", "", "Strand"},
        {"Jones Ben", "Smith-Jones", "", "Smith-Jones"}, /* the surname first */
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct likeness read = likeness_of_person(rows[i].name, rows[i].surname, "", "", "");
        const struct likeness meant = likeness_of(rows[i].meant, rows[i].given, "", "", "");

        expect(read.surname[0] == meant.surname[0] && read.surname[1] == meant.surname[1] && read.given == meant.given,
               true, rows[i].name, rows[i].meant);
    }
}

static void hostile_texts(void)
{
    char text[4096];

    for (unsigned byte = 1; byte < 256; byte++) {
        struct likeness alike;

        memset(text, (int)byte, sizeof text - 1);
        text[sizeof text - 1] = '\0';
        alike = likeness_of(text, text, text, text, text);
        CU_ASSERT_EQUAL(alike.birth_day, INT32_MIN);
    }
}

CU_TestInfo likeness_tests[] = {
    {"surnames meet in all their spellings", surnames_that_meet},
    {"different surnames, and those not said, stay apart", surnames_that_differ},
    {"homes meet in all their spellings", homes_that_meet},
    {"different homes, and those not said, stay apart", homes_that_differ},
    {"a street is one in one postcode, whatever the house", streets},
    {"an address without postcode or street keeps what finds the whole one", incomplete_homes},
    {"a person is surname, birth and, where both say it, given name", persons},
    {"a whole name is taken apart, with titles, commas and small words", whole_names},
    {"4 KiB of any byte are no likeness and no harm", hostile_texts},
    CU_TEST_INFO_NULL,
};
