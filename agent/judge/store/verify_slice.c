/* Owns: the check that a running agent makes of its own history all the time, a part at a time. Must not own: what
 * makes an entry good (verify_walk.c), how often it is called. The agent holds the true end in its memory, so a tail
 * that was cut, or another file in the place of this one, shows at once. Each part is read from the disk: what lies in
 * SQLite's own memory would be what was written, and not what is there. In: the place. Out: the next place, or what is
 * wrong. */
#include <string.h>

#include <sqlite3.h>

#include "agent/base/text.h"

#include "verify_walk.h"

/* Whether this is still the file that was opened, and the end in it the one in our memory. */
static void check_file(struct verify_walk *walk, struct store *store)
{
    int has_moved = 0;

    sqlite3_file_control(store->sql.db, NULL, SQLITE_FCNTL_HAS_MOVED, &has_moved);
    if (has_moved || memcmp(walk->chain_id, store->chain_id, CHAIN_ID_SIZE) != 0)
        verify_find(walk, 1, "start", "the file was exchanged under the running agent");
    else if (walk->recorded.seq < store->kept.seq)
        verify_find(walk, walk->recorded.seq + 1, "entry", "it and all after it were cut off");
    else if (walk->recorded.seq > store->kept.seq ||
             memcmp(walk->recorded.hash, store->kept.hash, CRYPTO_HASH_SIZE) != 0)
        verify_find(walk, store->kept.seq, "entry", "it is not the end that this agent stored");
}

/* Begins with the entry that was the last one before, so that one that stands twice shows here too. True when the chain
 * ended. */
static bool walk_on(struct verify_walk *walk, unsigned most)
{
    const bool goes_on = walk->head.seq > 0;
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, SQL_CHAIN_FROM);
    int code = SQLITE_ERROR;

    if (statement && sqlite3_bind_int64(statement, 1, goes_on ? (int64_t)walk->head.seq : INT64_MIN) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 2, (int64_t)most + goes_on) == SQLITE_OK)
        code = sqlite3_step(statement);
    if (goes_on && (code == SQLITE_ROW || code == SQLITE_DONE)) {
        if (code == SQLITE_DONE || !verify_is_last(walk, statement))
            verify_find(walk, walk->head.seq, "entry", "it was altered or deleted after it had been found good");
        else
            code = sqlite3_step(statement);
    }
    while (walk->outcome->good && code == SQLITE_ROW && verify_entry(walk, statement))
        code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        verify_find(walk, walk->head.seq + 1, "entry", sqlite3_errmsg(walk->sql->db));
    if (statement)
        sqlite3_reset(statement);
    return walk->outcome->entries < most;
}

static void check_part(struct verify_walk *walk, struct store *store, unsigned most, bool *is_through)
{
    const int64_t first = walk->head.seq > 0 ? (int64_t)walk->head.seq + 1 : INT64_MIN;

    if (!verify_origin(walk))
        return;
    check_file(walk, store);
    if (!walk->outcome->good)
        return;
    *is_through = walk_on(walk, most);
    if (walk->outcome->good)
        verify_beside(walk, first, *is_through ? INT64_MAX : (int64_t)walk->head.seq);
    if (walk->outcome->good && *is_through)
        verify_end(walk);
}

enum store_result verify_some(struct store *store, struct verify_place *place, unsigned most,
                              struct verify_outcome *outcome)
{
    struct verify_walk walk = {.sql = &store->sql, .outcome = outcome, .seal_key = store->seal_key};
    bool is_through = false;

    if (store->is_lost)
        return STORE_FAILED;
    if (store->sql.is_open)
        return store_reject(store, "a transaction is open: this is a mistake in confided");
    *outcome = (struct verify_outcome){.good = true};
    walk.head.seq = place->seq;
    memcpy(walk.head.hash, place->hash, CRYPTO_HASH_SIZE);
    sqlite3_db_release_memory(store->sql.db);
    check_part(&walk, store, most > 0 ? most : 1, &is_through);
    if (walk.is_blind)
        return store_refuse(store);
    text_hex(outcome->head, walk.head.hash, CRYPTO_HASH_SIZE);
    place->rounds += outcome->good && is_through;
    place->seq = 0;
    memset(place->hash, 0, CRYPTO_HASH_SIZE);
    if (outcome->good && !is_through) {
        place->seq = walk.head.seq;
        memcpy(place->hash, walk.head.hash, CRYPTO_HASH_SIZE);
    }
    return STORE_OK;
}
