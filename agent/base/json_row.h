/* Rows of names and values that other programs wrote, for showing: what is in them, whatever it is. With json_event.c
 * and json_case.c the owner of jansson. */
#ifndef CONFIDE_BASE_JSON_ROW_H
#define CONFIDE_BASE_JSON_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/decision.h>

/* Calls `each` for every member of the object, in its order, with the value as text: a number in decimal, true and
 * false as words, a list once for each of its items (their objects as "name value, name value"); null and "" are passed
 * over. False when `text` is not an object. */
bool json_row_each(const char *text, size_t length, void (*each)(void *data, const char *name, const char *value),
                   void *data);

/* Writes the object again with the list `name` holding these numbers instead of what it held. The length, or 0 when
 * `size` is too little or `text` is not an object. */
size_t json_row_renumber(const char *text, size_t length, const char *name, const uint64_t *numbers, size_t count,
                         char *to, size_t size);

/* Calls `each` for every decision in a case's list "decisions"; what is no decision is passed over. False when `text`
 * is not an object. */
bool json_row_decisions(const char *text, size_t length, void (*each)(void *data, const struct decision *decision),
                        void *data);

#endif
