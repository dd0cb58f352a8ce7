/* What the JSON formats have in common. A report that lacks a member would be believed, so each object has one with the
 * empty name, and each array one in front: 0, and 1 once something did not get in. To change a number takes no memory.
 * They are taken out when the body is written; one that is 1, anywhere, and nothing is. */
#include "render_json.h"

#include <jansson.h>

#include "agent/base/clock.h"

static const char MARK[] = "";

struct json_t *render_json_object(void)
{
    json_t *object = json_object();

    if (object && json_object_set_new(object, MARK, json_integer(0)) == 0)
        return object;
    json_decref(object);
    return NULL;
}

struct json_t *render_json_array(void)
{
    json_t *array = json_array();

    if (array && json_array_append_new(array, json_integer(0)) == 0)
        return array;
    json_decref(array);
    return NULL;
}

void render_json_put(struct json_t *object, const char *name, struct json_t *value)
{
    if (json_object_set_new(object, name, value) != 0)
        json_integer_set(json_object_get(object, MARK), 1);
}

void render_json_add(struct json_t *array, struct json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        json_integer_set(json_array_get(array, 0), 1);
}

void render_json_text(struct json_t *object, const char *name, const char *text)
{
    if (text[0])
        render_json_put(object, name, json_string(text));
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
    json_t *list = render_json_array();

    for (size_t i = 0; i < count && texts[i * size]; i++) {
        size_t wanted = written_size(texts + i * size);

        if (wanted > budget)
            break;
        budget -= wanted;
        render_json_add(list, json_string(texts + i * size));
    }
    render_json_put(object, name, list);
}

/* Takes the marks out. False when one of them was 1. What json_statement_put made has none. */
static bool is_whole(json_t *value)
{
    bool good = value != NULL;
    const char *name;
    json_t *inner;
    size_t i;

    if (json_is_array(value)) {
        good = json_integer_value(json_array_get(value, 0)) == 0;
        json_array_remove(value, 0);
        json_array_foreach(value, i, inner)
        {
            good = is_whole(inner) && good;
        }
    } else if (json_is_object(value)) {
        good = json_integer_value(json_object_get(value, MARK)) == 0;
        json_object_del(value, MARK);
        json_object_foreach(value, name, inner)
        {
            good = is_whole(inner) && good;
        }
    }
    return good;
}

size_t render_json_write(struct json_t *body, char *to, size_t size)
{
    size_t length = is_whole(body) ? json_dumpb(body, to, size, JSON_COMPACT | JSON_PRESERVE_ORDER) : 0;

    json_decref(body);
    if (length == 0 || length >= size)
        return 0;
    to[length] = '\0';
    return length;
}
