/* What `confidectl check` found: a line each, with its place and its remedy. */
#ifndef CONFIDE_CTL_FINDINGS_H
#define CONFIDE_CTL_FINDINGS_H

#include <stdbool.h>

enum finding_level { FINDING_GOOD = 0, FINDING_WARNING, FINDING_ERROR };

struct findings;

/* `json`: each is written as one object when it is added; else findings_print shows them all. NULL when memory is
 * short. */
struct findings *findings_new(bool json);
void findings_free(struct findings *findings);

/* `where`: a file, or FILE:LINE. The text is one sentence or two: what, and the remedy. */
void findings_add(struct findings *findings, enum finding_level level, const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same, where the text begins with its place: "FILE:LINE: what and remedy". */
void findings_add_line(struct findings *findings, enum finding_level level, const char *line);

bool findings_print(struct findings *findings);

/* How many there are of a level. */
unsigned findings_count(const struct findings *findings, enum finding_level level);

#endif
