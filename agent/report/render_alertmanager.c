/* Prometheus Alertmanager, API v2: a bell beside another endpoint, never the record. In: a record that was cut down.
 * Out: an array of one alert. Its labels are its identity there: nothing that changes while a case lives may stand
 * among them, else the older alert would ring on. */
#include <jansson.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"

#include "render_alarms.h"
#include "render_json.h"
#include "render_words.h"

/* Without an end Alertmanager takes an alert that is not sent again for resolved after `resolve_timeout`, 5 minutes. */
#define RINGS_MS      INT64_C(86400000)
#define TEST_RINGS_MS INT64_C(300000)

static json_t *labels_of(const struct rendering *cut)
{
    static const char *const names[] = {
        [RECORD_MINIMAL] = "ConfideReport",
        [RECORD_SELFTEST] = "ConfideSelftest",
    };
    char key[REPORT_ID_SIZE];
    json_t *labels = render_json_object();

    render_json_text(labels, "alertname", cut->record.report ? "ConfideCase" : names[cut->record.kind]);
    render_json_text(labels, "case", render_words_case(key, cut));
    render_json_text(labels, "machine", cut->record.statement.machine);
    if (cut->record.report)
        render_json_text(labels, "class", json_case_class(cut->report.class));
    return labels;
}

static json_t *annotations_of(const struct rendering *cut)
{
    char title[RENDER_LINE], says[RENDER_SENTENCE], command[RENDER_LINE], severity[4];
    json_t *annotations = render_json_object();

    text_format(severity, sizeof severity, "%u", render_words_severity(cut));
    render_json_text(annotations, "summary", render_words_title(title, cut));
    render_json_text(annotations, "description", render_words_says(says, cut));
    render_json_text(annotations, "severity", severity);
    if (cut->record.report)
        render_json_text(annotations, "certainty", json_case_certainty(cut->report.certainty));
    render_json_time(annotations, "report_by", cut->record.clocks.report_by_ms);
    render_json_text(annotations, "read_more", render_words_command(command, sizeof command, cut));
    return annotations;
}

/* When it stops ringing: now, once nothing is left to do; else when the report must have been made, a day at least. */
static int64_t end_of(const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    int64_t least_ms = record->made_ms + RINGS_MS;

    if (record->kind == RECORD_SELFTEST)
        return record->made_ms + TEST_RINGS_MS;
    if (cut->is_over)
        return record->made_ms;
    return record->clocks.report_by_ms > least_ms ? record->clocks.report_by_ms : least_ms;
}

size_t render_alertmanager(const struct rendering *cut, char *to, size_t size)
{
    const struct report_record *record = &cut->record;
    int64_t began_ms = record->report ? record->report->raised_ms : record->made_ms;
    json_t *alert = render_json_object(), *alerts = render_json_array();

    render_json_put(alert, "labels", labels_of(cut));
    render_json_put(alert, "annotations", annotations_of(cut));
    /* It refuses an alert that ends before it begins. */
    render_json_time(alert, "startsAt", began_ms < record->made_ms ? began_ms : record->made_ms);
    render_json_time(alert, "endsAt", end_of(cut));
    render_json_add(alerts, alert);
    return render_json_write(alerts, to, size);
}
