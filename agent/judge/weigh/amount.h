/* How many and how long, in words that stay true: nothing is rounded to a side on which it would claim more. Pure. */
#ifndef CONFIDE_JUDGE_AMOUNT_H
#define CONFIDE_JUDGE_AMOUNT_H

#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>

/* "a record", "7 records", "at least 512 records" from `limit` on. `many` also stands for none. */
void amount_number(char *to, size_t size, uint32_t number, uint32_t limit, const char *one, const char *many);

/* "a patient's record", "the records of 23 patients", "7 records". */
void amount_objects(char *to, size_t size, const struct case_report *report);

/* "12 records of 3 patients". */
void amount_records(char *to, size_t size, const struct case_report *report);

/* " within 9 minutes": rounded up; "" for a single event at a known time. */
void amount_span(char *to, size_t size, const struct case_report *report);

/* " twice", " 44 times"; "" for a single event. */
void amount_times(char *to, size_t size, const struct case_report *report);

/* Of how many patients the case's rule `name` spoke (0 = not counted); NULL when it is none of the case's rules.
 * Borrowed from `report`. */
const uint32_t *amount_spoken(const struct case_report *report, const char *name);

#endif
