/* What a receiver reads of a body. Owns, with the other json_*.c, jansson, and which members each kind of message must
 * have. Must not own: who sent it, whether it is believed. In: bytes. Out: a plain struct, or what is wrong. */
#include "json_told.h"

#include <jansson.h>
#include <string.h>

#include "clock.h"
#include "text.h"
#include "unruly.h"

enum { VERSION_MOST = 1000000, REMINDER_MOST = 99 };

#define ID_CHARS   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
#define TYPE_CHARS "abcdefghijklmnopqrstuvwxyz0123456789.-"
#define WORD_CHARS "abcdefghijklmnopqrstuvwxyz-"

static const struct {
    const char *type;
    enum told_kind kind;
} types[] = {
    {"confide.heartbeat", TOLD_HEARTBEAT},    {"confide.case.raised", TOLD_RAISED},
    {"confide.case.grown", TOLD_GROWN},       {"confide.case.decided", TOLD_DECIDED},
    {"confide.case.reminder", TOLD_REMINDER}, {"confide.report.minimal", TOLD_MINIMAL},
    {"confide.selftest", TOLD_SELFTEST},
};

/* What is being read: the first fault ends it. */
struct reading {
    const json_t *object;
    const char *missing;
    const char *wanted;
};

static bool complain(struct reading *reading, const char *name, const char *wanted)
{
    reading->missing = name;
    reading->wanted = wanted;
    return false;
}

static bool take_word(struct reading *reading, const char *name, const char *letters, char *to, size_t size)
{
    const char *text = json_string_value(json_object_get(reading->object, name));

    if (!text || text[0] == '\0' || text[strspn(text, letters)] != '\0' || !text_copy(to, size, text))
        return complain(reading, name, "a short word");
    return true;
}

/* One line for people: in mails and lists it must not be able to look like several, or like another machine's. */
static bool take_sentence(struct reading *reading, const char *name, char *to, size_t size)
{
    const char *text = json_string_value(json_object_get(reading->object, name));

    if (!text || text[0] == '\0' || !text_copy(to, size, text))
        return complain(reading, name, "a sentence of at most 511 bytes");
    return !unruly_is(text) || complain(reading, name, "a sentence without control characters");
}

static bool take_number(struct reading *reading, const char *name, int64_t most, unsigned *to)
{
    const json_t *value = json_object_get(reading->object, name);

    if (!json_is_integer(value) || json_integer_value(value) < 1 || json_integer_value(value) > most)
        return complain(reading, name, "a whole number from 1");
    *to = (unsigned)json_integer_value(value);
    return true;
}

static bool take_time(struct reading *reading, const json_t *object, const char *name, int64_t *to)
{
    const char *text = json_string_value(json_object_get(object, name));

    if (!text || !clock_parse(text, to) || *to <= 0)
        return complain(reading, name, "a time as RFC 3339 has it");
    return true;
}

static bool has(const struct reading *reading, const char *name)
{
    return json_object_get(reading->object, name) != NULL;
}

static bool take_case(struct told *told, struct reading *reading)
{
    const json_t *clocks = json_object_get(reading->object, "clocks");
    unsigned version = 0;
    bool good =
        take_word(reading, "case", ID_CHARS, told->id, sizeof told->id) &&
        take_number(reading, "version", VERSION_MOST, &version) &&
        take_word(reading, "class", WORD_CHARS, told->class, sizeof told->class) &&
        take_word(reading, "certainty", WORD_CHARS, told->certainty, sizeof told->certainty) &&
        take_number(reading, "severity", 5, &told->severity) &&
        take_sentence(reading, "says", told->says, sizeof told->says) &&
        take_time(reading, reading->object, "raised", &told->raised_ms) &&
        take_time(reading, clocks, "report_by", &told->report_by_ms) &&
        (told->kind != TOLD_DECIDED || take_word(reading, "state", WORD_CHARS, told->state, sizeof told->state)) &&
        (told->kind != TOLD_REMINDER || take_number(reading, "reminder", REMINDER_MOST, &told->reminder));

    told->version = version;
    return good;
}

static bool take_data(struct told *told, struct reading *reading)
{
    switch (told->kind) {
    case TOLD_HEARTBEAT:
    case TOLD_OTHER:
        return true;
    case TOLD_MINIMAL:
    case TOLD_SELFTEST:
        told->version = 1;
        return take_word(reading, "report", ID_CHARS, told->id, sizeof told->id) &&
               take_sentence(reading, "says", told->says, sizeof told->says) &&
               (!has(reading, "severity") || take_number(reading, "severity", 5, &told->severity));
    default:
        return take_case(told, reading);
    }
}

static enum told_kind kind_of(const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].type, type) == 0)
            return types[i].kind;
    return TOLD_OTHER;
}

static bool take_all(struct told *told, const json_t *body, char *error, size_t size)
{
    struct reading reading = {.object = body};
    bool good = take_word(&reading, "type", TYPE_CHARS, told->type, sizeof told->type) &&
                (strncmp(told->type, "confide.", 8) == 0 || complain(&reading, "type", "one of Confide's")) &&
                take_time(&reading, body, "timestamp", &told->timestamp_ms);

    if (good) {
        told->kind = kind_of(told->type);
        reading.object = json_object_get(body, "data");
        good = json_is_object(reading.object) ? take_data(told, &reading) : complain(&reading, "data", "an object");
    }
    if (!good)
        text_format(error, size, "%s must be %s", reading.missing, reading.wanted);
    return good;
}

bool json_told_read(struct told *told, const char *body, size_t length, char *error, size_t size)
{
    json_error_t why;
    json_t *object;
    bool good;

    memset(told, 0, sizeof *told);
    if (length > TOLD_BODY_MAX) {
        text_format(error, size, "larger than 64 KiB");
        return false;
    }
    object = json_loadb(body, length, JSON_REJECT_DUPLICATES, &why);
    if (!object)
        text_format(error, size, "not JSON: %s (at byte %d)", why.text, why.position);
    good = object && take_all(told, object, error, size);
    json_decref(object);
    return good;
}

bool json_told_is_case(enum told_kind kind)
{
    return kind >= TOLD_RAISED && kind <= TOLD_MINIMAL;
}

size_t json_told_line(char *to, size_t size, const char *const *pairs)
{
    json_t *object = json_object();
    size_t length;

    for (; pairs[0]; pairs += 2)
        if (pairs[1] && pairs[1][0])
            json_object_set_new(object, pairs[0], json_string(pairs[1]));
    length = json_dumpb(object, to, size, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(object);
    if (length == 0 || length >= size)
        return 0;
    to[length] = '\0';
    return length;
}
