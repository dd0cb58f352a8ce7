/* A running agent goes through its own history again and again, a part at a time, as it lies on the disk (the history:
 * verify_help.h). */
#include <sys/stat.h>

#include "agent/judge/store/store_private.h"
#include "agent/judge/store/store_purge.h"

#include "verify_help.h"

/* Goes on until a round is through or something is found: the parts it took. */
static unsigned go_round(struct store *store, struct verify_place *place, unsigned most, struct verify_outcome *outcome)
{
    const uint64_t rounds = place->rounds;
    unsigned parts = 0;

    do {
        CU_ASSERT_EQUAL_FATAL(verify_some(store, place, most, outcome), STORE_OK);
        parts++;
    } while (parts < 1000 && outcome->good && place->rounds == rounds);
    return parts;
}

/* All that was written lies in the database file, none in its WAL. */
static void settle(struct store *store)
{
    CU_ASSERT_TRUE(store_checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE));
}

static void goes_round(void)
{
    char folder[64];
    struct store *store = help_history(folder);
    struct verify_place place = {0};
    struct verify_outcome outcome;

    for (unsigned most = 1; most <= HELP_LAST + 1; most++) {
        CU_ASSERT_EQUAL(go_round(store, &place, most, &outcome), HELP_LAST / most + 1);
        CU_ASSERT_TRUE(outcome.good);
        CU_ASSERT_EQUAL(outcome.entries, HELP_LAST % most);
        CU_ASSERT_EQUAL(place.rounds, most);
        CU_ASSERT_EQUAL(place.seq, 0);
    }
    CU_ASSERT_EQUAL(verify_some(store, &place, 5, &outcome), STORE_OK);
    CU_ASSERT_EQUAL(outcome.entries, 5);
    CU_ASSERT_EQUAL(place.seq, 5);
    store_close(store);
    help_remove(folder);
}

static void what_comes_meanwhile_is_good(void)
{
    const struct store_periods periods = {.events = 1};
    char folder[64], chain_id[33], head[65], machine[64];
    struct store *store = help_history(folder);
    struct verify_place place = {0};
    struct verify_outcome outcome;
    uint64_t seq;
    unsigned erased;

    for (uint32_t n = 0; n < 200; n++) {
        CU_ASSERT_EQUAL(verify_some(store, &place, 7, &outcome), STORE_OK);
        CU_ASSERT_TRUE(outcome.good);
        if (n % 3 == 0)
            CU_ASSERT_EQUAL(help_store(store, 100 + n, 2), STORE_OK);
        if (n == 60)
            CU_ASSERT_EQUAL(store_purge(store, &periods, help_now_ms + 2 * 86400000LL, 20, &erased), STORE_OK);
    }
    CU_ASSERT_TRUE(place.rounds >= 3);
    go_round(store, &place, 7, &outcome);
    store_head(store, chain_id, &seq, head, machine);
    CU_ASSERT_STRING_EQUAL(outcome.head, head);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(verify_some(store, &place, 7, &outcome), STORE_FAILED); /* never inside a transaction */
    store_undo(store);
    store_close(store);
    help_remove(folder);
}

/* Altered under the running agent: found in the next round, whatever the size of its parts, and found again. */
static void found(const char *sql, uint64_t seq, const char *words)
{
    static const unsigned sizes[] = {1, 2, 5, 8, 500};
    struct verify_place place = {0};
    struct verify_outcome outcome;
    char folder[64];
    struct store *store = help_history(folder);

    go_round(store, &place, 4, &outcome);
    CU_ASSERT_TRUE(outcome.good);
    settle(store);
    help_tamper_beneath(folder, sql);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        go_round(store, &place, sizes[i], &outcome);
        CU_ASSERT_FALSE(outcome.good);
        CU_ASSERT_EQUAL(outcome.first_bad, seq);
        CU_ASSERT_PTR_NOT_NULL(strstr(outcome.words, words));
        if (outcome.good || outcome.first_bad != seq || !strstr(outcome.words, words))
            fprintf(stderr, "\n    %s\n    found: %llu '%s'\n", sql, (unsigned long long)outcome.first_bad,
                    outcome.words);
    }
    CU_ASSERT_EQUAL(place.rounds, 1);
    store_close(store);
    help_remove(folder);
}

static void edited_row(void)
{
    found("UPDATE event SET login = 'bjones' WHERE seq = 5", 5, "event 5: its content does not fit the chain");
    found("UPDATE report SET endpoint = 'at' WHERE seq = 13", 13, "message 13: its content does not fit the chain");
    found("UPDATE report SET state = 4 WHERE seq = 13", 13, "message 13: its state does not fit its deliveries");
}

static void deleted_row(void)
{
    found("DELETE FROM event WHERE seq = 7", 7, "event 7: it was deleted");
    found("DELETE FROM event WHERE seq = 19", 19, "event 19: it was deleted");
    found("DELETE FROM event WHERE seq = 7; DELETE FROM chain WHERE seq = 7", 7,
          "entry 7: it was deleted from the chain");
}

static void reordered_entries(void)
{
    found("UPDATE chain SET seq = 1000 WHERE seq = 5; UPDATE chain SET seq = 5 WHERE seq = 6;"
          "UPDATE chain SET seq = 6 WHERE seq = 1000",
          5, "event 5: it does not follow the entry before it");
}

static void put_in(void)
{
    found("INSERT INTO event SELECT 20, salt, x'0102030405060708090a0b0c0d0e0f10', time_ms, kind, action, source,"
          " 'bjones', patient, body FROM event WHERE seq = 5",
          20, "event 20: it was put in beside the chain");
    found("INSERT INTO event SELECT 12, salt, x'0102030405060708090a0b0c0d0e0f10', time_ms, kind, action, source,"
          " 'bjones', patient, body FROM event WHERE seq = 5",
          12, "event 12: it was put in beside the chain");
}

static void cut_tail(void)
{
    found("DELETE FROM event WHERE seq >= 18; DELETE FROM chain WHERE seq >= 18", 18,
          "entry 18: it and all after it were cut off");
    found("DELETE FROM event WHERE seq >= 18; DELETE FROM chain WHERE seq >= 18;"
          "UPDATE origin SET head_seq = 17, head_hash = (SELECT hash FROM chain WHERE seq = 17)",
          18, "entry 18: it and all after it were cut off");
}

static void moved_end(void)
{
    found("UPDATE origin SET head_hash = zeroblob(32)", 19, "entry 19: it is not the end that this agent stored");
}

/* No table of ours can hold an entry twice: its maker has to make the table anew. */
static void doubled_seq(void)
{
    for (unsigned most = 1; most <= HELP_LAST; most++) {
        struct verify_place place = {0};
        struct verify_outcome outcome;
        char folder[64];
        struct store *store = help_history(folder);

        CU_ASSERT_EQUAL(sqlite3_exec(store->sql.db,
                                     "CREATE TABLE copy AS SELECT * FROM chain;"
                                     "INSERT INTO copy SELECT * FROM chain WHERE seq = 9; DROP TABLE chain;"
                                     "ALTER TABLE copy RENAME TO chain",
                                     NULL, NULL, NULL),
                        SQLITE_OK);
        go_round(store, &place, most, &outcome);
        CU_ASSERT_FALSE(outcome.good);
        CU_ASSERT_EQUAL(outcome.first_bad, 9);
        CU_ASSERT_PTR_NOT_NULL(strstr(outcome.words, "event 9: it stands in the chain twice"));
        store_close(store);
        help_remove(folder);
    }
}

/* Altered after it was passed, in the middle of a round. */
static void altered_behind_it(void)
{
    struct verify_place place = {0};
    struct verify_outcome outcome;
    char folder[64];
    struct store *store = help_history(folder);

    settle(store);
    CU_ASSERT_EQUAL(verify_some(store, &place, 9, &outcome), STORE_OK);
    help_tamper_beneath(folder, "UPDATE chain SET hash = zeroblob(32) WHERE seq = 9");
    CU_ASSERT_EQUAL(verify_some(store, &place, 9, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_STRING_EQUAL(outcome.words, "entry 9: it was altered or deleted after it had been found good");
    store_close(store);
    help_remove(folder);
}

static void exchange(const char *folder, bool in_place)
{
    char other[64], path[128], from[128];

    store_close(help_history(other));
    text_format(path, sizeof path, "%s/confide.db", folder);
    text_format(from, sizeof from, "%s/confide.db", other);
    if (in_place)
        help_copy_bytes(from, path);
    else
        CU_ASSERT_EQUAL(rename(from, path), 0);
    help_remove(other);
}

static void exchanged_file(void)
{
    for (int in_place = 0; in_place < 2; in_place++) {
        struct verify_place place = {0};
        struct verify_outcome outcome;
        char folder[64];
        struct store *store = help_history(folder);

        settle(store);
        CU_ASSERT_EQUAL(verify_some(store, &place, 9, &outcome), STORE_OK);
        CU_ASSERT_TRUE(outcome.good);
        exchange(folder, in_place);
        CU_ASSERT_EQUAL(verify_some(store, &place, 9, &outcome), STORE_OK);
        CU_ASSERT_FALSE(outcome.good);
        CU_ASSERT_STRING_EQUAL(outcome.words, "start 1: the file was exchanged under the running agent");
        store_close(store);
        help_remove(folder);
    }
}

static void rolled_back_file(void)
{
    struct verify_place place = {0};
    struct verify_outcome outcome;
    char folder[64], path[128], before[128];
    struct store *store = help_history(folder);

    settle(store);
    text_format(path, sizeof path, "%s/confide.db", folder);
    text_format(before, sizeof before, "%s/before.db", folder);
    help_copy_bytes(path, before);
    CU_ASSERT_EQUAL(help_store(store, 50, 2), STORE_OK);
    settle(store);
    help_copy_bytes(before, path);
    CU_ASSERT_EQUAL(verify_some(store, &place, 9, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_STRING_EQUAL(outcome.words, "entry 20: it and all after it were cut off");
    store_close(store);
    help_remove(folder);
}

static void damaged_page(void)
{
    struct verify_place place = {0};
    struct verify_outcome outcome;
    char folder[64], path[128], page[STORE_PAGE_SIZE];
    struct store *store = help_history(folder);
    int fd;

    settle(store);
    text_format(path, sizeof path, "%s/confide.db", folder);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    memset(page, 0x5a, sizeof page);
    for (int at = 1; at < 8; at++)
        CU_ASSERT_EQUAL(pwrite(fd, page, sizeof page, (off_t)at * STORE_PAGE_SIZE), STORE_PAGE_SIZE);
    close(fd);
    go_round(store, &place, 4, &outcome);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_TRUE(outcome.first_bad > 0);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo verify_slice_tests[] = {
    {"a running agent goes through its history round and round", goes_round},
    {"what is stored or erased meanwhile is good", what_comes_meanwhile_is_good},
    {"a row edited under a running agent is found", edited_row},
    {"a row deleted under a running agent is found", deleted_row},
    {"entries put in another order under it are found", reordered_entries},
    {"a row put in under it is found", put_in},
    {"an entry that stands twice is found, wherever a part ends", doubled_seq},
    {"a tail cut off under it is found, also with its recorded end", cut_tail},
    {"an end that is not the one in memory is found", moved_end},
    {"what is altered behind the check, in the same round, is found", altered_behind_it},
    {"a file in the place of the agent's is found", exchanged_file},
    {"an older state of the file is found", rolled_back_file},
    {"damaged pages are found", damaged_page},
    CU_TEST_INFO_NULL,
};
