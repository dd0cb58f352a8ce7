/* agent/watch/record: the order of records and their form as bytes. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/inventory/record.h"

static const struct record some = {
    .ino = 1ULL << 60, .size = 5, .mtime_ns = -7, .ctime_ns = 1795350272975940412, .mode = 0100640};

static void stands_by_folder(void)
{
    CU_ASSERT_TRUE(record_order("a", "b") < 0);
    CU_ASSERT_TRUE(record_order("a/b", "a-b") < 0);
    CU_ASSERT_TRUE(record_order("a/b", "a\x01") < 0);
    CU_ASSERT_TRUE(record_order("a", "a/b") < 0);
    CU_ASSERT_TRUE(record_order("\xff", "a") > 0);
    CU_ASSERT_EQUAL(record_order("P1/1", "P1/1"), 0);
}

static void knows_what_is_within(void)
{
    CU_ASSERT_TRUE(record_within("P1/1", "P1"));
    CU_ASSERT_TRUE(record_within("P1", "P1"));
    CU_ASSERT_TRUE(record_within("P1", ""));
    CU_ASSERT_FALSE(record_within("P10/1", "P1"));
    CU_ASSERT_FALSE(record_within("P", "P1"));
}

static void comes_back(void)
{
    static const char *const paths[] = {"P1/1", "P1/10", "P1/2\n\xff", "P2", "Q/a/b/c"};
    static uint8_t bytes[5 * RECORD_BYTES_MOST];
    static char path[RECORD_PATH_SIZE];
    size_t size = 0, at = 0;

    for (size_t i = 0; i < 5; i++)
        size += record_write(bytes + size, i > 0 ? paths[i - 1] : "", paths[i], &some);
    CU_ASSERT_TRUE(size < 5 * 40);
    for (size_t i = 0; i < 5; i++) {
        struct record record;

        at += record_read(&record, path, bytes + at, size - at);
        CU_ASSERT_STRING_EQUAL(path, paths[i]);
        CU_ASSERT_TRUE(record_same(&record, &some));
    }
    CU_ASSERT_EQUAL(at, size);
}

static void takes_the_longest(void)
{
    static uint8_t bytes[RECORD_BYTES_MOST];
    static char path[RECORD_PATH_SIZE], was[RECORD_PATH_SIZE];
    struct record record;
    size_t size;

    memset(was, 'x', sizeof was - 1);
    size = record_write(bytes, "", was, &some);
    CU_ASSERT_TRUE(size <= RECORD_BYTES_MOST);
    CU_ASSERT_EQUAL(record_read(&record, path, bytes, size), size);
    CU_ASSERT_STRING_EQUAL(path, was);
}

static size_t reads(const char *before, const void *bytes, size_t size)
{
    static char path[RECORD_PATH_SIZE];
    struct record record;

    text_copy(path, sizeof path, before);
    return record_read(&record, path, bytes, size);
}

static void refuses(void)
{
    uint8_t bytes[128];
    size_t size = record_write(bytes, "", "b", &some);

    CU_ASSERT_EQUAL(reads("", bytes, size), size);
    for (size_t i = 0; i < size; i++)
        CU_ASSERT_EQUAL(reads("", bytes, i), 0);
    CU_ASSERT_EQUAL(reads("c", bytes, size), 0);
    CU_ASSERT_EQUAL(reads("b", bytes, size), 0);
    CU_ASSERT_EQUAL(reads("", "\x01\x01z\1\1\1\1\1", 8), 0);   /* shares more than there is */
    CU_ASSERT_EQUAL(reads("", "\x00\x02z\0\1\1\1\1\1", 9), 0); /* a NUL in the name */
    CU_ASSERT_EQUAL(reads("", "\x00\x00\1\1\1\1\1", 7), 0);    /* no name */
    CU_ASSERT_EQUAL(reads("", "\x00\x01/\1\1\1\1\1", 8), 0);   /* not below the root */
    CU_ASSERT_EQUAL(reads("", "\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01z", 12), 0);
    CU_ASSERT_EQUAL(reads("", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11), 0);
}

CU_TestInfo record_tests[] = {
    {"what is in a folder stands together, right behind it", stands_by_folder},
    {"a folder whose name begins alike is another", knows_what_is_within},
    {"records come back as they were, any bytes in their names", comes_back},
    {"the longest path fits", takes_the_longest},
    {"torn, hostile and unordered bytes are no records", refuses},
    CU_TEST_INFO_NULL,
};
