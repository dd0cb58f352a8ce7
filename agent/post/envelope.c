/* Headers by format. Owns: which format proves by what. Must not own: the secret's file, libcurl. In: a report's id,
 * time and bytes, a secret. Out: header lines, and the body where a secret stands within. */
#include "agent/post/envelope.h"

#include <string.h>

#include <confide/wire.h>

#include "agent/base/base64.h"
#include "agent/base/text.h"
#include "agent/post/form.h"
#include "agent/post/sign.h"

static void add(struct envelope *envelope, const char *name, const char *value)
{
    text_format(envelope->lines[envelope->count++], ENVELOPE_LINE, "%s%s", name, value);
}

/* confide-post does not render, so it does not link the renderers for their word on this. */
static const char *content_type(enum post_format format)
{
    return format == POST_CLOUDEVENTS ? "application/cloudevents+json" : "application/json";
}

static bool add_signature(struct envelope *envelope, const struct sign_key *key, const struct wire_report *report,
                          const void *body)
{
    struct sign_headers headers;

    if (!sign_headers_make(&headers, key, report, body))
        return false;
    add(envelope, "", headers.id);
    add(envelope, "", headers.timestamp);
    add(envelope, "", headers.signature);
    return true;
}

static void add_account(struct envelope *envelope, const char *account)
{
    char text[ENVELOPE_LINE];

    base64_write(text, sizeof text, account, strlen(account));
    add(envelope, "Authorization: Basic ", text);
    explicit_bzero(text, sizeof text);
}

bool envelope_make(struct envelope *envelope, enum post_format format, const struct sign_key *key, const char *secret,
                   const struct wire_report *report, const void *body)
{
    char quoted[REPORT_ID_SIZE + 2];
    bool is_good = sign_id_is_good(report->id);

    memset(envelope, 0, sizeof *envelope);
    if (!is_good)
        return false;
    add(envelope, "Content-Type: ", content_type(format));
    /* RFC 8941: the value is a string, and its quotes belong to it. */
    text_format(quoted, sizeof quoted, "\"%s\"", report->id);
    add(envelope, "Idempotency-Key: ", quoted);
    if (form_secret(format) == FORM_SIGNING)
        is_good = add_signature(envelope, key, report, body);
    else if (form_secret(format) == FORM_TOKEN && secret[0])
        add(envelope, "Authorization: Bearer ", secret);
    else if (form_secret(format) == FORM_ACCOUNT && secret[0])
        add_account(envelope, secret);
    if (!is_good)
        memset(envelope, 0, sizeof *envelope);
    return is_good;
}

size_t envelope_put_key(uint8_t *to, size_t to_size, const char *place, const char *key, const void *body, size_t size)
{
    const size_t width = strlen(place), length = strlen(key);
    const uint8_t *start = body, *at = memmem(body, size, place, width);
    size_t before = at ? (size_t)(at - start) : 0, after = at ? size - before - width : 0;

    if (!at || memmem(at + width, after, place, width) || before + length + after > to_size)
        return 0;
    memcpy(to, start, before);
    memcpy(to + before, key, length);
    memcpy(to + before + length, at + width, after);
    return before + length + after;
}

bool envelope_is_mail(const void *body, size_t size)
{
    const uint8_t *bytes = body;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '\0' || (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r')) ||
            (bytes[i] == '\r' && (i + 1 == size || bytes[i + 1] != '\n')))
            return false;
    }
    return size >= 2 && bytes[size - 1] == '\n';
}
