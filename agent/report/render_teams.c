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
    json_t *element = json_object();

    render_json_text(element, "type", type);
    return element;
}

static json_t *heading_of(const char *text, const char *size)
{
    json_t *block = element_of("TextBlock");

    render_json_text(block, "text", text);
    render_json_text(block, "size", size);
    render_json_text(block, "weight", "Bolder");
    render_json_truth(block, "wrap", true);
    return block;
}

/* One line. */
static json_t *line_of(const char *text, size_t length)
{
    json_t *block = element_of("RichTextBlock"), *run = element_of("TextRun"), *inlines = json_array();

    json_object_set_new(run, "text", json_stringn(text, length));
    json_array_append_new(inlines, run);
    json_object_set_new(block, "inlines", inlines);
    return block;
}

static json_t *card_of(const struct rendering *cut)
{
    struct letter letter;
    json_t *card = element_of("AdaptiveCard"), *body = json_array();

    render_letter(&letter, cut);
    render_json_text(card, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    render_json_text(card, "version", "1.4");
    render_json_text(card, "lang", "en");
    render_json_text(card, "fallbackText", letter.title);
    json_array_append_new(body, heading_of(letter.title, "Large"));
    for (size_t i = 0; i < letter.count; i++) {
        json_array_append_new(body, heading_of(letter.parts[i].heading, "Medium"));
        for (const char *at = letter.parts[i].text; *at;) {
            size_t length = strcspn(at, "\n");

            json_array_append_new(body, line_of(at, length));
            at += length + (at[length] == '\n');
        }
    }
    json_object_set_new(card, "body", body);
    return card;
}

size_t render_teams(const struct rendering *cut, char *to, size_t size)
{
    json_t *message = element_of("message"), *attachments = json_array(), *attachment = json_object();

    render_json_text(attachment, "contentType", "application/vnd.microsoft.card.adaptive");
    json_object_set_new(attachment, "contentUrl", json_null());
    json_object_set_new(attachment, "content", card_of(cut));
    json_array_append_new(attachments, attachment);
    json_object_set_new(message, "attachments", attachments);
    return render_json_write(message, to, size);
}
