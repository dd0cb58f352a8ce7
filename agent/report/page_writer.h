/* What a page is made of, whoever writes it: page.c and page_for.c say what stands there, page_text.c and page_html.c
 * how it looks. Private to page*.c. */
#ifndef CONFIDE_REPORT_PAGE_WRITER_H
#define CONFIDE_REPORT_PAGE_WRITER_H

#include "page.h"
#include "page_out.h"

/* Who vouches for an answer: the agent knows it, proposes it, or leaves it to a person. */
enum page_voice { VOICE_KNOWN = 0, VOICE_PROPOSED, VOICE_PERSON };

enum page_mark { MARK_DONE = 0, MARK_AHEAD, MARK_OVERDUE, MARK_NEVER };

struct page_point {
    const char *label;
    int64_t time_ms;
    enum page_mark mark;
};

/* Texts are not cleaned yet: each writer does, and escapes. */
struct page_writer {
    void (*begin)(struct page_out *out, const struct page *page, const char *kind, const char *headline,
                  const char *state);
    /* A heading of the second rank; `id` is of letters alone and unique on the page. */
    void (*section)(struct page_out *out, const char *id, const char *heading);
    void (*lead)(struct page_out *out, const char *text); /* the one thing to read in this section */
    void (*paragraph)(struct page_out *out, const char *text);
    void (*field)(struct page_out *out, const char *label, enum page_voice voice, const char *text);
    void (*timeline)(struct page_out *out, const struct page *page, const struct page_point *points, size_t count);
    /* `heads` holds `count` texts, and so does every row, until table_end. */
    void (*table_begin)(struct page_out *out, const char *caption, const char *const *heads, size_t count);
    void (*row)(struct page_out *out, const char *const *heads, const char *const *cells, size_t count);
    void (*table_end)(struct page_out *out);
    void (*grid)(struct page_out *out, unsigned likelihood, unsigned severity);
    void (*end)(struct page_out *out, const char *text);
};

extern const struct page_writer page_text, page_html;

/* Closer together, two moments are one to a reader. */
enum { PAGE_SAME_MS = 1000 };

/* The section "Evidence" (page_evidence.c). */
void page_evidence(struct page_out *out, const struct page_writer *writer, const struct page *page);

/* "Sun 22 Nov 2026, 14:05 GMT", "not yet": the moment of a point. */
void page_when(char *to, size_t size, const struct page *page, const struct page_point *point);

/* The sections that answer what a form asks (page_for.c). */
void page_form(struct page_out *out, const struct page_writer *writer, const struct page *page);

/* What people decided last, by enum decision_verb; 0 = nothing so far. Taking note is no decision. */
unsigned page_decided(const struct case_file *file);

/* "First report", "Update 2 (version 3 of the case)". `to` has room for PAGE_MOMENT. Returns `to`. */
char *page_phase(char *to, const struct page *page);

/* "512 or more" */
char *page_count(char *to, uint32_t number, bool is_least);

/* The page for programs (page_json.c): the file, and beside it what is proposed. NULL when memory is short. */
char *page_json(const struct page *page);

#endif
