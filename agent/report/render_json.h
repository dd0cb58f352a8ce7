/* What the JSON formats have in common: a body that is whole or is none. Owns nothing but small habits of jansson,
 * which says so of each member that finds no memory; here one such member is remembered until the body is written.
 * Pure. */
#ifndef CONFIDE_REPORT_RENDER_JSON_H
#define CONFIDE_REPORT_RENDER_JSON_H

#include <stddef.h>
#include <stdint.h>

struct json_t;

/* A new one; NULL when memory is short, which whoever takes it remembers. */
struct json_t *render_json_object(void);
struct json_t *render_json_array(void);

/* Each gives `value` away. */
void render_json_put(struct json_t *object, const char *name, struct json_t *value);
void render_json_add(struct json_t *array, struct json_t *value);

/* Each puts one member; "" and the time 0 are left out. */
void render_json_text(struct json_t *object, const char *name, const char *text);
void render_json_time(struct json_t *object, const char *name, int64_t time_ms);

/* Puts an array: `count` texts of `size` bytes each, up to the first empty one, and no more of them than fit `budget`
 * bytes as they will be written. */
void render_json_list(struct json_t *object, const char *name, const char *texts, size_t size, size_t count,
                      size_t budget);

/* Writes `body` as bytes and lets go of it. The length; 0 when `size` is too little, or memory was for any part of it.
 */
size_t render_json_write(struct json_t *body, char *to, size_t size);

#endif
