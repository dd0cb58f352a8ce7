/* The sentences that several formats share: what happened, what is to be done, until when. Pure. */
#ifndef CONFIDE_REPORT_RENDER_WORDS_H
#define CONFIDE_REPORT_RENDER_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "render_cut.h"

enum { RENDER_SENTENCE = 320, RENDER_LIST = 8, RENDER_LINE = 160 };

/* "" ends it. */
struct render_list {
    char texts[RENDER_LIST][RENDER_LINE];
};

/* One line of ASCII, made of no free text at all: "Suspected loss of records, severity 5 of 5". Each of these returns
 * `to`. */
char *render_words_title(char to[RENDER_LINE], const struct rendering *cut);

/* What happened, in one sentence. */
char *render_words_says(char to[RENDER_SENTENCE], const struct rendering *cut);

/* "12 events, 2 patients, 11 records, from 2026-11-23 10:00 to 2026-11-23 10:01 UTC." */
char *render_words_extent(char to[RENDER_SENTENCE], const struct rendering *cut);

/* How to read the whole on the machine. */
char *render_words_command(char *to, size_t size, const struct rendering *cut);

/* "2026-11-23 10:00 UTC". */
char *render_words_time(char to[RENDER_LINE], int64_t time_ms);

/* 1 to 5; a test that somebody asked for is the least. */
unsigned render_words_severity(const struct rendering *cut);

/* What all messages about one thing have in common: the case's id, also of a case that a minimal report stands for. */
char *render_words_case(char to[REPORT_ID_SIZE], const struct rendering *cut);

/* What the agent must not decide; empty when somebody decided that nothing is left to do. */
void render_words_to_decide(struct render_list *list, const struct rendering *cut);

#endif
