/* Names and addresses so folded that two spellings of one meet: case, accents, "St"/"Street", "Flat 3, 12 High St" /
 * "12 High Street Flat 3", spaces in postcodes, O'Brien / OBrien, Smith-Jones. Pure. */
#ifndef CONFIDE_JUDGE_LIKENESS_H
#define CONFIDE_JUDGE_LIKENESS_H

#include <stdbool.h>
#include <stdint.h>

enum { LIKENESS_SURNAMES = 2 };

/* Each field stands for a folded text; 0 = not said. Two are the same when they are equal and not 0. */
struct likeness {
    uint32_t surname[LIKENESS_SURNAMES]; /* of a double name the parts, of a single one the first alone */
    uint16_t begins;                     /* the surname's first two letters */
    uint32_t given;                      /* the first given name */
    uint32_t home;  /* house (and flat) with street and postcode, of which one of the latter two may be missing */
    uint32_t house; /* house (and flat) with street alone, and ... */
    uint32_t door;  /* ... with postcode alone: by these crowd_settle finds the home of a row that lacks the other */
    uint32_t town;
    uint32_t street; /* street with postcode, or with the town where there is none */
    uint32_t postcode;
    int32_t birth_day; /* days since 1970; INT32_MIN = not said */
};

/* `birth`: as when_date reads it, else not said. Any text may be "". */
struct likeness likeness_of(const char *surname, const char *given, const char *birth, const char *address,
                            const char *postcode);

/* The same of a row that gives the whole name ("Dr Ben Strand", "Strand, Ben") and perhaps the surname as well. */
struct likeness likeness_of_person(const char *name, const char *surname, const char *birth, const char *address,
                                   const char *postcode);

/* The same surname, or one part of a double name. */
bool likeness_surname(const struct likeness *one, const struct likeness *other);

/* The same person: surname and birth, and the given name where both say it. */
bool likeness_person(const struct likeness *one, const struct likeness *other);

#endif
