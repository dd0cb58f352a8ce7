/* A number for each key of 16 bytes: which line an event stood in, which place a case has. Pure but for its memory. */
#ifndef CONFIDE_CTL_LOOKUP_H
#define CONFIDE_CTL_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOOKUP_KEY_SIZE = 16 };

struct lookup;

struct lookup *lookup_new(void);
void lookup_free(struct lookup *lookup);

/* Remembers `number` (not 0) for `key`. Where the key is known already its number stays. Returns the number that holds
 * from now on; 0 when memory is short. */
uint64_t lookup_put(struct lookup *lookup, const void *key, uint64_t number);

/* The number of `key`, 0 when it is not known. */
uint64_t lookup_find(const struct lookup *lookup, const void *key);

#endif
