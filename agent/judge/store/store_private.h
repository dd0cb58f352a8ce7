/* The inside of the store, shared by store.c, store_write.c, store_read.c and verify.c and by nobody else. */
#ifndef CONFIDE_JUDGE_STORE_PRIVATE_H
#define CONFIDE_JUDGE_STORE_PRIVATE_H

#include "agent/base/json_case.h"

#include "store.h"
#include "store_folder.h"
#include "store_row.h"
#include "store_sql.h"

/* SQLite's own size for new files, written down because limits are given in MiB. */
enum { STORE_PAGE_SIZE = 4096, STORE_PAGES_PER_MIB = 256 };

/* The largest body that is sealed. */
enum { STORE_BODY = WIRE_BODY_MAX };

#define STORE_DAMAGED "damaged (%s): keep a copy of the folder as evidence, then restore it from your backup"

struct store_head {
    uint64_t seq;
    uint8_t hash[CRYPTO_HASH_SIZE];
};

struct store {
    struct store_sql sql;
    struct store_folder folder;
    struct store_limits limits;
    uint8_t patient_key[CRYPTO_KEY_SIZE], seal_key[CRYPTO_KEY_SIZE], agent_key[CRYPTO_KEY_SIZE];
    uint8_t chain_id[CHAIN_ID_SIZE];
    char machine[33];
    struct store_head head;            /* as it stands inside the transaction */
    struct store_head kept;            /* as it is committed */
    unsigned added_events, added_gaps; /* inside the transaction */
    bool is_lost;                      /* the disk failed: what it holds is known only after opening again */
    bool lacks_ballast;                /* it was given up, or there was never room for it */
    bool lacks_pages;                  /* the last pages under the limit are in use */
    enum store_result failure;         /* of this transaction: nothing more is done in it */
    bool is_wal_cut; /* since this store was opened, after the last purge: nothing erased lies in it */
    bool is_key_new; /* that of the agent was not there, though the history was */
    int wal_pages;
    char error[512];
    uint8_t plain[STORE_BODY];
    uint8_t sealed[STORE_BODY + CRYPTO_SEAL_EXTRA];
};

/* Takes note of what SQLite just refused: the result to hand on. */
enum store_result store_refuse(struct store *store);

/* The same for what the store itself refuses: one line with the remedy. */
enum store_result store_reject(struct store *store, const char *why);

/* Sets the reserve aside, as far as there is room for it; at open. */
bool store_reserve(struct store *store);

/* True when further events must stay with their sources, so that the rest of the room is left for noting deliveries. */
bool store_is_full(const struct store *store);

/* STORE_FULL, with the line that says which wall was hit and what moves it. */
enum store_result store_report_full(struct store *store);

/* Copies the WAL back; `mode` is SQLite's. True when all of it was. What was committed stays so in any case. */
bool store_checkpoint(struct store *store, int mode);

/* What a read ends with, by its last step's code; resets the statement. */
enum store_result store_finish(struct store *store, struct sqlite3_stmt *statement, int code);

/* Puts `row` by statement `number` as the next entry of the chain. STORE_ALREADY when its id is there: nothing is
 * changed. */
enum store_result store_append(struct store *store, enum chain_kind kind, enum store_sql_number number,
                               struct store_row *row, int64_t now_ms);

#endif
