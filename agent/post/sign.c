/* Standard Webhooks 1.0: a signature over "id.timestamp.body", by HMAC-SHA-256 (v1) or Ed25519 (v1a). Pure: no clock,
 * no files.
 *
 * In: key, id, time of the attempt, the body's bytes, the agent's own signature of the same. Out: header lines. The
 * body is signed as it is and never rewritten. */
#include "agent/post/sign.h"

#include <inttypes.h>
#include <string.h>

#include <confide/wire.h>

#include "agent/base/base64.h"
#include "agent/base/crypto_ed25519.h"
#include "agent/base/text.h"

static const char SHARED[] = "whsec_", PAIR[] = "whsk_";
static const char ID_LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

enum { SIGNATURE_TEXT = 96 };

static const char *read_shared(struct sign_key *key, const char *text)
{
    long size = base64_read(key->bytes, sizeof key->bytes, text);

    if (size < 0)
        return "what follows \"whsec_\" is not base64 of at most 64 bytes";
    if (size < SIGN_KEY_MIN)
        return "it holds fewer than 24 bytes";
    key->size = (size_t)size;
    return NULL;
}

/* RFC 8032's secret key is the seed; most libraries write the public key behind it. */
static const char *read_pair(struct sign_key *key, const char *text)
{
    long size = base64_read(key->bytes, sizeof key->bytes, text);
    uint8_t public[CRYPTO_PUBLIC_SIZE];

    if (size != CRYPTO_KEY_SIZE && size != CRYPTO_KEY_SIZE + CRYPTO_PUBLIC_SIZE)
        return "what follows \"whsk_\" is not base64 of 32 or 64 bytes, an Ed25519 key";
    crypto_ed25519_public(public, key->bytes);
    if (size > CRYPTO_KEY_SIZE && memcmp(public, key->bytes + CRYPTO_KEY_SIZE, sizeof public) != 0)
        return "its two halves do not belong together";
    key->size = CRYPTO_KEY_SIZE;
    key->is_pair = true;
    return NULL;
}

const char *sign_key_read(struct sign_key *key, const char *text)
{
    const char *fault = "it does not begin with \"whsec_\" or \"whsk_\"";

    memset(key, 0, sizeof *key);
    if (strncmp(text, SHARED, strlen(SHARED)) == 0)
        fault = read_shared(key, text + strlen(SHARED));
    else if (strncmp(text, PAIR, strlen(PAIR)) == 0)
        fault = read_pair(key, text + strlen(PAIR));
    if (fault)
        explicit_bzero(key, sizeof *key);
    return fault;
}

bool sign_id_is_good(const char *id)
{
    size_t length = strspn(id, ID_LETTERS);

    return length > 0 && length < REPORT_ID_SIZE && id[length] == '\0';
}

/* "v1,..." or "v1a,...": by the endpoint's key. */
static bool sign(char to[SIGNATURE_TEXT], const struct sign_key *key, const struct crypto_part *parts, size_t count)
{
    uint8_t bytes[CRYPTO_SIGNATURE_SIZE];
    char text[SIGNATURE_TEXT];

    if (!key->is_pair)
        crypto_hmac(bytes, key->bytes, key->size, parts, count);
    else if (!crypto_ed25519_sign(bytes, key->bytes, parts, count))
        return false;
    base64_write(text, sizeof text, bytes, key->is_pair ? CRYPTO_SIGNATURE_SIZE : CRYPTO_HASH_SIZE);
    return text_format(to, SIGNATURE_TEXT, "%s,%s", key->is_pair ? "v1a" : "v1", text);
}

/* " v1a,..." as the judge gave it; "" when it gave none. */
static void show_agents(char to[SIGNATURE_TEXT], const uint8_t signature[WIRE_SIGNATURE])
{
    static const uint8_t none[WIRE_SIGNATURE];
    char text[SIGNATURE_TEXT];

    to[0] = '\0';
    if (memcmp(signature, none, sizeof none) == 0)
        return;
    base64_write(text, sizeof text, signature, WIRE_SIGNATURE);
    text_format(to, SIGNATURE_TEXT, " v1a,%s", text);
}

bool sign_headers_make(struct sign_headers *headers, const struct sign_key *key, const struct wire_report *report,
                       const void *body)
{
    char head[REPORT_ID_SIZE + 32], own[SIGNATURE_TEXT], agents[SIGNATURE_TEXT];
    struct crypto_part parts[] = {{head, 0}, {body, report->size}};

    memset(headers, 0, sizeof *headers);
    if (!sign_id_is_good(report->id) || report->time_s < 0)
        return false;
    text_format(head, sizeof head, "%s.%" PRId64 ".", report->id, report->time_s);
    parts[0].size = strlen(head);
    if (!sign(own, key, parts, 2))
        return false;
    show_agents(agents, report->signature);
    text_format(headers->id, sizeof headers->id, "webhook-id: %s", report->id);
    text_format(headers->timestamp, sizeof headers->timestamp, "webhook-timestamp: %" PRId64, report->time_s);
    text_format(headers->signature, sizeof headers->signature, "webhook-signature: %s%s", own, agents);
    return true;
}
