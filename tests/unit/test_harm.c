/* Signs of damage, on real files: what an attacker writes into one is signed, what people and programs write is not. */
#include "yard.h"

#include <fcntl.h>

#include "agent/watch/acts/acts.h"

/* ---- written to ------------------------------------------------------------------------------ */

static void overwritten(void)
{
    static const char *const names[] = {"a.pdf", "a.jpg", "a.docx", "a.txt", "a.csv", "a.doc", "a.pdf.bak"};
    struct yard yard;

    yard_open(&yard);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        put_noise(&yard, names[i]);
        CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, names[i], NULL), SIGN_HEADER | SIGN_LOOKED);
        put(&yard, names[i], "", 0);
        CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, names[i], NULL),
                        i == 6 ? SIGN_LOOKED : SIGN_EMPTIED | SIGN_LOOKED); /* a backup may be empty */
        drop(&yard, names[i]);
    }
    put_noise(&yard, "a.scan");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.scan", NULL), SIGN_NOISE | SIGN_LOOKED);
    put_noise(&yard, "note");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "note", NULL), SIGN_NOISE | SIGN_LOOKED);
    drop(&yard, "a.scan");
    drop(&yard, "note");
    yard_close(&yard);
}

static void written_well(void)
{
    static const char structured[] = "MYDB\1\0\0\0\x20\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\0";
    struct yard yard;

    yard_open(&yard);
    put(&yard, "a.pdf", PDF, sizeof PDF - 1);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_LOOKED);
    put(&yard, "note", TEXT, sizeof TEXT - 1);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "note", NULL), SIGN_LOOKED);
    put(&yard, "patients.idx9", structured, sizeof structured);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "patients.idx9", NULL), SIGN_LOOKED);
    put(&yard, "visits.lock", "", 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "visits.lock", NULL), SIGN_LOOKED);
    drop(&yard, "a.pdf");
    drop(&yard, "note");
    drop(&yard, "patients.idx9");
    drop(&yard, "visits.lock");
    yard_close(&yard);
}

/* Whoever makes a file may fill it as they like. */
static void new_files(void)
{
    struct yard yard;

    yard_open(&yard);
    born(&yard, ACTION_CREATE, "a.pdf", NULL);
    put_noise(&yard, "a.pdf");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_TEMPORARY);
    put(&yard, "a.pdf", "", 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_TEMPORARY);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "a.pdf", NULL), SIGN_TEMPORARY);
    yard.now_ms += 11 * 60 * 1000;
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_EMPTIED | SIGN_LOOKED);
    drop(&yard, "a.pdf");
    yard_close(&yard);
}

/* Whoever unpacks a tree makes files faster than anyone sees. */
static void new_folders(void)
{
    struct yard yard;
    struct event event;

    yard_open(&yard);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "tree/src/a.c", NULL), 0);
    born(&yard, ACTION_CREATE, "tree/", NULL);
    born(&yard, ACTION_CREATE, "tree/src/", NULL);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "tree/src/b.c", NULL), SIGN_TEMPORARY);
    event = make(&yard, ACTION_UPDATE, "tree/src/b.c", NULL);
    text_copy(event.evidence, sizeof event.evidence, "made anew as b.c");
    harm_sign(yard.harm, &event, event.object, yard.now_ms);
    CU_ASSERT_EQUAL(event.signs, SIGN_TEMPORARY); /* not there to be looked at */
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "trees/b.c", NULL), 0);
    event = make(&yard, ACTION_DELETE, "tree/src/c.c", NULL);
    text_copy(event.login, sizeof event.login, "anna");
    harm_sign(yard.harm, &event, event.object, yard.now_ms);
    CU_ASSERT_EQUAL(event.signs, 0);                       /* another's */
    born(&yard, ACTION_RENAME, "old.pdf", "tree/old.pdf"); /* moved into it */
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "tree/old.pdf", NULL), 0);
    event = make(&yard, ACTION_CREATE, "in/", NULL);
    text_copy(event.reason, sizeof event.reason, "it was moved here from a folder that is not watched");
    harm_note_born(yard.harm, &event, event.object, yard.now_ms);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "in/a.pdf", NULL), 0); /* not made, but brought */
    yard.now_ms += 11 * 60 * 1000;
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "tree/src/d.c", NULL), 0);
    yard_close(&yard);
}

/* ... but not in the place of one that they deleted, nor by a save over it. */
static void replaced(void)
{
    struct yard yard;

    yard_open(&yard);
    sign(&yard, ACTION_DELETE, "a.pdf", NULL);
    born(&yard, ACTION_CREATE, "a.pdf", NULL);
    put_noise(&yard, "a.pdf");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_HEADER | SIGN_LOOKED);
    drop(&yard, "a.pdf");
    born(&yard, ACTION_CREATE, "b.pdf.tmp", NULL);
    put_noise(&yard, "b.pdf");
    born(&yard, ACTION_RENAME, "b.pdf.tmp", "b.pdf");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "b.pdf", NULL), SIGN_HEADER | SIGN_LOOKED);
    drop(&yard, "b.pdf");
    born(&yard, ACTION_CREATE, ".scan.x3j", NULL);
    put_noise(&yard, "scan");
    born(&yard, ACTION_RENAME, ".scan.x3j", "scan");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "scan", NULL), 0); /* nobody can tell: counted, as where nobody looks */
    drop(&yard, "scan");
    yard_close(&yard);
}

/* Where a symbolic link will be, tar first makes an empty file that nobody may open. */
static void link_to_be(void)
{
    struct yard yard;
    char path[128];

    yard_open(&yard);
    sign(&yard, ACTION_DELETE, "a.pdf", NULL);
    born(&yard, ACTION_CREATE, "a.pdf", NULL);
    put(&yard, "a.pdf", "", 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_EMPTIED | SIGN_LOOKED);
    chmod(place(&yard, path, "a.pdf"), 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), geteuid() == 0 ? SIGN_LOOKED : 0);
    yard.now_ms += 11 * 60 * 1000;
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), geteuid() == 0 ? SIGN_EMPTIED | SIGN_LOOKED : 0);
    drop(&yard, "a.pdf");
    yard_close(&yard);
}

/* A file that was brought from elsewhere may lie over a record. */
static void brought_in(void)
{
    struct yard yard;
    struct event event;

    yard_open(&yard);
    put_noise(&yard, "a.pdf");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_CREATE, "a.pdf", NULL), 0);
    event = make(&yard, ACTION_CREATE, "a.pdf", NULL);
    text_copy(event.reason, sizeof event.reason, "it was moved here from a folder that is not watched");
    harm_sign(yard.harm, &event, event.object, yard.now_ms);
    CU_ASSERT_EQUAL(event.signs, SIGN_HEADER | SIGN_LOOKED);
    put(&yard, "a.pdf", PDF, sizeof PDF - 1);
    event.signs = 0;
    harm_sign(yard.harm, &event, event.object, yard.now_ms);
    CU_ASSERT_EQUAL(event.signs, SIGN_LOOKED);
    drop(&yard, "a.pdf");
    yard_close(&yard);
}

/* As acts.c tells it: the signs are those of the one update that it was. */
static void made_anew(void)
{
    struct acts *acts = acts_make();
    struct event gone, born_anew, told;
    struct yard yard;

    yard_open(&yard);
    CU_ASSERT_PTR_NOT_NULL_FATAL(acts);
    gone = make(&yard, ACTION_DELETE, "a.pdf", NULL);
    born_anew = make(&yard, ACTION_CREATE, "a.pdf", NULL);
    put_noise(&yard, "a.pdf");
    acts_put(acts, ACTS_RECORD, &gone, 1000);
    harm_note_born(yard.harm, &born_anew, born_anew.object, 1001);
    acts_put(acts, ACTS_RECORD, &born_anew, 1001);
    CU_ASSERT_TRUE_FATAL(acts_take(acts, INT64_MAX, &told));
    CU_ASSERT_EQUAL(told.action, ACTION_UPDATE);
    harm_sign(yard.harm, &told, told.object, 2000);
    CU_ASSERT_EQUAL(told.signs, SIGN_HEADER | SIGN_LOOKED);
    CU_ASSERT_FALSE(acts_take(acts, INT64_MAX, &told));
    acts_free(acts);
    drop(&yard, "a.pdf");
    yard_close(&yard);
}

static void unlooked(void)
{
    struct yard yard;
    char path[128], other[128];

    yard_open(&yard);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "gone.pdf", NULL), 0);
    CU_ASSERT_EQUAL(mkfifo(place(&yard, path, "pipe.pdf"), 0600), 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "pipe.pdf", NULL), 0);
    drop(&yard, "pipe.pdf");
    CU_ASSERT_EQUAL(symlink("/dev/zero", place(&yard, path, "link.pdf")), 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "link.pdf", NULL), 0);
    drop(&yard, "link.pdf");
    CU_ASSERT_EQUAL(mkdir(place(&yard, other, "folder.pdf"), 0700), 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "folder.pdf", NULL), 0);
    rmdir(other);
    yard_close(&yard);
}

/* The look leaves no trace on the file. */
static void leaves_no_trace(void)
{
    struct yard yard;
    struct stat before, after;
    struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    char path[128];

    yard_open(&yard);
    put(&yard, "a.pdf", PDF, sizeof PDF - 1);
    utimensat(AT_FDCWD, place(&yard, path, "a.pdf"), old, 0);
    CU_ASSERT_EQUAL(stat(path, &before), 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_LOOKED);
    CU_ASSERT_EQUAL(stat(path, &after), 0);
    CU_ASSERT_EQUAL(before.st_atim.tv_sec, after.st_atim.tv_sec);
    CU_ASSERT_EQUAL(before.st_ctim.tv_nsec, after.st_ctim.tv_nsec);
    drop(&yard, "a.pdf");
    yard_close(&yard);
}

static bool closed(struct yard *yard, const char *name, int32_t pid, unsigned signs)
{
    struct event event = make(yard, ACTION_UPDATE, name, NULL);
    bool is_told;

    event.pid = pid;
    is_told = harm_closed(yard->harm, &event, event.object, yard->now_ms);
    CU_ASSERT_EQUAL(event.signs, is_told ? signs : 0);
    return is_told;
}

static void written(struct yard *yard, const char *name, int32_t pid)
{
    struct event event = make(yard, ACTION_UPDATE, name, NULL);

    event.pid = pid;
    harm_note_written(yard->harm, &event);
}

/* No write is seen of what goes through memory, only that somebody closed who could have written. */
static void mapped(void)
{
    struct yard yard;

    yard_open(&yard);
    put_noise(&yard, "a.pdf");
    put_noise(&yard, "a.scan");
    put_noise(&yard, ".confide-canary.pdf");
    CU_ASSERT(closed(&yard, "a.pdf", 77, SIGN_HEADER | SIGN_LOOKED));
    CU_ASSERT(closed(&yard, ".confide-canary.pdf", 77, SIGN_HEADER | SIGN_LOOKED | SIGN_CANARY));
    CU_ASSERT_FALSE(closed(&yard, "a.scan", 77, 0)); /* nobody knows what it was, nor whether it changed */
    written(&yard, "a.pdf", 77);
    CU_ASSERT_FALSE(closed(&yard, "a.pdf", 77, 0)); /* told as that write */
    CU_ASSERT(closed(&yard, "a.pdf", 77, SIGN_HEADER | SIGN_LOOKED));
    written(&yard, "a.pdf", 77);
    CU_ASSERT(closed(&yard, "a.pdf", 78, SIGN_HEADER | SIGN_LOOKED));
    put(&yard, "a.pdf", PDF, sizeof PDF - 1);
    CU_ASSERT_FALSE(closed(&yard, "a.pdf", 79, 0));
    put(&yard, "a.pdf", TEXT, sizeof TEXT - 1);
    CU_ASSERT_FALSE(closed(&yard, "a.pdf", 79, 0)); /* it may have been so before */
    put(&yard, "a.pdf", "", 0);
    CU_ASSERT_FALSE(closed(&yard, "a.pdf", 79, 0));
    born(&yard, ACTION_CREATE, "b.pdf", NULL);
    put_noise(&yard, "b.pdf");
    CU_ASSERT_FALSE(closed(&yard, "b.pdf", 77, 0));
    CU_ASSERT_FALSE(closed(&yard, "gone.pdf", 77, 0));
    drop(&yard, "a.pdf");
    drop(&yard, "b.pdf");
    drop(&yard, "a.scan");
    drop(&yard, ".confide-canary.pdf");
    yard_close(&yard);
}

CU_TestInfo harm_tests[] = {
    {"a record overwritten or emptied is signed", overwritten},
    {"a record written as it should be is not", written_well},
    {"a new file may be filled with anything", new_files},
    {"what lies in a new folder is new, but for what was moved there", new_folders},
    {"a new file in the place of a record may not", replaced},
    {"what tar puts where a link will be is not emptied", link_to_be},
    {"a file brought from elsewhere may lie over a record, a new one does not", brought_in},
    {"a record deleted and made anew is one update, and signed as such", made_anew},
    {"what cannot be looked at safely is not, and not signed", unlooked},
    {"the look leaves no trace on the file", leaves_no_trace},
    {"what was written through memory is seen when it is closed", mapped},
    CU_TEST_INFO_NULL,
};
