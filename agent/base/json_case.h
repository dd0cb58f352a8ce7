/* Cases as NDJSON lines, FORMATS section 3, and plain objects of names and values for everything else that is shown.
 * With json_event.c the owner of jansson. */
#ifndef CONFIDE_BASE_JSON_CASE_H
#define CONFIDE_BASE_JSON_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>
#include <confide/decision.h>

enum { JSON_CASE_SIZE = 64 * 1024 };

/* Writes `report` as one JSON object without a newline; "events" are ids in hex. Its length, or 0 when `size` is too
 * little (JSON_CASE_SIZE always suffices). */
size_t json_case_write(const struct case_report *report, char *to, size_t size);

/* The same with what people decided, oldest first: "state" by the last of them that is no acknowledgement ("open",
 * "confirmed", "explained", "closed"), and "decisions". */
size_t json_case_write_decided(const struct case_report *report, const struct decision *decisions, size_t count,
                               char *to, size_t size);

/* Reads what json_case_write wrote. False with a reason in `error` when it is not a case. */
bool json_case_read(struct case_report *report, const char *text, size_t length, char *error, size_t error_size);

const char *json_case_class(unsigned class);
const char *json_case_certainty(unsigned certainty);

/* "open" for 0, else by enum decision_verb: "confirmed", ... "acknowledged". */
const char *json_case_state(unsigned verb);

/* One value of a flat object. Text when `text` is not NULL, else the number. */
struct json_field {
    const char *name;
    const char *text;
    int64_t number;
};

/* Writes {"name": value, ...} in the order given. Its length, or 0 when `size` is too little. */
size_t json_fields_write(const struct json_field *fields, size_t count, char *to, size_t size);

/* Reads the value of `name` in a flat or nested object ("chain.head" goes one level down): text as it is, a number in
 * decimal, true and false as words. False when there is none or it is neither. */
bool json_field_read(const char *text, size_t length, const char *name, char *to, size_t size);

#endif
