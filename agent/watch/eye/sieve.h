/* Which files may be records, by half of their numbers: so that of the many names that come to be beside the records
 * only a record's is looked at. Two threads share one without locks. Pure. */
#ifndef CONFIDE_WATCH_SIEVE_H
#define CONFIDE_WATCH_SIEVE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/eye/raw.h"

/* 1 MiB: of other files one in 80 passes with 100,000 records, one in 8 with a million. */
enum { SIEVE_BITS = 8 << 20 };

struct sieve;

/* NULL when there is no memory. Freed with sieve_free. */
struct sieve *sieve_make(void);
void sieve_free(struct sieve *sieve);

/* The file with this number is a record; it stays one. */
void sieve_add(struct sieve *sieve, uint64_t ino);

/* The same, by the file's handle. A handle that says nothing of a number is passed over. */
void sieve_add_key(struct sieve *sieve, const struct place_key *key);

/* False only when no file of that number was added. True for handles that say nothing of a number, false for none. */
bool sieve_passes(const struct sieve *sieve, const struct place_key *key);

#endif
