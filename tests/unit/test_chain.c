/* The chain's arithmetic: what changes an entry changes its hash, and the hash is the one that anybody can recompute.
 */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/store/chain.h"

static const uint8_t chain_id[CHAIN_ID_SIZE] = "0123456789abcde";
static const uint8_t salt[CHAIN_SALT_SIZE] = {"salt of an entry"};

static struct chain_link plain_link(void)
{
    struct chain_link link = {.seq = 7, .kind = CHAIN_EVENT, .stored_ms = 1764000000123};

    memset(link.commitment, 0x11, sizeof link.commitment);
    memset(link.previous, 0x22, sizeof link.previous);
    return link;
}

static bool changes_hash(const struct chain_link *changed, const uint8_t id[CHAIN_ID_SIZE])
{
    struct chain_link link = plain_link();
    uint8_t before[CRYPTO_HASH_SIZE], after[CRYPTO_HASH_SIZE];

    chain_hash(before, chain_id, &link);
    chain_hash(after, id, changed);
    return memcmp(before, after, sizeof before) != 0;
}

static void same_entry_same_hash(void)
{
    struct chain_link link = plain_link();

    CU_ASSERT_TRUE_FATAL(crypto_start());
    CU_ASSERT_FALSE(changes_hash(&link, chain_id));
}

/* The same bytes put together with Python's struct and hashlib. */
static void hash_can_be_recomputed_elsewhere(void)
{
    struct chain_link link = plain_link();
    uint8_t hash[CRYPTO_HASH_SIZE];
    char hex[2 * CRYPTO_HASH_SIZE + 1];

    chain_hash(hash, chain_id, &link);
    text_hex(hex, hash, sizeof hash);
    CU_ASSERT_STRING_EQUAL(hex, "f865bcdb16e347670d313c7698b8c22c4ba49c42ecc12fe875f87681dcc20a87");
}

static void commitment_can_be_recomputed_elsewhere(void)
{
    const struct crypto_part parts[] = {{"one", 3}, {"", 0}, {"three", 5}};
    uint8_t commitment[CRYPTO_HASH_SIZE];
    char hex[2 * CRYPTO_HASH_SIZE + 1];

    chain_commit(commitment, salt, parts, 3);
    text_hex(hex, commitment, sizeof commitment);
    CU_ASSERT_STRING_EQUAL(hex, "921f390e3a91411f2b0b66f1de6c66fa6e9610f8efe6d3e53832717ec2ff0d5b");
}

static void every_field_counts(void)
{
    struct chain_link link = plain_link();
    uint8_t other_id[CHAIN_ID_SIZE];

    link.seq++;
    CU_ASSERT_TRUE(changes_hash(&link, chain_id));
    link = plain_link();
    link.kind = CHAIN_CASE;
    CU_ASSERT_TRUE(changes_hash(&link, chain_id));
    link = plain_link();
    link.stored_ms--;
    CU_ASSERT_TRUE(changes_hash(&link, chain_id));
    link = plain_link();
    link.commitment[31] ^= 1;
    CU_ASSERT_TRUE(changes_hash(&link, chain_id));
    link = plain_link();
    link.previous[0] ^= 1;
    CU_ASSERT_TRUE(changes_hash(&link, chain_id));
    link = plain_link();
    memcpy(other_id, chain_id, sizeof other_id);
    other_id[15] ^= 1;
    CU_ASSERT_TRUE(changes_hash(&link, other_id));
}

static void parts_cannot_be_shifted(void)
{
    const struct crypto_part one[] = {{"ab", 2}, {"c", 1}}, other[] = {{"a", 1}, {"bc", 2}}, fewer[] = {{"abc", 3}};
    uint8_t first[CRYPTO_HASH_SIZE], second[CRYPTO_HASH_SIZE], third[CRYPTO_HASH_SIZE];

    chain_commit(first, salt, one, 2);
    chain_commit(second, salt, other, 2);
    chain_commit(third, salt, fewer, 1);
    CU_ASSERT_NOT_EQUAL(memcmp(first, second, sizeof first), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(first, third, sizeof first), 0);
}

static void salt_hides_the_content(void)
{
    const struct crypto_part part = {"NHS0000001", 10};
    uint8_t other_salt[CHAIN_SALT_SIZE], first[CRYPTO_HASH_SIZE], second[CRYPTO_HASH_SIZE];

    memcpy(other_salt, salt, sizeof other_salt);
    other_salt[0] ^= 1;
    chain_commit(first, salt, &part, 1);
    chain_commit(second, other_salt, &part, 1);
    CU_ASSERT_NOT_EQUAL(memcmp(first, second, sizeof first), 0);
}

CU_TestInfo chain_tests[] = {
    {"the same entry has the same hash", same_entry_same_hash},
    {"an entry's hash can be recomputed elsewhere", hash_can_be_recomputed_elsewhere},
    {"a commitment can be recomputed elsewhere", commitment_can_be_recomputed_elsewhere},
    {"a change of any field, or of the chain's id, changes the hash", every_field_counts},
    {"bytes cannot be moved from one part to the next", parts_cannot_be_shifted},
    {"the same content under another salt has another commitment", salt_hides_the_content},
    CU_TEST_INFO_NULL,
};
