/* The files in the spool: facts that the login module could not tell. */
#ifndef CONFIDE_JUDGE_SPOOLED_H
#define CONFIDE_JUDGE_SPOOLED_H

#include <stdbool.h>

enum { SPOOLED_NAME = 64 };

/* Opens the folder; -1 when it cannot be opened. */
int spooled_folder(const char *spool);

/* Is it a name of a fact, of at most SPOOLED_NAME bytes? */
bool spooled_is_fact(const char *name);

/* The fact is stored: its file goes. */
void spooled_remove(const char *spool, const char *name);

/* A file that is no fact is put aside under another name, for people to look at. */
void spooled_put_aside(int folder, const char *name, const char *wrong);

#endif
