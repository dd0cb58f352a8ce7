/* ServiceNow Table API, table incident. In: a record that was cut down. Out: a new row for each message: the table
 * interface cannot say "update the one with this correlation_id"; a rule of the instance can, by that column. */
#include <jansson.h>

#include "agent/base/text.h"

#include "render_alarms.h"
#include "render_json.h"
#include "render_letter.h"

enum { SHORT_SIZE = 160, DESCRIPTION_SIZE = 4000 }; /* letters that these columns hold out of the box */

size_t render_servicenow(const struct rendering *cut, char *to, size_t size)
{
    static const char *const levels[] = {"3", "3", "3", "2", "1", "1"}; /* 1 is high */
    char text[LETTER_SIZE], description[DESCRIPTION_SIZE], summary[SHORT_SIZE], key[REPORT_ID_SIZE];
    const char *level = levels[render_words_severity(cut)];
    struct letter letter;
    json_t *incident = render_json_object();

    render_letter(&letter, cut);
    text_format(summary, sizeof summary, "Confide: %s", letter.title);
    text_copy(description, sizeof description, render_letter_text(text, sizeof text, &letter, "", false));
    render_json_text(incident, "short_description", summary);
    render_json_text(incident, "description", description);
    render_json_text(incident, "correlation_id", render_words_case(key, cut));
    render_json_text(incident, "correlation_display", "Confide");
    render_json_text(incident, "impact", level);
    render_json_text(incident, "urgency", level);
    return render_json_write(incident, to, size);
}
