/* Microsoft Teams: an Adaptive Card 1.4 as the webhook of a Workflow takes it. In: a record that was cut down. Out:
 * what happened, what to do, until when. Free text stands in text runs alone: they are shown as they are, where a text
 * block would read Markdown (and links) in them. */
#include <jansson.h>
#include <string.h>

#include "render_alarms.h"
#include "render_json.h"
#include "render_letter.h"

static json_t *element_of(const char *type)
{
    json_t *element = render_json_object();

    render_json_text(element, "type", type);
    return element;
}

static json_t *heading_of(const char *text, const char *size)
{
    json_t *block = element_of("TextBlock");

    render_json_text(block, "text", text);
    render_json_text(block, "size", size);
    render_json_text(block, "weight", "Bolder");
    render_json_put(block, "wrap", json_boolean(true));
    return block;
}

/* One line. */
static json_t *line_of(const char *text, size_t length)
{
    json_t *block = element_of("RichTextBlock"), *run = element_of("TextRun"), *inlines = render_json_array();

    render_json_put(run, "text", json_stringn(text, length));
    render_json_add(inlines, run);
    render_json_put(block, "inlines", inlines);
    return block;
}

static json_t *card_of(const struct rendering *cut)
{
    struct letter letter;
    json_t *card = element_of("AdaptiveCard"), *body = render_json_array();

    render_letter(&letter, cut);
    render_json_text(card, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    render_json_text(card, "version", "1.4");
    render_json_text(card, "lang", "en");
    render_json_text(card, "fallbackText", letter.title);
    render_json_add(body, heading_of(letter.title, "Large"));
    for (size_t i = 0; i < letter.count; i++) {
        render_json_add(body, heading_of(letter.parts[i].heading, "Medium"));
        for (const char *at = letter.parts[i].text; *at;) {
            size_t length = strcspn(at, "\n");

            render_json_add(body, line_of(at, length));
            at += length + (at[length] == '\n');
        }
    }
    render_json_put(card, "body", body);
    return card;
}

size_t render_teams(const struct rendering *cut, char *to, size_t size)
{
    json_t *message = element_of("message"), *attachments = render_json_array(), *attachment = render_json_object();

    render_json_text(attachment, "contentType", "application/vnd.microsoft.card.adaptive");
    render_json_put(attachment, "contentUrl", json_null());
    render_json_put(attachment, "content", card_of(cut));
    render_json_add(attachments, attachment);
    render_json_put(message, "attachments", attachments);
    return render_json_write(message, to, size);
}
