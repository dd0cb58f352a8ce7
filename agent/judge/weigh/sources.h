/* Where accesses are told of: the files, the record system, the images. One that falls silent looks like good
 * behaviour. Its own normal gap is measured not by the clock, for houses have nights, holidays and doctors who are ill,
 * but by what the people who use it do elsewhere meanwhile. Pure. */
#ifndef CONFIDE_JUDGE_SOURCES_H
#define CONFIDE_JUDGE_SOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

#include "fact.h"

struct person;
struct spell_given;

enum { SOURCES = SOURCE_AGENT + 1, SOURCE_GAP_MOST = 255, SOURCE_PEOPLE = 3 };

/* One of them. A gap counts the accesses that its users made elsewhere between two that it told of. */
struct source_gap {
    struct fact last;               /* that it told of */
    uint32_t now;                   /* the gap that is open */
    uint32_t people[SOURCE_PEOPLE]; /* who made it: the first so many */
    uint32_t people_count;
    uint32_t all;                     /* gaps that were closed, ... */
    uint32_t of[SOURCE_GAP_MOST + 1]; /* ... by how long they were; the last: so long and longer */
    bool is_silent;
};

struct sources {
    struct source_gap gaps[SOURCES]; /* by enum event_source */
    const struct source_gap *news;   /* it fell silent by the access noted last; NULL = none did */
};

/* Notes a person's access: its source has spoken, the others that make up a tenth of
 * the person's accesses have not. */
void sources_note(struct sources *sources, struct person *person, const struct fact *fact);

/* How long the open gap may be: three times the 99th percentile of those closed, and 60 at least. 0: not known yet. */
uint32_t sources_limit(const struct source_gap *gap);

/* The rule. */
bool source_silent(const struct spell_given *given);

#endif
