/* OCSF 1.5, Detection Finding (class 2004). In: a record that was cut down. Out: a finding that is created, updated or
 * closed, with all that the class requires or recommends; its evidence is rules and counts, never a name. Times are
 * milliseconds since 1970, as the schema's timestamp_t is. */
#include <jansson.h>

#include "agent/base/text.h"

#include "render_alarms.h"
#include "render_json.h"
#include "render_webhook.h"
#include "render_words.h"

enum { CATEGORY_FINDINGS = 2, CLASS_DETECTION = 2004, STATUS_NEW = 1, STATUS_IN_PROGRESS, STATUS_RESOLVED = 4 };
enum { ACTIVITY_CREATE = 1, ACTIVITY_UPDATE, ACTIVITY_CLOSE, ANALYTIC_RULE = 1 };

static int activity_of(const struct rendering *cut)
{
    if (cut->is_over)
        return ACTIVITY_CLOSE;
    return !cut->record.report || cut->record.kind == RECORD_RAISED ? ACTIVITY_CREATE : ACTIVITY_UPDATE;
}

static void put_class(json_t *finding, const struct rendering *cut)
{
    static const char *const captions[] = {"Unknown", "Informational", "Low", "Medium", "High", "Critical"};
    static const char *const activities[] = {"", "Create", "Update", "Close"};
    int activity = activity_of(cut);
    unsigned severity = render_words_severity(cut);

    render_json_number(finding, "activity_id", activity);
    render_json_text(finding, "activity_name", activities[activity]);
    render_json_number(finding, "category_uid", CATEGORY_FINDINGS);
    render_json_text(finding, "category_name", "Findings");
    render_json_number(finding, "class_uid", CLASS_DETECTION);
    render_json_text(finding, "class_name", "Detection Finding");
    render_json_number(finding, "type_uid", CLASS_DETECTION * 100 + activity);
    render_json_number(finding, "severity_id", severity);
    render_json_text(finding, "severity", captions[severity]);
}

static json_t *metadata_of(const struct rendering *cut)
{
    json_t *metadata = json_object(), *product = json_object();

    render_json_text(product, "name", "Confide");
    render_json_text(product, "vendor_name", "Confide");
    render_json_text(product, "version", cut->record.statement.version);
    json_object_set_new(metadata, "product", product);
    render_json_text(metadata, "version", "1.5.0");
    render_json_text(metadata, "uid", cut->record.id);
    render_json_text(metadata, "event_code", render_webhook_type(cut));
    render_json_text(metadata, "log_name", "reports");
    render_json_text(metadata, "log_provider", "confided");
    render_json_time(metadata, "original_time", cut->record.made_ms);
    return metadata;
}

static json_t *info_of(const struct rendering *cut)
{
    const struct case_report *report = cut->record.report;
    char title[RENDER_LINE], says[RENDER_SENTENCE], uid[REPORT_ID_SIZE];
    json_t *info = json_object(), *analytic = json_object();

    render_json_text(info, "uid", render_words_case(uid, cut));
    render_json_text(info, "title", render_words_title(title, cut));
    render_json_text(info, "desc", render_words_says(says, cut));
    render_json_text(analytic, "name", report && report->rules[0][0] ? report->rules[0] : "confide");
    render_json_number(analytic, "type_id", ANALYTIC_RULE);
    json_object_set_new(info, "analytic", analytic);
    if (report) {
        render_json_number(info, "created_time", report->raised_ms);
        render_json_number(info, "first_seen_time", report->first_ms);
        render_json_number(info, "last_seen_time", report->last_ms);
    }
    return info;
}

/* The schema wants an object that stands for what was seen, and takes any under "data". */
static json_t *evidences_of(const struct rendering *cut)
{
    const struct case_report *report = &cut->report;
    json_t *list = json_array(), *evidence = json_object(), *data = json_object();

    render_json_list(data, "rules", report->rules[0], sizeof report->rules[0], CASE_RULES_MAX, SIZE_MAX);
    render_json_number(data, "events", report->event_total);
    render_json_number(data, "patients", report->patient_total);
    render_json_number(data, "records", report->record_total);
    json_object_set_new(evidence, "data", data);
    json_array_append_new(list, evidence);
    return list;
}

static json_t *resources_of(const struct rendering *cut)
{
    const char *machine = cut->record.statement.machine;
    json_t *list = json_array(), *resource = json_object();

    render_json_text(resource, "uid", machine);
    render_json_text(resource, "name", "patients' records");
    render_json_text(resource, "type", "records");
    json_array_append_new(list, resource);
    return list;
}

static void put_state(json_t *finding, const struct rendering *cut)
{
    static const char *const confidences[] = {"Unknown", "Low", "Medium", "High"};
    static const char *const states[] = {"", "New", "In Progress", "Suppressed", "Resolved"};
    const struct report_record *record = &cut->record;
    unsigned certainty = record->report ? record->report->certainty : CERTAINTY_CONFIRMED;
    int state = cut->is_over ? STATUS_RESOLVED : record->kind == RECORD_DECIDED ? STATUS_IN_PROGRESS : STATUS_NEW;

    certainty = certainty > CERTAINTY_CONFIRMED ? 0 : certainty;
    render_json_number(finding, "status_id", state);
    render_json_text(finding, "status", states[state]);
    render_json_number(finding, "confidence_id", certainty);
    render_json_text(finding, "confidence", confidences[certainty]);
    render_json_truth(finding, "is_alert", !cut->is_over && record->kind != RECORD_SELFTEST);
}

size_t render_ocsf(const struct rendering *cut, char *to, size_t size)
{
    char title[RENDER_LINE];
    json_t *finding = json_object();

    put_class(finding, cut);
    render_json_number(finding, "time", cut->record.made_ms);
    render_json_number(finding, "timezone_offset", 0);
    if (cut->record.report) {
        render_json_number(finding, "start_time", cut->report.first_ms);
        render_json_number(finding, "end_time", cut->report.last_ms);
    }
    render_json_text(finding, "message", render_words_title(title, cut));
    json_object_set_new(finding, "metadata", metadata_of(cut));
    json_object_set_new(finding, "finding_info", info_of(cut));
    put_state(finding, cut);
    json_object_set_new(finding, "evidences", evidences_of(cut));
    json_object_set_new(finding, "resources", resources_of(cut));
    json_object_set_new(finding, "unmapped", render_webhook_data(cut));
    return render_json_write(finding, to, size);
}
