/* How a page looks. Private to page_html.c and its test, which computes every contrast. */
#ifndef CONFIDE_REPORT_PAGE_STYLE_H
#define CONFIDE_REPORT_PAGE_STYLE_H

/* The whole style sheet: colours by name first, light, then dark. Nothing in it is loaded from anywhere. */
extern const char page_style[];

#endif
