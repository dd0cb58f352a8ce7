/* From the judge's numbers of names to the tables'. Owns: what was found once. Must not own: names, tables. In: own
 * numbers. Out: theirs. */
#include "numbers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

enum { FIRST_ROOM = 1024 };

static bool widen(struct numbers *numbers, uint32_t own)
{
    size_t wider = numbers->room ? numbers->room : FIRST_ROOM;
    uint32_t *theirs;

    while (wider <= own)
        wider *= 2;
    theirs = realloc(numbers->theirs, wider * sizeof *theirs);
    if (!theirs)
        return false;
    memset(theirs + numbers->room, 0, (wider - numbers->room) * sizeof *theirs);
    numbers->theirs = theirs;
    numbers->room = wider;
    return true;
}

/* Without memory it is found all the same, and not kept. */
uint32_t numbers_find(struct numbers *numbers, const struct context *context, const struct names *names, uint32_t own)
{
    uint32_t found;

    if (own < numbers->room && numbers->theirs[own])
        return numbers->theirs[own] - 1;
    found = find_number(context, names_text(names, own));
    if (own < numbers->room || widen(numbers, own))
        numbers->theirs[own] = found + 1;
    return found;
}

void numbers_forget(struct numbers *numbers)
{
    free(numbers->theirs);
    *numbers = (struct numbers){0};
}
