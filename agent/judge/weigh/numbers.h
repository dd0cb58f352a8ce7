/* A name has two numbers: the judge's own, and that of the tables, which may be loaded anew. From the one to the
 * other without a look at the text: it is asked twice of each access. Pure. */
#ifndef CONFIDE_JUDGE_NUMBERS_H
#define CONFIDE_JUDGE_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

struct context;
struct names;

/* Begins as {0}. */
struct numbers {
    uint32_t *theirs; /* of each own number: one more than that of the tables; 0 = not asked yet */
    size_t room;
};

/* The number by which the tables know what is `own` among `names`; 0 when they do not. */
uint32_t numbers_find(struct numbers *numbers, const struct context *context, const struct names *names, uint32_t own);

/* Frees it, and it begins anew: to be called when other tables are used. */
void numbers_forget(struct numbers *numbers);

#endif
