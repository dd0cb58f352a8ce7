/* Events as NDJSON lines. With json_case.c the owner of jansson; strict: duplicate keys, bad UTF-8 and NUL are refused.
 */
#include "json_event.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "clock.h"
#include "json_quick.h"
#include "json_words.h"
#include "text.h"

const char *json_event_kind(unsigned kind)
{
    return json_words_text(WORDS_KIND, kind);
}

const char *json_event_action(unsigned action)
{
    return json_words_text(WORDS_ACTION, action);
}

const char *json_event_source(unsigned source)
{
    return json_words_text(WORDS_SOURCE, source);
}

const char *json_event_outcome(unsigned outcome)
{
    return json_words_text(WORDS_OUTCOME, outcome);
}

const char *json_event_named(unsigned named)
{
    return json_words_text(WORDS_NAMED, named);
}

/* The texts of an event: where they stand in the struct, and under which key in JSON. */
struct text_key {
    const char *name;
    size_t offset, size;
};

#define TEXT(field)                                                                                                    \
    {                                                                                                                  \
#field, offsetof(struct event, field), sizeof((struct event *)0)->field                                        \
    }

static const struct text_key texts[] = {
    TEXT(login),   TEXT(patient), TEXT(object),  TEXT(to),     TEXT(host),  TEXT(session),
    TEXT(program), TEXT(service), TEXT(purpose), TEXT(reason), TEXT(query), TEXT(evidence),
};

enum { TEXT_COUNT = sizeof texts / sizeof texts[0] };

/* Paths may hold any byte; JSON may not: each byte that is not UTF-8 becomes U+FFFD. */
static json_t *any_text(const char *text)
{
    char clean[3 * EVENT_PATH_SIZE];
    size_t used = 0;

    if (text_is_utf8(text, strlen(text)))
        return json_string_nocheck(text);
    for (size_t i = 0; text[i] && used + 4 < sizeof clean;) {
        size_t length = 4;

        while (length > 0 && (strnlen(text + i, length) < length || !text_is_utf8(text + i, length)))
            length--;
        if (length > 0) {
            memcpy(clean + used, text + i, length);
            used += length;
            i += length;
        } else {
            memcpy(clean + used, "\xef\xbf\xbd", 3);
            used += 3;
            i++;
        }
    }
    clean[used] = '\0';
    return json_string_nocheck(clean);
}

static void put_word(json_t *object, const char *name, const char *word)
{
    if (word[0])
        json_object_set_new(object, name, json_string(word));
}

static void put_number(json_t *object, const char *name, uint64_t number)
{
    if (number)
        json_object_set_new(object, name, json_integer((json_int_t)number));
}

static bool fail(char *error, size_t size, const char *name, const char *what)
{
    text_format(error, size, "\"%s\" %s", name, what);
    return false;
}

/* Blank-separated words, one a bit. */
static void put_signs(json_t *object, unsigned bits)
{
    char text[128] = "";
    size_t used = 0;

    for (unsigned i = 0; *json_words_text(WORDS_SIGN, i); i++)
        if (bits & 1u << i) {
            text_format(text + used, sizeof text - used, "%s%s", used ? " " : "", json_words_text(WORDS_SIGN, i));
            used = strlen(text);
        }
    put_word(object, "signs", text);
}

static bool take_signs(struct event *event, const json_t *object, char *error, size_t size)
{
    const json_t *value = json_object_get(object, "signs");
    const char *text = json_string_value(value);
    int bits = text ? json_words_signs(text, json_string_length(value)) : 0;

    if (value && !text)
        return fail(error, size, "signs", "is not text");
    if (bits < 0)
        return fail(error, size, "signs", "holds a word that FORMATS does not know");
    event->signs = (uint16_t)bits;
    return true;
}

size_t json_event_write(const struct event *event, char *to, size_t size)
{
    char id[2 * EVENT_ID_SIZE + 1], time[CLOCK_TEXT_SIZE];
    json_t *object = json_object();
    size_t length;

    text_hex(id, event->id, EVENT_ID_SIZE);
    put_word(object, "id", id);
    put_word(object, "time", clock_text(time, event->time_ms));
    put_word(object, "kind", json_event_kind(event->kind));
    put_word(object, "action", json_event_action(event->action));
    put_word(object, "source", json_event_source(event->source));
    put_word(object, "outcome", json_event_outcome(event->outcome));
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        const char *text = (const char *)event + texts[i].offset;

        if (text[0])
            json_object_set_new(object, texts[i].name, any_text(text));
    }
    if (event->source == SOURCE_FILE)
        put_word(object, "named", json_event_named(event->named));
    put_signs(object, event->signs);
    if (event->uid != UINT32_MAX && event->source == SOURCE_FILE)
        json_object_set_new(object, "uid", json_integer(event->uid));
    put_number(object, "pid", event->pid > 0 ? (uint64_t)event->pid : 0);
    put_number(object, "dev", event->dev);
    put_number(object, "ino", event->ino);
    put_number(object, "bytes", event->bytes);
    put_number(object, "count", event->count);
    length = json_dumpb(object, to, size, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENCODE_ANY);
    json_decref(object);
    if (length == 0 || length >= size)
        return 0;
    to[length] = '\0';
    return length;
}

/* A word of the list; `required` or 0. */
static bool take_word(const json_t *object, const char *name, enum json_words list, bool required, uint8_t *number,
                      char *error, size_t size)
{
    const json_t *value = json_object_get(object, name);
    int found;

    if (!value)
        return !required || fail(error, size, name, "is missing");
    found = json_is_string(value) ? json_words_number(list, json_string_value(value), json_string_length(value)) : -1;
    *number = (uint8_t)found;
    return found >= 0 || fail(error, size, name, "is none of the words that FORMATS allows");
}

static bool take_number(const json_t *object, const char *name, uint64_t most, uint64_t *number, char *error,
                        size_t size)
{
    const json_t *value = json_object_get(object, name);

    if (!value)
        return true;
    if (!json_is_integer(value) || (most != UINT64_MAX && json_integer_value(value) < 0) ||
        (uint64_t)json_integer_value(value) > most)
        return fail(error, size, name, "is not a whole number within bounds");
    *number = (uint64_t)json_integer_value(value);
    return true;
}

static bool take_texts(struct event *event, const json_t *object, char *error, size_t size)
{
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        const json_t *value = json_object_get(object, texts[i].name);
        char *field = (char *)event + texts[i].offset;

        if (!value || json_is_null(value))
            continue;
        if (!json_is_string(value))
            return fail(error, size, texts[i].name, "is not text");
        if (!text_copy(field, texts[i].size, json_string_value(value)) && texts[i].size != EVENT_PATH_SIZE &&
            (field == event->login || field == event->patient))
            return fail(error, size, texts[i].name, "is too long"); /* cut, it could name somebody else */
    }
    return true;
}

/* Other people's ids are not ours: only 32 hexadecimal digits are taken, anything else leaves zeros. */
static void take_id(struct event *event, const json_t *object)
{
    const char *text = json_string_value(json_object_get(object, "id"));

    if (text && !text_unhex(event->id, EVENT_ID_SIZE, text))
        memset(event->id, 0, EVENT_ID_SIZE);
}

static bool take_event(struct event *event, const json_t *object, char *error, size_t size)
{
    const json_t *time = json_object_get(object, "time");
    uint64_t count = 1, pid = 0, uid = UINT32_MAX;
    bool good;

    if (!json_is_string(time) || !clock_parse(json_string_value(time), &event->time_ms))
        return fail(error, size, "time", "is missing or not RFC 3339 with a zone");
    take_id(event, object);
    good = take_word(object, "kind", WORDS_KIND, true, &event->kind, error, size) &&
           take_word(object, "action", WORDS_ACTION, true, &event->action, error, size) &&
           take_word(object, "source", WORDS_SOURCE, false, &event->source, error, size) &&
           take_word(object, "outcome", WORDS_OUTCOME, false, &event->outcome, error, size) &&
           take_word(object, "named", WORDS_NAMED, false, &event->named, error, size) &&
           take_number(object, "count", UINT32_MAX, &count, error, size) &&
           take_number(object, "pid", INT32_MAX, &pid, error, size) &&
           take_number(object, "uid", UINT32_MAX, &uid, error, size) &&
           take_number(object, "bytes", INT64_MAX, &event->bytes, error, size) &&
           take_number(object, "dev", UINT64_MAX, &event->dev, error, size) &&
           take_number(object, "ino", UINT64_MAX, &event->ino, error, size) && take_texts(event, object, error, size) &&
           take_signs(event, object, error, size);
    event->count = count ? (uint32_t)count : 1;
    event->pid = (int32_t)pid;
    event->uid = (uint32_t)uid;
    return good;
}

bool json_event_read(struct event *event, const char *text, size_t length, char *error, size_t error_size)
{
    if (!json_quick_read(event, text, length))
        return json_event_read_carefully(event, text, length, error, error_size);
    error[0] = '\0';
    return true;
}

bool json_event_read_carefully(struct event *event, const char *text, size_t length, char *error, size_t error_size)
{
    json_error_t why;
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
    bool good;

    memset(event, 0, sizeof *event);
    error[0] = '\0';
    if (!object) {
        text_format(error, error_size, "not JSON: %s (at byte %d)", why.text, why.position);
        return false;
    }
    good = json_is_object(object) ? take_event(event, object, error, error_size)
                                  : fail(error, error_size, "the line", "is not an object");
    json_decref(object);
    return good;
}
