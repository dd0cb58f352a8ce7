/* What the JSON formats have in common. Owns nothing but small habits of jansson. Pure. */
#ifndef CONFIDE_REPORT_RENDER_JSON_H
#define CONFIDE_REPORT_RENDER_JSON_H

#include <stddef.h>
#include <stdint.h>

struct json_t;

/* Each puts one member into `object`; "" and the time 0 are left out. */
void render_json_text(struct json_t *object, const char *name, const char *text);
void render_json_number(struct json_t *object, const char *name, int64_t number);
void render_json_truth(struct json_t *object, const char *name, int truth);
void render_json_time(struct json_t *object, const char *name, int64_t time_ms);

/* As an array: `count` texts of `size` bytes each, up to the first empty one, and no more of them than fit `budget`
 * bytes as they will be written. */
void render_json_list(struct json_t *object, const char *name, const char *texts, size_t size, size_t count,
                      size_t budget);

/* Writes `body` as bytes and lets go of it. The length, 0 when `size` is too little. */
size_t render_json_write(struct json_t *body, char *to, size_t size);

#endif
