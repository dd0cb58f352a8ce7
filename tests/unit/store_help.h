/* What the tests of the store, the chain and verify share: a scratch folder, events, cases, and a store that must open.
 */
#ifndef CONFIDE_TEST_STORE_HELP_H
#define CONFIDE_TEST_STORE_HELP_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <CUnit/CUnit.h>
#include <sqlite3.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/store/store.h"
#include "agent/judge/store/store_post.h"
#include "agent/judge/store/store_read.h"
#include "agent/judge/store/store_write.h"

/* SQL that takes what layouts 4 to 7 added out of a store again, where there is no message. */
#define HELP_BACK_TO_5                                                                                                 \
    "ALTER TABLE origin DROP COLUMN events; ALTER TABLE origin DROP COLUMN gaps;"                                      \
    "DROP TABLE purge; DROP TABLE named; DROP TABLE anchor; DROP TABLE form;"                                          \
    "DROP INDEX report_next; DROP INDEX report_state; ALTER TABLE report DROP COLUMN endpoint;"                        \
    "CREATE INDEX report_pending ON report (due_ms) WHERE state = 1;"
#define HELP_BACK_TO_3                                                                                                 \
    HELP_BACK_TO_5 "DROP TABLE outcome; DROP TABLE question; DROP TABLE unjudged; DROP INDEX event_login;"

enum { HELP_NOW = 1764000000 };
static const int64_t help_now_ms = HELP_NOW * 1000LL;

static inline int help_remove_one(const char *path, const struct stat *about, int type, struct FTW *walk)
{
    (void)about;
    (void)type;
    (void)walk;
    return remove(path);
}

static inline void help_remove(const char *folder)
{
    nftw(folder, help_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* A new private folder, its name in `folder` (64 bytes). */
static inline void help_folder(char *folder)
{
    text_copy(folder, 64, "/tmp/confide-store.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_TRUE_FATAL(crypto_start());
}

static inline struct store *help_open(const char *folder, unsigned max_mib, unsigned ballast_mib)
{
    const struct store_limits limits = {.max_mib = max_mib, .ballast_mib = ballast_mib};
    char error[512] = "";
    struct store *store = store_open(folder, &limits, error, sizeof error);

    if (!store)
        fprintf(stderr, "\n    %s\n", error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(store);
    return store;
}

/* The n-th event: its id, time, patient and file follow from n. */
static inline struct event help_event(uint32_t n)
{
    struct event event = {.time_ms = help_now_ms + n,
                          .count = 1,
                          .uid = 1000,
                          .pid = 4711,
                          .kind = EVENT_ACCESS,
                          .action = ACTION_READ,
                          .source = SOURCE_FILE,
                          .outcome = OUTCOME_OK,
                          .named = NAMED_WAITING};

    text_format((char *)event.id, sizeof event.id, "event-%u", n + 1);
    text_format(event.login, sizeof event.login, "asmith");
    text_format(event.patient, sizeof event.patient, "NHS%07u", n);
    text_format(event.object, sizeof event.object, "/srv/records/NHS%07u/letter.txt", n);
    text_format(event.program, sizeof event.program, "/usr/bin/cat");
    return event;
}

static inline struct case_report help_case(uint32_t version)
{
    struct case_report report = {.id = "C-0123456789abcdef",
                                 .version = version,
                                 .class = CASE_INAPPROPRIATE,
                                 .certainty = CERTAINTY_SUSPECTED,
                                 .severity = 4,
                                 .login = "asmith",
                                 .rules = {"bulk-read"},
                                 .first_ms = help_now_ms,
                                 .last_ms = help_now_ms + 9,
                                 .raised_ms = help_now_ms + 10,
                                 .event_total = 1,
                                 .patient_total = 1,
                                 .record_total = 1,
                                 .patients = {"NHS0000001"},
                                 .says = "A person opened many records.",
                                 .checked = {"an appointment"}};
    struct event event = help_event(1);

    memcpy(report.events[0], event.id, sizeof event.id);
    return report;
}

/* Runs SQL on a database that nobody has open, as a stranger with the file would. */
static inline void help_tamper_file(const char *path, const char *sql)
{
    char *error = NULL;
    sqlite3 *db = NULL;

    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
    CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, &error), SQLITE_OK);
    if (error)
        fprintf(stderr, "\n    %s\n", error);
    sqlite3_free(error);
    sqlite3_close(db);
}

static inline void help_tamper(const char *folder, const char *sql)
{
    char path[128];

    text_format(path, sizeof path, "%s/confide.db", folder);
    help_tamper_file(path, sql);
}

static inline void help_copy_bytes(const char *from, const char *to)
{
    static char bytes[1 << 20];
    const int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ssize_t size = read(in, bytes, sizeof bytes);

    CU_ASSERT_TRUE(size > 0 && size < (ssize_t)sizeof bytes);
    CU_ASSERT_EQUAL(write(out, bytes, (size_t)size), size);
    close(in);
    close(out);
}

/* Alters the file under the running agent, as somebody would who can write to it: a copy is altered, and its bytes are
 * put in the place of the file's own. */
static inline void help_tamper_beneath(const char *folder, const char *sql)
{
    char path[128], copy[128];

    text_format(path, sizeof path, "%s/confide.db", folder);
    text_format(copy, sizeof copy, "%s/copy.db", folder);
    help_copy_bytes(path, copy);
    help_tamper_file(copy, sql);
    help_copy_bytes(copy, path);
    unlink(copy);
}

/* Do the bytes of `text` stand anywhere in FOLDER/NAME? */
static inline bool help_file_holds(const char *folder, const char *name, const char *text)
{
    static char bytes[4 << 20];
    char path[128];
    ssize_t size;
    int fd;

    text_format(path, sizeof path, "%s/%s", folder, name);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    size = fd < 0 ? 0 : read(fd, bytes, sizeof bytes);
    if (fd >= 0)
        close(fd);
    return size > 0 && memmem(bytes, (size_t)size, text, strlen(text));
}

/* Puts a message of one's own text to an endpoint; inside a transaction. */
static inline enum store_result help_message(struct store *store, const char *id, const char *case_id,
                                             const char *endpoint, unsigned severity, const char *body, int64_t due_ms)
{
    const struct store_message message = {.id = id,
                                          .case_id = case_id,
                                          .endpoint = endpoint,
                                          .severity = severity,
                                          .body = body,
                                          .size = strlen(body),
                                          .due_ms = due_ms};

    return store_add_message(store, &message, help_now_ms);
}

/* Stores events from `first` on, `count` of them, in one transaction. */
static inline enum store_result help_store(struct store *store, uint32_t first, uint32_t count)
{
    enum store_result result = store_begin(store);

    for (uint32_t n = first; n < first + count && result == STORE_OK; n++) {
        struct event event = help_event(n);

        result = store_add_event(store, &event, help_now_ms);
    }
    return result == STORE_OK ? store_commit(store) : result;
}

#endif
