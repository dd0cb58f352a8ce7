/* Events as NDJSON lines, FORMATS section 2. With json_case.c the owner of jansson. */
#ifndef CONFIDE_BASE_JSON_EVENT_H
#define CONFIDE_BASE_JSON_EVENT_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/event.h>

enum { JSON_EVENT_SIZE = 24 * 1024 };

/* Writes `event` as one JSON object without a newline. Bytes that are not UTF-8 (a path may hold any) become U+FFFD.
 * Its length, or 0 when `size` is too little (JSON_EVENT_SIZE always suffices). */
size_t json_event_write(const struct event *event, char *to, size_t size);

/* Reads one JSON object. Unknown keys are ignored. False with a reason that names the key in `error` when it is not an
 * event: `event` is then undefined. An event whose "id" is missing or not 32 hexadecimal digits gets one of zeros. */
bool json_event_read(struct event *event, const char *text, size_t length, char *error, size_t error_size);

/* The same, by a whole parser and without the quick way for plain lines that json_event_read tries first: there is no
 * other difference (tests/fuzz/fuzz_event.c), and no reason but that comparison to call it. */
bool json_event_read_carefully(struct event *event, const char *text, size_t length, char *error, size_t error_size);

/* The words of FORMATS for the enums of event.h; "" for a value outside. */
const char *json_event_kind(unsigned kind);
const char *json_event_action(unsigned action);
const char *json_event_source(unsigned source);
const char *json_event_outcome(unsigned outcome);
const char *json_event_named(unsigned named);

#endif
