/* PagerDuty Events API v2. In: a record that was cut down. Out: an event that triggers, acknowledges or resolves the
 * one alert that a case is there (dedup_key). The routing key is a secret: a mark stands in its place until it is sent.
 */
#include <jansson.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"

#include "render.h"
#include "render_alarms.h"
#include "render_json.h"
#include "render_webhook.h"
#include "render_words.h"

enum { SUMMARY_SIZE = 1024 }; /* "The maximum permitted length of this property is 1024 characters." */

/* A case that was acknowledged or confirmed has its person; one that was explained or closed wakes nobody any more. */
static const char *action_of(const struct rendering *cut)
{
    return cut->is_over ? "resolve" : cut->record.kind == RECORD_DECIDED ? "acknowledge" : "trigger";
}

static json_t *payload_of(const struct rendering *cut)
{
    static const char *const severities[] = {"info", "info", "info", "warning", "error", "critical"};
    char title[RENDER_LINE], says[RENDER_SENTENCE], summary[SUMMARY_SIZE], source[128];
    json_t *payload = render_json_object();

    text_format(summary, sizeof summary, "%s. %s", render_words_title(title, cut), render_words_says(says, cut));
    text_format(source, sizeof source, "%s", cut->clinic[0] ? cut->clinic : cut->record.statement.machine);
    render_json_text(payload, "summary", summary);
    render_json_text(payload, "source", source[0] ? source : "confide");
    render_json_text(payload, "severity", severities[render_words_severity(cut)]);
    render_json_time(payload, "timestamp", cut->record.made_ms);
    render_json_text(payload, "component", "records");
    if (cut->record.report)
        render_json_text(payload, "class", json_case_class(cut->report.class));
    render_json_put(payload, "custom_details", render_webhook_data(cut));
    return payload;
}

/* confide-post looks for the mark, and wants one: where a text of the case holds it, it is none there any more. */
static void keep_one_mark(char *body)
{
    char *at = strstr(body, RENDER_ROUTING_KEY);

    while (at && (at = strstr(at + 1, RENDER_ROUTING_KEY)))
        *at = '(';
}

size_t render_pagerduty(const struct rendering *cut, char *to, size_t size)
{
    char key[REPORT_ID_SIZE];
    json_t *event = render_json_object();
    size_t length;

    render_json_text(event, "routing_key", RENDER_ROUTING_KEY);
    render_json_text(event, "event_action", action_of(cut));
    render_json_text(event, "dedup_key", render_words_case(key, cut));
    render_json_put(event, "payload", payload_of(cut));
    render_json_text(event, "client", "Confide");
    length = render_json_write(event, to, size);
    if (length > 0)
        keep_one_mark(to);
    return length;
}
