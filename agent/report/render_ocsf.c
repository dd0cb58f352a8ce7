/* OCSF 1.5, Detection Finding (class 2004). In: a record that was cut down. Out: a finding that is created, updated or
 * closed, with all that the class requires; its evidence is rules and counts, never a name. Times are milliseconds
 * since 1970, as the schema's timestamp_t is. */
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

    render_json_put(finding, "activity_id", json_integer(activity));
    render_json_text(finding, "activity_name", activities[activity]);
    render_json_put(finding, "category_uid", json_integer(CATEGORY_FINDINGS));
    render_json_text(finding, "category_name", "Findings");
    render_json_put(finding, "class_uid", json_integer(CLASS_DETECTION));
    render_json_text(finding, "class_name", "Detection Finding");
    render_json_put(finding, "type_uid", json_integer(CLASS_DETECTION * 100 + activity));
    render_json_put(finding, "severity_id", json_integer(severity));
    render_json_text(finding, "severity", captions[severity]);
}

static json_t *metadata_of(const struct rendering *cut)
{
    json_t *metadata = render_json_object(), *product = render_json_object();

    render_json_text(product, "name", "Confide");
    render_json_text(product, "vendor_name", "Confide");
    render_json_text(product, "version", cut->record.statement.version);
    render_json_put(metadata, "product", product);
    render_json_text(metadata, "version", "1.5.0");
    render_json_text(metadata, "uid", cut->record.id);
    render_json_text(metadata, "event_code", render_webhook_type(cut));
    render_json_text(metadata, "log_name", "reports");
    render_json_text(metadata, "log_provider", "confided");
    return metadata;
}

static json_t *info_of(const struct rendering *cut)
{
    const struct case_report *report = cut->record.report;
    char title[RENDER_LINE], says[RENDER_SENTENCE], uid[REPORT_ID_SIZE];
    json_t *info = render_json_object(), *analytic = render_json_object();

    render_json_text(info, "uid", render_words_case(uid, cut));
    render_json_text(info, "title", render_words_title(title, cut));
    render_json_text(info, "desc", render_words_says(says, cut));
    render_json_text(analytic, "name", report && report->rules[0][0] ? report->rules[0] : "confide");
    render_json_put(analytic, "type_id", json_integer(ANALYTIC_RULE));
    render_json_put(info, "analytic", analytic);
    if (report) {
        render_json_put(info, "created_time", json_integer(report->raised_ms));
        render_json_put(info, "first_seen_time", json_integer(report->first_ms));
        render_json_put(info, "last_seen_time", json_integer(report->last_ms));
    }
    return info;
}

/* The schema wants an object that stands for what was seen, and takes any under "data". */
static json_t *evidences_of(const struct rendering *cut)
{
    const struct case_report *report = &cut->report;
    json_t *list = render_json_array(), *evidence = render_json_object(), *data = render_json_object();

    render_json_list(data, "rules", report->rules[0], sizeof report->rules[0], CASE_RULES_MAX, SIZE_MAX);
    render_json_put(data, "events", json_integer(report->event_total));
    render_json_put(data, "patients", json_integer(report->patient_total));
    render_json_put(data, "records", json_integer(report->record_total));
    render_json_put(evidence, "data", data);
    render_json_add(list, evidence);
    return list;
}

static json_t *resources_of(const struct rendering *cut)
{
    const char *machine = cut->record.statement.machine;
    json_t *list = render_json_array(), *resource = render_json_object();

    render_json_text(resource, "uid", machine);
    render_json_text(resource, "name", "patients' records");
    render_json_text(resource, "type", "records");
    render_json_add(list, resource);
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
    render_json_put(finding, "status_id", json_integer(state));
    render_json_text(finding, "status", states[state]);
    render_json_put(finding, "confidence_id", json_integer(certainty));
    render_json_text(finding, "confidence", confidences[certainty]);
    render_json_put(finding, "is_alert", json_boolean(!cut->is_over && record->kind != RECORD_SELFTEST));
}

size_t render_ocsf(const struct rendering *cut, char *to, size_t size)
{
    char title[RENDER_LINE];
    json_t *finding = render_json_object();

    put_class(finding, cut);
    render_json_put(finding, "time", json_integer(cut->record.made_ms));
    render_json_put(finding, "timezone_offset", json_integer(0));
    if (cut->record.report) {
        render_json_put(finding, "start_time", json_integer(cut->report.first_ms));
        render_json_put(finding, "end_time", json_integer(cut->report.last_ms));
    }
    render_json_text(finding, "message", render_words_title(title, cut));
    render_json_put(finding, "metadata", metadata_of(cut));
    render_json_put(finding, "finding_info", info_of(cut));
    put_state(finding, cut);
    render_json_put(finding, "evidences", evidences_of(cut));
    render_json_put(finding, "resources", resources_of(cut));
    render_json_put(finding, "unmapped", render_webhook_data(cut));
    return render_json_write(finding, to, size);
}
