/* A tally for people, and for scripts. */
#ifndef CONFIDE_CTL_TALLY_PRINT_H
#define CONFIDE_CTL_TALLY_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "tally.h"

struct tally_span {
    int64_t from_ms, to_ms;
};

/* Below a day no rate a week can be told; then only counts are printed. */
double tally_days(const struct tally_span *span);

/* Cases a week beside each threshold, as `tally` counted them; the line of `marked` says that it is the configured one.
 * Thresholds below the one of the judging are left out. */
void tally_print_steps(FILE *to, const struct tally *tally, const struct tally_span *span, unsigned marked);

/* Per class and per rule: what it cost, what it caught. With `with_people` also what was decided. */
void tally_print_rules(FILE *to, const struct tally *tally, const struct tally_span *span, bool with_people);

/* "At 100 points this site had 1.2 cases a week; at 80 it would have had 3.1. Beside them 0.4 a week need no points."
 * Of `marked` and the step below it that was judged. */
void tally_print_sentence(FILE *to, const struct tally *tally, const struct tally_span *span, unsigned marked);

/* All of it as JSON, one flat object a line. `low` counts the steps, `tally` the rest. */
void tally_print_json(FILE *to, const struct tally *low, const struct tally *tally, const struct tally_span *span);

#endif
