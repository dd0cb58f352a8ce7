/* A page as HTML: one file, no script, nothing loaded from anywhere, and a policy that forbids both. Owns: the
 * elements, and that whatever was not written here is escaped. Must not own: the look (page_style.c). In: what page.c
 * says. Out: HTML for people and for those who have it read to them. */
#include <string.h>

#include "agent/base/base64.h"
#include "agent/base/crypto.h"
#include "agent/base/text.h"

#include "page_style.h"
#include "page_writer.h"

enum { CLEAN_SIZE = 4096, STEP = 52, TOP = 12, RADIUS = 6, LINE_X = 10, TEXT_X = 30, WIDTH = 280 };

/* ---- text ------------------------------------------------------------------------------------ */

static void put_character(struct page_out *out, char character)
{
    const char one[2] = {character, '\0'};

    switch (character) {
    case '&':
        page_put(out, "&amp;");
        break;
    case '<':
        page_put(out, "&lt;");
        break;
    case '>':
        page_put(out, "&gt;");
        break;
    case '"':
        page_put(out, "&quot;");
        break;
    case '\'':
        page_put(out, "&#39;");
        break;
    default:
        page_put(out, one);
    }
}

static void put_escaped(struct page_out *out, const char *text)
{
    char clean[CLEAN_SIZE];

    page_clean(clean, sizeof clean, text);
    for (const char *at = clean; *at; at++)
        put_character(out, *at);
}

/* The same, with what stands between backticks as code. */
static void put_rich(struct page_out *out, const char *text)
{
    char clean[CLEAN_SIZE];
    bool is_code = false;

    page_clean(clean, sizeof clean, text);
    for (const char *at = clean; *at; at++) {
        if (*at != '`' || (!is_code && !strchr(at + 1, '`'))) {
            put_character(out, *at);
            continue;
        }
        is_code = !is_code;
        page_put(out, is_code ? "<code>" : "</code>");
    }
}

/* ---- elements -------------------------------------------------------------------------------- */

static void leave_list(struct page_out *out)
{
    if (out->in_list)
        page_put(out, "</dl>\n");
    out->in_list = false;
}

static void leave_section(struct page_out *out)
{
    leave_list(out);
    if (out->in_section)
        page_put(out, "</section>\n");
    out->in_section = false;
}

/* Our own style alone may be used, by its hash; no script, no image, no form, no base address. */
static void put_policy(struct page_out *out)
{
    uint8_t hash[CRYPTO_HASH_SIZE];
    char base64[64];

    crypto_sha256(hash, page_style, strlen(page_style));
    base64_write(base64, sizeof base64, hash, sizeof hash);
    page_format(out,
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
                "base-uri 'none'; form-action 'none'\">\n",
                base64);
}

static const char *tone(unsigned severity)
{
    return severity >= 4 ? "bad" : severity >= 3 ? "poor" : "fine";
}

static void begin(struct page_out *out, const struct page *page, const char *kind, const char *headline,
                  const char *state)
{
    page_put(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    put_policy(out);
    page_put(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n"
                  "<title>");
    put_escaped(out, kind);
    page_put(out, " ");
    put_escaped(out, headline);
    page_format(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<header>\n<p class=\"kind\">", page_style);
    put_escaped(out, kind);
    page_put(out, "</p>\n<h1 dir=\"auto\">");
    put_escaped(out, headline);
    page_format(out, "</h1>\n<p class=\"state %s\">", tone(page->file->report.severity));
    put_escaped(out, state);
    page_put(out, "</p>\n</header>\n");
}

static void section(struct page_out *out, const char *id, const char *heading)
{
    leave_section(out);
    page_format(out, "<section id=\"%s-part\" aria-labelledby=\"%s\">\n<h2 id=\"%s\">", id, id, id);
    put_escaped(out, heading);
    page_put(out, "</h2>\n");
    out->in_section = true;
}

static void put_p(struct page_out *out, const char *class, const char *text)
{
    leave_list(out);
    page_format(out, "<p%s>", class);
    put_rich(out, text);
    page_put(out, "</p>\n");
}

static void lead(struct page_out *out, const char *text)
{
    put_p(out, " class=\"lead\"", text);
}

static void paragraph(struct page_out *out, const char *text)
{
    put_p(out, out->in_section ? "" : " class=\"note\"", text);
}

static void field(struct page_out *out, const char *label, enum page_voice voice, const char *text)
{
    static const char *const marks[] = {"", "<span class=\"mark proposed\">proposed</span>",
                                        "<span class=\"mark person\">to be decided by a person</span>"};

    if (!out->in_list)
        page_put(out, "<dl>\n");
    out->in_list = true;
    if (label[0]) {
        page_put(out, "<dt>");
        put_escaped(out, label);
        page_put(out, "</dt>\n");
    }
    page_format(out, "<dd dir=\"auto\">%s", marks[voice]);
    put_escaped(out, text);
    page_put(out, "</dd>\n");
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void table_begin(struct page_out *out, const char *caption, const char *const *heads, size_t count)
{
    leave_list(out);
    page_put(out, "<table class=\"rows\">\n<caption>");
    put_escaped(out, caption);
    page_put(out, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        page_put(out, "<th scope=\"col\">");
        put_escaped(out, heads[i]);
        page_put(out, "</th>");
    }
    page_put(out, "</tr></thead>\n<tbody>\n");
}

static void row(struct page_out *out, const char *const *heads, const char *const *cells, size_t count)
{
    page_put(out, "<tr>");
    for (size_t i = 0; i < count; i++) {
        page_put(out, "<td dir=\"auto\" data-head=\"");
        put_escaped(out, heads[i]);
        page_put(out, "\">");
        put_escaped(out, cells[i][0] ? cells[i] : "-");
        page_put(out, "</td>");
    }
    page_put(out, "</tr>\n");
}

static void table_end(struct page_out *out)
{
    page_put(out, "</tbody>\n</table>\n");
}

static void grid(struct page_out *out, unsigned likelihood, unsigned severity)
{
    leave_list(out);
    page_put(out, "<table class=\"grid\">\n<caption>Severity down, likelihood across: both decide, never their product"
                  "</caption>\n<thead><tr><th scope=\"col\">Severity</th>");
    for (unsigned across = 1; across <= 5; across++)
        page_format(out, "<th scope=\"col\"><span class=\"wide\">Likelihood </span>%u</th>", across);
    page_put(out, "</tr></thead>\n<tbody>\n");
    for (unsigned down = 5; down >= 1; down--) {
        page_format(out, "<tr><th scope=\"row\">%u</th>", down);
        for (unsigned across = 1; across <= 5; across++) {
            const bool is_here = across == likelihood && down == severity;
            const bool dhsc = skeleton_tell_dhsc(across, down), ico = skeleton_tell_ico(across, down);

            page_format(out, "<td class=\"%s%s\">%s%s</td>",
                        dhsc  ? "bad"
                        : ico ? "poor"
                              : "fine",
                        is_here ? " here" : "",
                        dhsc  ? "ICO and DHSC"
                        : ico ? "ICO"
                              : "nobody",
                        is_here ? " (proposed)" : "");
        }
        page_put(out, "</tr>\n");
    }
    table_end(out);
}

/* ---- timeline -------------------------------------------------------------------------------- */

static void put_point(struct page_out *out, const struct page *page, const struct page_point *point, unsigned y)
{
    const bool is_late = point->mark == MARK_OVERDUE;
    char when[2 * PAGE_MOMENT];

    page_when(when, sizeof when, page, point);
    page_format(out, "<circle class=\"%s\" cx=\"%d\" cy=\"%u\" r=\"%d\"/>",
                point->mark == MARK_DONE ? "done"
                : is_late                ? "over"
                                         : "ahead",
                LINE_X, y, RADIUS);
    page_format(out, "<text class=\"what%s\" x=\"%d\" y=\"%u\">", is_late ? " late" : "", TEXT_X, y + 5);
    put_escaped(out, point->label);
    page_format(out, "</text><text class=\"when\" x=\"%d\" y=\"%u\">", TEXT_X, y + 23);
    put_escaped(out, when);
    page_put(out, "</text>\n");
}

/* In the order of what should follow what, evenly: seconds lie beside days. */
static void timeline(struct page_out *out, const struct page *page, const struct page_point *points, size_t count)
{
    const unsigned height = (unsigned)(count - 1) * STEP + 2 * TOP + 20, last = TOP + (unsigned)(count - 1) * STEP;
    char when[2 * PAGE_MOMENT];

    leave_list(out);
    page_format(out,
                "<svg viewBox=\"0 0 %d %u\" role=\"img\" aria-labelledby=\"timelinetitle\">\n"
                "<title id=\"timelinetitle\">",
                WIDTH, height);
    for (size_t i = 0; i < count; i++) {
        page_when(when, sizeof when, page, &points[i]);
        page_put(out, i ? "; " : "");
        put_escaped(out, points[i].label);
        page_put(out, ": ");
        put_escaped(out, when);
    }
    page_format(out, "</title>\n<line class=\"bar\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%u\"/>\n", LINE_X, TOP, LINE_X,
                last);
    for (size_t i = 0; i < count; i++)
        put_point(out, page, &points[i], TOP + (unsigned)i * STEP);
    page_put(out, "</svg>\n");
}

static void end(struct page_out *out, const char *text)
{
    leave_section(out);
    page_put(out, "<footer>");
    put_escaped(out, text);
    page_put(out, "</footer>\n</main>\n</body>\n</html>\n");
}

const struct page_writer page_html = {begin,       section, lead,      paragraph, field, timeline,
                                      table_begin, row,     table_end, grid,      end};
