/* People's names so folded that two spellings of one meet. Pure. */
#ifndef CONFIDE_JUDGE_SURNAME_H
#define CONFIDE_JUDGE_SURNAME_H

#include <stdint.h>

enum { SURNAME_PARTS = 2 };

/* Of a double name the first and the last part, of a single one the first alone; 0 = not said. Titles are left out. */
void surname_read(const char *surname, uint32_t parts[SURNAME_PARTS]);

/* Its first two letters: the same where two names are neighbours in a sorted list. 0 = not said. */
uint16_t surname_begins(const char *surname);

/* The first given name; 0 where it is not said or an initial alone. */
uint32_t surname_given(const char *given);

/* From the whole name, "Dr Ben Strand" or "Strand, Ben", and the surname, which may be "". */
void surname_of_person(const char *name, const char *surname, uint32_t parts[SURNAME_PARTS], uint32_t *given);

#endif
