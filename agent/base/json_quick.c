/* The quick reader of events. Owns: which key goes where, for events without any fault. Must not own: refusals. It
 * takes nothing that json_event.c's careful reader would not take, and then leaves the same event:
 * tests/fuzz/fuzz_event.c holds them against each other. */
#include "json_quick.h"

#include <string.h>

#include "clock.h"
#include "json_flat.h"
#include "json_words.h"
#include "text.h"

enum { STRANGERS_MAX = 8, TIME_SIZE = 64, KEY_LONGEST = 8 };

enum how { HOW_ID, HOW_TIME, HOW_WORD, HOW_TEXT, HOW_SIGNS, HOW_COUNT, HOW_PID, HOW_UID, HOW_BYTES, HOW_RAW };

struct key {
    char name[KEY_LONGEST + 1];
    uint8_t how;     /* enum how */
    uint8_t words;   /* HOW_WORD: enum json_words */
    uint16_t offset; /* in struct event, and */
    uint16_t size;   /* there, where it matters */
};

#define PLACE(field) offsetof(struct event, field), sizeof((struct event *)0)->field

/* By length: keys of n letters stand from begins[n] to before begins[n + 1]. */
static const struct key keys[] = {
    {"id", HOW_ID, 0, PLACE(id)},
    {"to", HOW_TEXT, 0, PLACE(to)},
    {"pid", HOW_PID, 0, PLACE(pid)},
    {"uid", HOW_UID, 0, PLACE(uid)},
    {"dev", HOW_RAW, 0, PLACE(dev)},
    {"ino", HOW_RAW, 0, PLACE(ino)},
    {"time", HOW_TIME, 0, PLACE(time_ms)},
    {"kind", HOW_WORD, WORDS_KIND, PLACE(kind)},
    {"host", HOW_TEXT, 0, PLACE(host)},
    {"login", HOW_TEXT, 0, PLACE(login)},
    {"bytes", HOW_BYTES, 0, PLACE(bytes)},
    {"count", HOW_COUNT, 0, PLACE(count)},
    {"query", HOW_TEXT, 0, PLACE(query)},
    {"named", HOW_WORD, WORDS_NAMED, PLACE(named)},
    {"signs", HOW_SIGNS, 0, PLACE(signs)},
    {"action", HOW_WORD, WORDS_ACTION, PLACE(action)},
    {"object", HOW_TEXT, 0, PLACE(object)},
    {"source", HOW_WORD, WORDS_SOURCE, PLACE(source)},
    {"reason", HOW_TEXT, 0, PLACE(reason)},
    {"outcome", HOW_WORD, WORDS_OUTCOME, PLACE(outcome)},
    {"patient", HOW_TEXT, 0, PLACE(patient)},
    {"session", HOW_TEXT, 0, PLACE(session)},
    {"program", HOW_TEXT, 0, PLACE(program)},
    {"service", HOW_TEXT, 0, PLACE(service)},
    {"purpose", HOW_TEXT, 0, PLACE(purpose)},
    {"evidence", HOW_TEXT, 0, PLACE(evidence)},
};

enum { KEY_COUNT = sizeof keys / sizeof keys[0] };

static const uint8_t begins[KEY_LONGEST + 2] = {0, 0, 0, 2, 6, 9, 15, 19, 25, KEY_COUNT};

/* Its place in the table, KEY_COUNT when it is none of ours. */
static size_t key_of(const struct json_flat_pair *pair)
{
    if (pair->key_length > KEY_LONGEST)
        return KEY_COUNT;
    for (size_t i = begins[pair->key_length]; i < begins[pair->key_length + 1]; i++)
        if (keys[i].name[0] == pair->key[0] && memcmp(keys[i].name, pair->key, pair->key_length) == 0)
            return i;
    return KEY_COUNT;
}

/* What is too long to be kept whole is for the careful reader: it knows where to cut, and what may not be cut. */
static bool put_text(char *to, size_t size, const struct json_flat_pair *pair)
{
    if (pair->value == FLAT_NULL)
        return true;
    if (pair->value != FLAT_TEXT || pair->length >= size)
        return false;
    memcpy(to, pair->text, pair->length);
    return true; /* the event was made of zeros */
}

static bool put_id(struct event *event, const struct json_flat_pair *pair)
{
    char hex[2 * EVENT_ID_SIZE + 1];

    if (pair->value != FLAT_TEXT || pair->length != sizeof hex - 1)
        return true;
    memcpy(hex, pair->text, sizeof hex - 1);
    hex[sizeof hex - 1] = '\0';
    if (!text_unhex(event->id, EVENT_ID_SIZE, hex))
        memset(event->id, 0, EVENT_ID_SIZE);
    return true;
}

static bool put_time(struct event *event, const struct json_flat_pair *pair)
{
    char text[TIME_SIZE];

    if (pair->value != FLAT_TEXT || pair->length >= sizeof text)
        return false;
    memcpy(text, pair->text, pair->length);
    text[pair->length] = '\0';
    return clock_parse(text, &event->time_ms);
}

static bool is_number(const struct json_flat_pair *pair, int64_t most)
{
    return pair->value == FLAT_NUMBER && pair->number >= 0 && pair->number <= most;
}

static bool put_number(struct event *event, const struct key *key, const struct json_flat_pair *pair)
{
    switch (key->how) {
    case HOW_COUNT:
        event->count = pair->number ? (uint32_t)pair->number : 1;
        return is_number(pair, UINT32_MAX);
    case HOW_PID:
        event->pid = (int32_t)pair->number;
        return is_number(pair, INT32_MAX);
    case HOW_UID:
        event->uid = (uint32_t)pair->number;
        return is_number(pair, UINT32_MAX);
    default: {
        uint64_t number = (uint64_t)pair->number;

        memcpy((char *)event + key->offset, &number, sizeof number);
        return is_number(pair, INT64_MAX);
    }
    }
}

static bool put(struct event *event, const struct key *key, const struct json_flat_pair *pair)
{
    int number;

    switch (key->how) {
    case HOW_ID:
        return put_id(event, pair);
    case HOW_TIME:
        return put_time(event, pair);
    case HOW_TEXT:
        return put_text((char *)event + key->offset, key->size, pair);
    case HOW_WORD:
        number = pair->value == FLAT_TEXT ? json_words_number(key->words, pair->text, pair->length) : -1;
        *((uint8_t *)event + key->offset) = (uint8_t)number;
        return number >= 0;
    case HOW_SIGNS:
        number = pair->value == FLAT_TEXT ? json_words_signs(pair->text, pair->length) : -1;
        event->signs = (uint16_t)number;
        return number >= 0;
    default:
        return pair->value == FLAT_NUMBER && put_number(event, key, pair);
    }
}

/* Keys that mean nothing here: they too may stand there once only. */
struct strangers {
    struct json_flat_pair pairs[STRANGERS_MAX];
    size_t count;
};

static bool note_stranger(struct strangers *strangers, const struct json_flat_pair *pair)
{
    for (size_t i = 0; i < strangers->count; i++)
        if (strangers->pairs[i].key_length == pair->key_length &&
            memcmp(strangers->pairs[i].key, pair->key, pair->key_length) == 0)
            return false;
    if (strangers->count == STRANGERS_MAX)
        return false;
    strangers->pairs[strangers->count++] = *pair;
    return true;
}

bool json_quick_read(struct event *event, const char *text, size_t length)
{
    struct json_flat flat = json_flat_start(text, length);
    struct strangers strangers;
    struct json_flat_pair pair;
    enum json_flat_step step;
    uint32_t seen = 0;

    strangers.count = 0;
    memset(event, 0, sizeof *event);
    event->count = 1;
    event->uid = UINT32_MAX;
    while ((step = json_flat_next(&flat, &pair)) == FLAT_PAIR) {
        size_t at = key_of(&pair);

        if (at == KEY_COUNT) {
            if (!note_stranger(&strangers, &pair))
                return false;
            continue;
        }
        if ((seen & UINT32_C(1) << at) || !put(event, &keys[at], &pair))
            return false;
        seen |= UINT32_C(1) << at;
    }
    return step == FLAT_END && event->kind && event->action && (seen & UINT32_C(1) << begins[4]); /* "time" */
}
