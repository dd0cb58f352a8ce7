/* drivers/store_speed DIR COUNT: how fast events are stored, one, 50 and 500 a transaction, beside plain SQLite inserts
 * of rows of the same size with the same settings but no chain, no seal and no JSON. In one run, so that the machine's
 * mood counts for both. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/store/store.h"
#include "agent/judge/store/store_write.h"

static const int64_t now_ms = 1764000000000;

static void make_event(struct event *event, int64_t n)
{
    *event = (struct event){.time_ms = now_ms + n,
                            .count = 1,
                            .uid = 1000,
                            .pid = 4711,
                            .kind = EVENT_ACCESS,
                            .action = ACTION_READ,
                            .source = SOURCE_FILE,
                            .outcome = OUTCOME_OK,
                            .named = NAMED_WAITING};
    crypto_random(event->id, sizeof event->id);
    text_format(event->login, sizeof event->login, "asmith");
    text_format(event->patient, sizeof event->patient, "NHS%07lld", (long long)n % 5000);
    text_format(event->object, sizeof event->object, "/srv/records/NHS%07lld/letter.txt", (long long)n % 5000);
    text_format(event->program, sizeof event->program, "/usr/bin/cat");
    text_format(event->host, sizeof event->host, "reception-1");
}

/* Events a second, 0 when it failed. */
static double speed(int64_t count, int64_t start_ms)
{
    int64_t took = clock_monotonic_ms() - start_ms;

    return (double)count * 1000.0 / (double)(took > 0 ? took : 1);
}

static double store_speed(const char *dir, int64_t count, int64_t batch)
{
    const struct store_limits limits = {.max_mib = 1024, .ballast_mib = 1};
    char error[512];
    struct store *store = store_open(dir, &limits, error, sizeof error);
    bool is_good = store != NULL;
    int64_t start = clock_monotonic_ms();
    struct event event;
    double result = 0;

    for (int64_t n = 0; n < count && is_good; n++) {
        make_event(&event, n);
        is_good =
            (n % batch != 0 || store_begin(store) == STORE_OK) && store_add_event(store, &event, now_ms) == STORE_OK;
        if (n % batch == batch - 1 || n == count - 1)
            is_good = is_good && store_commit(store) == STORE_OK;
    }
    if (is_good)
        result = speed(count, start);
    else
        fprintf(stderr, "%s\n", store ? store_error(store) : error);
    store_close(store);
    return result;
}

static bool run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static double plain_speed(const char *dir, int64_t count, int64_t batch)
{
    static const uint8_t body[420];
    char path[512];
    sqlite3 *db = NULL;
    sqlite3_stmt *insert = NULL;
    struct event event;
    int64_t start;
    bool is_good;

    text_format(path, sizeof path, "%s/plain.db", dir);
    is_good =
        sqlite3_open(path, &db) == SQLITE_OK && run(db, "PRAGMA locking_mode = EXCLUSIVE") &&
        run(db, "PRAGMA journal_mode = WAL") && run(db, "PRAGMA synchronous = FULL") &&
        run(db, "CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, id BLOB UNIQUE, time_ms, login, body)") &&
        run(db, "CREATE INDEX IF NOT EXISTS event_time ON event (time_ms)") &&
        sqlite3_prepare_v2(db, "INSERT INTO event (id, time_ms, login, body) VALUES (?, ?, ?, ?)", -1, &insert, NULL) ==
            SQLITE_OK;
    start = clock_monotonic_ms();
    for (int64_t n = 0; n < count && is_good; n++) {
        make_event(&event, n);
        is_good = n % batch != 0 || run(db, "BEGIN");
        sqlite3_bind_blob(insert, 1, event.id, sizeof event.id, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 2, event.time_ms);
        sqlite3_bind_text(insert, 3, event.login, -1, SQLITE_STATIC);
        sqlite3_bind_blob(insert, 4, body, sizeof body, SQLITE_STATIC);
        is_good = is_good && sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
        if (n % batch == batch - 1 || n == count - 1)
            is_good = is_good && run(db, "COMMIT");
    }
    sqlite3_finalize(insert);
    sqlite3_close(db);
    return is_good ? speed(count, start) : 0;
}

int main(int argc, char **argv)
{
    static const int64_t batches[] = {1, 50, 500};
    int64_t count;

    if (argc != 3 || !text_number(argv[2], 1000, 10000000, &count) || !crypto_start())
        return 2;
    printf("%-10s %14s %14s %8s\n", "batch", "store, ev/s", "plain, rows/s", "ratio");
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        int64_t rows = batches[i] == 1 ? count / 10 : count;
        char dir[512];
        double store, plain;

        text_format(dir, sizeof dir, "%s/%lld", argv[1], (long long)batches[i]);
        if (mkdir(dir, 0700) != 0)
            return 3;
        store = store_speed(dir, rows, batches[i]);
        plain = plain_speed(dir, rows, batches[i]);
        if (store == 0 || plain == 0)
            return 3;
        printf("%-10lld %14.0f %14.0f %8.2f\n", (long long)batches[i], store, plain, store / plain);
    }
    return 0;
}
