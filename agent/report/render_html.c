/* A letter as a page of HTML for a mail. No colours of its own: the reader's program has them, light or dark. */
#include "render_html.h"

#include <string.h>

#include "agent/base/text.h"

static const char HEAD[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<style>:root{color-scheme:light dark}body{font:1em/1.5 sans-serif;max-width:40em;margin:1em auto;padding:0 1em}"
    "h1{font-size:1.3em;line-height:1.3}h2{font-size:1em;margin:1.2em 0 0}p{margin:.2em 0;overflow-wrap:anywhere}"
    "</style>\n";

struct page {
    char *to;
    size_t size, length;
};

static void add(struct page *page, const char *text, size_t length)
{
    if (length >= page->size - page->length)
        return;
    memcpy(page->to + page->length, text, length);
    page->length += length;
    page->to[page->length] = '\0';
}

static void add_markup(struct page *page, const char *text)
{
    add(page, text, strlen(text));
}

/* What could begin an element or an entity, or end an attribute's value, is none any more. */
static const char *entity_of(char letter)
{
    switch (letter) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void add_element(struct page *page, const char *open, const char *text, size_t length, const char *close)
{
    add_markup(page, open);
    for (size_t i = 0; i < length; i++) {
        const char *entity = entity_of(text[i]);

        if (entity)
            add_markup(page, entity);
        else
            add(page, &text[i], 1);
    }
    add_markup(page, close);
}

static void add_part(struct page *page, const struct letter_part *part)
{
    add_element(page, "<h2>", part->heading, strlen(part->heading), "</h2>\n");
    for (const char *at = part->text; *at;) {
        size_t length = strcspn(at, "\n");

        add_element(page, "<p>", at, length, "</p>\n");
        at += length + (at[length] == '\n');
    }
}

char *render_html(char *to, size_t size, const struct letter *letter)
{
    struct page page = {.to = to, .size = size};

    add_markup(&page, HEAD);
    add_element(&page, "<title>", letter->title, strlen(letter->title), "</title>\n</head>\n<body>\n");
    add_element(&page, "<h1>", letter->title, strlen(letter->title), "</h1>\n");
    for (size_t i = 0; i < letter->count; i++)
        add_part(&page, &letter->parts[i]);
    add_markup(&page, "</body>\n</html>\n");
    return to;
}
