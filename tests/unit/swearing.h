/* An agent's life as a receiver sees it: a history that grows, statements about it, messages signed with its key.
 * Honest by itself; what a test spoils is the test's own. Random numbers come from the life's own seed: the same life
 * again. */
#ifndef CONFIDE_TEST_SWEARING_H
#define CONFIDE_TEST_SWEARING_H

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/base64.h"
#include "agent/base/crypto_ed25519.h"
#include "agent/base/json_statement.h"
#include "agent/base/text.h"

enum { LIFE_ENTRIES = 32768, LIFE_BODY = 8192 };

struct life {
    uint8_t seed[CRYPTO_KEY_SIZE];
    uint64_t dice;
    char (*hashes)[65];      /* hashes[seq]; [0] is of none */
    struct statement swears; /* as it stands now */
    unsigned sent;           /* messages so far: the next one's id */
};

struct life_headers {
    char id[64], timestamp[32], signature[256];
};

static inline unsigned life_roll(struct life *life, unsigned sides)
{
    life->dice = life->dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(life->dice >> 33) % sides;
}

/* The hash of an entry follows from the one before and from what is in it. */
static inline void life_entry(struct life *life, const char *content)
{
    uint8_t hash[CRYPTO_HASH_SIZE];
    uint64_t seq = life->swears.seq + 1;
    const struct crypto_part parts[] = {{life->hashes[seq - 1], 64}, {content, strlen(content)}};

    if (seq >= LIFE_ENTRIES)
        abort();
    crypto_digest(hash, parts, 2);
    text_hex(life->hashes[seq], hash, sizeof hash);
    life->swears.seq = seq;
    text_copy(life->swears.head, sizeof life->swears.head, life->hashes[seq]);
}

static inline void life_add(struct life *life, unsigned count)
{
    char content[32];

    for (unsigned i = 0; i < count; i++) {
        text_format(content, sizeof content, "event %" PRIu64, life->swears.seq + 1);
        life_entry(life, content);
        life->swears.events++;
    }
}

/* A history begins: `number` tells one installation from another. */
static inline void life_history(struct life *life, unsigned number)
{
    text_format(life->swears.machine, sizeof life->swears.machine, "%032x", number);
    text_format(life->swears.chain_id, sizeof life->swears.chain_id, "%032x", number + 0x1000000U);
    life->swears.seq = life->swears.events = life->swears.gaps = life->swears.purged = 0;
    memset(life->hashes, 0, sizeof *life->hashes * LIFE_ENTRIES);
    memset(life->hashes[0], '0', 64);
    life_entry(life, life->swears.chain_id);
}

/* "whpk_...". */
static inline void life_key(const struct life *life, char text[64])
{
    uint8_t key[CRYPTO_PUBLIC_SIZE];

    crypto_ed25519_public(key, life->seed);
    memcpy(text, "whpk_", 5);
    base64_write(text + 5, 59, key, sizeof key);
}

static inline void life_begin(struct life *life, unsigned number, int64_t now_ms)
{
    char key[64];

    memset(life, 0, sizeof *life);
    memset(life->seed, (int)(number % 251), sizeof life->seed);
    memcpy(life->seed, &number, sizeof number);
    life->dice = number;
    life->hashes = calloc(LIFE_ENTRIES, sizeof *life->hashes);
    if (!life->hashes)
        abort();
    life->swears.time_ms = now_ms;
    life->swears.started_ms = now_ms;
    life->swears.is_watched = true;
    text_copy(life->swears.version, sizeof life->swears.version, "0.1");
    life_key(life, key);
    text_copy(life->swears.key, sizeof life->swears.key, key);
    life_history(life, number);
}

static inline void life_end(struct life *life)
{
    free(life->hashes);
}

/* The endpoint said that it holds the history up to `seq`: the next statements connect there. */
static inline void life_connect(struct life *life, uint64_t seq)
{
    life->swears.previous_seq = seq;
}

/* What it swears now: the hash at the place where it connects is that of its own history as it stands. */
static inline struct statement life_statement(const struct life *life)
{
    struct statement statement = life->swears;

    if (statement.previous_seq > 0 && statement.previous_seq <= statement.seq)
        text_copy(statement.previous_head, sizeof statement.previous_head, life->hashes[statement.previous_seq]);
    else
        statement.previous_head[0] = '\0';
    return statement;
}

static inline size_t life_heartbeat(const struct life *life, char body[LIFE_BODY])
{
    struct statement statement = life_statement(life);

    return json_heartbeat_write(&statement, body, LIFE_BODY);
}

static inline size_t life_report(const struct life *life, const char *id, unsigned version, const char *type,
                                 char body[LIFE_BODY])
{
    char heartbeat[LIFE_BODY];
    const char *data;

    life_heartbeat(life, heartbeat);
    data = strstr(heartbeat, "\"data\":{") + 8;
    text_format(body, LIFE_BODY,
                "{\"type\":\"%s\",\"timestamp\":\"2026-11-23T05:00:00.000Z\",\"data\":{\"case\":\"%s\",\"version\":%u,"
                "\"class\":\"loss\",\"certainty\":\"suspected\",\"state\":\"confirmed\",\"severity\":5,"
                "\"says\":\"Six records were deleted in a minute.\",\"reminder\":1,"
                "\"raised\":\"2026-11-23T04:59:00.000Z\",\"clocks\":{\"report_by\":\"2026-11-26T04:59:00.000Z\"},%s",
                type, id, version, data);
    return strlen(body);
}

/* Signs as an agent does: v1 with `secret` where `secret_size` is not 0, v1a with its own key. */
static inline void life_sign(const struct life *life, const char *id, int64_t time_s, const void *body, size_t size,
                             const uint8_t *secret, size_t secret_size, struct life_headers *headers)
{
    char head[128], mac_text[64] = "", text[128];
    uint8_t mac[CRYPTO_HASH_SIZE], signature[CRYPTO_SIGNATURE_SIZE];
    struct crypto_part parts[2] = {{head, 0}, {body, size}};

    text_copy(headers->id, sizeof headers->id, id);
    text_format(headers->timestamp, sizeof headers->timestamp, "%" PRId64, time_s);
    text_format(head, sizeof head, "%s.%s.", headers->id, headers->timestamp);
    parts[0].size = strlen(head);
    crypto_hmac(mac, secret, secret_size, parts, 2);
    base64_write(mac_text, sizeof mac_text, mac, sizeof mac);
    if (!crypto_ed25519_sign(signature, life->seed, parts, 2))
        abort();
    base64_write(text, sizeof text, signature, sizeof signature);
    text_format(headers->signature, sizeof headers->signature, "%s%s%sv1a,%s", secret_size ? "v1," : "",
                secret_size ? mac_text : "", secret_size ? " " : "", text);
}

#endif
