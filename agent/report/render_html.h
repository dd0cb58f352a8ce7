/* A letter as a page of HTML for a mail. Pure. */
#ifndef CONFIDE_REPORT_RENDER_HTML_H
#define CONFIDE_REPORT_RENDER_HTML_H

#include <stddef.h>

#include "render_letter.h"

/* A whole document: no script, no picture, nothing from elsewhere; all text escaped. Cut where `size` ends: LETTER_SIZE
 * always suffices. Returns `to`. */
char *render_html(char *to, size_t size, const struct letter *letter);

#endif
