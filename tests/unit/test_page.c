/* agent/report/page: what a manager reads, in the order in which they need it; whatever anybody typed stays text. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/report/page_out.h"
#include "agent/report/page_style.h"
#include "filing.h"

static char *written(const struct case_file *file, enum page_for reader, enum page_format format, int64_t later_ms)
{
    struct page page = filing_page(file, reader);
    char *text;

    page.now_ms += later_ms;
    page_prepare(&page);
    text = page_write(&page, format);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    return text;
}

static void holds(const char *text, const char *what)
{
    if (!strstr(text, what)) {
        CU_FAIL("missing");
        fprintf(stderr, "missing: %s\n", what);
    }
}

static void lacks(const char *text, const char *what)
{
    if (strstr(text, what)) {
        CU_FAIL("there");
        fprintf(stderr, "there: %s\n", what);
    }
}

/* ---- order and phases ------------------------------------------------------------------------ */

static void in_order(const char *text, const char *const *parts, size_t count)
{
    const char *at = text;

    for (size_t i = 0; i < count && at; i++) {
        at = strstr(at, parts[i]);
        CU_ASSERT_PTR_NOT_NULL(at);
    }
}

static void order(void)
{
    static const char *const texts[] = {"A receptionist",     "WHAT TO DO NOW", "DEADLINE",
                                        "days 18 hours left", "TIMELINE",       "EVIDENCE",
                                        "DECISIONS",          "WHO WAS TOLD",   "WHAT THE LAW ASKS"};
    static const char *const pages[] = {"<h1",    "id=\"now\"",      "id=\"deadline\"",  "days 18 hours left",
                                        "<svg",   "id=\"evidence\"", "id=\"decisions\"", "id=\"told\"",
                                        "</html>"};
    struct case_file *file = filing();
    char *text = written(file, FOR_MANAGER, PAGE_TEXT, 0), *page = written(file, FOR_MANAGER, PAGE_HTML, 0);

    in_order(text, texts, sizeof texts / sizeof texts[0]);
    in_order(page, pages, sizeof pages / sizeof pages[0]);
    free(page);
    free(text);
    free(file);
}

static void phases(void)
{
    struct case_file *file = filing();
    char *text = written(file, FOR_MANAGER, PAGE_TEXT, 0);

    holds(text, "Update 2 (version 3 of the case)");
    free(text);
    file->report.version = 1;
    text = written(file, FOR_MANAGER, PAGE_TEXT, 0);
    holds(text, "First report");
    lacks(text, "Update");
    free(text);
    free(file);
}

static void deadlines(void)
{
    struct case_file *file = filing();
    char *text = written(file, FOR_MANAGER, PAGE_TEXT, 80 * FILING_HOUR);

    holds(text, "Overdue by 14 hours");
    holds(text, "! Tell the authority by");
    free(text);
    file->decisions[1].verb = DECISION_EXPLAIN;
    text = written(file, FOR_MANAGER, PAGE_TEXT, 80 * FILING_HOUR);
    holds(text, "None runs");
    lacks(text, "verdue");
    lacks(text, "Tell the authority by");
    free(text);
    free(file);
}

static void nobody_decided(void)
{
    struct case_file *file = filing();
    char *text;

    file->counts[FILE_DECISION] = 1; /* the acknowledgement alone */
    text = written(file, FOR_MANAGER, PAGE_TEXT, 0);
    holds(text, "Nobody has decided it yet");
    holds(text, "--reason"); /* which is required */
    holds(text, "Open: ");
    holds(text, "Acknowledged by mchen");
    free(text);
    file->counts[FILE_DECISION] = 0;
    file->about.acknowledged_ms = 0;
    text = written(file, FOR_MANAGER, PAGE_TEXT, 0);
    holds(text, "Nobody has decided or acknowledged it so far.");
    holds(text, "o Acknowledged              not yet");
    free(text);
    free(file);
}

static void acknowledged_after(void)
{
    struct case_file *file = filing();
    struct decision noted = file->decisions[0];
    char *text;

    file->decisions[0] = file->decisions[1];
    file->decisions[1] = noted;
    text = written(file, FOR_MANAGER, PAGE_TEXT, 0);
    holds(text, "Decided: confirmed");
    lacks(text, "Nobody has decided");
    free(text);
    free(file);
}

static void nobody_told(void)
{
    struct case_file *file = filing();
    char *text;

    file->counts[FILE_MESSAGE] = 0;
    file->about.delivered_ms = 0;
    file->about.has_endpoint = false;
    text = written(file, FOR_MANAGER, PAGE_TEXT, 0);
    holds(text, "no endpoint is configured");
    holds(text, "- Delivered to the employer nobody is");
    free(text);
    free(file);
}

static void narrow_lines(void)
{
    struct case_file *file = filing();

    memset(file->report.says, 'x', 255);
    for (enum page_for reader = FOR_MANAGER; reader <= FOR_ARTICLE33; reader++) {
        char *text = written(file, reader, PAGE_TEXT, 0);

        for (const char *at = text; *at; at += strcspn(at, "\n") + 1)
            CU_ASSERT(strcspn(at, "\n") <= 78);
        free(text);
    }
    free(file);
}

/* ---- hostile text ---------------------------------------------------------------------------- */

static struct case_file *hostile(void)
{
    struct case_file *file = filing();

    text_copy(file->report.login, sizeof file->report.login, "<script>alert(1)</script>");
    text_copy(file->report.says, sizeof file->report.says, "\"><svg onload=alert(2)>'&amp;\xe2\x80\xae gnp.exe");
    text_copy(file->decisions[1].reason, sizeof file->decisions[1].reason, "</style><img src=http://evil/x>`rm`");
    text_copy(file->typed[0], sizeof file->typed[0], "\033[2J\033]0;owned\007 \xff\xc0\x80 end");
    text_copy(file->about.clinic, sizeof file->about.clinic, "A & B \"Clinic\" <b>");
    text_copy(file->messages[0].words, sizeof file->messages[0].words, "<a href=javascript:alert(3)>");
    text_copy(file->events[0].patient, sizeof file->events[0].patient, "--><!--");
    text_copy(file->report.rules[0], sizeof file->report.rules[0], "<i>");
    return file;
}

static void escaped(void)
{
    struct case_file *file = hostile();

    for (enum page_for reader = FOR_MANAGER; reader <= FOR_ARTICLE33; reader++) {
        char *page = written(file, reader, PAGE_HTML, 0);

        lacks(page, "<script");
        lacks(page, "<img");
        lacks(page, "<svg onload");
        lacks(page, "<a ");
        lacks(page, "<b>");
        lacks(page, "<i>");
        lacks(page, "<!--");
        lacks(page, "\xe2\x80\xae");
        lacks(page, "\033");
        CU_ASSERT_TRUE(text_is_utf8(page, strlen(page)));
        free(page);
    }
    free(file);
}

static void shown(void)
{
    struct case_file *file = hostile();
    char *page = written(file, FOR_MANAGER, PAGE_HTML, 0);

    holds(page, "&lt;script&gt;alert(1)&lt;/script&gt;");
    holds(page, "&quot;&gt;&lt;svg onload=alert(2)&gt;&#39;&amp;amp;\xef\xbf\xbd gnp.exe");
    holds(page, "&lt;/style&gt;");
    free(page);
    free(file);
}

static void terminal_is_safe(void)
{
    struct case_file *file = hostile();
    char *text = written(file, FOR_MANAGER, PAGE_TEXT, 0);

    for (const char *at = text; *at; at++)
        CU_ASSERT(*at == '\n' || (unsigned char)*at >= 0x20);
    lacks(text, "\xe2\x80\xae");
    CU_ASSERT_TRUE(text_is_utf8(text, strlen(text)));
    free(text);
    free(file);
}

static void cleaned(const char *text, const char *wanted)
{
    char to[64];

    CU_ASSERT_STRING_EQUAL(page_clean(to, sizeof to, text), wanted);
}

static void cleaning(void)
{
    char little[5];

    cleaned("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\xa9\xba", "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\xa9\xba");
    cleaned("\xd9\x85\xd8\xb1\xd9\x8a\xd9\x85",
            "\xd9\x85\xd8\xb1\xd9\x8a\xd9\x85"); /* who writes from right to left may */
    cleaned("a\tb\nc\x7f", "a\xef\xbf\xbd"
                           "b\xef\xbf\xbd"
                           "c\xef\xbf\xbd");
    cleaned("\xc2\x9b"
            "2J",
            "\xef\xbf\xbd"
            "2J");                                                     /* C1 */
    cleaned("\xe2\x81\xa6x\xe2\x81\xa9", "\xef\xbf\xbdx\xef\xbf\xbd"); /* isolates */
    cleaned("\xe2\x80\xa8", "\xef\xbf\xbd");                           /* a line of its own */
    cleaned("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    cleaned("\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd");
    CU_ASSERT_STRING_EQUAL(page_clean(little, sizeof little, "ab\xe2\x82\xac"), "ab"); /* not half a character */
    CU_ASSERT_STRING_EQUAL(page_clean(little, 1, "ab"), "");
}

/* ---- the look -------------------------------------------------------------------------------- */

static void nothing_loaded(void)
{
    struct case_file *file = filing();
    char *page = written(file, FOR_DSPT, PAGE_HTML, 0);

    lacks(page, "http://");
    lacks(page, "https://");
    lacks(page, "url(");
    lacks(page, "@import");
    lacks(page, "style=\"");
    holds(page, "default-src 'none'; style-src 'sha256-");
    holds(page, "lang=\"en\"");
    free(page);
    free(file);
}

/* "--NAME:#rrggbb" from `from` on: its relative luminance (WCAG 2.2). */
static double luminance(const char *from, const char *name)
{
    char wanted[32];
    const char *at;
    double parts[3];

    text_format(wanted, sizeof wanted, "--%s:#", name);
    at = strstr(from, wanted);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    at += strlen(wanted);
    for (size_t i = 0; i < 3; i++) {
        char digits[3] = {at[2 * i], at[2 * i + 1], '\0'};
        double part = (double)strtol(digits, NULL, 16) / 255;

        parts[i] = part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

static double contrast(const char *from, const char *one, const char *other)
{
    double first = luminance(from, one), second = luminance(from, other);

    return (fmax(first, second) + 0.05) / (fmin(first, second) + 0.05);
}

static void contrasts(void)
{
    static const char *const pairs[][2] = {{"ink", "page"},     {"ink", "card"},     {"soft", "page"},
                                           {"soft", "card"},    {"bad", "card"},     {"bad", "bad-bg"},
                                           {"poor", "poor-bg"}, {"fine", "fine-bg"}, {"poor", "card"}};
    const char *dark = strstr(page_style, "prefers-color-scheme:dark");

    CU_ASSERT_PTR_NOT_NULL_FATAL(dark);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        CU_ASSERT(contrast(page_style, pairs[i][0], pairs[i][1]) >= 4.5);
        CU_ASSERT(contrast(dark, pairs[i][0], pairs[i][1]) >= 4.5);
    }
    CU_ASSERT(contrast(page_style, "link", "card") >= 3); /* what is drawn: 3 to 1 */
    CU_ASSERT(contrast(dark, "link", "card") >= 3);
    CU_ASSERT(contrast(page_style, "dot", "card") >= 3);
    CU_ASSERT(contrast(dark, "dot", "card") >= 3);
}

CU_TestInfo page_tests[] = {
    {"what to do, until when, how, the evidence, the decisions: in this order", order},
    {"a report says which phase it is", phases},
    {"a deadline that passed is overdue, one that was decided away does not run", deadlines},
    {"an acknowledgement decides nothing", nobody_decided},
    {"an acknowledgement after a decision undoes nothing", acknowledged_after},
    {"that nobody is told is said", nobody_told},
    {"no line of text is longer than 78 columns", narrow_lines},
    {"nothing that anybody typed becomes an element", escaped},
    {"and all of it is shown as it was typed", shown},
    {"nothing that anybody typed steers a terminal", terminal_is_safe},
    {"control, direction and what is no UTF-8 become a mark", cleaning},
    {"a page loads nothing, and forbids it", nothing_loaded},
    {"every text has a contrast of 4.5 at least, light and dark", contrasts},
    CU_TEST_INFO_NULL,
};
