/* Cases and plain objects as JSON. With json_event.c the owner of jansson. */
#include "json_case.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "clock.h"
#include "text.h"

static const char *const classes[] = {"", "inappropriate", "loss", "damage", "tamper", "login"};
static const char *const certainties[] = {"", "risk", "suspected", "confirmed"};

static const char *const states[] = {"open", "confirmed", "explained", "closed", "acknowledged"};
static const char *const verbs[] = {"", "confirm", "explain", "close", "acknowledge"};

enum { CLASS_COUNT = sizeof classes / sizeof classes[0], CERTAINTY_COUNT = sizeof certainties / sizeof certainties[0] };

const char *json_case_class(unsigned class)
{
    return class < CLASS_COUNT ? classes[class] : "";
}

const char *json_case_certainty(unsigned certainty)
{
    return certainty < CERTAINTY_COUNT ? certainties[certainty] : "";
}

const char *json_case_state(unsigned verb)
{
    return verb < sizeof states / sizeof states[0] ? states[verb] : "";
}

static void put_time(json_t *object, const char *name, int64_t time_ms)
{
    char text[CLOCK_TEXT_SIZE];

    json_object_set_new(object, name, json_string(clock_text(text, time_ms)));
}

/* A list of texts of `size` bytes each, up to the first empty one. */
static json_t *list_of(const char *texts, size_t size, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count && texts[i * size]; i++)
        json_array_append_new(list, json_string(texts + i * size));
    return list;
}

static json_t *events_of(const struct case_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < report->event_total && i < CASE_EVENTS_MAX; i++) {
        char id[2 * EVENT_ID_SIZE + 1];

        text_hex(id, report->events[i], EVENT_ID_SIZE);
        json_array_append_new(list, json_string(id));
    }
    return list;
}

/* One number for each rule. */
static json_t *counts_of(const struct case_report *report)
{
    json_t *list = json_array();

    for (size_t i = 0; i < CASE_RULES_MAX && report->rules[i][0]; i++)
        json_array_append_new(list, json_integer(report->rule_patients[i]));
    return list;
}

static size_t dump(json_t *object, char *to, size_t size)
{
    size_t length = json_dumpb(object, to, size, JSON_COMPACT | JSON_PRESERVE_ORDER);

    json_decref(object);
    if (length == 0 || length >= size)
        return 0;
    to[length] = '\0';
    return length;
}

static json_t *object_of(const struct case_report *report)
{
    json_t *object = json_object();

    json_object_set_new(object, "case", json_string(report->id));
    json_object_set_new(object, "version", json_integer(report->version));
    json_object_set_new(object, "class", json_string(json_case_class(report->class)));
    json_object_set_new(object, "certainty", json_string(json_case_certainty(report->certainty)));
    json_object_set_new(object, "severity", json_integer(report->severity));
    if (report->login[0])
        json_object_set_new(object, "login", json_string(report->login));
    json_object_set_new(object, "patients",
                        list_of(report->patients[0], sizeof report->patients[0], CASE_PATIENTS_MAX));
    json_object_set_new(object, "rules", list_of(report->rules[0], sizeof report->rules[0], CASE_RULES_MAX));
    json_object_set_new(object, "rule_patients", counts_of(report));
    json_object_set_new(object, "points", json_integer(report->points));
    put_time(object, "first", report->first_ms);
    put_time(object, "last", report->last_ms);
    put_time(object, "raised", report->raised_ms);
    json_object_set_new(object, "events", events_of(report));
    json_object_set_new(object, "event_total", json_integer(report->event_total));
    json_object_set_new(object, "patient_total", json_integer(report->patient_total));
    json_object_set_new(object, "record_total", json_integer(report->record_total));
    json_object_set_new(object, "says", json_string(report->says));
    json_object_set_new(object, "checked", list_of(report->checked[0], sizeof report->checked[0], CASE_CHECKED_MAX));
    return object;
}

size_t json_case_write(const struct case_report *report, char *to, size_t size)
{
    return dump(object_of(report), to, size);
}

static json_t *decision_of(const struct decision *decision)
{
    json_t *object = json_object();

    json_object_set_new(object, "by", json_string(decision->by));
    put_time(object, "when", decision->decided_ms);
    json_object_set_new(object, "verb", json_string(verbs[decision->verb % (sizeof verbs / sizeof verbs[0])]));
    json_object_set_new(object, "reason", json_string(decision->reason));
    if (decision->until_ms)
        put_time(object, "until", decision->until_ms);
    return object;
}

/* The last one that decided something: taking note leaves a case as it was. */
static unsigned state_of(const struct decision *decisions, size_t count)
{
    for (size_t i = count; i > 0; i--)
        if (decisions[i - 1].verb != DECISION_ACKNOWLEDGE)
            return decisions[i - 1].verb;
    return 0;
}

size_t json_case_write_decided(const struct case_report *report, const struct decision *decisions, size_t count,
                               char *to, size_t size)
{
    json_t *object = object_of(report), *list = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, decision_of(&decisions[i]));
    json_object_set_new(object, "state", json_string(json_case_state(state_of(decisions, count))));
    json_object_set_new(object, "decisions", list);
    return dump(object, to, size);
}

static bool word_number(const json_t *object, const char *name, const char *const *words, unsigned count,
                        uint8_t *number)
{
    const char *word = json_string_value(json_object_get(object, name));

    for (unsigned i = 1; word && i < count; i++) {
        if (strcmp(words[i], word) == 0) {
            *number = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static bool take_text(const json_t *object, const char *name, char *to, size_t size)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text && text_copy(to, size, text);
}

static bool take_time(const json_t *object, const char *name, int64_t *time_ms)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text && clock_parse(text, time_ms);
}

static bool take_count(const json_t *object, const char *name, uint32_t *number)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > UINT32_MAX)
        return false;
    *number = (uint32_t)json_integer_value(value);
    return true;
}

static bool take_list(const json_t *object, const char *name, char *texts, size_t size, size_t count)
{
    const json_t *list = json_object_get(object, name), *item;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) > count)
        return false;
    json_array_foreach(list, i, item)
    {
        if (!json_is_string(item) || !text_copy(texts + i * size, size, json_string_value(item)))
            return false;
    }
    return true;
}

static bool take_events(const json_t *object, struct case_report *report)
{
    const json_t *list = json_object_get(object, "events"), *item;
    size_t i;

    if (!json_is_array(list) || json_array_size(list) > CASE_EVENTS_MAX)
        return false;
    json_array_foreach(list, i, item)
    {
        if (!json_is_string(item) || !text_unhex(report->events[i], EVENT_ID_SIZE, json_string_value(item)))
            return false;
    }
    return true;
}

/* Cases that were kept by earlier versions know neither. */
static bool take_points(const json_t *object, struct case_report *report)
{
    const json_t *list = json_object_get(object, "rule_patients"), *item;
    size_t i;

    if (list && (!json_is_array(list) || json_array_size(list) > CASE_RULES_MAX))
        return false;
    json_array_foreach(list, i, item)
    {
        if (!json_is_integer(item) || json_integer_value(item) < 0 || json_integer_value(item) > UINT32_MAX)
            return false;
        report->rule_patients[i] = (uint32_t)json_integer_value(item);
    }
    return !json_object_get(object, "points") || take_count(object, "points", &report->points);
}

static bool take_case(struct case_report *report, const json_t *object)
{
    uint32_t severity = 0;
    bool good =
        take_text(object, "case", report->id, sizeof report->id) && take_count(object, "version", &report->version) &&
        word_number(object, "class", classes, CLASS_COUNT, &report->class) &&
        word_number(object, "certainty", certainties, CERTAINTY_COUNT, &report->certainty) &&
        take_count(object, "severity", &severity) && severity >= 1 && severity <= 5 &&
        (!json_object_get(object, "login") || take_text(object, "login", report->login, sizeof report->login)) &&
        take_list(object, "patients", report->patients[0], sizeof report->patients[0], CASE_PATIENTS_MAX) &&
        take_list(object, "rules", report->rules[0], sizeof report->rules[0], CASE_RULES_MAX) &&
        take_points(object, report) && take_time(object, "first", &report->first_ms) &&
        take_time(object, "last", &report->last_ms) && take_time(object, "raised", &report->raised_ms) &&
        take_events(object, report) && take_count(object, "event_total", &report->event_total) &&
        take_count(object, "patient_total", &report->patient_total) &&
        take_count(object, "record_total", &report->record_total) &&
        take_text(object, "says", report->says, sizeof report->says) &&
        take_list(object, "checked", report->checked[0], sizeof report->checked[0], CASE_CHECKED_MAX);

    report->severity = (uint8_t)severity;
    return good;
}

bool json_case_read(struct case_report *report, const char *text, size_t length, char *error, size_t error_size)
{
    json_error_t why;
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
    bool good;

    memset(report, 0, sizeof *report);
    error[0] = '\0';
    if (!object) {
        text_format(error, error_size, "not JSON: %s (at byte %d)", why.text, why.position);
        return false;
    }
    good = json_is_object(object) && take_case(report, object);
    if (!good)
        text_format(error, error_size, "not a case: a key is missing or out of bounds");
    json_decref(object);
    return good;
}

size_t json_fields_write(const struct json_field *fields, size_t count, char *to, size_t size)
{
    json_t *object = json_object();

    for (size_t i = 0; i < count; i++)
        json_object_set_new(object, fields[i].name,
                            fields[i].text ? json_string(fields[i].text) : json_integer(fields[i].number));
    return dump(object, to, size);
}

/* The value at "name" or "outer.name"; borrowed. */
static const json_t *find(const json_t *object, const char *name)
{
    const char *dot = strchr(name, '.');
    char outer[64];

    if (!dot)
        return json_object_get(object, name);
    text_format(outer, sizeof outer, "%.*s", (int)(dot - name), name);
    return json_object_get(json_object_get(object, outer), dot + 1);
}

bool json_field_read(const char *text, size_t length, const char *name, char *to, size_t size)
{
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *value = find(object, name);
    bool good = true;

    if (json_is_string(value))
        text_copy(to, size, json_string_value(value));
    else if (json_is_integer(value))
        text_format(to, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_boolean(value))
        text_copy(to, size, json_is_true(value) ? "true" : "false");
    else
        good = false;
    json_decref(object);
    return good;
}
