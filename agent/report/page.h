/* A case's report for people: a page that a manager reads, or what an authority's form asks. Written from one case's
 * file, as text or as one self-contained HTML page, or for programs as JSON. Pure. */
#ifndef CONFIDE_REPORT_PAGE_H
#define CONFIDE_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/json_file.h"

#include "skeleton.h"

enum page_format { PAGE_TEXT = 0, PAGE_HTML, PAGE_JSON };

/* Who reads it. The authorities' forms want no personal data, and get none. */
enum page_for { FOR_MANAGER = 0, FOR_ICO, FOR_DSPT, FOR_ARTICLE33 };

enum { PAGE_MOMENT = 64 };

struct page {
    const struct case_file *file; /* borrowed */
    struct skeleton skeleton;
    enum page_for reader;
    int64_t now_ms;
    /* Writes a moment as people here say it, into `to` of PAGE_MOMENT bytes; returns `to`. */
    char *(*moment)(char *to, int64_t time_ms);
    /* What a rule looks for, in words; NULL where there is none of that name. */
    const char *(*rule)(const char *name);
};

/* Makes `page->skeleton` from `page->file`; all else is given. */
void page_prepare(struct page *page);

/* Writes it; to be freed by the caller. NULL when memory is short. */
char *page_write(const struct page *page, enum page_format format);

#endif
