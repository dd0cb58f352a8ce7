/* A case's file as JSON. Owns: the names of its members, in one table a part, read and written by the same rows. Must
 * not own: the case itself (json_case.c), what is in the file (answers_file.c). */
#include "json_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "json_case.h"
#include "json_event.h"
#include "text.h"

/* ---- the tables ------------------------------------------------------------------------------ */

enum field_kind { FIELD_TEXT, FIELD_TIME, FIELD_NUMBER, FIELD_SIGNED, FIELD_FLAG, FIELD_HEX, FIELD_WORD };

struct field {
    const char *name;
    enum field_kind kind;
    size_t offset, size;
    const char *(*word)(unsigned number); /* FIELD_WORD: for 1, 2, ...; "" behind the last */
    bool is_optional;                     /* left out where it is 0 or "" */
};

static const char *verb_word(unsigned verb);

#define AT(STRUCT, MEMBER) offsetof(struct STRUCT, MEMBER), sizeof(((struct STRUCT *)NULL)->MEMBER)

static const struct field version_fields[] = {
    {"version", FIELD_NUMBER, AT(file_version, version), NULL, false},
    {"written", FIELD_TIME, AT(file_version, written_ms), NULL, false},
    {"severity", FIELD_NUMBER, AT(file_version, severity), NULL, false},
    {"certainty", FIELD_WORD, AT(file_version, certainty), json_case_certainty, false},
    {"events", FIELD_NUMBER, AT(file_version, events), NULL, false},
    {.name = NULL},
};

static const struct field event_fields[] = {
    {"id", FIELD_HEX, AT(file_event, id), NULL, false},
    {"time", FIELD_TIME, AT(file_event, time_ms), NULL, false},
    {"stored", FIELD_TIME, AT(file_event, stored_ms), NULL, true},
    {"action", FIELD_WORD, AT(file_event, action), json_event_action, false},
    {"source", FIELD_WORD, AT(file_event, source), json_event_source, true},
    {"outcome", FIELD_WORD, AT(file_event, outcome), json_event_outcome, true},
    {"count", FIELD_NUMBER, AT(file_event, count), NULL, false},
    {"patient", FIELD_TEXT, AT(file_event, patient), NULL, true},
    {"host", FIELD_TEXT, AT(file_event, host), NULL, true},
    {.name = NULL},
};

static const struct field decision_fields[] = {
    {"verb", FIELD_WORD, AT(decision, verb), verb_word, false},
    {"by", FIELD_TEXT, AT(decision, by), NULL, false},
    {"uid", FIELD_NUMBER, AT(decision, uid), NULL, false},
    {"when", FIELD_TIME, AT(decision, decided_ms), NULL, false},
    {"version", FIELD_NUMBER, AT(decision, version), NULL, false},
    {"until", FIELD_TIME, AT(decision, until_ms), NULL, true},
    {"reason", FIELD_TEXT, AT(decision, reason), NULL, true},
    {.name = NULL},
};

static const struct field message_fields[] = {
    {"id", FIELD_TEXT, AT(file_message, id), NULL, false},
    {"endpoint", FIELD_TEXT, AT(file_message, endpoint), NULL, true},
    {"state", FIELD_WORD, AT(file_message, state), json_file_state, false},
    {"severity", FIELD_NUMBER, AT(file_message, severity), NULL, false},
    {"attempts", FIELD_NUMBER, AT(file_message, attempts), NULL, false},
    {"stored", FIELD_TIME, AT(file_message, stored_ms), NULL, true},
    {"due", FIELD_TIME, AT(file_message, due_ms), NULL, true},
    {"delivered", FIELD_TIME, AT(file_message, delivered_ms), NULL, true},
    {"words", FIELD_TEXT, AT(file_message, words), NULL, true},
    {.name = NULL},
};

static const struct field turn_fields[] = {
    {"message", FIELD_TEXT, AT(file_turn, message), NULL, false},
    {"endpoint", FIELD_TEXT, AT(file_turn, endpoint), NULL, true},
    {"attempt", FIELD_NUMBER, AT(file_turn, attempt), NULL, false},
    {"state", FIELD_WORD, AT(file_turn, state), json_file_state, false},
    {"at", FIELD_TIME, AT(file_turn, at_ms), NULL, false},
    {"transfer", FIELD_SIGNED, AT(file_turn, transfer), NULL, false},
    {"status", FIELD_SIGNED, AT(file_turn, status), NULL, false},
    {"words", FIELD_TEXT, AT(file_turn, words), NULL, true},
    {.name = NULL},
};

static const struct field about_fields[] = {
    {"clinic", FIELD_TEXT, AT(file_about, clinic), NULL, true},
    {"contact", FIELD_TEXT, AT(file_about, contact), NULL, true},
    {"machine", FIELD_TEXT, AT(file_about, machine), NULL, true},
    {"made", FIELD_TIME, AT(file_about, made_ms), NULL, false},
    {"seen", FIELD_TIME, AT(file_about, seen_ms), NULL, true},
    {"delivered", FIELD_TIME, AT(file_about, delivered_ms), NULL, true},
    {"acknowledged", FIELD_TIME, AT(file_about, acknowledged_ms), NULL, true},
    {"report_by", FIELD_TIME, AT(file_about, report_by_ms), NULL, false},
    {"vulnerable", FIELD_NUMBER, AT(file_about, vulnerable), NULL, false},
    {"children", FIELD_NUMBER, AT(file_about, children), NULL, false},
    {"knows_patients", FIELD_FLAG, AT(file_about, knows_patients), NULL, false},
    {"has_personal_logins", FIELD_FLAG, AT(file_about, has_personal_logins), NULL, false},
    {"has_strong_passwords", FIELD_FLAG, AT(file_about, has_strong_passwords), NULL, false},
    {"is_watched", FIELD_FLAG, AT(file_about, is_watched), NULL, false},
    {"is_history_whole", FIELD_FLAG, AT(file_about, is_history_whole), NULL, false},
    {"has_endpoint", FIELD_FLAG, AT(file_about, has_endpoint), NULL, false},
    {.name = NULL},
};

static const struct field typed_fields[] = {
    {"reason", FIELD_TEXT, 0, EVENT_REASON_SIZE, NULL, false},
    {.name = NULL},
};

#define WHERE(MEMBER) offsetof(struct case_file, MEMBER), sizeof(((struct case_file *)NULL)->MEMBER[0])

static const struct part {
    const char *name, *list; /* of one in a row; of all in the whole, NULL where there is but one */
    const struct field *fields;
    size_t offset, size; /* of the first in struct case_file; of each */
    uint32_t most;
} parts[FILE_PARTS] = {
    [FILE_CASE] = {"case", NULL, NULL, offsetof(struct case_file, report), sizeof(struct case_report), 1},
    [FILE_ABOUT] = {"about", NULL, about_fields, offsetof(struct case_file, about), sizeof(struct file_about), 1},
    [FILE_VERSION] = {"version", "versions", version_fields, WHERE(versions), FILE_VERSIONS},
    [FILE_EVENT] = {"event", "events", event_fields, WHERE(events), FILE_EVENTS},
    [FILE_DECISION] = {"decision", "decisions", decision_fields, WHERE(decisions), FILE_DECISIONS},
    [FILE_MESSAGE] = {"message", "messages", message_fields, WHERE(messages), FILE_MESSAGES},
    [FILE_TURN] = {"turn", "turns", turn_fields, WHERE(turns), FILE_TURNS},
    [FILE_TYPED_REASON] = {"typed", "typed", typed_fields, WHERE(typed), FILE_TYPED},
};

static const char *verb_word(unsigned verb)
{
    static const char *const words[] = {"", "confirm", "explain", "close", "acknowledge"};

    return verb < sizeof words / sizeof words[0] ? words[verb] : "";
}

const char *json_file_state(unsigned state)
{
    static const char *const words[] = {"", "pending", "delivered", "kept back", "superseded"};

    return words[state < sizeof words / sizeof words[0] ? state : 0];
}

/* ---- numbers of any width -------------------------------------------------------------------- */

static int64_t load(const void *at, size_t size, bool is_signed)
{
    uint8_t byte;
    uint32_t word;
    int32_t plus_minus;
    int64_t wide;

    if (size == sizeof byte)
        return memcpy(&byte, at, size), byte;
    if (size == sizeof word && is_signed)
        return memcpy(&plus_minus, at, size), plus_minus;
    if (size == sizeof word)
        return memcpy(&word, at, size), word;
    return memcpy(&wide, at, sizeof wide), wide;
}

/* False when it does not fit. */
static bool save(void *at, size_t size, bool is_signed, int64_t number)
{
    const uint8_t byte = (uint8_t)number;
    const uint32_t word = (uint32_t)number;
    const int64_t most = size == sizeof byte ? UINT8_MAX : is_signed ? INT32_MAX : UINT32_MAX;

    if (number > most || number < (is_signed ? INT32_MIN : 0))
        return false;
    if (size == sizeof byte)
        memcpy(at, &byte, size);
    else
        memcpy(at, &word, size);
    return true;
}

/* ---- writing --------------------------------------------------------------------------------- */

static json_t *value_of(const struct field *field, const char *at)
{
    char text[CLOCK_TEXT_SIZE > 2 * EVENT_ID_SIZE + 1 ? CLOCK_TEXT_SIZE : 2 * EVENT_ID_SIZE + 1];
    bool is_set;

    switch (field->kind) {
    case FIELD_TEXT:
        return json_string(at);
    case FIELD_HEX:
        text_hex(text, (const uint8_t *)at, field->size);
        return json_string(text);
    case FIELD_FLAG:
        memcpy(&is_set, at, sizeof is_set);
        return json_boolean(is_set);
    case FIELD_TIME:
        return json_string(clock_text(text, load(at, field->size, true)));
    case FIELD_WORD:
        return json_string(field->word((unsigned)load(at, field->size, false)));
    default:
        return json_integer(load(at, field->size, field->kind == FIELD_SIGNED));
    }
}

static bool is_empty(const struct field *field, const char *at)
{
    return field->kind == FIELD_TEXT ? at[0] == '\0' : load(at, field->size, false) == 0;
}

static json_t *case_object(const struct case_report *report)
{
    char *text = malloc(JSON_CASE_SIZE);
    size_t length = text ? json_case_write(report, text, JSON_CASE_SIZE) : 0;
    json_t *object = length ? json_loadb(text, length, 0, NULL) : NULL;

    free(text);
    return object;
}

static json_t *part_object(const struct case_file *file, enum file_part number, size_t index)
{
    const struct part *part = &parts[number];
    const char *at = (const char *)file + part->offset + index * part->size;
    json_t *object;

    if (number == FILE_CASE)
        return case_object(&file->report);
    object = json_object();
    for (const struct field *field = part->fields; field->name; field++)
        if (!field->is_optional || !is_empty(field, at + field->offset))
            json_object_set_new(object, field->name, value_of(field, at + field->offset));
    return object;
}

size_t json_file_row(const struct case_file *file, enum file_part part, size_t index, char *to, size_t size)
{
    json_t *row;
    size_t length;

    if (part >= FILE_PARTS || index >= file->counts[part])
        return 0;
    row = json_object();
    json_object_set_new(row, parts[part].name, part_object(file, part, index));
    length = json_dumpb(row, to, size, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(row);
    if (length == 0 || length >= size)
        return 0;
    to[length] = '\0';
    return length;
}

json_t *json_file_object(const struct case_file *file)
{
    json_t *object = json_object();

    for (enum file_part part = 0; part < FILE_PARTS; part++) {
        json_t *list = json_array();

        for (size_t i = 0; i < file->counts[part]; i++)
            json_array_append_new(list, part_object(file, part, i));
        if (parts[part].list)
            json_object_set(object, parts[part].list, list);
        else
            json_object_set(object, parts[part].name, json_array_get(list, 0));
        json_decref(list);
    }
    return object;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool take_word(const struct field *field, char *at, const char *text)
{
    for (unsigned i = 1; field->word(i)[0]; i++)
        if (strcmp(field->word(i), text) == 0)
            return save(at, field->size, false, i);
    return false;
}

static bool take_value(const struct field *field, char *at, const json_t *value)
{
    const char *text = json_string_value(value);
    bool is_set = json_is_true(value);
    int64_t time_ms;

    switch (field->kind) {
    case FIELD_TEXT:
        return text && strlen(text) == json_string_length(value) && text_copy(at, field->size, text);
    case FIELD_HEX:
        return text && text_unhex((uint8_t *)at, field->size, text);
    case FIELD_FLAG:
        memcpy(at, &is_set, sizeof is_set);
        return json_is_boolean(value);
    case FIELD_TIME:
        return text && clock_parse(text, &time_ms) && memcpy(at, &time_ms, sizeof time_ms);
    case FIELD_WORD:
        return text && take_word(field, at, text);
    default:
        return json_is_integer(value) &&
               save(at, field->size, field->kind == FIELD_SIGNED, (int64_t)json_integer_value(value));
    }
}

static bool take_case(struct case_file *file, const json_t *object, char *error, size_t size)
{
    char *text = json_dumps(object, JSON_COMPACT);
    bool good = text && json_case_read(&file->report, text, strlen(text), error, size);

    if (!text)
        text_format(error, size, "'case' is missing, or no object");
    free(text);
    return good;
}

static bool take_part(struct case_file *file, enum file_part number, const json_t *object, char *error, size_t size)
{
    const struct part *part = &parts[number];
    char *at = (char *)file + part->offset + file->counts[number] * part->size;

    if (file->counts[number] >= part->most) {
        text_format(error, size, "it holds more of '%s' than %u", part->name, part->most);
        return false;
    }
    if (number == FILE_CASE && !take_case(file, object, error, size))
        return false;
    for (const struct field *field = part->fields; field && field->name; field++) {
        const json_t *value = json_object_get(object, field->name);

        if (value ? take_value(field, at + field->offset, value) : field->is_optional)
            continue;
        text_format(error, size, "in '%s', '%s' %s", part->name, field->name,
                    value ? "is not what it should be" : "is missing");
        return false;
    }
    file->counts[number]++;
    return true;
}

static json_t *load_object(const char *text, size_t length, char *error, size_t size)
{
    json_error_t why;
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);

    if (json_is_object(object))
        return object;
    text_format(error, size, "%s", object ? "not a JSON object" : why.text);
    json_decref(object);
    return NULL;
}

bool json_file_take(struct case_file *file, const char *row, size_t length, char *error, size_t size)
{
    json_t *object = load_object(row, length, error, size);
    const char *name = object ? json_object_iter_key(json_object_iter(object)) : NULL;
    enum file_part part = 0;
    bool good;

    if (!object)
        return false;
    while (part < FILE_PARTS && (!name || strcmp(parts[part].name, name) != 0))
        part++;
    good = part < FILE_PARTS && json_object_size(object) == 1;
    if (good)
        good = take_part(file, part, json_object_get(object, name), error, size);
    else
        text_format(error, size, "a row that is no part of a case's file: are confidectl and confided of one version?");
    json_decref(object);
    return good;
}

static bool take_list(struct case_file *file, enum file_part part, const json_t *list, char *error, size_t size)
{
    const json_t *item;
    size_t i;

    if (!json_is_array(list)) {
        text_format(error, size, "'%s' is missing, or no list", parts[part].list);
        return false;
    }
    json_array_foreach(list, i, item)
    {
        if (!take_part(file, part, item, error, size))
            return false;
    }
    return true;
}

bool json_file_read(struct case_file *file, const char *text, size_t length, char *error, size_t size)
{
    json_t *object = load_object(text, length, error, size);
    bool good = object != NULL;

    memset(file, 0, sizeof *file);
    for (enum file_part part = 0; part < FILE_PARTS && good; part++)
        good = parts[part].list ? take_list(file, part, json_object_get(object, parts[part].list), error, size)
                                : take_part(file, part, json_object_get(object, parts[part].name), error, size);
    json_decref(object);
    return good;
}
