/* A walk over the chain, entry by entry. Private to verify*.c. */
#ifndef CONFIDE_JUDGE_VERIFY_WALK_H
#define CONFIDE_JUDGE_VERIFY_WALK_H

#include "store_private.h"
#include "verify.h"

struct verify_walk {
    struct store_sql *sql;
    struct verify_outcome *outcome; /* begin with one that is good */
    const uint8_t *seal_key;        /* NULL: of a purge it is not checked who made it */
    bool is_blind;                  /* a finding is that the disk or the memory failed */
    uint8_t chain_id[CHAIN_ID_SIZE];
    struct store_head head;     /* of the last entry seen */
    struct store_head recorded; /* as the database says */
};

/* Takes note that entry `seq` is bad; the first stays. Always false. */
bool verify_find(struct verify_walk *walk, uint64_t seq, const char *what, const char *words);

/* Takes note where `code`, a step's, says that nothing could be read: true then. */
bool verify_stumbled(struct verify_walk *walk, uint64_t seq, int code);

/* Reads the chain's id and its recorded end. */
bool verify_origin(struct verify_walk *walk);

/* Whether the entry that `statement` stands on is the walk's last one. */
bool verify_is_last(const struct verify_walk *walk, struct sqlite3_stmt *statement);

/* Checks the entry that `statement` (the columns of SQL_CHAIN) stands on, which must be the next. */
bool verify_entry(struct verify_walk *walk, struct sqlite3_stmt *statement);

/* Whether the walk ended where the database says that the chain ends. */
void verify_end(struct verify_walk *walk);

/* Rows from `first` to `last` that no entry of the chain speaks of. */
void verify_beside(struct verify_walk *walk, int64_t first, int64_t last);

#endif
