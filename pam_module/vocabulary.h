/* What a clinic's people build passwords of, wherever they work. Lower case; NULL ends each list. */
#ifndef CONFIDE_PAM_VOCABULARY_H
#define CONFIDE_PAM_VOCABULARY_H

extern const char *const vocabulary_usual[];
extern const char *const vocabulary_words[];
extern const char *const vocabulary_everyday[]; /* only beside a number */
extern const char *const vocabulary_numbers[];

#endif
