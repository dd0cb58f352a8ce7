/* agent/watch/journal, ledger and removed: what was seen, kept over a crash. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/inventory/journal.h"

static char folder_path[] = "/tmp/confide-journal.XXXXXX";

static int make_folder(void)
{
    text_copy(folder_path, sizeof folder_path, "/tmp/confide-journal.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder_path));
    return open(folder_path, O_RDONLY | O_DIRECTORY);
}

static void drop_folder(int folder)
{
    unlinkat(folder, "journal", 0);
    unlinkat(folder, "journal.new", 0);
    close(folder);
    rmdir(folder_path);
}

static struct note removal(const char *path, int64_t time_ms)
{
    return (struct note){.kind = NOTE_REMOVED, .from_ms = time_ms, .hash = removed_hash(path, strlen(path))};
}

static void write_some(int folder)
{
    struct ledger ledger = {0};
    struct journal journal;
    bool is_broken;
    struct note notes[] = {{.kind = NOTE_SEEN, .from_ms = 1000, .to_ms = 90000},
                           {.kind = NOTE_UNSEEN, .from_ms = 5000, .to_ms = 6000},
                           removal("/srv/P1", 7000),
                           removal("/srv/P2/1", 8000)};

    CU_ASSERT_TRUE_FATAL(journal_open(&journal, folder, &ledger, &is_broken));
    CU_ASSERT_TRUE(journal_add(&journal, notes, 4));
    journal_close(&journal);
    ledger_free(&ledger);
}

/* What is known when it is opened again. */
static void read_again(int folder, struct ledger *ledger, bool *is_broken)
{
    struct journal journal;

    *ledger = (struct ledger){0};
    CU_ASSERT_TRUE_FATAL(journal_open(&journal, folder, ledger, is_broken));
    journal_close(&journal);
}

static void comes_back(void)
{
    int folder = make_folder();
    struct ledger ledger;
    struct stat status;
    bool is_broken;

    write_some(folder);
    read_again(folder, &ledger, &is_broken);
    CU_ASSERT_FALSE(is_broken);
    CU_ASSERT_TRUE(cover_has(&ledger.cover, 80000));
    CU_ASSERT_FALSE(cover_has(&ledger.cover, 5500));
    CU_ASSERT_TRUE(ledger_removed(&ledger, "/srv/P2/1", 8000));
    fstatat(folder, "journal", &status, 0);
    CU_ASSERT_EQUAL(status.st_mode & 0777, 0600);
    ledger_free(&ledger);
    drop_folder(folder);
}

static void covers_a_folder(void)
{
    struct ledger ledger = {0};
    struct note note = removal("/srv/P1", 7000);

    ledger_take(&ledger, &note);
    CU_ASSERT_TRUE(ledger_removed(&ledger, "/srv/P1", 7000));
    CU_ASSERT_TRUE(ledger_removed(&ledger, "/srv/P1/scans/1", 7000));
    CU_ASSERT_FALSE(ledger_removed(&ledger, "/srv/P10", 7000));
    CU_ASSERT_FALSE(ledger_removed(&ledger, "/srv", 7000));
    CU_ASSERT_FALSE(ledger_removed(&ledger, "/srv/P1/scans/1", 8000));
    ledger_trim(&ledger, 8000);
    CU_ASSERT_FALSE(ledger_removed(&ledger, "/srv/P1", 7000));
    ledger_free(&ledger);
}

static void survives_a_torn_end(void)
{
    for (off_t cut = 1; cut < (off_t)sizeof(struct note); cut += 5) {
        int folder = make_folder(), fd;
        struct ledger ledger;
        bool is_broken;

        write_some(folder);
        fd = openat(folder, "journal", O_RDWR);
        CU_ASSERT_EQUAL(ftruncate(fd, 4 * (off_t)sizeof(struct note) - cut), 0);
        close(fd);
        read_again(folder, &ledger, &is_broken);
        CU_ASSERT_FALSE(is_broken);
        CU_ASSERT_TRUE(ledger_removed(&ledger, "/srv/P1/1", 0));
        CU_ASSERT_FALSE(ledger_removed(&ledger, "/srv/P2/1", 0));
        ledger_free(&ledger);
        drop_folder(folder);
    }
}

static void notices_an_edit(void)
{
    int folder = make_folder(), fd;
    struct ledger ledger;
    bool is_broken;

    for (int i = 0; i < 100; i++)
        write_some(folder);
    fd = openat(folder, "journal", O_RDWR);
    CU_ASSERT_EQUAL(pwrite(fd, "x", 1, 2 * (off_t)sizeof(struct note) + 9), 1);
    close(fd);
    read_again(folder, &ledger, &is_broken);
    CU_ASSERT_TRUE(is_broken);
    CU_ASSERT_FALSE(ledger_removed(&ledger, "/srv/P1/1", 0));
    CU_ASSERT_TRUE(cover_has(&ledger.cover, 80000)); /* what stands before is good */
    ledger_free(&ledger);
    drop_folder(folder);
}

static void is_renewed(void)
{
    int folder = make_folder();
    struct ledger ledger;
    struct journal journal;
    bool is_broken;

    write_some(folder);
    ledger = (struct ledger){0};
    CU_ASSERT_TRUE_FATAL(journal_open(&journal, folder, &ledger, &is_broken));
    ledger_trim(&ledger, 8000);
    CU_ASSERT_TRUE(journal_renew(&journal, &ledger));
    journal_close(&journal);
    ledger_free(&ledger);
    read_again(folder, &ledger, &is_broken);
    CU_ASSERT_FALSE(is_broken);
    CU_ASSERT_FALSE(ledger_removed(&ledger, "/srv/P1", 0));
    CU_ASSERT_TRUE(ledger_removed(&ledger, "/srv/P2/1", 0));
    CU_ASSERT_FALSE(cover_has(&ledger.cover, 7500));
    CU_ASSERT_TRUE(cover_has(&ledger.cover, 8000));
    ledger_free(&ledger);
    drop_folder(folder);
}

static void owns_up_when_full(void)
{
    struct ledger ledger = {0};
    uint64_t taken = 0;

    for (uint64_t i = 1; i <= REMOVED_MOST + 1000; i++) {
        struct note note = {.kind = NOTE_REMOVED, .from_ms = 7000, .hash = i * 0x9e3779b97f4a7c15};

        taken += ledger_take(&ledger, &note);
    }
    CU_ASSERT_EQUAL(taken, REMOVED_MOST);
    CU_ASSERT_TRUE(ledger_removed(&ledger, "/never/heard/of", 6000)); /* nobody can say it was not */
    CU_ASSERT_FALSE(ledger_removed(&ledger, "/never/heard/of", 7001));
    ledger_trim(&ledger, 9000);
    CU_ASSERT_FALSE(ledger_removed(&ledger, "/never/heard/of", 6000));
    CU_ASSERT_PTR_NULL(ledger.removed.hashes);
    ledger_free(&ledger);
}

static void follows_no_link(void)
{
    int folder = make_folder();
    struct ledger ledger = {0};
    struct journal journal;
    bool is_broken;

    CU_ASSERT_EQUAL(symlinkat("/etc/passwd", folder, "journal"), 0);
    CU_ASSERT_FALSE(journal_open(&journal, folder, &ledger, &is_broken));
    drop_folder(folder);
}

CU_TestInfo journal_tests[] = {
    {"what was noted is known again, and only its owner can read it", comes_back},
    {"a folder's removal goes for all in it, and for nothing else", covers_a_folder},
    {"a torn end is cut off and the rest believed", survives_a_torn_end},
    {"an edit is noticed, and nothing behind it believed", notices_an_edit},
    {"it is written anew without what is too old", is_renewed},
    {"more removals than it can hold are owned up to, not taken for loss", owns_up_when_full},
    {"a link in its place is refused", follows_no_link},
    CU_TEST_INFO_NULL,
};
