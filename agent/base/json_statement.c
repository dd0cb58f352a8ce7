/* The agent's statement in a body. Owns, with the other json_*.c, jansson, and the names of a statement's members: one
 * table, by which it is written and read. Must not own: what a statement proves. In and out: a plain struct, and
 * "data" with "machine", "key", "chain" {"previous"} and "agent" in it. */
#include "json_statement.h"

#include <jansson.h>
#include <string.h>

#include "clock.h"
#include "text.h"

enum { BODY_MAX = 64 * 1024 };

enum group { IN_DATA, IN_CHAIN, IN_PREVIOUS, IN_AGENT, GROUPS };

enum kind {
    A_WORD,       /* letters, digits and -_.+ */
    A_WORD_OR_NO, /* the same, or "" */
    A_KEY,        /* "whpk_" and base64; left out when "" */
    A_HEX,        /* lower case, as many digits as there is room for */
    A_HEX_OR_NO,  /* the same, or "" */
    A_COUNT,      /* a whole number from 0 */
    A_PLACE,      /* a whole number from 1 */
    A_TIME,       /* RFC 3339, after 1970 */
    A_TIME_OR_NO, /* the same; left out when 0 */
    A_TRUTH
};

struct member {
    enum group group;
    const char *name;
    enum kind kind;
    size_t offset, size; /* in struct statement */
};

#define FIELD(name) offsetof(struct statement, name), sizeof((struct statement *)0)->name

static const struct member members[] = {
    {IN_DATA, "machine", A_WORD, FIELD(machine)},
    {IN_DATA, "key", A_KEY, FIELD(key)},
    {IN_CHAIN, "id", A_HEX, FIELD(chain_id)},
    {IN_CHAIN, "seq", A_PLACE, FIELD(seq)},
    {IN_CHAIN, "head", A_HEX, FIELD(head)},
    {IN_PREVIOUS, "seq", A_COUNT, FIELD(previous_seq)},
    {IN_PREVIOUS, "head", A_HEX_OR_NO, FIELD(previous_head)},
    {IN_AGENT, "time", A_TIME, FIELD(time_ms)},
    {IN_AGENT, "boot", A_WORD_OR_NO, FIELD(boot)},
    {IN_AGENT, "started", A_TIME, FIELD(started_ms)},
    {IN_AGENT, "ending", A_TRUTH, FIELD(is_ending)},
    {IN_AGENT, "events", A_COUNT, FIELD(events)},
    {IN_AGENT, "gaps", A_COUNT, FIELD(gaps)},
    {IN_AGENT, "refused", A_COUNT, FIELD(refused)},
    {IN_AGENT, "pending", A_COUNT, FIELD(pending)},
    {IN_AGENT, "held", A_COUNT, FIELD(held)},
    {IN_AGENT, "oldest", A_TIME_OR_NO, FIELD(oldest_ms)},
    {IN_AGENT, "purged", A_COUNT, FIELD(purged)},
    {IN_AGENT, "watched", A_TRUTH, FIELD(is_watched)},
    {IN_AGENT, "checked", A_COUNT, FIELD(checked)},
    {IN_AGENT, "first_bad", A_COUNT, FIELD(first_bad)},
    {IN_AGENT, "version", A_WORD, FIELD(version)},
    {IN_AGENT, "register_sha256", A_HEX_OR_NO, FIELD(register_sha256)},
    {IN_AGENT, "config_sha256", A_HEX_OR_NO, FIELD(config_sha256)},
};

enum { MEMBER_COUNT = sizeof members / sizeof members[0] };

static const char *const group_names[GROUPS] = {"data", "data.chain", "data.chain.previous", "data.agent"};

static const char *const wanted[] = {
    [A_WORD] = "a word of letters and digits that fits",
    [A_WORD_OR_NO] = "a word of letters and digits that fits, or \"\"",
    [A_KEY] = "\"whpk_\" and 44 letters of base64",
    [A_HEX] = "a hash in lower-case hexadecimal",
    [A_HEX_OR_NO] = "a hash in lower-case hexadecimal, or \"\"",
    [A_COUNT] = "a whole number from 0",
    [A_PLACE] = "a whole number from 1",
    [A_TIME] = "a time as RFC 3339 has it",
    [A_TIME_OR_NO] = "a time as RFC 3339 has it",
    [A_TRUTH] = "true or false",
};

/* ---- reading --------------------------------------------------------------------------------- */

#define HEX_DIGITS "0123456789abcdef"
#define WORD_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+"
#define KEY_CHARS  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/="

static bool is_made_of(const char *text, const char *letters)
{
    return text[strspn(text, letters)] == '\0';
}

static bool is_good_text(const struct member *member, const char *text)
{
    size_t length = strlen(text);

    switch (member->kind) {
    case A_WORD:
        return length > 0 && length < member->size && is_made_of(text, WORD_CHARS);
    case A_WORD_OR_NO:
        return length < member->size && is_made_of(text, WORD_CHARS);
    case A_KEY:
        return length == member->size - 1 && strncmp(text, "whpk_", 5) == 0 && is_made_of(text + 5, KEY_CHARS);
    case A_HEX:
        return length == member->size - 1 && is_made_of(text, HEX_DIGITS);
    case A_HEX_OR_NO:
        return length == 0 || (length == member->size - 1 && is_made_of(text, HEX_DIGITS));
    default:
        return false;
    }
}

static bool take_number(const struct member *member, const json_t *value, void *field)
{
    uint64_t number = (uint64_t)json_integer_value(value);

    if (!json_is_integer(value) || json_integer_value(value) < (member->kind == A_PLACE ? 1 : 0))
        return false;
    memcpy(field, &number, sizeof number);
    return true;
}

static bool take_time(const json_t *value, void *field)
{
    const char *text = json_string_value(value);
    int64_t time_ms;

    if (!text || !clock_parse(text, &time_ms) || time_ms <= 0)
        return false;
    memcpy(field, &time_ms, sizeof time_ms);
    return true;
}

static bool take_truth(const json_t *value, void *field)
{
    bool truth = json_is_true(value);

    if (!json_is_boolean(value))
        return false;
    memcpy(field, &truth, sizeof truth);
    return true;
}

static bool take(const struct member *member, const json_t *value, struct statement *statement)
{
    char *field = (char *)statement + member->offset;
    const char *text = json_string_value(value);

    switch (member->kind) {
    case A_COUNT:
    case A_PLACE:
        return take_number(member, value, field);
    case A_TIME_OR_NO:
        return !value || take_time(value, field);
    case A_TIME:
        return take_time(value, field);
    case A_TRUTH:
        return take_truth(value, field);
    case A_KEY:
        return !value || (text && is_good_text(member, text) && text_copy(field, member->size, text));
    default:
        return text && is_good_text(member, text) && text_copy(field, member->size, text);
    }
}

static bool take_all(struct statement *statement, const json_t *data, char *error, size_t size)
{
    const json_t *chain = json_object_get(data, "chain");
    const json_t *const groups[GROUPS] = {data, chain, json_object_get(chain, "previous"),
                                          json_object_get(data, "agent")};

    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const struct member *member = &members[i];

        if (!take(member, json_object_get(groups[member->group], member->name), statement)) {
            text_format(error, size, "%s.%s must be %s", group_names[member->group], member->name,
                        wanted[member->kind]);
            return false;
        }
    }
    if (statement->previous_seq == 0 && statement->previous_head[0]) {
        text_format(error, size, "data.chain.previous.head must be \"\" where its seq is 0");
        return false;
    }
    return true;
}

bool json_statement_read(struct statement *statement, const char *body, size_t length, char *error, size_t size)
{
    json_error_t why;
    json_t *object;
    bool good;

    memset(statement, 0, sizeof *statement);
    if (length > BODY_MAX) {
        text_format(error, size, "larger than 64 KiB");
        return false;
    }
    object = json_loadb(body, length, JSON_REJECT_DUPLICATES, &why);
    if (!object)
        text_format(error, size, "not JSON: %s (at byte %d)", why.text, why.position);
    good = object && take_all(statement, json_object_get(object, "data"), error, size);
    json_decref(object);
    return good;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* NULL: left out. */
static json_t *value_of(const struct member *member, const struct statement *statement)
{
    const char *field = (const char *)statement + member->offset;
    char text[CLOCK_TEXT_SIZE];
    uint64_t number;
    int64_t time_ms;
    bool truth;

    switch (member->kind) {
    case A_COUNT:
    case A_PLACE:
        memcpy(&number, field, sizeof number);
        return json_integer((json_int_t)number);
    case A_TIME:
    case A_TIME_OR_NO:
        memcpy(&time_ms, field, sizeof time_ms);
        return member->kind == A_TIME_OR_NO && time_ms == 0 ? NULL : json_string(clock_text(text, time_ms));
    case A_TRUTH:
        memcpy(&truth, field, sizeof truth);
        return json_boolean(truth);
    case A_KEY:
        return field[0] ? json_string(field) : NULL;
    default:
        return json_string(field);
    }
}

void json_statement_put(struct json_t *data, const struct statement *statement)
{
    json_t *chain = json_object(), *previous = json_object(), *agent = json_object();
    json_t *const groups[GROUPS] = {data, chain, previous, agent};

    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        json_t *value = value_of(&members[i], statement);

        if (value)
            json_object_set_new(groups[members[i].group], members[i].name, value);
    }
    json_object_set_new(chain, "previous", previous);
    json_object_set_new(data, "chain", chain);
    json_object_set_new(data, "agent", agent);
}

size_t json_heartbeat_write(const struct statement *statement, char *to, size_t size)
{
    json_t *body = json_object(), *data = json_object();
    char text[CLOCK_TEXT_SIZE];
    size_t length;

    json_object_set_new(body, "type", json_string("confide.heartbeat"));
    json_object_set_new(body, "timestamp", json_string(clock_text(text, statement->time_ms)));
    json_statement_put(data, statement);
    json_object_set_new(body, "data", data);
    length = json_dumpb(body, to, size, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(body);
    if (length == 0 || length >= size)
        return 0;
    to[length] = '\0';
    return length;
}
