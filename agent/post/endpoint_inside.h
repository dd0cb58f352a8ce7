/* The inside of endpoint*.c, which together own libcurl; included by nobody else. */
#ifndef CONFIDE_POST_ENDPOINT_INSIDE_H
#define CONFIDE_POST_ENDPOINT_INSIDE_H

#include <curl/curl.h>
#include <stdbool.h>

#include <confide/wire.h>

#include "agent/base/config.h"

#include "envelope.h"
#include "keys.h"
#include "retry_after.h"

enum { ENDPOINT_ANSWER_MAX = 64 * 1024 };

#define ENDPOINT_SET(easy, option, value) (curl_easy_setopt(easy, CURLOPT_##option, value) == CURLE_OK)

/* One attempt, from its handle to its facts. All of it goes with it, so that nothing can be taken for the next one's.
 */
struct attempt {
    CURL *easy;
    struct curl_slist *headers, *recipients;
    struct envelope envelope;
    char url[CONFIG_PATH + FORM_SECRET_MAX];
    const uint8_t *body;
    size_t size, sent;            /* mail: libcurl asks for it piece by piece */
    uint8_t keyed[WIRE_BODY_MAX]; /* PagerDuty: the body with its key */
    char fault[CURL_ERROR_SIZE];
    bool is_address_refused;
    unsigned refused_recipients;
    struct retry_after retry_after;
    size_t answer_size;
    uint8_t answer[ENDPOINT_ANSWER_MAX + 1];
};

/* Whom to trust, and how we prove ourselves; `keys` must last as long as the attempt. False when libcurl will not have
 * it. */
bool endpoint_tls_set(CURL *easy, const struct config_endpoint *to, struct keys *keys);

/* A mail's sender, recipients and bytes. */
bool endpoint_mail_set(struct attempt *attempt, const struct config_endpoint *to, const struct keys *keys);

/* One line for people about what failed with `code`: the remedy, then libcurl's own words. */
void endpoint_words(const struct attempt *attempt, const struct config_endpoint *to, CURLcode code, char *words,
                    size_t size);

/* One word about a failed TLS handshake that a person would want to be told apart: "clock-behind" and so on; or "". */
const char *endpoint_words_state(const struct attempt *attempt, CURLcode code);

#endif
