/* Signs of damage, on real files: what an attacker does to one is signed, what people and programs do is not. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/acts.h"
#include "agent/watch/harm.h"

static const char pdf[] = "%PDF-1.7\nof a patient\n", text[] = "seen today, well\n";

struct yard {
    char folder[64];
    struct harm *harm;
    int64_t now_ms;
};

static void yard_open(struct yard *yard)
{
    text_copy(yard->folder, sizeof yard->folder, "/tmp/confide-harm-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(yard->folder));
    yard->harm = harm_make();
    yard->now_ms = 1000000;
    CU_ASSERT_PTR_NOT_NULL_FATAL(yard->harm);
}

static void yard_close(struct yard *yard)
{
    char command[128];

    harm_free(yard->harm);
    text_format(command, sizeof command, "%s", yard->folder);
    CU_ASSERT_EQUAL(rmdir(command), 0);
}

static const char *place(const struct yard *yard, char path[128], const char *name)
{
    text_format(path, 128, "%s/%s", yard->folder, name);
    return path;
}

static void put(const struct yard *yard, const char *name, const void *bytes, size_t size)
{
    char path[128];
    FILE *file = fopen(place(yard, path, name), "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

static void put_noise(const struct yard *yard, const char *name)
{
    uint8_t bytes[4096];
    uint32_t seed = 88172645;

    for (size_t i = 0; i < sizeof bytes; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        bytes[i] = (uint8_t)(seed >> 24);
    }
    put(yard, name, bytes, sizeof bytes);
}

static void drop(const struct yard *yard, const char *name)
{
    char path[128];

    unlink(place(yard, path, name));
}

static struct event make(const struct yard *yard, enum event_action action, const char *name, const char *to)
{
    struct event event = {.kind = EVENT_ACCESS, .source = SOURCE_FILE, .action = (uint8_t)action, .pid = 77};

    place(yard, event.object, name);
    if (to)
        place(yard, event.to, to);
    text_copy(event.login, sizeof event.login, "ben");
    return event;
}

static unsigned sign(struct yard *yard, enum event_action action, const char *name, const char *to)
{
    struct event event = make(yard, action, name, to);

    yard->now_ms += 100;
    harm_sign(yard->harm, &event, to ? event.to : event.object, yard->now_ms);
    return event.signs;
}

static void born(struct yard *yard, enum event_action action, const char *name, const char *to)
{
    struct event event = make(yard, action, name, to);

    yard->now_ms += 100;
    harm_note_born(yard->harm, &event, to ? event.to : event.object, yard->now_ms);
}

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
    put(&yard, "a.pdf", pdf, sizeof pdf - 1);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_LOOKED);
    put(&yard, "note", text, sizeof text - 1);
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
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), 0);
    put(&yard, "a.pdf", "", 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), 0);
    yard.now_ms += 11 * 60 * 1000;
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_EMPTIED | SIGN_LOOKED);
    drop(&yard, "a.pdf");
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
static void placeholder(void)
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
    put(&yard, "a.pdf", pdf, sizeof pdf - 1);
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
    put(&yard, "a.pdf", pdf, sizeof pdf - 1);
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
    put(&yard, "a.pdf", pdf, sizeof pdf - 1);
    CU_ASSERT_FALSE(closed(&yard, "a.pdf", 79, 0));
    put(&yard, "a.pdf", text, sizeof text - 1);
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

/* ---- renamed --------------------------------------------------------------------------------- */

static void try_rename(const char *from, const char *to, char holds, unsigned signs)
{
    struct yard yard;

    yard_open(&yard);
    if (holds == 'n')
        put_noise(&yard, to);
    else if (holds)
        put(&yard, to, holds == 'p' ? pdf : text, holds == 'p' ? sizeof pdf - 1 : sizeof text - 1);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_RENAME, from, to), signs);
    if (sign(&yard, ACTION_RENAME, from, to) != signs)
        fprintf(stderr, "    %s -> %s\n", from, to);
    drop(&yard, to);
    yard_close(&yard);
}

static void renamed(void)
{
    try_rename("a.pdf", "a.pdf.locked", 'n', SIGN_EXTENSION | SIGN_LOOKED);
    try_rename("a.pdf", "a.crypt", 'n', SIGN_EXTENSION | SIGN_LOOKED);
    try_rename("a.pdf", "8f3kd0.zzzz", 'n', SIGN_EXTENSION | SIGN_LOOKED);
    try_rename("a.pdf", "a.pdf.id-1.[x@y].phobos", 'n', SIGN_EXTENSION | SIGN_LOOKED);
    try_rename("note", "note.locked", 'n', SIGN_EXTENSION | SIGN_LOOKED);
    try_rename("a.pdf", "a.pdf.locked", 't', SIGN_EXTENSION | SIGN_LOOKED);
    try_rename("a.pdf", "a.pdf.locked", 0, SIGN_EXTENSION); /* gone before anyone could look */
    try_rename("a.pdf", "b.pdf", 'n', SIGN_HEADER | SIGN_LOOKED);
    try_rename("a.pdf", "a.pdf.bak", 'n', SIGN_HEADER | SIGN_LOOKED);
}

/* To an unknown extension and whole: left to be counted, for what follows may encrypt it. */
static void renamed_whole(void)
{
    try_rename("a.pdf", "a.pdf.locked", 'p', 0);
    try_rename("note.txt", "note.txt.locked", 't', 0);
}

static void renamed_well(void)
{
    try_rename("a.pdf", "b.pdf", 'p', SIGN_LOOKED);
    try_rename("a.pdf", "a.PDF", 'p', SIGN_LOOKED);
    try_rename("a.pdf", "a.pdf~", 'p', SIGN_LOOKED);
    try_rename("a.pdf", "a.pdf.bak", 'p', SIGN_LOOKED);
    try_rename("a.pdf", "a.pdf.1", 'p', SIGN_LOOKED);
    try_rename("a.pdf~", "a.pdf", 'p', SIGN_LOOKED);
    try_rename("a.pdf", "Mr. Smith letter", 'p', SIGN_LOOKED);
    try_rename("a.pdf", "a", 'p', SIGN_LOOKED);
    try_rename("m.hl7", "m.hl7.done", 't', SIGN_LOOKED);
    try_rename("note", "note.old", 't', SIGN_LOOKED);
    try_rename("a.pdf", "a.pdf.bak", 0, 0);
    try_rename("a.pdf", "Mr. Smith", 0, 0);
}

/* What an editor or a download made goes by any name. */
static void renamed_temporary(void)
{
    struct yard yard;

    yard_open(&yard);
    born(&yard, ACTION_CREATE, "lu12.tmp", NULL);
    put(&yard, "a.pdf", pdf, sizeof pdf - 1);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_RENAME, "lu12.tmp", "a.pdf"), SIGN_LOOKED);
    drop(&yard, "a.pdf");
    born(&yard, ACTION_CREATE, "tmp_obj", NULL);
    put_noise(&yard, "a.weights");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_RENAME, "tmp_obj", "a.weights"), 0);
    drop(&yard, "a.weights");
    yard_close(&yard);
}

/* ---- deleted --------------------------------------------------------------------------------- */

static void try_copy(const char *record, const char *copy, char holds, unsigned signs)
{
    struct yard yard;

    yard_open(&yard);
    born(&yard, ACTION_CREATE, copy, NULL);
    if (holds == 'n')
        put_noise(&yard, copy);
    else
        put(&yard, copy,
            holds == 'z'   ? "\x1f\x8b\x08\0\0\0\0\0\0\3 and so on"
            : holds == 'g' ? "\x8c\x0d\4\x09\3\x08\xf5\xe2\x99\1\2\3\4\5\6\7\x8f\0"
                           : text,
            17);
    if (sign(&yard, ACTION_DELETE, record, NULL) != signs)
        fprintf(stderr, "    %s beside %s\n", record, copy);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, record, NULL), signs);
    yard.now_ms += 11 * 60 * 1000;
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, record, NULL), 0); /* made long ago */
    drop(&yard, copy);
    yard_close(&yard);
}

static void copied(void)
{
    try_copy("a.pdf", "a.pdf.enc", 'n', SIGN_COPY);
    try_copy("a.pdf", "a.enc", 'n', SIGN_COPY);
    try_copy("note", "note.enc", 'n', SIGN_COPY);
    try_copy("a.pdf", "a.txt", 'n', SIGN_COPY);
    try_copy("a.pdf", "a.pdf.gz", 'n', SIGN_COPY);
    try_copy("a.pdf", "a.pdf.gz", 'z', 0);
    try_copy("a.pdf", "a.pdf.gpg", 'g', 0);
    try_copy("a.pdf", "a.txt", 't', 0);
    try_copy("a.pdf", "b.enc", 'n', 0);
    try_copy("a.pdf", "ab.enc", 'n', 0);
    try_copy("a.pdf", "a.pdf", 'n', 0);
}

static void anothers_copy(void)
{
    struct yard yard;
    struct event event;

    yard_open(&yard);
    event = make(&yard, ACTION_CREATE, "a.pdf.enc", NULL);
    text_copy(event.login, sizeof event.login, "anna");
    harm_note_born(yard.harm, &event, event.object, yard.now_ms);
    put_noise(&yard, "a.pdf.enc");
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "a.pdf", NULL), 0);
    drop(&yard, "a.pdf.enc");
    yard_close(&yard);
}

static void temporary(void)
{
    struct yard yard;
    struct event event;

    yard_open(&yard);
    put_noise(&yard, "a.pdf");
    event = make(&yard, ACTION_UPDATE, "a.pdf", NULL);
    event.signs = SIGN_TEMPORARY;
    harm_sign(yard.harm, &event, event.object, yard.now_ms);
    CU_ASSERT_EQUAL(event.signs & SIGN_DAMAGE, 0);
    drop(&yard, "a.pdf");
    yard_close(&yard);
}

/* ---- decoys, folders, memory ----------------------------------------------------------------- */

static void canary(void)
{
    struct yard yard;
    struct event event;

    yard_open(&yard);
    CU_ASSERT(harm_is_canary("/r/P1/.confide-canary.pdf"));
    CU_ASSERT(harm_is_canary(".confide-canary.docx.locked"));
    CU_ASSERT_FALSE(harm_is_canary("/r/.confide-canary.d/a.pdf"));
    CU_ASSERT_FALSE(harm_is_canary("/r/confide-canary.pdf"));
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, ".confide-canary.pdf", NULL), SIGN_CANARY);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, ".confide-canary.pdf", NULL), SIGN_CANARY);
    CU_ASSERT(sign(&yard, ACTION_RENAME, ".confide-canary.pdf", "x.locked") & SIGN_CANARY);
    CU_ASSERT(sign(&yard, ACTION_RENAME, "x", ".confide-canary.pdf") & SIGN_CANARY);
    yard_close(&yard);
    yard_open(&yard);
    born(&yard, ACTION_CREATE, ".confide-canary.pdf", NULL);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, ".confide-canary.pdf", NULL), 0); /* planted, by the same process */
    event = make(&yard, ACTION_UPDATE, ".confide-canary.pdf", NULL);
    event.pid = 78;
    harm_sign(yard.harm, &event, event.object, yard.now_ms);
    CU_ASSERT_EQUAL(event.signs, SIGN_CANARY);
    yard_close(&yard);
}

static void folders_and_others(void)
{
    static const enum event_action untouched[] = {ACTION_READ, ACTION_CREATE, ACTION_EXPORT, ACTION_PRINT};
    struct yard yard;

    yard_open(&yard);
    put_noise(&yard, "a.pdf");
    for (size_t i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(sign(&yard, untouched[i], "a.pdf", NULL), 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_DELETE, "a.pdf/", NULL), 0);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_RENAME, "a.pdf/", "a.pdf.locked/"), 0);
    born(&yard, ACTION_CREATE, "folder/", NULL);
    drop(&yard, "a.pdf");
    yard_close(&yard);
}

/* A flood of new files forgets the oldest, and then errs towards a sign. */
static void bounded(void)
{
    struct yard yard;
    char name[32];

    yard_open(&yard);
    born(&yard, ACTION_CREATE, "a.pdf", NULL);
    put_noise(&yard, "a.pdf");
    for (int i = 0; i < 4095; i++) {
        text_format(name, sizeof name, "%d.c", i);
        born(&yard, ACTION_CREATE, name, NULL);
        yard.now_ms -= 100;
    }
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), 0);
    born(&yard, ACTION_CREATE, "one.c", NULL);
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_HEADER | SIGN_LOOKED);
    drop(&yard, "a.pdf");
    yard_close(&yard);
    harm_free(NULL);
}

static void try_widened(unsigned folder, unsigned file, bool is_wider)
{
    struct yard yard;
    char path[128], why[160] = "";

    yard_open(&yard);
    put(&yard, "a.pdf", pdf, sizeof pdf - 1);
    place(&yard, path, "a.pdf");
    chmod(path, file);
    chmod(yard.folder, folder);
    if (harm_widened(path, 0, why, sizeof why) != is_wider)
        fprintf(stderr, "    %04o in %04o\n", file, folder);
    CU_ASSERT_EQUAL(harm_widened(path, 0, why, sizeof why), is_wider);
    CU_ASSERT_EQUAL(strstr(why, "ACLs were not looked at") != NULL, is_wider);
    chmod(yard.folder, 0700);
    drop(&yard, "a.pdf");
    yard_close(&yard);
}

static void widened_files(void)
{
    try_widened(0755, 0644, false);
    try_widened(0755, 0666, true);
    try_widened(0755, 0640, false);
    try_widened(0750, 0644, false); /* nobody else gets there, and every umask of 022 leaves it so */
    try_widened(0750, 0666, true);
    try_widened(0711, 0644, true);
    try_widened(01777, 0666, false);
}

static void widened_folders(void)
{
    struct yard yard;
    char why[160];

    yard_open(&yard);
    chmod(yard.folder, 0755);
    CU_ASSERT(harm_widened(yard.folder, S_IFDIR | 0750, why, sizeof why));
    CU_ASSERT_STRING_EQUAL(why, "everybody on this computer may now open it (mode 0755, wider than it was): groups and "
                                "ACLs were not looked at");
    CU_ASSERT_FALSE(harm_widened(yard.folder, S_IFDIR | 0755, why, sizeof why));
    CU_ASSERT_FALSE(harm_widened(yard.folder, S_IFDIR | 0777, why, sizeof why));
    CU_ASSERT_FALSE(harm_widened(yard.folder, 0, why, sizeof why));
    chmod(yard.folder, 0777);
    CU_ASSERT(harm_widened(yard.folder, 0, why, sizeof why));
    CU_ASSERT(harm_widened(yard.folder, S_IFDIR | 0755, why, sizeof why));
    chmod(yard.folder, 0700);
    yard_close(&yard);
    CU_ASSERT_FALSE(harm_widened("/nowhere/at/all", 0, why, sizeof why));
}

CU_TestInfo harm_tests[] = {
    {"a record overwritten or emptied is signed", overwritten},
    {"a record written as it should be is not", written_well},
    {"a new file may be filled with anything", new_files},
    {"a new file in the place of a record may not", replaced},
    {"what tar puts where a link will be is not emptied", placeholder},
    {"a file brought from elsewhere may lie over a record, a new one does not", brought_in},
    {"a record deleted and made anew is one update, and signed as such", made_anew},
    {"what cannot be looked at safely is not, and not signed", unlooked},
    {"the look leaves no trace on the file", leaves_no_trace},
    {"what was written through memory is seen when it is closed", mapped},
    {"a rename to an extension nobody knows is signed", renamed},
    {"a whole record under such a name is left to be counted", renamed_whole},
    {"everyday renames are not signed", renamed_well},
    {"what somebody just made may go by any name", renamed_temporary},
    {"a delete beside an unreadable copy is signed, beside a good one it is not", copied},
    {"the copy must be the same person's", anothers_copy},
    {"a temporary file is never damaged", temporary},
    {"a decoy is known by its name, and its planting is no touch", canary},
    {"folders, reads and creations are never signed", folders_and_others},
    {"what came to be is remembered in bounded memory", bounded},
    {"a file that others may use more than its folder says is wider", widened_files},
    {"a folder is wider than it was, or where all may write", widened_folders},
    CU_TEST_INFO_NULL,
};
