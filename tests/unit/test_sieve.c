/* agent/watch/sieve: which new names may be a record's. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/eye/sieve.h"

/* A handle as events bear it: eight bytes of file system, the type, then words. */
static struct place_key handle(uint32_t type, size_t words, const uint32_t *word)
{
    struct place_key key = {.size = (uint16_t)(12 + 4 * words), .bytes = {1, 2, 3, 4, 5, 6, 7, 8}};

    memcpy(key.bytes + 8, &type, sizeof(type));
    memcpy(key.bytes + 12, word, 4 * words);
    return key;
}

static void a_record_passes_on_each_kind_of_file_system(void)
{
    const uint32_t ext4[] = {1234, 99}, shmem[] = {99, 1234, 0}, xfs[] = {1234, 0, 99}, btrfs[] = {1234, 0, 99, 98, 97};
    const struct place_key keys[] = {handle(1, 2, ext4), handle(1, 3, shmem), handle(0x81, 3, xfs),
                                     handle(0x4d, 5, btrfs)};

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct sieve *sieve = sieve_make();

        CU_ASSERT_PTR_NOT_NULL_FATAL(sieve);
        sieve_add(sieve, 99); /* a generation is no number, but where it is one */
        sieve_add(sieve, 98);
        CU_ASSERT_FALSE(sieve_passes(sieve, &keys[i]));
        sieve_add(sieve, 0x500000000u + 1234);
        CU_ASSERT_TRUE(sieve_passes(sieve, &keys[i]));
        sieve_free(sieve);
        sieve = sieve_make();
        CU_ASSERT_PTR_NOT_NULL_FATAL(sieve);
        sieve_add_key(sieve, &keys[i]);
        CU_ASSERT_TRUE(sieve_passes(sieve, &keys[(i + 1) % 4])); /* the same number */
        sieve_free(sieve);
    }
}

static void a_handle_without_a_number_passes_and_none_does_not(void)
{
    const uint32_t words[] = {7, 8, 9};
    struct place_key strange = handle(0x71, 3, words), odd = handle(0x101, 2, words), none = {0}, bare = {.size = 12};
    struct sieve *sieve = sieve_make();

    CU_ASSERT_PTR_NOT_NULL_FATAL(sieve);
    CU_ASSERT_TRUE(sieve_passes(sieve, &strange));
    CU_ASSERT_TRUE(sieve_passes(sieve, &odd));
    CU_ASSERT_TRUE(sieve_passes(sieve, &bare));
    CU_ASSERT_FALSE(sieve_passes(sieve, &none));
    sieve_add_key(sieve, &strange);
    sieve_add_key(sieve, &none);
    for (uint32_t i = 0; i < 10; i++) {
        const uint32_t ext4[] = {i, 0};
        struct place_key key = handle(1, 2, ext4);

        CU_ASSERT_FALSE(sieve_passes(sieve, &key));
    }
    sieve_free(sieve);
}

static void of_other_files_few_pass(void)
{
    struct sieve *sieve = sieve_make();
    unsigned passed = 0, lost = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(sieve);
    for (uint32_t i = 0; i < 100000; i++)
        sieve_add(sieve, 17 + 3 * i);
    for (uint32_t i = 0; i < 100000; i++) {
        const uint32_t record[] = {17 + 3 * i, i}, other[] = {18 + 3 * i, i};
        struct place_key yes = handle(1, 2, record), no = handle(1, 2, other);

        lost += !sieve_passes(sieve, &yes);
        passed += sieve_passes(sieve, &no);
    }
    CU_ASSERT_EQUAL(lost, 0);
    CU_ASSERT_TRUE(passed < 100000 / 50);
    sieve_free(sieve);
}

CU_TestInfo sieve_tests[] = {
    {"a record passes by its handle on ext4, tmpfs, XFS and btrfs", a_record_passes_on_each_kind_of_file_system},
    {"a handle that says no number passes, and none does not", a_handle_without_a_number_passes_and_none_does_not},
    {"of other files fewer than one in fifty pass", of_other_files_few_pass},
    CU_TEST_INFO_NULL,
};
