/* A page while it is written: text that grows, and text made harmless. Private to page*.c. */
#ifndef CONFIDE_REPORT_PAGE_OUT_H
#define CONFIDE_REPORT_PAGE_OUT_H

#include <stdbool.h>
#include <stddef.h>

/* A text that grows. All zeros is an empty one. */
struct page_out {
    char *text; /* NUL-terminated once something was put */
    size_t length, capacity;
    bool failed;              /* memory was short: what follows is dropped */
    bool in_section, in_list; /* what the writer has begun */
};

void page_put(struct page_out *out, const char *text);
void page_format(struct page_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Copies `text` so that it can steer neither terminal nor page: control characters, those that turn the direction of
 * writing, and what is no UTF-8 become U+FFFD. Always NUL-terminated, cut where `size` ends. Returns `to`. */
char *page_clean(char *to, size_t size, const char *text);

#endif
