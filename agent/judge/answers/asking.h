/* One question of confidectl's that is being answered. */
#ifndef CONFIDE_JUDGE_ASKING_H
#define CONFIDE_JUDGE_ASKING_H

#include <stddef.h>

#include "agent/base/json_case.h"

#include "answers.h"
#include "agent/judge/store/store.h"

struct asking {
    const struct answers_about *about;
    struct desk_peer *peer;
    struct store *store;
};

/* Sends one row: a JSON object of `length` bytes, or these fields as one. */
void asking_row(struct asking *asking, const char *json, size_t length);
void asking_fields(struct asking *asking, const struct json_field *fields, size_t count);

/* Who looks is an event like any other: the record of what was disclosed to whom. Where that cannot be kept the answer
 * ends here, and nothing may be shown: false. `patient` may be "". */
bool asking_look(struct asking *asking, const char *object, const char *patient);

/* Ends the answer: `exit` as in FORMATS section 4, and why where it is not 0. */
void asking_end(struct asking *asking, int exit, const char *words);
void asking_end_by(struct asking *asking, enum store_result result);

#endif
