/* What one person did in the last minutes and days. Pure. */
#ifndef CONFIDE_JUDGE_LATELY_H
#define CONFIDE_JUDGE_LATELY_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/judge/context/context.h"

#include "fact.h"
#include "lore.h"

struct names;
struct rule;

/* What is said of an access when it is noted. */
struct lately_said {
    bool is_unexplained;
    bool is_new; /* this person had never opened the record before */
    bool is_odd; /* off duty, or from a computer that is new to the role */
};

/* Notes a settled access or search; it is then the newest. */
void lately_note(struct person *person, const struct fact *fact, struct lately_said said);

/* A row that came late explains the access after all. */
void lately_excuse(struct person *person, const struct fact *fact);

/* Is the fact's computer new to the role: used by nobody else of it, and not for days? It is noted. */
bool lately_new_host(struct role *role, const struct fact *fact);

/* The accesses that make up what a rule about the person found: `fact` first, then others of the last hour that count
 * for it. Their number, at most `most`. */
size_t lately_gather(const struct person *person, const struct fact *fact, const struct rule *rule, struct fact *to,
                     size_t most);

/* Did the person look for this patient by name shortly before? */
bool lately_searched(const struct person *person, const struct fact *fact, const struct patient *patient);

/* An access that is explained, to a patient of a like name or number, right after one that was not: the one before was
 * a slip. */
void lately_slip(struct person *person, const struct fact *fact, const struct names *names,
                 const struct context *context);

/* 0: the access was no slip. Else the slips of the week up to it: only LATELY_SLIPS a week are excused. */
enum { LATELY_SLIPS = 3 };
unsigned lately_slips(const struct person *person, const struct fact *fact);

/* Page's sums over the person's accesses, against what is usual in the role: those that are not odd as soon as that is
 * known, odd ones when they were weighed. */
void lately_drip(struct person *person, const struct role *role, bool is_odd);

#endif
