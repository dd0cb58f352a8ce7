/* The agent's one database: events, cases, reports and the chain over them. Owns SQLite; one process, one connection.
 * WAL, synchronous=FULL. Patients are kept as keyed hashes, whatever can name one is sealed (keys: 0400 files beside
 * it). */
#ifndef CONFIDE_JUDGE_STORE_H
#define CONFIDE_JUDGE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>
#include <confide/event.h>
#include <confide/wire.h>

struct store;

enum store_result { STORE_OK = 0, STORE_ALREADY, STORE_NOTHING, STORE_FULL, STORE_FAILED };

struct store_limits {
    unsigned max_mib;     /* the database grows no further */
    unsigned ballast_mib; /* set aside, given up at a full disk so that reports can still be marked */
};

/* Opens DIR/confide.db, or makes it with its keys, chain and ballast; holds a lock on DIR (a second process is
 * refused). NULL with why and the remedy in `error`. */
struct store *store_open(const char *dir, const struct store_limits *limits, char *error, size_t size);
void store_close(struct store *store);

/* Everything between begin and commit happens or does not. After any STORE_FULL or STORE_FAILED: store_undo, and
 * store_error says why and how to mend it. */
enum store_result store_begin(struct store *store);
enum store_result store_commit(struct store *store);
void store_undo(struct store *store);
const char *store_error(const struct store *store);

/* A secret of this store, the same at every opening, derived from its keys: for what must not be guessed from outside.
 */
void store_salt(const struct store *store, uint8_t salt[16]);

#endif
