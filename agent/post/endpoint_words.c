/* What went wrong, and what to do: for the administrator who reads the log. With endpoint.c the owner of libcurl. In:
 * its code, OpenSSL's verdict on the certificate, its own text. Out: one line. The remedy goes first: the rest may be
 * cut. */
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "endpoint_inside.h"

enum { WORDS_SIZE = 192 };

struct remedy {
    CURLcode code;
    const char *text;
};

static const struct remedy remedies[] = {
    {CURLE_COULDNT_RESOLVE_PROXY, "the proxy's name was not found: check [post] proxy and the name servers"},
    {CURLE_COULDNT_RESOLVE_HOST, "the endpoint's name was not found: check [post] endpoint and the name servers"},
    {CURLE_COULDNT_CONNECT, "no connection to the endpoint: check [post] endpoint, network and firewall"},
    {CURLE_URL_MALFORMAT, "the address cannot be read: check [post] endpoint"},
    {CURLE_OPERATION_TIMEDOUT, "no whole answer within [post] timeout: is the endpoint well?"},
    {CURLE_WRITE_ERROR, "the answer is longer than 64 KiB: is [post] endpoint right?"},
    {CURLE_UNSUPPORTED_PROTOCOL, "the answer is not HTTP: is [post] endpoint right?"},
    {CURLE_WEIRD_SERVER_REPLY, "the answer is not one of its kind: is [post] endpoint right?"},
    {CURLE_GOT_NOTHING, "the endpoint closed without an answer: is it well?"},
    {CURLE_PARTIAL_FILE, "the endpoint broke off within its answer: is it well?"},
    {CURLE_SEND_ERROR, "the connection broke while sending: is the endpoint well?"},
    {CURLE_RECV_ERROR, "the connection broke before the answer was whole: is the endpoint well?"},
    {CURLE_LOGIN_DENIED, "the mail server refuses our user or password: mend [post] secret_file"},
    {CURLE_USE_SSL_FAILED,
     "TLS: the mail server offers no STARTTLS: nothing is sent without; is [post] endpoint right?"},
    {CURLE_SSL_CONNECT_ERROR,
     "TLS: no secure connection; the endpoint must offer TLS 1.2 or 1.3 with ciphers of today"},
    {CURLE_SSL_CERTPROBLEM, "TLS: our own certificate and key do not go together: mend [post] certificate and key"},
    {CURLE_SSL_CACERT_BADFILE, "TLS: [post] ca_file cannot be read or holds no certificate: mend it"},
    {CURLE_SSL_CRL_BADFILE, "TLS: [post] crl_file cannot be read or holds no list in PEM: mend it"},
    {CURLE_SSL_PINNEDPUBKEYNOTMATCH, "TLS: the endpoint shows another key than [post] pin: is it the right one?"},
    {CURLE_SSL_INVALIDCERTSTATUS, "TLS: the endpoint staples no good proof that its certificate holds: it must, "
                                  "or [post] staple = no"},
};

/* By OpenSSL's x509_vfy.h, as CURLINFO_SSL_VERIFYRESULT gives them. libcurl looks at the host's name before it asks for
 * the chain's result, and leaves its own first value, 1, where only the name was wrong. */
static const struct {
    long verdict;
    const char *state, *text;
    bool is_crl, names_clock;
} verdicts[] = {
    {1, "", "the endpoint's certificate is for another host: mend [post] endpoint or the certificate", false, false},
    {3, "", "[post] crl_file holds no list of an authority above the endpoint: add one of each", true, false},
    {9, "not-yet-valid",
     "the endpoint's certificate is not valid yet, or this machine's clock is behind: set the clock", false, true},
    {10, "expired",
     "the endpoint's certificate has expired, or this machine's clock is ahead: renew it or set the clock", false,
     true},
    {11, "not-yet-valid",
     "the list in [post] crl_file is not valid yet, or this machine's clock is behind: set the clock", true, true},
    {12, "expired",
     "the list in [post] crl_file has expired, or this machine's clock is ahead: fetch a new list or set the clock",
     true, true},
    {23, "revoked", "the endpoint's certificate was revoked: it must have a new one", false, false},
    {66, "", "the endpoint's certificate has a key that is too weak: it needs 2,048 bits or more", false, false},
    {67, "", "an authority above the endpoint has a key that is too weak: it needs 2,048 bits or more", false, false},
    {68, "", "the endpoint's certificate is signed with a hash that is too weak: it needs SHA-256", false, false},
};

enum { VERDICTS = sizeof verdicts / sizeof verdicts[0] };

static size_t verdict_of(const struct attempt *attempt)
{
    long verdict = 0;
    size_t i = 0;

    curl_easy_getinfo(attempt->easy, CURLINFO_SSL_VERIFYRESULT, &verdict);
    while (i < VERDICTS && verdicts[i].verdict != verdict)
        i++;
    return i;
}

const char *endpoint_words_state(const struct attempt *attempt, CURLcode code)
{
    size_t i = code == CURLE_PEER_FAILED_VERIFICATION ? verdict_of(attempt) : VERDICTS;

    return i < VERDICTS ? verdicts[i].state : "";
}

/* A clock that is wrong is seen at once by whoever reads what it says. */
static void say_verdict(const struct attempt *attempt, const struct config_endpoint *to, char *words, size_t size)
{
    size_t i = verdict_of(attempt);
    const char *file = to->ca_file[0] ? to->ca_file : "the system's CAs";
    char now[CLOCK_TEXT_SIZE];

    if (i == VERDICTS)
        text_format(words, size,
                    "TLS: the endpoint's certificate is not signed by [post] ca_file: put its CA there (curl 60: %s)",
                    file);
    else if (verdicts[i].names_clock)
        text_format(words, size, "TLS: %s (it says %.10s)", verdicts[i].text, clock_text(now, clock_now_ms()));
    else
        text_format(words, size, "TLS: %s (curl 60: %s)", verdicts[i].text, verdicts[i].is_crl ? to->crl_file : file);
}

/* What the server said of our certificate, in TLS's alerts: they come after our side of the handshake is done, as a
 * broken connection. */
static const char *remedy_of_alert(const char *fault)
{
    if (strstr(fault, "alert certificate required"))
        return "TLS: the endpoint asks who we are: set certificate and key in [post]";
    if (strstr(fault, "alert unknown ca") || strstr(fault, "alert bad certificate") ||
        strstr(fault, "alert certificate unknown") || strstr(fault, "alert unsupported certificate") ||
        strstr(fault, "alert certificate expired") || strstr(fault, "alert certificate revoked"))
        return "TLS: the endpoint does not take our certificate: ask its keeper, or mend [post] certificate";
    return NULL;
}

/* A server that refuses us may close before its alert is read: then only the broken connection is left. */
static const char *remedy_of_break(const struct attempt *attempt, const struct config_endpoint *to, CURLcode code)
{
    long status = 0;

    curl_easy_getinfo(attempt->easy, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_SEND_ERROR || status != 0)
        return NULL;
    return to->certificate[0] ? "the connection broke while sending: is the endpoint well, and does it take our "
                                "[post] certificate?"
                              : "the connection broke while sending: is the endpoint well, or does it ask who we are "
                                "(certificate and key in [post])?";
}

static const char *remedy_of_proxy(const struct attempt *attempt, CURLcode code)
{
    long status = 0;

    curl_easy_getinfo(attempt->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    if (status >= 300)
        return "the proxy does not let us through: check [post] proxy, or ask its keeper";
    return code == CURLE_COULDNT_CONNECT ? "no connection to the proxy: check [post] proxy, network and firewall"
                                         : NULL;
}

static const char *remedy_of(const struct attempt *attempt, const struct config_endpoint *to, CURLcode code)
{
    const char *remedy = remedy_of_alert(attempt->fault);

    if (code == CURLE_COULDNT_CONNECT && attempt->is_address_refused)
        return "the endpoint's name leads to a link-local or metadata address, never used: mend [post] endpoint or DNS";
    if (!remedy)
        remedy = remedy_of_break(attempt, to, code);
    if (!remedy && to->proxy[0])
        remedy = remedy_of_proxy(attempt, code);
    for (size_t i = 0; !remedy && i < sizeof remedies / sizeof remedies[0]; i++)
        if (remedies[i].code == code)
            remedy = remedies[i].text;
    return remedy ? remedy : "the transfer failed";
}

void endpoint_words(const struct attempt *attempt, const struct config_endpoint *to, CURLcode code, char *words,
                    size_t size)
{
    const char *detail = attempt->fault[0] ? attempt->fault : curl_easy_strerror(code);
    char text[2 * WORDS_SIZE + CURL_ERROR_SIZE], shown[CURL_ERROR_SIZE];

    if (code == CURLE_PEER_FAILED_VERIFICATION)
        say_verdict(attempt, to, text, sizeof text);
    else
        text_format(text, sizeof text, "%s (curl %d: %s)", remedy_of(attempt, to, code), (int)code,
                    text_escape(shown, sizeof shown, detail));
    form_words(words, size, text, to);
}
