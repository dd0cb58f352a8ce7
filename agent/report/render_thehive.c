/* TheHive 5, POST /api/v1/alert. In: a record that was cut down. Out: an alert of its own for each message, since
 * (type, source, sourceRef) may come once only; the tag of the case holds them together. The description is read as
 * Markdown, so what was free text is escaped. */
#include <jansson.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"

#include "render_alarms.h"
#include "render_json.h"
#include "render_letter.h"
#include "render_webhook.h"

enum { AMBER = 2 }; /* TLP and PAP: for those who must know */

static json_t *tags_of(const struct rendering *cut)
{
    char key[REPORT_ID_SIZE], tag[REPORT_ID_SIZE + sizeof "case:"];
    json_t *tags = render_json_array();

    text_format(tag, sizeof tag, "case:%s", render_words_case(key, cut));
    render_json_add(tags, json_string("confide"));
    render_json_add(tags, json_string(render_webhook_type(cut)));
    render_json_add(tags, json_string(tag));
    if (cut->record.report) {
        render_json_add(tags, json_string(json_case_class(cut->report.class)));
        render_json_add(tags, json_string(json_case_certainty(cut->report.certainty)));
    }
    return tags;
}

size_t render_thehive(const struct rendering *cut, char *to, size_t size)
{
    static const int severities[] = {1, 1, 1, 2, 3, 4}; /* low, medium, high, critical */
    char text[LETTER_SIZE], source[sizeof "confide-" + sizeof cut->record.statement.machine];
    struct letter letter;
    json_t *alert = render_json_object();

    render_letter(&letter, cut);
    text_format(source, sizeof source, "confide-%s", cut->record.statement.machine);
    render_json_text(alert, "type", "confide");
    render_json_text(alert, "source", source);
    render_json_text(alert, "sourceRef", cut->record.id);
    render_json_text(alert, "title", letter.title);
    render_json_text(alert, "description", render_letter_text(text, sizeof text, &letter, "## ", true));
    render_json_put(alert, "severity", json_integer(severities[render_words_severity(cut)]));
    render_json_put(alert, "date", json_integer(cut->record.made_ms));
    render_json_put(alert, "tlp", json_integer(AMBER));
    render_json_put(alert, "pap", json_integer(AMBER));
    render_json_put(alert, "tags", tags_of(cut));
    return render_json_write(alert, to, size);
}
