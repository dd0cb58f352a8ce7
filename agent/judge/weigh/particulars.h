/* Particulars: who a patient is and where they can be reached, without a word of what ails them. Somebody who opens
 * nothing else, of many patients, wants addresses. Pure. */
#ifndef CONFIDE_JUDGE_PARTICULARS_H
#define CONFIDE_JUDGE_PARTICULARS_H

#include <stdbool.h>
#include <stdint.h>

struct access;
struct spell_given;

/* Of one person: a day, and the patients of whom they opened particulars alone in it, without a reason; each once.
 * Two days, for accesses are weighed a day late, and some at once. */
enum { PARTICULARS_PATIENTS = 64, PARTICULARS_DAYS = 2 };
struct particulars_day {
    int32_t day; /* since 1970 */
    uint32_t count;
    uint32_t patients[PARTICULARS_PATIENTS];
};
struct particulars {
    struct particulars_day days[PARTICULARS_DAYS]; /* each at its place */
};

/* Of a role: how many of its people's days were of so many patients. */
struct particulars_usual {
    uint32_t all;
    uint32_t of[PARTICULARS_PATIENTS + 1];
};

/* Is what this event's source calls the object particulars? "contact", "Patient/123", "demographics". */
bool particulars_named(const char *object);

/* Counts an access that is being weighed. False when memory is short: the person's particulars are made when there are
 * any, for most people have none. */
bool particulars_note(const struct access *access);

/* Of so many in a day all but one in a hundred days of the role have fewer, or as many. */
uint32_t particulars_most(const struct particulars_usual *usual);

/* The rule. */
bool particulars_only(const struct spell_given *given);

#endif
