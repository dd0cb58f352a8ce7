/* A page as plain text of 78 columns. Owns: how text breaks, and where labels stand. In: what page.c says. Out: lines.
 */
#include <string.h>

#include "agent/base/text.h"

#include "page_writer.h"

enum { COLUMNS = 78, INDENT = 2, LABEL = 24, CLEAN_SIZE = 4096 };

static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

/* How many bytes of `text` fit into `columns`: whole words where there are any, else whole characters. */
static size_t fit(const char *text, size_t columns)
{
    size_t at = 0, used = 0, blank = 0;

    for (; text[at]; at++) {
        if (begins_character(text[at]) && used++ == columns)
            return blank ? blank : at;
        if (text[at] == ' ')
            blank = at;
    }
    return at;
}

/* `text` from column `first` on, further lines from `indent` on. */
static void put_wrapped(struct page_out *out, const char *text, size_t first, size_t indent)
{
    char clean[CLEAN_SIZE];
    const char *at = page_clean(clean, sizeof clean, text);
    size_t column = first;

    while (*at) {
        size_t length = fit(at, COLUMNS - column);

        page_format(out, "%.*s\n", (int)length, at);
        at += length;
        at += strspn(at, " ");
        if (*at)
            page_format(out, "%*s", (int)indent, "");
        column = indent;
    }
    if (at == clean)
        page_put(out, "\n");
}

static void put_paragraph(struct page_out *out, const char *text)
{
    page_format(out, "%*s", INDENT, "");
    put_wrapped(out, text, INDENT, INDENT);
}

static void begin(struct page_out *out, const struct page *page, const char *kind, const char *headline,
                  const char *state)
{
    (void)page;
    put_wrapped(out, kind, 0, 0);
    page_put(out, "\n");
    put_wrapped(out, headline, 0, 0);
    put_wrapped(out, state, 0, 0);
}

static void section(struct page_out *out, const char *id, const char *heading)
{
    char upper[COLUMNS];

    (void)id;
    text_copy(upper, sizeof upper, heading);
    for (char *at = upper; *at; at++)
        if (*at >= 'a' && *at <= 'z' && (at == upper || at[-1] != '(')) /* "33(3)(a)" is a name */
            *at = (char)(*at - 'a' + 'A');
    page_format(out, "\n%s\n", upper);
    out->in_list = false;
}

static void field(struct page_out *out, const char *label, enum page_voice voice, const char *text)
{
    static const char *const voices[] = {"", "(proposed) ", "[TO BE DECIDED BY A PERSON] "};
    char all[CLEAN_SIZE];

    text_format(all, sizeof all, "%s%s", voices[voice], text);
    if (strlen(label) < LABEL - INDENT)
        page_format(out, "%*s%-*s", INDENT, "", LABEL - INDENT, label);
    else {
        put_paragraph(out, label);
        page_format(out, "%*s", LABEL, "");
    }
    put_wrapped(out, all, LABEL, LABEL);
    out->in_list = true;
}

static void timeline(struct page_out *out, const struct page *page, const struct page_point *points, size_t count)
{
    static const char *const marks[] = {"*", "o", "!", "-"};
    char when[2 * PAGE_MOMENT];

    for (size_t i = 0; i < count; i++) {
        page_when(when, sizeof when, page, &points[i]);
        page_format(out, "%*s%s %-*s%s\n", INDENT, "", marks[points[i].mark], LABEL + 2, points[i].label, when);
    }
}

static void table_begin(struct page_out *out, const char *caption, const char *const *heads, size_t count)
{
    char line[CLEAN_SIZE];

    text_format(line, sizeof line, "%s", caption);
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(line);

        text_format(line + used, sizeof line - used, "%s%s", i ? " | " : ": ", heads[i]);
    }
    if (out->in_list)
        page_put(out, "\n");
    put_paragraph(out, line);
}

static void row(struct page_out *out, const char *const *heads, const char *const *cells, size_t count)
{
    char line[CLEAN_SIZE] = "";

    (void)heads;
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(line);

        text_format(line + used, sizeof line - used, "%s%s", i ? " | " : "", cells[i][0] ? cells[i] : "-");
    }
    page_format(out, "%*s- ", INDENT, "");
    put_wrapped(out, line, INDENT + 2, INDENT + 2);
}

static void table_end(struct page_out *out)
{
    (void)out;
}

static void grid(struct page_out *out, unsigned likelihood, unsigned severity)
{
    page_put(out, "\n  Severity down, likelihood across; [ ] is what is proposed:\n\n");
    page_put(out, "       1            2            3            4            5\n");
    for (unsigned down = 5; down >= 1; down--) {
        page_format(out, "  %u", down);
        for (unsigned across = 1; across <= 5; across++) {
            const bool is_here = across == likelihood && down == severity;
            const char *words = skeleton_tell_dhsc(across, down)  ? "ICO+DHSC"
                                : skeleton_tell_ico(across, down) ? "ICO"
                                                                  : "-";

            page_format(out, "  %s%s%s", is_here ? "[" : " ", words, is_here ? "]" : "");
            if (across < 5)
                page_format(out, "%*s", (is_here ? 9 : 10) - (int)strlen(words), "");
        }
        page_put(out, "\n");
    }
}

static void end(struct page_out *out, const char *text)
{
    page_put(out, "\n");
    put_wrapped(out, text, 0, 0);
}

const struct page_writer page_text = {begin,       section, put_paragraph, put_paragraph, field, timeline,
                                      table_begin, row,     table_end,     grid,          end};
