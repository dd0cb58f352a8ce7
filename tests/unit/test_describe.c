/* agent/watch/describe: from what was seen to an event in words. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/describe.h"
#include "agent/watch/eye.h"

static struct roots roots;
static struct describe words;
static struct event events[DESCRIBE_MAX];

/* One root, /srv/records, which the kernel calls /data/r. */
static void start(void)
{
    static const struct eye no_eye = {.holding = -1, .telling = -1};

    memset(&roots, 0, sizeof(roots));
    memset(&words, 0, sizeof(words));
    roots.count = 1;
    CU_ASSERT_PTR_NULL(template_parse(&roots.list[0].template, "/srv/records/{patient}/..."));
    text_copy(roots.list[0].real, sizeof(roots.list[0].real), "/data/r");
    words.roots = &roots;
    words.folders = folder_table(&no_eye);
}

static void end(void)
{
    struct folders *folders = (struct folders *)(uintptr_t)words.folders;

    folder_free(folders);
}

static struct raw open_of(const char *path, uint32_t loginuid)
{
    struct raw raw = {.kind = RAW_OPEN, .named = NAMED_WAITING, .has_path = 1, .pid = 42, .time_ms = 99, .ino = 5};

    raw.who = (struct identity){.loginuid = loginuid, .session = 3, .uid = 1000, .comm = "cat", .exe = "/usr/bin/cat"};
    text_copy(raw.path, sizeof(raw.path), path);
    return raw;
}

static void an_open_is_a_read(void)
{
    struct raw raw = open_of("/data/r/P1/a.txt", 0);

    start();
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_EQUAL(events[0].kind, EVENT_ACCESS);
    CU_ASSERT_EQUAL(events[0].action, ACTION_READ);
    CU_ASSERT_EQUAL(events[0].named, NAMED_WAITING);
    CU_ASSERT_STRING_EQUAL(events[0].login, "root");
    CU_ASSERT_STRING_EQUAL(events[0].session, "3");
    CU_ASSERT_STRING_EQUAL(events[0].patient, "P1");
    CU_ASSERT_STRING_EQUAL(events[0].object, "/srv/records/P1/a.txt");
    CU_ASSERT_STRING_EQUAL(events[0].program, "/usr/bin/cat");
    CU_ASSERT_EQUAL(events[0].uid, 1000);
    end();
}

static void nobody_is_nobody(void)
{
    struct raw raw = open_of("/data/r/P1/a.txt", IDENTITY_UNSET);

    start();
    describe_raw(&words, &raw, events);
    CU_ASSERT_EQUAL(events[0].named, NAMED_NOBODY);
    CU_ASSERT_STRING_EQUAL(events[0].login, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(events[0].evidence, "loginuid=unset"));
    end();
}

static void gone_is_not_named(void)
{
    struct raw raw = open_of("/data/r/P1/a.txt", 0);

    start();
    raw.named = NAMED_GONE;
    describe_raw(&words, &raw, events);
    CU_ASSERT_EQUAL(events[0].named, NAMED_GONE);
    CU_ASSERT_STRING_EQUAL(events[0].login, "");
    CU_ASSERT_STRING_EQUAL(events[0].program, "");
    CU_ASSERT_EQUAL(events[0].uid, UINT32_MAX);
    end();
}

static void a_number_without_an_account_stays_a_number(void)
{
    struct raw raw = open_of("/data/r/P1/a.txt", 4000000001u);

    start();
    describe_raw(&words, &raw, events);
    CU_ASSERT_STRING_EQUAL(events[0].login, "4000000001");
    end();
}

static void merged_changes_are_told_apart(void)
{
    struct raw raw = {.kind = RAW_CHANGE, .named = NAMED_GONE, .changes = RAW_CREATED | RAW_WRITTEN | RAW_DELETED};

    start();
    text_copy(raw.at[0].name, sizeof(raw.at[0].name), "a.txt");
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 3);
    CU_ASSERT_EQUAL(events[0].action, ACTION_CREATE);
    CU_ASSERT_EQUAL(events[1].action, ACTION_UPDATE);
    CU_ASSERT_EQUAL(events[2].action, ACTION_DELETE);
    CU_ASSERT_STRING_EQUAL(events[2].object, "a.txt");
    raw.changes = RAW_OPENED;
    raw.is_folder = 1;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 0);
    end();
}

static void losses_are_said(void)
{
    struct raw raw = {.kind = RAW_LOST, .code = 17, .since_ms = 5, .time_ms = 6};

    start();
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_EQUAL(events[0].kind, EVENT_INTEGRITY);
    CU_ASSERT_EQUAL(events[0].action, ACTION_GAP);
    CU_ASSERT_EQUAL(events[0].count, 17);
    CU_ASSERT_PTR_NOT_NULL(strstr(events[0].reason, "17 events"));
    raw.kind = RAW_OVERFLOW;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_EQUAL(events[0].action, ACTION_GAP);
    raw.kind = RAW_FAULT;
    raw.code = 24;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(events[0].reason, "Too many open files"));
    raw.kind = RAW_OWN;
    CU_ASSERT_EQUAL(describe_raw(&words, &raw, events), 0);
    end();
}

CU_TestInfo describe_tests[] = {
    {"an open is a read by the person who logged in", an_open_is_a_read},
    {"a process without a login is nobody, and that is said", nobody_is_nobody},
    {"a process that was gone is given no name", gone_is_not_named},
    {"a loginuid without an account is given as its number", a_number_without_an_account_stays_a_number},
    {"changes that the kernel merged are told apart", merged_changes_are_told_apart},
    {"what was lost is told as a gap, with its count", losses_are_said},
    CU_TEST_INFO_NULL,
};
