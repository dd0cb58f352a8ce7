/* CloudEvents 1.0.2, JSON format, structured mode. In: a record that was cut down. Out: the envelope, with a webhook's
 * data in it. `source` and `id` together are unique: the id is the message's, the same on every retry. */
#include <jansson.h>

#include "agent/base/text.h"

#include "render_alarms.h"
#include "render_json.h"
#include "render_webhook.h"
#include "render_words.h"

size_t render_cloudevents(const struct rendering *cut, char *to, size_t size)
{
    char source[sizeof "urn:confide:" + sizeof cut->record.statement.machine], subject[REPORT_ID_SIZE];
    json_t *event = render_json_object();

    text_format(source, sizeof source, "urn:confide:%s", cut->record.statement.machine);
    render_json_text(event, "specversion", "1.0");
    render_json_text(event, "id", cut->record.id);
    render_json_text(event, "source", source);
    render_json_text(event, "type", render_webhook_type(cut));
    render_json_text(event, "subject", render_words_case(subject, cut));
    render_json_time(event, "time", cut->record.made_ms);
    render_json_text(event, "datacontenttype", "application/json");
    render_json_put(event, "data", render_webhook_data(cut));
    return render_json_write(event, to, size);
}
