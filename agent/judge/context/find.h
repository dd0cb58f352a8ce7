/* Looking things up in the context tables. All borrowed from the context; NULL, 0 or false where there is no such row.
 * Pure. */
#ifndef CONFIDE_JUDGE_FIND_H
#define CONFIDE_JUDGE_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "context.h"

/* The number by which the tables know this patient, login, unit, role or host; 0 when none does. */
uint32_t find_number(const struct context *context, const char *name);

/* The encounters of the patient of this number, by `from`: the first of them, their number in `*count`. */
const struct encounter *find_encounters(const struct context *context, uint32_t patient, size_t *count);

const struct patient *find_patient(const struct context *context, uint32_t patient);
const struct colleague *find_colleague(const struct context *context, uint32_t login);

/* Does relations.csv declare that the two know each other? */
bool find_relation(const struct context *context, uint32_t login, uint32_t patient);

/* By rota.csv: is the login on duty at `time_ms`, give or take `slack_s`? `*is_known` is false, and nothing can be
 * said, where the rota has no shift of that login within 14 days of it. */
bool find_on_duty(const struct context *context, const struct colleague *colleague, int64_t time_ms, uint32_t slack_s,
                  bool *is_known);

/* The row of the device of this name (any case, with or without a domain). */
const struct device *find_device(const struct context *context, const char *host);

/* How many patients carry this surname (of a double name its commoner part, so that none passes for rare that is not),
 * live at this home, in this street; of all patients. */
struct crowd_count {
    uint32_t surname, home, home_surnames, street, all; /* home_surnames: different surnames at the home */
};
struct crowd_count find_crowd(const struct context *context, const struct likeness *alike);

#endif
