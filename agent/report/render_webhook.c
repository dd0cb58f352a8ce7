/* Standard Webhooks 1.0: type, timestamp, data. Owns: the members of "data", which scripts at the employer's read. In:
 * a record that was cut down. Out: JSON of less than 20 kB, the members always in the same order. */
#include "render_webhook.h"

#include <jansson.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"

#include "render_json.h"
#include "render_words.h"

/* The specification recommends less than 20 kB: of a long list of patients or events only the first are named, and
 * "counts" says how many there are. */
enum { RULES_BYTES = 1024, TEXTS_BYTES = 2048, PATIENTS_BYTES = 3072, EVENTS_MOST = 48 };

const char *render_webhook_type(const struct rendering *cut)
{
    static const char *const types[] = {
        [RECORD_RAISED] = "confide.case.raised",     [RECORD_GROWN] = "confide.case.grown",
        [RECORD_DECIDED] = "confide.case.decided",   [RECORD_REMINDER] = "confide.case.reminder",
        [RECORD_MINIMAL] = "confide.report.minimal", [RECORD_SELFTEST] = "confide.selftest",
    };

    return types[cut->record.kind];
}

static void put_counts(json_t *data, const struct case_report *report)
{
    json_t *counts = render_json_object();

    render_json_put(counts, "events", json_integer(report->event_total));
    render_json_put(counts, "patients", json_integer(report->patient_total));
    render_json_put(counts, "records", json_integer(report->record_total));
    render_json_put(data, "counts", counts);
}

static void put_clocks(json_t *data, const struct record_clocks *clocks)
{
    json_t *object = render_json_object();

    render_json_time(object, "aware", clocks->raised_ms);
    render_json_time(object, "report_by", clocks->report_by_ms);
    render_json_time(object, "happened_first", clocks->first_ms);
    render_json_time(object, "happened_last", clocks->last_ms);
    render_json_time(object, "delivered", clocks->delivered_ms);
    render_json_time(object, "acknowledged", clocks->acknowledged_ms);
    render_json_put(data, "clocks", object);
}

static void put_case(json_t *data, const struct rendering *cut)
{
    const struct case_report *report = &cut->report;

    render_json_text(data, "case", report->id);
    render_json_put(data, "version", json_integer(report->version));
    render_json_text(data, "class", json_case_class(report->class));
    render_json_text(data, "certainty", json_case_certainty(report->certainty));
    if (cut->record.kind == RECORD_DECIDED)
        render_json_text(data, "state", json_case_state(cut->record.verb));
    render_json_list(data, "rules", report->rules[0], sizeof report->rules[0], CASE_RULES_MAX, RULES_BYTES);
    put_counts(data, report);
    render_json_time(data, "first", report->first_ms);
    render_json_time(data, "last", report->last_ms);
    render_json_time(data, "raised", report->raised_ms);
    put_clocks(data, &cut->record.clocks);
    render_json_list(data, "checked", report->checked[0], sizeof report->checked[0], CASE_CHECKED_MAX, TEXTS_BYTES);
    render_json_put(data, "severity", json_integer(report->severity));
}

/* ---- what the law asks ----------------------------------------------------------------------- */

static json_t *breach_of(const struct skeleton *skeleton)
{
    json_t *list = render_json_array();

    if (skeleton->breach & BREACH_CONFIDENTIALITY)
        render_json_add(list, json_string("confidentiality"));
    if (skeleton->breach & BREACH_INTEGRITY)
        render_json_add(list, json_string("integrity"));
    if (skeleton->breach & BREACH_AVAILABILITY)
        render_json_add(list, json_string("availability"));
    return list;
}

static json_t *axis_of(unsigned value, const char *why)
{
    json_t *axis = render_json_object();

    render_json_put(axis, "value", json_integer(value));
    render_json_text(axis, "why", why);
    return axis;
}

static void put_people(json_t *object, const struct skeleton *skeleton)
{
    render_json_put(object, "subjects", json_integer(skeleton->subjects));
    render_json_put(object, "subjects_at_least", json_boolean(skeleton->subjects_at_least));
    render_json_put(object, "records", json_integer(skeleton->records));
    render_json_put(object, "records_at_least", json_boolean(skeleton->records_at_least));
    if (skeleton->knows_patients) {
        render_json_put(object, "vulnerable", json_integer(skeleton->vulnerable));
        render_json_put(object, "children", json_integer(skeleton->children));
    }
}

static void put_skeleton(json_t *data, const struct rendering *cut)
{
    const struct skeleton *skeleton = &cut->record.skeleton;
    struct render_list decide;
    json_t *object = render_json_object();

    render_json_put(object, "breach", breach_of(skeleton));
    render_json_text(object, "nature", skeleton->nature);
    render_json_text(object, "consequences", skeleton->consequences);
    render_json_list(object, "measures", skeleton->measures[0], sizeof skeleton->measures[0], SKELETON_MEASURES,
                     TEXTS_BYTES);
    render_json_text(object, "taken", skeleton->taken);
    put_people(object, skeleton);
    render_json_put(object, "likelihood", axis_of(skeleton->likelihood, skeleton->likelihood_why));
    render_json_put(object, "severity", axis_of(skeleton->severity, skeleton->severity_why));
    render_json_put(object, "tell_ico", json_boolean(skeleton->tell_ico));
    render_json_put(object, "tell_dhsc", json_boolean(skeleton->tell_dhsc));
    render_json_put(object, "near_miss", json_boolean(skeleton->is_near_miss));
    render_json_put(object, "cyber", json_boolean(skeleton->is_cyber));
    render_words_to_decide(&decide, cut);
    render_json_list(object, "to_decide", decide.texts[0], sizeof decide.texts[0], RENDER_LIST, TEXTS_BYTES);
    render_json_put(data, "skeleton", object);
}

/* ---- who, where that may be told --------------------------------------------------------------- */

static void put_events(json_t *data, const struct case_report *report)
{
    static const uint8_t none[EVENT_ID_SIZE];
    char ids[EVENTS_MOST][2 * EVENT_ID_SIZE + 1] = {{0}};
    size_t count = 0;

    for (; count < EVENTS_MOST && count < report->event_total; count++) {
        if (memcmp(report->events[count], none, sizeof none) == 0)
            break;
        text_hex(ids[count], report->events[count], EVENT_ID_SIZE);
    }
    if (count > 0)
        render_json_list(data, "events", ids[0], sizeof ids[0], EVENTS_MOST, SIZE_MAX);
}

static void put_people_told(json_t *data, const struct case_report *report)
{
    render_json_text(data, "login", report->login);
    if (report->patients[0][0])
        render_json_list(data, "patients", report->patients[0], sizeof report->patients[0], CASE_PATIENTS_MAX,
                         PATIENTS_BYTES);
    put_events(data, report);
}

/* It does not say when memory was short: made twice, it would then differ. */
static void put_statement(json_t *data, const struct statement *statement)
{
    json_t *one = json_object(), *other = json_object(), *value;
    const char *name;

    json_statement_put(one, statement);
    json_statement_put(other, statement);
    json_object_foreach(one, name, value)
    {
        render_json_put(data, name, json_incref(value));
    }
    if (!one || json_object_size(one) == 0 || !json_equal(one, other))
        render_json_put(data, "statement", NULL);
    json_decref(one);
    json_decref(other);
}

struct json_t *render_webhook_data(const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    char says[RENDER_SENTENCE], more[64];
    json_t *data = render_json_object();

    if (record->report)
        put_case(data, cut);
    else
        render_json_text(data, "report", record->full_id[0] ? record->full_id : record->id);
    if (record->kind == RECORD_MINIMAL && record->severity)
        render_json_put(data, "severity", json_integer(record->severity));
    render_json_text(data, "says", render_words_says(says, cut));
    if (record->kind == RECORD_MINIMAL)
        render_json_text(data, "full_sha256", record->full_sha256);
    if (record->kind == RECORD_REMINDER)
        render_json_put(data, "reminder", json_integer(record->reminder));
    put_statement(data, &record->statement);
    if (record->report) {
        render_json_text(data, "read_more", render_words_command(more, sizeof more, cut));
        put_skeleton(data, cut);
        put_people_told(data, &cut->report);
    }
    render_json_text(data, "clinic", cut->clinic);
    return data;
}

size_t render_webhook(const struct rendering *cut, char *to, size_t size)
{
    json_t *body = render_json_object();

    render_json_text(body, "type", render_webhook_type(cut));
    render_json_time(body, "timestamp", cut->record.made_ms);
    render_json_put(body, "data", render_webhook_data(cut));
    return render_json_write(body, to, size);
}
