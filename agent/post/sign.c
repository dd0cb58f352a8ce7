/* Standard Webhooks 1.0: HMAC-SHA-256 over "id.timestamp.body", and Idempotency-Key beside it. Pure: no clock, no
 * files.
 *
 * In: key, id, time of the attempt, the body's bytes. Out: header lines. The body is signed as it is and never
 * rewritten. */
#include "agent/post/sign.h"

#include <inttypes.h>
#include <string.h>

#include <confide/wire.h>

#include "agent/base/base64.h"
#include "agent/base/crypto.h"
#include "agent/base/text.h"

static const char PREFIX[] = "whsec_";
static const char ID_LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const char *sign_key_read(struct sign_key *key, const char *text)
{
    const char *fault = NULL;
    long size;

    memset(key, 0, sizeof *key);
    if (strncmp(text, PREFIX, strlen(PREFIX)) != 0)
        return "it does not begin with \"whsec_\"";
    size = base64_read(key->bytes, sizeof key->bytes, text + strlen(PREFIX));
    if (size < 0)
        fault = "what follows \"whsec_\" is not base64 of at most 64 bytes";
    else if (size < SIGN_KEY_MIN)
        fault = "it holds fewer than 24 bytes";
    else
        key->size = (size_t)size;
    if (fault)
        explicit_bzero(key, sizeof *key);
    return fault;
}

bool sign_id_is_good(const char *id)
{
    size_t length = strspn(id, ID_LETTERS);

    return length > 0 && length < REPORT_ID_SIZE && id[length] == '\0';
}

bool sign_headers_make(struct sign_headers *headers, const struct sign_key *key, const char *id, int64_t timestamp_s,
                       const void *body, size_t size)
{
    char signed_head[REPORT_ID_SIZE + 32], text[64];
    uint8_t mac[CRYPTO_HASH_SIZE];

    memset(headers, 0, sizeof *headers);
    if (!sign_id_is_good(id) || timestamp_s < 0)
        return false;
    text_format(signed_head, sizeof signed_head, "%s.%" PRId64 ".", id, timestamp_s);
    crypto_hmac(mac, key->bytes, key->size,
                (const struct crypto_part[]){{signed_head, strlen(signed_head)}, {body, size}}, 2);
    base64_write(text, sizeof text, mac, sizeof mac);

    text_format(headers->id, sizeof headers->id, "webhook-id: %s", id);
    text_format(headers->timestamp, sizeof headers->timestamp, "webhook-timestamp: %" PRId64, timestamp_s);
    text_format(headers->signature, sizeof headers->signature, "webhook-signature: v1,%s", text);
    /* RFC 8941: the value is a string, and its quotes belong to it. */
    text_format(headers->idempotency, sizeof headers->idempotency, "Idempotency-Key: \"%s\"", id);
    return true;
}
