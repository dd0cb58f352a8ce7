/* What follows from one attempt to deliver. Owns: the table of outcomes. Must not own: the clock, chance, the outbox.
 * In: the facts of an attempt. Out: done, again after so long, or never in this form. A duty to report does not end
 * because an endpoint moved, forgot us or lost its certificate: everything but a body that it will never take is tried
 * again for ever. */
#include "delivery.h"

#include <stdbool.h>
#include <string.h>

#include "agent/base/text.h"

enum {
    REFUSALS_MAX = 3,            /* a body refused so often will not be taken */
    RETRY_AFTER_MAX_S = 3600,    /* a hostile Retry-After must not silence us */
    IN_PROGRESS_WAIT_MS = 60000, /* 409: the endpoint still works on this very id */
    WAIT_MIN_MS = 1000
};

/* libcurl's codes, as libcurl-errors(3) fixes them for ever: this file must not need its headers. */
enum {
    TRANSFER_NO_NAME = 6,
    TRANSFER_NO_CONNECTION = 7,
    TRANSFER_TIMEOUT = 28,
    TRANSFER_TLS = 35,
    TRANSFER_RECEIVE = 56,
    TRANSFER_OWN_CERTIFICATE = 58,
    TRANSFER_BAD_CERTIFICATE = 60,
    TRANSFER_BAD_CA_FILE = 77,
    TRANSFER_BAD_PIN = 90,
    TRANSFER_BAD_STAPLE = 91
};

struct outcome {
    int32_t from, to; /* HTTP status */
    enum delivery_next next;
    const char *words; /* what it means and what to do; follows "HTTP n: " */
};

/* The first row that fits counts. */
static const struct outcome outcomes[] = {
    {200, 299, DELIVERY_DONE, NULL},
    {300, 399, DELIVERY_RETRY, "the endpoint moved: set endpoint in section [post] of confide.conf to its new address"},
    {400, 400, DELIVERY_QUARANTINE, "the endpoint refuses the body: ask its keeper why"},
    {401, 401, DELIVERY_RETRY,
     "the endpoint does not trust us: compare secret_file in section [post] with its own secret, and does it know the "
     "key of `confidectl status`?"},
    {403, 403, DELIVERY_RETRY, "the endpoint does not let us in: ask its keeper"},
    {404, 404, DELIVERY_RETRY, "the endpoint is not there: check endpoint in section [post] of confide.conf"},
    {407, 407, DELIVERY_RETRY, "a proxy wants a login: let reports pass it"},
    {409, 409, DELIVERY_RETRY, "the endpoint is still working on this report"},
    {410, 410, DELIVERY_RETRY,
     "the endpoint says it is gone for good: set a new one in section [post] of confide.conf"},
    {413, 413, DELIVERY_QUARANTINE, "the endpoint finds the body too large: ask its keeper to take 20 kB"},
    {422, 422, DELIVERY_QUARANTINE, "the endpoint cannot use the body, or took another one under this id"},
    {425, 425, DELIVERY_RETRY, "the endpoint finds our time too far from its own: set the clocks, see timedatectl"},
    {429, 429, DELIVERY_RETRY, "the endpoint asks for fewer reports at a time"},
    {400, 499, DELIVERY_RETRY, "the endpoint refuses: ask its keeper why"},
    {500, 599, DELIVERY_RETRY, "the endpoint is out of order"},
    {INT32_MIN, INT32_MAX, DELIVERY_RETRY, "no answer that HTTP knows"},
};

/* Of a mail server (RFC 5321 section 4.2.3): a wrong mailbox or login is mended in confide.conf, so these wait; only
 * what it says of the message itself is for good. */
static const struct outcome mail_outcomes[] = {
    {200, 299, DELIVERY_DONE, NULL},
    {400, 499, DELIVERY_RETRY, "the mail server asks to come again later"},
    {530, 538, DELIVERY_RETRY, "the mail server does not let us in: check secret_file in this endpoint's section"},
    {550, 551, DELIVERY_RETRY, "the mail server knows no such mailbox, or will not take it from us: check to and from"},
    {552, 552, DELIVERY_QUARANTINE, "the mail server finds the message too large"},
    {553, 553, DELIVERY_RETRY, "the mail server does not take this address: check to and from"},
    {554, 554, DELIVERY_QUARANTINE, "the mail server refuses the message: ask its keeper why"},
    {500, 599, DELIVERY_RETRY, "the mail server refuses: ask its keeper why"},
    {INT32_MIN, INT32_MAX, DELIVERY_RETRY, "no answer that SMTP knows"},
};

/* 554 before it saw the message is said of us, or of a recipient ("relay access denied"). */
static const struct outcome unseen = {
    554, 554, DELIVERY_RETRY, "the mail server refuses us or a recipient: check to and from, or ask its keeper"};

/* TheHive refuses what it has already by 400: then it was delivered, and the answer lost. */
static const struct outcome already = {400, 400, DELIVERY_DONE, NULL};

static const struct {
    int32_t transfer;
    const char *words;
} failures[] = {
    {TRANSFER_NO_NAME, "the endpoint's name cannot be found: check endpoint in section [post], and DNS"},
    {TRANSFER_NO_CONNECTION, "nobody answers at the endpoint: is it up, does a firewall stand between?"},
    {TRANSFER_TIMEOUT, "the endpoint did not answer in time"},
    {TRANSFER_TLS, "no TLS with the endpoint: it needs TLS 1.2 or newer"},
    {TRANSFER_RECEIVE, "the endpoint broke off"},
    {TRANSFER_OWN_CERTIFICATE, "our own certificate cannot be used"},
    {TRANSFER_BAD_CERTIFICATE,
     "the endpoint's certificate is not to be trusted: check ca_file in section [post], its name, and "
     "this machine's clock"},
    {TRANSFER_BAD_CA_FILE, "the CA file cannot be used: check ca_file in section [post] of confide.conf"},
    {TRANSFER_BAD_PIN, "the endpoint shows another key than the one it is pinned to"},
    {TRANSFER_BAD_STAPLE, "the endpoint does not prove that its certificate still holds"},
};

static const struct outcome *outcome_of(const struct wire_result *result, enum post_format format)
{
    const struct outcome *outcome = format == POST_MAIL ? mail_outcomes : outcomes;

    if (format == POST_THEHIVE && strcmp(result->state, "already-there") == 0)
        return &already;
    if (format == POST_MAIL && result->status == unseen.from && strcmp(result->state, "unseen") == 0)
        return &unseen;
    while (result->status < outcome->from || result->status > outcome->to)
        outcome++;
    return outcome;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Full jitter: anything up to base * 2^attempt, so that a thousand machines do not come back at once. */
static int64_t backoff_ms(uint32_t attempt, unsigned base_s, unsigned cap_s, uint64_t chance)
{
    int64_t ceiling = cap_s * INT64_C(1000);

    if (attempt < 32)
        ceiling = least(ceiling, (base_s * INT64_C(1000)) << attempt);
    return (int64_t)(chance % ((uint64_t)ceiling + 1));
}

enum delivery_next delivery_decide(const struct wire_result *result, enum post_format format, uint32_t attempt,
                                   uint32_t refusals, unsigned base_s, unsigned cap_s, uint64_t chance,
                                   int64_t *wait_ms)
{
    const struct outcome *outcome = outcome_of(result, format);
    bool is_whole = result->transfer == 0;

    *wait_ms = 0;
    if (is_whole && outcome->next == DELIVERY_DONE)
        return DELIVERY_DONE;
    if (is_whole && outcome->next == DELIVERY_QUARANTINE && refusals + 1 >= REFUSALS_MAX)
        return DELIVERY_QUARANTINE;
    *wait_ms = most(backoff_ms(attempt, base_s, cap_s, chance), WAIT_MIN_MS);
    if (is_whole && result->status == 409)
        *wait_ms = IN_PROGRESS_WAIT_MS;
    if (result->retry_after_s > 0)
        *wait_ms = most(*wait_ms, least(result->retry_after_s, RETRY_AFTER_MAX_S) * 1000);
    return DELIVERY_RETRY;
}

void delivery_words(const struct wire_result *result, enum post_format format, char *to, unsigned size)
{
    const struct outcome *outcome = outcome_of(result, format);
    const char *protocol = format == POST_MAIL ? "SMTP" : "HTTP";
    char said[sizeof result->error]; /* by one who talks with the network: it goes into logs and onto terminals */

    if (result->transfer == 0 && outcome->next == DELIVERY_DONE) {
        text_escape(said, sizeof said, result->error); /* of a mail: not all of its receivers were taken */
        text_format(to, size, "delivered (%s %d)%s%s", protocol, result->status, said[0] ? ": " : "", said);
        return;
    }
    if (result->transfer == 0) {
        text_format(to, size, "%s %d: %s", protocol, result->status, outcome->words);
        return;
    }
    text_escape(said, sizeof said, result->error);
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        if (failures[i].transfer == result->transfer) {
            text_format(to, size, "%s (%s)", failures[i].words, said);
            return;
        }
    }
    text_format(to, size, "the transfer failed: %s", said[0] ? said : "libcurl does not say why");
}
