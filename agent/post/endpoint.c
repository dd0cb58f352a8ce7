/* Owns libcurl. Must not own: the decision whether a report is delivered, the database, the clock of retries.
 *
 * In: a report's id and bytes, the keys. Out: the transfer's code, the status, what the answer asks and says, one line
 * for people. Nothing the endpoint says is followed, stored or believed further: no redirect, cookie, other protocol,
 * and of its answer at most 64 KiB. A 200 in the head proves little (a dripping or cut answer has one too); so code and
 * status both go to the judge.
 *
 * libcurl's time limits do not bound the name server: curl 7.88 waits for its resolver thread, 28 s were measured with
 * three dead servers. QUICK_EXIT leaves that thread to end by itself, so that both [post] timeout and SIGTERM hold. */
#include "agent/post/endpoint.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/json_answer.h"
#include "agent/base/text.h"
#include "agent/post/address.h"
#include "agent/report/render.h"

#include "endpoint_inside.h"

enum { POLL_MS = 1000, HTTP_BAD_REQUEST = 400, HTTP_CONFLICT = 409 };

struct endpoint {
    CURLM *multi;
    const struct config_endpoint *to;
    unsigned timeout_s;
    int stop, pulse;
    struct attempt attempt;
};

#define SET(option, value) ENDPOINT_SET(easy, option, value)

/* Of a mail server, each line of its answers: a refusal of one recipient shows here alone. It has no headers, and what
 * it says before TLS anybody on the way may have said. */
static size_t take_head(char *line, size_t one, size_t length, void *data)
{
    struct attempt *attempt = data;

    if (!attempt->recipients)
        retry_after_line(&attempt->retry_after, line, length);
    else if (length > 3 && (line[0] == '4' || line[0] == '5') && line[3] == ' ')
        attempt->refused_recipients++;
    return one * length;
}

/* A short count makes libcurl end the transfer with CURLE_WRITE_ERROR. */
static size_t take_answer(char *bytes, size_t one, size_t length, void *data)
{
    struct attempt *attempt = data;
    size_t room = ENDPOINT_ANSWER_MAX - attempt->answer_size;
    size_t taken = one * length < room ? one * length : room;

    memcpy(attempt->answer + attempt->answer_size, bytes, taken);
    attempt->answer_size += taken;
    return taken;
}

/* Called with the address found, before any packet goes there. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *found)
{
    struct attempt *attempt = data;

    if (purpose == CURLSOCKTYPE_IPCXN && !address_is_refused(&found->addr))
        return socket(found->family, found->socktype | SOCK_CLOEXEC, found->protocol);
    attempt->is_address_refused = true;
    return CURL_SOCKET_BAD;
}

/* What is never negotiable. Defaults are said again where a later libcurl, or the environment, could differ. A fresh
 * connection each time: on a kept one that breaks, libcurl posts a second time unasked, and one attempt would no longer
 * be one POST. So no TLS session is kept for a next one, which libcurl 7.88 would free twice where memory was short. */
static bool set_limits(CURL *easy, const struct config_endpoint *to)
{
    const char *scheme = to->format == POST_MAIL ? "smtp,smtps" : "https";

    return SET(PROTOCOLS_STR, scheme) && SET(REDIR_PROTOCOLS_STR, "https") && SET(FOLLOWLOCATION, 0L) &&
           SET(UNRESTRICTED_AUTH, 0L) && SET(PROXY, to->proxy) && SET(NOPROXY, "") && SET(HTTPPROXYTUNNEL, 1L) &&
           SET(SUPPRESS_CONNECT_HEADERS, 1L) && SET(NETRC, (long)CURL_NETRC_IGNORED) && SET(HTTP09_ALLOWED, 0L) &&
           SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) && SET(NOSIGNAL, 1L) && SET(DNS_CACHE_TIMEOUT, 0L) &&
           SET(QUICK_EXIT, 1L) && SET(FRESH_CONNECT, 1L) && SET(FORBID_REUSE, 1L) && SET(SSL_SESSIONID_CACHE, 0L);
}

static bool set_times(CURL *easy, unsigned timeout_s)
{
    long timeout_ms = (long)timeout_s * 1000;

    return SET(TIMEOUT_MS, timeout_ms) && SET(CONNECTTIMEOUT_MS, timeout_ms / 2) && SET(LOW_SPEED_LIMIT, 1L) &&
           SET(LOW_SPEED_TIME, (long)timeout_s);
}

static bool set_ends(CURL *easy, struct attempt *attempt, const struct config_endpoint *to, const struct keys *keys)
{
    bool is_address = form_secret(to->format) == FORM_ADDRESS;

    return text_format(attempt->url, sizeof attempt->url, "%s%s", to->url, is_address ? keys->secret : "") &&
           SET(URL, attempt->url) && SET(HEADERFUNCTION, take_head) && SET(HEADERDATA, attempt) &&
           SET(WRITEFUNCTION, take_answer) && SET(WRITEDATA, attempt) && SET(OPENSOCKETFUNCTION, open_socket) &&
           SET(OPENSOCKETDATA, attempt) && SET(ERRORBUFFER, attempt->fault);
}

static bool add_header(struct attempt *attempt, const char *line)
{
    struct curl_slist *longer = curl_slist_append(attempt->headers, line);

    if (longer)
        attempt->headers = longer;
    return longer != NULL;
}

static bool set_http(CURL *easy, struct attempt *attempt, const struct config_endpoint *to, const struct keys *keys,
                     const struct wire_report *report)
{
    const struct envelope *envelope = &attempt->envelope;

    if (!envelope_make(&attempt->envelope, to->format, &keys->sign, keys->secret, report, attempt->body))
        return false;
    for (unsigned i = 0; i < envelope->count; i++)
        if (!add_header(attempt, envelope->lines[i]))
            return false;
    /* "Expect:" switches off the wait for a 100 Continue that many receivers never send. */
    return add_header(attempt, "Expect:") && SET(POST, 1L) && SET(USERAGENT, "confide/" CONFIDE_VERSION) &&
           SET(HTTPHEADER, attempt->headers) && SET(POSTFIELDSIZE, (long)attempt->size) &&
           SET(POSTFIELDS, attempt->body);
}

/* The bytes that go out. NULL: in this format they cannot. */
static const char *take_body(struct attempt *attempt, const struct config_endpoint *to, const struct keys *keys,
                             const struct wire_report *report, const void *body)
{
    attempt->body = body;
    attempt->size = report->size;
    if (to->format == POST_MAIL && !envelope_is_mail(body, report->size))
        return "the report is no mail: its lines must end with CR LF; are all programs of one version?";
    if (to->format != POST_PAGERDUTY)
        return NULL;
    attempt->body = attempt->keyed;
    attempt->size =
        envelope_put_key(attempt->keyed, sizeof attempt->keyed, RENDER_ROUTING_KEY, keys->secret, body, report->size);
    return attempt->size ? NULL : "the report has no one place for the routing key: are all programs of one version?";
}

static bool prepare(struct attempt *attempt, const struct endpoint *endpoint, struct keys *keys,
                    const struct wire_report *report)
{
    const struct config_endpoint *to = endpoint->to;
    CURL *easy = attempt->easy = curl_easy_init();

    return easy && set_limits(easy, to) && set_times(easy, endpoint->timeout_s) && endpoint_tls_set(easy, to, keys) &&
           set_ends(easy, attempt, to, keys) &&
           (to->format == POST_MAIL ? endpoint_mail_set(attempt, to, keys)
                                    : set_http(easy, attempt, to, keys, report)) &&
           curl_multi_add_handle(endpoint->multi, easy) == CURLM_OK;
}

/* Drives the transfer to its end. False when stopped; else `code` is libcurl's. */
static bool drive(struct endpoint *endpoint, CURLcode *code)
{
    struct curl_waitfd stop = {.fd = endpoint->stop, .events = CURL_WAIT_POLLIN};
    int running = 1, left;
    CURLMcode moved;
    CURLMsg *message;

    do {
        moved = curl_multi_perform(endpoint->multi, &running);
        if (moved == CURLM_OK && running)
            moved = curl_multi_poll(endpoint->multi, &stop, 1, POLL_MS, NULL);
        if (stop.revents)
            return false;
        (void)!write(endpoint->pulse, ".", 1); /* full: the parent has enough to read */
    } while (moved == CURLM_OK && running);
    message = curl_multi_info_read(endpoint->multi, &left);
    *code = message && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
    return true;
}

/* What the body of an answer says, where it was taken whole. */
static void take_words(const struct attempt *attempt, enum post_format format, struct wire_result *result)
{
    bool is_there = format == POST_THEHIVE && (result->status == HTTP_BAD_REQUEST || result->status == HTTP_CONFLICT);
    struct json_answer answer;

    if (!json_answer_read(&answer, (const char *)attempt->answer, attempt->answer_size))
        return;
    if (result->status >= 200 && result->status < 300) {
        result->anchor_seq = answer.anchor;
        text_copy(result->reference, sizeof result->reference, answer.reference);
        text_copy(result->state, sizeof result->state, answer.state);
    } else if (is_there && answer.is_duplicate) {
        text_copy(result->state, sizeof result->state, "already-there");
    }
}

/* A mail server that says no within TLS has answered whole: as an HTTP status would, its code tells what follows. */
static bool is_mail_refusal(const struct attempt *attempt, CURLcode code, long status)
{
    curl_off_t secured_us = 0;

    curl_easy_getinfo(attempt->easy, CURLINFO_APPCONNECT_TIME_T, &secured_us);
    return attempt->recipients && secured_us > 0 && status >= 400 && status < 600 &&
           (code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
            code == CURLE_LOGIN_DENIED || code == CURLE_REMOTE_ACCESS_DENIED);
}

static void take_mail(const struct attempt *attempt, CURLcode code, struct wire_result *result)
{
    if (code != CURLE_OK && attempt->sent < attempt->size)
        text_copy(result->state, sizeof result->state, "unseen");
    if (code != CURLE_OK)
        text_format(result->error, sizeof result->error, "the mail server refuses (SMTP %d)%s", (int)result->status,
                    code == CURLE_LOGIN_DENIED ? " our user or password: mend secret_file" : "");
    else if (attempt->refused_recipients)
        text_format(result->error, sizeof result->error, "%u of the recipients refused it: mend the list in `to`",
                    attempt->refused_recipients);
}

static void take_facts(const struct endpoint *endpoint, CURLcode code, struct wire_result *result)
{
    const struct attempt *attempt = &endpoint->attempt;
    long status = 0;

    curl_easy_getinfo(attempt->easy, CURLINFO_RESPONSE_CODE, &status);
    result->status = (int32_t)status;
    result->transfer = is_mail_refusal(attempt, code, status) ? 0 : (int32_t)code;
    result->retry_after_s = retry_after_seconds(&attempt->retry_after, clock_now_ms());
    result->date_ms = retry_after_date_ms(&attempt->retry_after);
    result->answer_size = (uint32_t)attempt->answer_size;
    crypto_sha256(result->answer_hash, attempt->answer, attempt->answer_size);
    if (result->transfer != 0) {
        endpoint_words(attempt, endpoint->to, code, result->error, sizeof result->error);
        text_copy(result->state, sizeof result->state, endpoint_words_state(attempt, code));
    } else if (attempt->recipients) {
        take_mail(attempt, code, result);
    } else {
        take_words(attempt, endpoint->to->format, result);
    }
}

static void forget(struct endpoint *endpoint)
{
    struct attempt *attempt = &endpoint->attempt;

    if (attempt->easy)
        curl_multi_remove_handle(endpoint->multi, attempt->easy);
    curl_easy_cleanup(attempt->easy);
    curl_slist_free_all(attempt->headers);
    curl_slist_free_all(attempt->recipients);
    explicit_bzero(attempt, sizeof *attempt);
}

bool endpoint_attempt(struct endpoint *endpoint, struct keys *keys, const struct wire_report *report, const void *body,
                      struct wire_result *result)
{
    const char *fault = take_body(&endpoint->attempt, endpoint->to, keys, report, body);
    CURLcode code = CURLE_FAILED_INIT;
    bool is_over = true;

    memset(result, 0, sizeof *result);
    text_copy(result->id, sizeof result->id, report->id);
    if (!fault && !prepare(&endpoint->attempt, endpoint, keys, report))
        fault = "libcurl would not take the attempt: is memory short, is it the system's own, with OpenSSL?";
    if (!fault)
        is_over = drive(endpoint, &code);
    if (is_over && !fault)
        take_facts(endpoint, code, result);
    if (fault) {
        result->transfer = CURLE_FAILED_INIT;
        result->retry_after_s = RETRY_AFTER_NONE;
        text_copy(result->error, sizeof result->error, fault);
    }
    forget(endpoint);
    return is_over;
}

struct endpoint *endpoint_open(const struct config_endpoint *to, unsigned timeout_s, int stop, int pulse, char *error,
                               size_t size)
{
    struct endpoint *endpoint = calloc(1, sizeof *endpoint);

    /* libcurl would write the session's keys to the file that this names. */
    unsetenv("SSLKEYLOGFILE");
    if (endpoint && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK && (endpoint->multi = curl_multi_init())) {
        endpoint->to = to;
        endpoint->timeout_s = timeout_s;
        endpoint->stop = stop;
        endpoint->pulse = pulse;
        return endpoint;
    }
    text_copy(error, size, "libcurl cannot be used: is it the system's own, with TLS by OpenSSL?");
    endpoint_close(endpoint);
    return NULL;
}

void endpoint_close(struct endpoint *endpoint)
{
    if (!endpoint)
        return;
    curl_multi_cleanup(endpoint->multi);
    curl_global_cleanup();
    free(endpoint);
}
