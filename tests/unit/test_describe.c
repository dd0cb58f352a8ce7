/* agent/watch/describe: from what was seen to an event in words. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/describe.h"
#include "agent/watch/tree/links.h"

static struct roots roots;
static struct describe words;
static struct described events[DESCRIBE_MAX];

static char real[32], record[64];

/* One root, /srv/records, which the kernel calls something else, with one record. */
static void start(void)
{
    memset(&roots, 0, sizeof(roots));
    memset(&words, 0, sizeof(words));
    roots.count = 1;
    CU_ASSERT_PTR_NULL(template_parse(&roots.list[0].template, "/srv/records/{patient}/..."));
    text_copy(real, sizeof(real), "/tmp/describe.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(real));
    text_format(record, sizeof(record), "%s/P1", real);
    CU_ASSERT_EQUAL_FATAL(mkdir(record, 0700), 0);
    text_format(record, sizeof(record), "%s/P1/a.txt", real);
    CU_ASSERT_EQUAL_FATAL(close(creat(record, 0600)), 0);
    text_copy(roots.list[0].real, sizeof(roots.list[0].real), real);
    words.roots = &roots;
    words.folders = folder_table();
}

static void end(void)
{
    struct folders *folders = (struct folders *)(uintptr_t)words.folders;

    folder_free(folders);
    unlink(record);
    *strrchr(record, '/') = '\0';
    rmdir(record);
    rmdir(real);
}

static struct raw open_by(uint32_t loginuid)
{
    struct raw raw = {.kind = RAW_OPEN, .named = NAMED_WAITING, .has_path = 1, .pid = 42, .time_ms = 99};
    struct stat status;

    raw.who = (struct identity){.loginuid = loginuid, .session = 3, .uid = 1000, .comm = "cat", .exe = "/usr/bin/cat"};
    CU_ASSERT_EQUAL_FATAL(stat(record, &status), 0);
    raw.dev = status.st_dev;
    raw.ino = status.st_ino;
    text_copy(raw.path, sizeof(raw.path), record);
    return raw;
}

static void an_open_is_a_read(void)
{
    struct raw raw;

    start();
    raw = open_by(0);
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_EQUAL(events[0].event.kind, EVENT_ACCESS);
    CU_ASSERT_EQUAL(events[0].event.action, ACTION_READ);
    CU_ASSERT_EQUAL(events[0].event.named, NAMED_WAITING);
    CU_ASSERT_STRING_EQUAL(events[0].event.login, "root");
    CU_ASSERT_STRING_EQUAL(events[0].event.session, "3");
    CU_ASSERT_STRING_EQUAL(events[0].event.patient, "P1");
    CU_ASSERT_STRING_EQUAL(events[0].event.object, "/srv/records/P1/a.txt");
    CU_ASSERT_STRING_EQUAL(events[0].event.program, "/usr/bin/cat");
    CU_ASSERT_EQUAL(events[0].event.uid, 1000);
    end();
}

/* Bound over it in the opener's own namespace; here without a handle, so nothing else tells what it was. */
static void a_borrowed_name_is_not_believed(void)
{
    struct raw raw;

    start();
    raw = open_by(0);
    raw.ino++;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_STRING_EQUAL(events[0].event.patient, "");
    CU_ASSERT_STRING_EQUAL(events[0].event.login, "root");
    CU_ASSERT_PTR_NOT_NULL(strstr(events[0].event.reason, "cannot be told"));
    end();
}

static void nobody_is_nobody(void)
{
    struct raw raw;

    start();
    raw = open_by(IDENTITY_UNSET);
    describe_raw(&words, &raw, events);
    CU_ASSERT_EQUAL(events[0].event.named, NAMED_NOBODY);
    CU_ASSERT_STRING_EQUAL(events[0].event.login, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(events[0].event.evidence, "loginuid=unset"));
    end();
}

static void gone_is_not_named(void)
{
    struct raw raw;

    start();
    raw = open_by(0);
    raw.named = NAMED_GONE;
    describe_raw(&words, &raw, events);
    CU_ASSERT_EQUAL(events[0].event.named, NAMED_GONE);
    CU_ASSERT_STRING_EQUAL(events[0].event.login, "");
    CU_ASSERT_STRING_EQUAL(events[0].event.program, "");
    CU_ASSERT_EQUAL(events[0].event.uid, UINT32_MAX);
    end();
}

static void a_number_without_an_account_stays_a_number(void)
{
    struct raw raw;

    start();
    raw = open_by(4000000001u);
    describe_raw(&words, &raw, events);
    CU_ASSERT_STRING_EQUAL(events[0].event.login, "4000000001");
    end();
}

static void merged_changes_are_told_apart(void)
{
    struct raw raw = {.kind = RAW_CHANGE, .named = NAMED_GONE, .changes = RAW_CREATED | RAW_WRITTEN | RAW_DELETED};

    start();
    text_copy(raw.at[0].name, sizeof(raw.at[0].name), "a.txt");
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 3);
    CU_ASSERT_EQUAL(events[0].event.action, ACTION_CREATE);
    CU_ASSERT_EQUAL(events[1].event.action, ACTION_UPDATE);
    CU_ASSERT_EQUAL(events[2].event.action, ACTION_DELETE);
    CU_ASSERT_STRING_EQUAL(events[2].event.object, "a.txt");
    raw.changes = RAW_OPENED | RAW_WRITTEN | RAW_CLOSED;
    raw.is_folder = 1;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 0);
    end();
}

static void losses_are_said(void)
{
    struct raw raw = {.kind = RAW_LOST, .code = 17, .since_ms = 5, .time_ms = 6};

    start();
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_EQUAL(events[0].event.kind, EVENT_INTEGRITY);
    CU_ASSERT_EQUAL(events[0].event.action, ACTION_GAP);
    CU_ASSERT_EQUAL(events[0].event.count, 17);
    CU_ASSERT_PTR_NOT_NULL(strstr(events[0].event.reason, "17 events"));
    raw.kind = RAW_OVERFLOW;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_EQUAL(events[0].event.action, ACTION_GAP);
    raw.kind = RAW_FAULT;
    raw.code = 24;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(events[0].event.reason, "Too many open files"));
    raw.kind = RAW_OWN;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 0);
    end();
}

/* Opened by its name outside; the inventory found the record's own. */
static void a_further_name_is_the_records(void)
{
    struct raw raw;
    struct links *links = links_make();

    start();
    CU_ASSERT_PTR_NOT_NULL_FATAL(links);
    words.links = links;
    raw = open_by(0);
    links_put(links, raw.dev, raw.ino, record);
    text_copy(raw.path, sizeof(raw.path), "/tmp/elsewhere");
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_STRING_EQUAL(events[0].event.patient, "P1");
    CU_ASSERT_STRING_EQUAL(events[0].event.object, "/srv/records/P1/a.txt");
    CU_ASSERT_PTR_NOT_NULL(strstr(events[0].event.reason, "/tmp/elsewhere"));
    end();
    links_free(links);
}

static void a_close_after_writing_is_no_event_of_its_own(void)
{
    struct raw raw = {.kind = RAW_CHANGE, .named = NAMED_GONE, .changes = RAW_WRITTEN | RAW_CLOSED | RAW_ATTRIB};

    start();
    text_copy(raw.at[0].name, sizeof(raw.at[0].name), "a.txt");
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 2);
    CU_ASSERT_EQUAL(events[0].where, ACTS_RECORD);
    CU_ASSERT_EQUAL(events[1].where, ACTS_CLOSED);
    end();
}

/* What is written there is told only when it is whole and its place is known. */
static void around_the_records_an_open_file_is_nothing_yet(void)
{
    struct raw raw = {.kind = RAW_AROUND, .named = NAMED_GONE, .changes = RAW_CREATED};

    start();
    text_copy(raw.at[0].name, sizeof(raw.at[0].name), "copy.txt");
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 0);
    raw.changes = RAW_CLOSED;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 0); /* its folder is unknown */
    end();
}

CU_TestInfo describe_tests[] = {
    {"an open is a read by the person who logged in", an_open_is_a_read},
    {"a file under another file's name is not taken for that patient's", a_borrowed_name_is_not_believed},
    {"a process without a login is nobody, and that is said", nobody_is_nobody},
    {"a process that was gone is given no name", gone_is_not_named},
    {"a loginuid without an account is given as its number", a_number_without_an_account_stays_a_number},
    {"changes that the kernel merged are told apart", merged_changes_are_told_apart},
    {"a record opened by a further name is that patient's", a_further_name_is_the_records},
    {"the close after writing goes with the writing", a_close_after_writing_is_no_event_of_its_own},
    {"around the records only what is whole is told", around_the_records_an_open_file_is_nothing_yet},
    {"what was lost is told as a gap, with its count", losses_are_said},
    CU_TEST_INFO_NULL,
};
