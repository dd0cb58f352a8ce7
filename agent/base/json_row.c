/* Rows of names and values, for showing. With json_event.c and json_case.c the owner of jansson. */
#include "json_row.h"

#include <jansson.h>
#include <string.h>

#include "clock.h"
#include "text.h"

enum { VALUE_SIZE = 16 * 1024 };

/* One value as text; an object as its members in a line. */
static void write_value(json_t *value, char *to, size_t size)
{
    const char *name;
    json_t *member;

    to[0] = '\0';
    if (json_is_string(value))
        text_copy(to, size, json_string_value(value));
    else if (json_is_integer(value))
        text_format(to, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        text_format(to, size, "%.3f", json_real_value(value));
    else if (json_is_boolean(value))
        text_copy(to, size, json_is_true(value) ? "true" : "false");
    if (!json_is_object(value))
        return;
    for (void *at = json_object_iter(value); at; at = json_object_iter_next(value, at)) {
        size_t used = strlen(to);
        char inner[512];

        name = json_object_iter_key(at);
        member = json_object_iter_value(at);
        if (json_is_object(member)) /* deeper than anybody reads */
            continue;
        write_value(member, inner, sizeof inner);
        if (inner[0])
            text_format(to + used, size - used, "%s%s %s", used ? ", " : "", name, inner);
    }
}

bool json_row_each(const char *text, size_t length, void (*each)(void *data, const char *name, const char *value),
                   void *data)
{
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL), *value, *item;
    bool good = json_is_object(object);
    char words[VALUE_SIZE];
    const char *name;
    size_t i;

    json_object_foreach(object, name, value)
    {
        bool is_list = json_is_array(value);

        for (i = 0; i < (is_list ? json_array_size(value) : 1); i++) {
            item = is_list ? json_array_get(value, i) : value;
            write_value(item, words, sizeof words);
            for (char *rest = words, *line; (line = strsep(&rest, "\n"));)
                if (line[0])
                    each(data, name, line);
        }
    }
    json_decref(object);
    return good;
}

size_t json_row_renumber(const char *text, size_t length, const char *name, const uint64_t *numbers, size_t count,
                         char *to, size_t size)
{
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL), *list = json_array();
    size_t written;

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_integer((json_int_t)numbers[i]));
    if (json_object_set_new(object, name, list) != 0) { /* not an object */
        json_decref(object);
        return 0;
    }
    written = json_dumpb(object, to, size, JSON_COMPACT);
    json_decref(object);
    if (written == 0 || written >= size)
        return 0;
    to[written] = '\0';
    return written;
}

static bool take(const json_t *object, const char *name, char *to, size_t size)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text && text_copy(to, size, text);
}

static bool take_decision(const json_t *object, struct decision *decision)
{
    static const char *const verbs[] = {"", "confirm", "explain", "close", "acknowledge"};
    char verb[16], when[CLOCK_TEXT_SIZE], until[CLOCK_TEXT_SIZE];

    *decision = (struct decision){.verb = 0};
    if (!take(object, "verb", verb, sizeof verb) || !take(object, "when", when, sizeof when) ||
        !clock_parse(when, &decision->decided_ms) || !take(object, "by", decision->by, sizeof decision->by) ||
        !take(object, "reason", decision->reason, sizeof decision->reason))
        return false;
    if (take(object, "until", until, sizeof until))
        clock_parse(until, &decision->until_ms);
    for (size_t i = 1; i < sizeof verbs / sizeof verbs[0]; i++)
        if (strcmp(verbs[i], verb) == 0)
            decision->verb = (uint8_t)i;
    return decision->verb != 0;
}

bool json_row_decisions(const char *text, size_t length, void (*each)(void *data, const struct decision *decision),
                        void *data)
{
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL), *item;
    bool good = json_is_object(object);
    struct decision decision;
    size_t i;

    json_array_foreach(json_object_get(object, "decisions"), i, item)
    {
        if (take_decision(item, &decision))
            each(data, &decision);
    }
    json_decref(object);
    return good;
}
