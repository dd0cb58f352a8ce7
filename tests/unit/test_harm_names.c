/* Signs of damage by names: renamed, deleted beside a copy, decoys; and by modes. */
#include "yard.h"

/* ---- renamed --------------------------------------------------------------------------------- */

static void try_rename(const char *from, const char *to, char holds, unsigned signs)
{
    struct yard yard;

    yard_open(&yard);
    if (holds == 'n')
        put_noise(&yard, to);
    else if (holds)
        put(&yard, to, holds == 'p' ? PDF : TEXT, holds == 'p' ? sizeof PDF - 1 : sizeof TEXT - 1);
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
    put(&yard, "a.pdf", PDF, sizeof PDF - 1);
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
                           : TEXT,
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
    try_copy("a.pdf", "a.pdf", 'n', SIGN_TEMPORARY); /* it is its own */
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
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, ".confide-canary.pdf", NULL),
                    SIGN_TEMPORARY); /* planted, by the same process */
    event = make(&yard, ACTION_UPDATE, ".confide-canary.pdf", NULL);
    event.pid = 78;
    harm_sign(yard.harm, &event, event.object, yard.now_ms);
    CU_ASSERT_EQUAL(event.signs, SIGN_CANARY | SIGN_TEMPORARY);
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
    CU_ASSERT_EQUAL(sign(&yard, ACTION_UPDATE, "a.pdf", NULL), SIGN_TEMPORARY);
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
    put(&yard, "a.pdf", PDF, sizeof PDF - 1);
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

CU_TestInfo harm_names_tests[] = {
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
