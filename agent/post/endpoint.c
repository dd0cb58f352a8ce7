/* Owns libcurl. Must not own: the decision whether a report is delivered, the database, the clock of retries.
 *
 * In: a report's id and bytes. Out: the transfer's code, the status, Retry-After, size and hash of the answer, one line
 * for people. Nothing the endpoint says is followed, stored or believed further: no redirect, cookie, proxy, other
 * protocol, and of its answer at most 64 KiB. A 200 in the head proves little (a dripping or cut answer has one too);
 * so code and status both go to the judge.
 *
 * libcurl's time limits do not bound the name server: curl 7.88 waits for its resolver thread, 28 s were measured with
 * three dead servers. QUICK_EXIT leaves that thread to end by itself, so that both [post] timeout and SIGTERM hold. */
#include "agent/post/endpoint.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/config.h"
#include "agent/base/crypto.h"
#include "agent/base/notify.h"
#include "agent/base/text.h"
#include "agent/post/address.h"
#include "agent/post/retry_after.h"
#include "agent/post/sign.h"

enum { ANSWER_MAX = 64 * 1024, POLL_MS = 1000 };

/* OpenSSL's x509_vfy.h, as CURLINFO_SSL_VERIFYRESULT gives them. libcurl looks at the host's name before it asks for
 * the chain's result, and leaves its own first value, 1, where only the name was wrong. */
enum { X509_ONLY_NAME = 1, X509_NOT_YET_VALID = 9, X509_HAS_EXPIRED = 10 };

struct endpoint {
    CURLM *multi;
    CURL *easy;
    const struct sign_key *key;
    int stop;
    char ca_file[CONFIG_PATH];
    char fault[CURL_ERROR_SIZE];
    bool refused_address;
    struct retry_after retry_after;
    size_t answer_size;
    uint8_t answer[ANSWER_MAX];
};

struct remedy {
    CURLcode code;
    const char *text;
};

static const struct remedy REMEDIES[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "the endpoint's name was not found: check [post] endpoint and the name servers"},
    {CURLE_COULDNT_CONNECT, "no connection to the endpoint: check [post] endpoint, network and firewall"},
    {CURLE_OPERATION_TIMEDOUT, "no whole answer within [post] timeout: is the endpoint well?"},
    {CURLE_WRITE_ERROR, "the answer is longer than 64 KiB: is [post] endpoint right?"},
    {CURLE_UNSUPPORTED_PROTOCOL, "the answer is not HTTP: is [post] endpoint right?"},
    {CURLE_WEIRD_SERVER_REPLY, "the answer is not HTTP: is [post] endpoint right?"},
    {CURLE_GOT_NOTHING, "the endpoint closed without an answer: is it well?"},
    {CURLE_PARTIAL_FILE, "the endpoint broke off within its answer: is it well?"},
    {CURLE_SEND_ERROR, "the connection broke while sending: is the endpoint well?"},
    {CURLE_RECV_ERROR, "the connection broke before the answer was whole: is the endpoint well?"},
    {CURLE_SSL_CONNECT_ERROR, "TLS: no secure connection; the endpoint must offer TLS 1.2 or 1.3"},
    {CURLE_SSL_CACERT_BADFILE, "TLS: [post] ca_file cannot be read or holds no certificate: mend it"},
};

static size_t take_head(char *line, size_t one, size_t length, void *data)
{
    struct endpoint *endpoint = data;

    retry_after_line(&endpoint->retry_after, line, length);
    return one * length;
}

/* A short count makes libcurl end the transfer with CURLE_WRITE_ERROR. */
static size_t take_answer(char *bytes, size_t one, size_t length, void *data)
{
    struct endpoint *endpoint = data;
    size_t room = ANSWER_MAX - endpoint->answer_size;
    size_t taken = one * length < room ? one * length : room;

    memcpy(endpoint->answer + endpoint->answer_size, bytes, taken);
    endpoint->answer_size += taken;
    return taken;
}

/* Called with the address found, before any packet goes there. */
static curl_socket_t open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *found)
{
    struct endpoint *endpoint = data;

    if (purpose == CURLSOCKTYPE_IPCXN && !address_is_refused(&found->addr))
        return socket(found->family, found->socktype | SOCK_CLOEXEC, found->protocol);
    endpoint->refused_address = true;
    return CURL_SOCKET_BAD;
}

/* Why `url` cannot be used, or NULL. */
static const char *fault_of_url(const char *url)
{
    CURLU *parts = curl_url();
    const char *fault = "cannot be read as a URL";
    char *scheme = NULL, *user = NULL, *fragment = NULL;

    if (!parts || curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
        goto out;
    if (strcmp(scheme, "https") != 0)
        fault = "does not begin with https://";
    else if (curl_url_get(parts, CURLUPART_USER, &user, 0) == CURLUE_OK)
        fault = "holds a user name: the signature proves who we are, remove it";
    else if (curl_url_get(parts, CURLUPART_FRAGMENT, &fragment, 0) == CURLUE_OK)
        fault = "holds a '#', which no server is sent: remove it";
    else
        fault = NULL;
out:
    curl_free(scheme);
    curl_free(user);
    curl_free(fragment);
    curl_url_cleanup(parts);
    return fault;
}

#define SET(option, value) (curl_easy_setopt(easy, CURLOPT_##option, value) == CURLE_OK)

/* What is never negotiable. Defaults are said again where a later libcurl, or the environment, could differ. A fresh
 * connection each time: on a kept one that breaks, libcurl posts a second time unasked, and one attempt would no longer
 * be one POST. */
static bool set_limits(CURL *easy)
{
    return SET(PROTOCOLS_STR, "https") && SET(REDIR_PROTOCOLS_STR, "https") && SET(FOLLOWLOCATION, 0L) &&
           SET(UNRESTRICTED_AUTH, 0L) && SET(PROXY, "") && SET(NETRC, (long)CURL_NETRC_IGNORED) &&
           SET(HTTP09_ALLOWED, 0L) && SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) &&
           SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) && SET(SSL_VERIFYPEER, 1L) && SET(SSL_VERIFYHOST, 2L) &&
           SET(NOSIGNAL, 1L) && SET(DNS_CACHE_TIMEOUT, 0L) && SET(QUICK_EXIT, 1L) && SET(FRESH_CONNECT, 1L) &&
           SET(FORBID_REUSE, 1L);
}

static bool set_times(CURL *easy, unsigned timeout_s)
{
    long timeout_ms = (long)timeout_s * 1000;

    return SET(TIMEOUT_MS, timeout_ms) && SET(CONNECTTIMEOUT_MS, timeout_ms / 2) && SET(LOW_SPEED_LIMIT, 1L) &&
           SET(LOW_SPEED_TIME, (long)timeout_s);
}

/* Debian's libcurl also trusts a folder of CAs by itself; a named file shall be all that is trusted. */
static bool set_trust(CURL *easy, const char *ca_file)
{
    return ca_file[0] == '\0' || (SET(CAINFO, ca_file) && SET(CAPATH, NULL));
}

static bool set_ends(CURL *easy, struct endpoint *endpoint, const char *url)
{
    return SET(URL, url) && SET(POST, 1L) && SET(USERAGENT, "confide/" CONFIDE_VERSION) &&
           SET(HEADERFUNCTION, take_head) && SET(HEADERDATA, endpoint) && SET(WRITEFUNCTION, take_answer) &&
           SET(WRITEDATA, endpoint) && SET(OPENSOCKETFUNCTION, open_socket) && SET(OPENSOCKETDATA, endpoint) &&
           SET(ERRORBUFFER, endpoint->fault);
}

struct endpoint *endpoint_open(const struct config *config, const struct sign_key *key, int stop, char *error,
                               size_t size)
{
    const char *fault = "libcurl cannot be used: is it the system's own, with TLS by OpenSSL?";
    struct endpoint *endpoint = calloc(1, sizeof *endpoint);

    /* libcurl would write the session's keys to the file that this names. */
    unsetenv("SSLKEYLOGFILE");
    if (!endpoint || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        goto out;
    endpoint->key = key;
    endpoint->stop = stop;
    text_copy(endpoint->ca_file, sizeof endpoint->ca_file, config->endpoints[0].ca_file);
    endpoint->multi = curl_multi_init();
    endpoint->easy = curl_easy_init();
    if (!endpoint->multi || !endpoint->easy || !set_limits(endpoint->easy) ||
        !set_times(endpoint->easy, config->timeout_s) || !set_trust(endpoint->easy, config->endpoints[0].ca_file) ||
        !set_ends(endpoint->easy, endpoint, config->endpoints[0].url))
        goto out;
    fault = fault_of_url(config->endpoints[0].url);
    if (!fault)
        return endpoint;
out:
    text_format(error, size, "[post] endpoint: %s", fault);
    endpoint_close(endpoint);
    return NULL;
}

static const char *remedy_of_trust(long verified)
{
    switch (verified) {
    case X509_ONLY_NAME:
        return "TLS: the endpoint's certificate is for another host: mend [post] endpoint or the certificate";
    case X509_HAS_EXPIRED:
        return "TLS: the endpoint's certificate has expired, or this machine's clock is ahead: renew it or set the "
               "clock";
    case X509_NOT_YET_VALID:
        return "TLS: the endpoint's certificate is not valid yet, or this machine's clock is behind: set the clock";
    default:
        return "TLS: the endpoint's certificate is not signed by [post] ca_file: put its CA there";
    }
}

static const char *remedy_of(const struct endpoint *endpoint, CURLcode code, long verified)
{
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        return remedy_of_trust(verified);
    if (code == CURLE_COULDNT_CONNECT && endpoint->refused_address)
        return "the endpoint's name leads to a link-local or metadata address, never used: mend [post] endpoint or DNS";
    for (size_t i = 0; i < sizeof REMEDIES / sizeof REMEDIES[0]; i++)
        if (REMEDIES[i].code == code)
            return REMEDIES[i].text;
    return "the transfer failed";
}

/* The remedy goes first: the detail may be cut. */
static void say_what_failed(const struct endpoint *endpoint, CURLcode code, char *to, size_t size)
{
    const char *detail = endpoint->fault[0] ? endpoint->fault : curl_easy_strerror(code);
    char shown[CURL_ERROR_SIZE];
    long verified = 0;

    curl_easy_getinfo(endpoint->easy, CURLINFO_SSL_VERIFYRESULT, &verified);
    if (code == CURLE_PEER_FAILED_VERIFICATION)
        detail = endpoint->ca_file[0] ? endpoint->ca_file : "the system's CAs";
    text_format(to, size, "%s (curl %d: %s)", remedy_of(endpoint, code, verified), (int)code,
                text_escape(shown, sizeof shown, detail));
}

static void take_facts(struct endpoint *endpoint, CURLcode code, struct wire_result *result)
{
    long status = 0;

    curl_easy_getinfo(endpoint->easy, CURLINFO_RESPONSE_CODE, &status);
    result->transfer = (int32_t)code;
    result->status = (int32_t)status;
    result->retry_after_s = retry_after_seconds(&endpoint->retry_after, clock_now_ms());
    result->answer_size = (uint32_t)endpoint->answer_size;
    crypto_sha256(result->answer_hash, endpoint->answer, endpoint->answer_size);
    if (code != CURLE_OK)
        say_what_failed(endpoint, code, result->error, sizeof result->error);
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
        notify_alive();
    } while (moved == CURLM_OK && running);
    message = curl_multi_info_read(endpoint->multi, &left);
    *code = message && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
    return true;
}

static struct curl_slist *list_headers(const struct sign_headers *signature)
{
    /* "Expect:" switches off the wait for a 100 Continue that many receivers never send. */
    const char *const lines[] = {"Content-Type: application/json",
                                 "Expect:",
                                 signature->id,
                                 signature->timestamp,
                                 signature->signature,
                                 signature->idempotency};
    struct curl_slist *list = NULL;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct curl_slist *longer = curl_slist_append(list, lines[i]);

        if (!longer) {
            curl_slist_free_all(list);
            return NULL;
        }
        list = longer;
    }
    return list;
}

/* Everything of the last attempt goes, so that nothing of it can be taken for this one's. */
static void forget(struct endpoint *endpoint)
{
    curl_easy_setopt(endpoint->easy, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(endpoint->easy, CURLOPT_HTTPHEADER, NULL);
    memset(&endpoint->retry_after, 0, sizeof endpoint->retry_after);
    memset(endpoint->fault, 0, sizeof endpoint->fault);
    memset(endpoint->answer, 0, endpoint->answer_size);
    endpoint->answer_size = 0;
    endpoint->refused_address = false;
}

bool endpoint_attempt(struct endpoint *endpoint, const struct wire_report *report, const void *body,
                      struct wire_result *result)
{
    CURL *easy = endpoint->easy;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    struct sign_headers signature;
    struct curl_slist *headers = NULL;
    bool is_over = true;

    memset(result, 0, sizeof *result);
    text_copy(result->id, sizeof result->id, report->id);
    if (sign_headers_make(&signature, endpoint->key, report->id, clock_now_ms() / 1000, body, report->size))
        headers = list_headers(&signature);
    if (headers && SET(HTTPHEADER, headers) && SET(POSTFIELDSIZE, (long)report->size) && SET(POSTFIELDS, body) &&
        curl_multi_add_handle(endpoint->multi, easy) == CURLM_OK)
        is_over = drive(endpoint, &code);
    if (is_over)
        take_facts(endpoint, code, result);
    curl_multi_remove_handle(endpoint->multi, easy);
    forget(endpoint);
    curl_slist_free_all(headers);
    return is_over;
}

void endpoint_close(struct endpoint *endpoint)
{
    if (!endpoint)
        return;
    curl_easy_cleanup(endpoint->easy);
    curl_multi_cleanup(endpoint->multi);
    curl_global_cleanup();
    free(endpoint);
}
