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
    json_t *counts = json_object();

    render_json_number(counts, "events", report->event_total);
    render_json_number(counts, "patients", report->patient_total);
    render_json_number(counts, "records", report->record_total);
    json_object_set_new(data, "counts", counts);
}

static void put_clocks(json_t *data, const struct record_clocks *clocks)
{
    json_t *object = json_object();

    render_json_time(object, "aware", clocks->raised_ms);
    render_json_time(object, "report_by", clocks->report_by_ms);
    render_json_time(object, "happened_first", clocks->first_ms);
    render_json_time(object, "happened_last", clocks->last_ms);
    render_json_time(object, "delivered", clocks->delivered_ms);
    render_json_time(object, "acknowledged", clocks->acknowledged_ms);
    json_object_set_new(data, "clocks", object);
}

static void put_case(json_t *data, const struct rendering *cut)
{
    const struct case_report *report = &cut->report;

    render_json_text(data, "case", report->id);
    render_json_number(data, "version", report->version);
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
    render_json_number(data, "severity", report->severity);
}

/* ---- what the law asks ----------------------------------------------------------------------- */

static json_t *breach_of(const struct skeleton *skeleton)
{
    json_t *list = json_array();

    if (skeleton->breach & BREACH_CONFIDENTIALITY)
        json_array_append_new(list, json_string("confidentiality"));
    if (skeleton->breach & BREACH_INTEGRITY)
        json_array_append_new(list, json_string("integrity"));
    if (skeleton->breach & BREACH_AVAILABILITY)
        json_array_append_new(list, json_string("availability"));
    return list;
}

static json_t *axis_of(unsigned value, const char *why)
{
    json_t *axis = json_object();

    render_json_number(axis, "value", value);
    render_json_text(axis, "why", why);
    return axis;
}

static void put_people(json_t *object, const struct skeleton *skeleton)
{
    render_json_number(object, "subjects", skeleton->subjects);
    render_json_truth(object, "subjects_at_least", skeleton->subjects_at_least);
    render_json_number(object, "records", skeleton->records);
    render_json_truth(object, "records_at_least", skeleton->records_at_least);
    if (skeleton->knows_patients) {
        render_json_number(object, "vulnerable", skeleton->vulnerable);
        render_json_number(object, "children", skeleton->children);
    }
}

static void put_skeleton(json_t *data, const struct rendering *cut)
{
    const struct skeleton *skeleton = &cut->record.skeleton;
    struct render_list decide;
    json_t *object = json_object();

    json_object_set_new(object, "breach", breach_of(skeleton));
    render_json_text(object, "nature", skeleton->nature);
    render_json_text(object, "consequences", skeleton->consequences);
    render_json_list(object, "measures", skeleton->measures[0], sizeof skeleton->measures[0], SKELETON_MEASURES,
                     TEXTS_BYTES);
    render_json_text(object, "taken", skeleton->taken);
    put_people(object, skeleton);
    json_object_set_new(object, "likelihood", axis_of(skeleton->likelihood, skeleton->likelihood_why));
    json_object_set_new(object, "severity", axis_of(skeleton->severity, skeleton->severity_why));
    render_json_truth(object, "tell_ico", skeleton->tell_ico);
    render_json_truth(object, "tell_dhsc", skeleton->tell_dhsc);
    render_json_truth(object, "near_miss", skeleton->is_near_miss);
    render_json_truth(object, "cyber", skeleton->is_cyber);
    render_words_to_decide(&decide, cut);
    render_json_list(object, "to_decide", decide.texts[0], sizeof decide.texts[0], RENDER_LIST, TEXTS_BYTES);
    json_object_set_new(data, "skeleton", object);
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

struct json_t *render_webhook_data(const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    char says[RENDER_SENTENCE], more[64];
    json_t *data = json_object();

    if (record->report)
        put_case(data, cut);
    else
        render_json_text(data, "report", record->full_id[0] ? record->full_id : record->id);
    if (record->kind == RECORD_MINIMAL && record->severity)
        render_json_number(data, "severity", record->severity);
    render_json_text(data, "says", render_words_says(says, cut));
    if (record->kind == RECORD_MINIMAL)
        render_json_text(data, "full_sha256", record->full_sha256);
    if (record->kind == RECORD_REMINDER)
        render_json_number(data, "reminder", record->reminder);
    json_statement_put(data, &record->statement);
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
    json_t *body = json_object();

    render_json_text(body, "type", render_webhook_type(cut));
    render_json_time(body, "timestamp", cut->record.made_ms);
    json_object_set_new(body, "data", render_webhook_data(cut));
    return render_json_write(body, to, size);
}
