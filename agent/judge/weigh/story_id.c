/* The id of a case. Owns: what goes into it. Must not own: when a story begins (story.c). It leaves the machine:
 * without the salt anybody could try names until one gives the id. In: whose story, when. Out: "C-" and 16 hex digits.
 */
#include "story_id.h"

#include <string.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"

#include "judge.h"

_Static_assert((int)JUDGE_SALT_SIZE == 16, "the salt is a judge's");

void story_id_make(char id[CASE_ID_SIZE], const uint8_t salt[16], const struct story_kind *kind, int64_t stretch,
                   uint32_t number)
{
    const struct story_who *who = kind->who;
    uint8_t bytes[3] = {(uint8_t)kind->class, (uint8_t)who->tag, kind->with_encounters}, hash[CRYPTO_HASH_SIZE];
    char place[64], hex[17];
    struct crypto_part parts[] = {
        {"confide:case:v1", 15},
        {salt, JUDGE_SALT_SIZE},
        {bytes, sizeof bytes},
        {who->text[0], strlen(who->text[0])},
        {who->text[1], strlen(who->text[1])},
        {place, 0},
    };

    text_format(place, sizeof place, "%lld %u", (long long)stretch, number);
    parts[5].size = strlen(place);
    crypto_digest(hash, parts, sizeof parts / sizeof parts[0]);
    text_hex(hex, hash, 8);
    text_format(id, CASE_ID_SIZE, "C-%s", hex);
}
