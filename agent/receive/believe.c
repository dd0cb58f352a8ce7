/* Is a message to be believed? Owns the order of the questions: form, shared secret, machine's key, time. Pure: no
 * clock, no variables. Must not own: replays, which need what was stored before (shelf). In: headers, body, keys, now.
 * Out: a verdict. Of the body nothing but a hint is read before it is believed. */
#include "believe.h"

#include <inttypes.h>
#include <string.h>

#include "agent/base/base64.h"
#include "agent/base/public_key.h"
#include "agent/base/text.h"

/* Signatures that one message may list: each costs a reading of the body. */
enum { LISTED_MAX = 4, SECRET_MIN = 24, SIGNED_HEAD_SIZE = BELIEVE_ID_SIZE + 32 };

#define ID_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

struct listed {
    uint8_t mac[LISTED_MAX][CRYPTO_HASH_SIZE];
    uint8_t signature[LISTED_MAX][CRYPTO_SIGNATURE_SIZE];
    size_t macs, signatures;
};

/* ---- headers --------------------------------------------------------------------------------- */

/* Takes "v1,..." and "v1a,..." into their lists; what else is listed is another version's matter. */
static bool take_listed(struct listed *listed, const char *token)
{
    uint8_t bytes[CRYPTO_SIGNATURE_SIZE];
    bool is_mac = strncmp(token, "v1,", 3) == 0, is_signature = strncmp(token, "v1a,", 4) == 0;
    long size;

    if (!is_mac && !is_signature)
        return true;
    size = base64_read(bytes, sizeof bytes, token + (is_mac ? 3 : 4));
    if (is_mac && size == CRYPTO_HASH_SIZE && listed->macs < LISTED_MAX)
        memcpy(listed->mac[listed->macs++], bytes, CRYPTO_HASH_SIZE);
    else if (is_signature && size == CRYPTO_SIGNATURE_SIZE && listed->signatures < LISTED_MAX)
        memcpy(listed->signature[listed->signatures++], bytes, CRYPTO_SIGNATURE_SIZE);
    else
        return false;
    return true;
}

static bool read_listed(struct listed *listed, const char *header)
{
    char token[128];

    *listed = (struct listed){0};
    if (strlen(header) >= BELIEVE_HEADER_MAX)
        return false;
    for (header += strspn(header, " "); *header; header += strspn(header, " ")) {
        size_t length = strcspn(header, " ");

        if (!text_format(token, sizeof token, "%.*s", (int)length, header) || !take_listed(listed, token))
            return false;
        header += length;
    }
    return true;
}

/* A `.` in the id would let bytes move between id, time and body under one signature. */
static bool is_good_id(const char *id)
{
    size_t length = strspn(id, ID_CHARS);

    return length > 0 && length < BELIEVE_ID_SIZE && id[length] == '\0';
}

/* Digits alone: what was signed is the text. */
static bool read_time(const char *text, int64_t *time_s)
{
    return text[0] >= '0' && text[0] <= '9' && text_number(text, 0, INT64_C(99999999999), time_s);
}

/* ---- signatures ------------------------------------------------------------------------------ */

/* Takes the same time wherever they differ. */
static bool is_equal(const uint8_t *one, const uint8_t *other, size_t size)
{
    volatile uint8_t differences = 0;

    for (size_t i = 0; i < size; i++)
        differences |= one[i] ^ other[i];
    return differences == 0;
}

static bool knows_secret(const struct listed *listed, const struct believe_secret *secret,
                         const struct crypto_part parts[2])
{
    uint8_t mac[CRYPTO_HASH_SIZE];
    bool is_known = false;

    crypto_hmac(mac, secret->bytes, secret->size, parts, 2);
    for (size_t i = 0; i < listed->macs; i++)
        is_known = is_equal(mac, listed->mac[i], sizeof mac) || is_known;
    return is_known;
}

/* The key that the body names: a hint which one to try, so that many machines cost no more than one. Our agents name
 * theirs in every message. */
static bool find_hint(const struct believe_message *message, uint8_t key[CRYPTO_PUBLIC_SIZE])
{
    static const char before[] = "\"key\":\"whpk_";
    const char *at = memmem(message->body, message->size, before, sizeof before - 1);
    const char *end = (const char *)message->body + message->size;
    char text[PUBLIC_KEY_SIZE];

    if (!at)
        return false;
    at += sizeof before - 1 - strlen("whpk_");
    return text_format(text, sizeof text, "%.*s",
                       end - at < PUBLIC_KEY_SIZE - 1 ? (int)(end - at) : PUBLIC_KEY_SIZE - 1, at) &&
           !public_key_read(key, text);
}

static bool is_signed_by(const struct listed *listed, const uint8_t key[CRYPTO_PUBLIC_SIZE],
                         const struct crypto_part parts[2])
{
    for (size_t i = 0; i < listed->signatures; i++)
        if (crypto_ed25519_verify(listed->signature[i], key, parts, 2))
            return true;
    return false;
}

/* The one key that is named: to try them all would let whoever knows the shared secret hold us up for seconds. */
static bool find_signer(const struct listed *listed, const uint8_t (*keys)[CRYPTO_PUBLIC_SIZE], size_t count,
                        const struct believe_message *message, const struct crypto_part parts[2], size_t *which)
{
    uint8_t named[CRYPTO_PUBLIC_SIZE];

    if (!find_hint(message, named))
        return false;
    for (*which = 0; *which < count; ++*which)
        if (memcmp(keys[*which], named, sizeof named) == 0)
            return is_signed_by(listed, keys[*which], parts);
    return false;
}

enum believe_verdict believe(const struct believe_message *message, const struct believe_secret *secret,
                             const uint8_t (*keys)[CRYPTO_PUBLIC_SIZE], size_t count, int64_t tolerance_s,
                             int64_t now_ms, size_t *which, int64_t *off_s)
{
    const struct believe_headers *headers = &message->headers;
    char head[SIGNED_HEAD_SIZE];
    struct crypto_part parts[2] = {{head, 0}, {message->body, message->size}};
    struct listed listed;
    int64_t time_s;

    if (!headers->id || !headers->timestamp || !headers->signature || !is_good_id(headers->id) ||
        !read_time(headers->timestamp, &time_s) || !read_listed(&listed, headers->signature) ||
        !text_format(head, sizeof head, "%s.%s.", headers->id, headers->timestamp))
        return BELIEVE_MALFORMED;
    parts[0].size = strlen(head);
    if (secret->size > 0 && !knows_secret(&listed, secret, parts))
        return BELIEVE_FORGED;
    if (!find_signer(&listed, keys, count, message, parts, which))
        return BELIEVE_STRANGER;
    *off_s = time_s - now_ms / 1000;
    return *off_s < -tolerance_s || *off_s > tolerance_s ? BELIEVE_STALE : BELIEVE_YES;
}

/* ---- keys as text ---------------------------------------------------------------------------- */

const char *believe_read_secret(struct believe_secret *secret, const char *text)
{
    long size;

    memset(secret, 0, sizeof *secret);
    if (strncmp(text, "whsec_", 6) != 0)
        return "it does not begin with \"whsec_\"";
    size = base64_read(secret->bytes, sizeof secret->bytes, text + 6);
    if (size < SECRET_MIN) {
        explicit_bzero(secret, sizeof *secret);
        return "what follows \"whsec_\" is not base64 of 24 to 64 bytes";
    }
    secret->size = (size_t)size;
    return NULL;
}
