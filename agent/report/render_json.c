/* What the JSON formats have in common. */
#include "render_json.h"

#include <jansson.h>

#include "agent/base/clock.h"

void render_json_text(struct json_t *object, const char *name, const char *text)
{
    if (text[0])
        json_object_set_new(object, name, json_string(text));
}

void render_json_number(struct json_t *object, const char *name, int64_t number)
{
    json_object_set_new(object, name, json_integer(number));
}

void render_json_truth(struct json_t *object, const char *name, int truth)
{
    json_object_set_new(object, name, json_boolean(truth));
}

void render_json_time(struct json_t *object, const char *name, int64_t time_ms)
{
    char text[CLOCK_TEXT_SIZE];

    if (time_ms)
        render_json_text(object, name, clock_text(text, time_ms));
}

/* Quotes, comma, and a backslash before each quote and backslash. */
static size_t written_size(const char *text)
{
    size_t size = 3;

    for (; *text; text++)
        size += *text == '"' || *text == '\\' ? 2 : 1;
    return size;
}

void render_json_list(struct json_t *object, const char *name, const char *texts, size_t size, size_t count,
                      size_t budget)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count && texts[i * size]; i++) {
        size_t wanted = written_size(texts + i * size);

        if (wanted > budget)
            break;
        budget -= wanted;
        json_array_append_new(list, json_string(texts + i * size));
    }
    json_object_set_new(object, name, list);
}

size_t render_json_write(struct json_t *body, char *to, size_t size)
{
    size_t length = json_dumpb(body, to, size, JSON_COMPACT | JSON_PRESERVE_ORDER);

    json_decref(body);
    if (length == 0 || length >= size)
        return 0;
    to[length] = '\0';
    return length;
}
