/* A record as a letter to people: what happened, what to do now, until when, how to read more. Pure. */
#ifndef CONFIDE_REPORT_RENDER_LETTER_H
#define CONFIDE_REPORT_RENDER_LETTER_H

#include "render_cut.h"
#include "render_words.h"

enum { LETTER_PARTS = 10, LETTER_TEXT = 4096, LETTER_SIZE = 32 * 1024 };

struct letter_part {
    const char *heading;
    char text[LETTER_TEXT]; /* lines parted by newlines; no other control character */
};

struct letter {
    char title[RENDER_LINE];
    struct letter_part parts[LETTER_PARTS];
    size_t count;
};

void render_letter(struct letter *letter, const struct rendering *cut);

/* The letter as plain text, each heading on a line of its own after `mark`; with `is_markdown` nothing in it that was
 * free text can be read as a mark-up, link or picture. LETTER_SIZE always suffices. Returns `to`. */
char *render_letter_text(char *to, size_t size, const struct letter *letter, const char *mark, bool is_markdown);

#endif
