/* What follows from each outcome of an attempt. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/outbox/delivery.h"

enum { BASE_S = 5, CAP_S = 900 };

static const struct row {
    int32_t transfer, status;
    uint32_t attempt;
    enum delivery_next next;
    const char *words; /* part of what is said */
} table[] = {
    {0, 200, 1, DELIVERY_DONE, "delivered (HTTP 200)"},
    {0, 204, 1, DELIVERY_DONE, "delivered (HTTP 204)"},
    {0, 299, 9, DELIVERY_DONE, "delivered"},
    {18, 200, 1, DELIVERY_RETRY, "the transfer failed"}, /* a status is no delivery while the exchange broke off */
    {28, 200, 1, DELIVERY_RETRY, "did not answer in time"},
    {0, 0, 1, DELIVERY_RETRY, "no answer that HTTP knows"},
    {0, 100, 1, DELIVERY_RETRY, "no answer that HTTP knows"},
    {0, 199, 1, DELIVERY_RETRY, "no answer"},
    {0, 301, 1000, DELIVERY_RETRY, "the endpoint moved: set endpoint in section [post]"},
    {0, 307, 1000, DELIVERY_RETRY, "the endpoint moved"},
    {0, 400, 1, DELIVERY_RETRY, "refuses the body"},
    {0, 400, 2, DELIVERY_RETRY, "refuses the body"},
    {0, 400, 3, DELIVERY_QUARANTINE, "refuses the body"},
    {0, 425, 1000, DELIVERY_RETRY, "set the clocks"},
    {0, 413, 2, DELIVERY_RETRY, "too large"},
    {0, 413, 3, DELIVERY_QUARANTINE, "too large"},
    {0, 422, 2, DELIVERY_RETRY, "cannot use the body"},
    {0, 422, 4, DELIVERY_QUARANTINE, "cannot use the body"},
    {56, 400, 3, DELIVERY_RETRY, "broke off"}, /* not known to be its whole answer */
    {0, 401, 1000, DELIVERY_RETRY, "secret_file"},
    {0, 403, 1000, DELIVERY_RETRY, "does not let us in"},
    {0, 404, 1000, DELIVERY_RETRY, "is not there"},
    {0, 405, 1000, DELIVERY_RETRY, "the endpoint refuses"},
    {0, 407, 1000, DELIVERY_RETRY, "a proxy"},
    {0, 409, 1000, DELIVERY_RETRY, "still working"},
    {0, 410, 1000, DELIVERY_RETRY, "gone for good"},
    {0, 429, 1000, DELIVERY_RETRY, "fewer reports"},
    {0, 499, 1000, DELIVERY_RETRY, "the endpoint refuses"},
    {0, 500, 1000, DELIVERY_RETRY, "out of order"},
    {0, 503, 1000, DELIVERY_RETRY, "out of order"},
    {0, 599, 1000, DELIVERY_RETRY, "out of order"},
    {0, 600, 1000, DELIVERY_RETRY, "no answer that HTTP knows"},
    {0, -1, 3, DELIVERY_RETRY, "no answer that HTTP knows"},
    {6, 0, 1000, DELIVERY_RETRY, "name cannot be found"},
    {7, 0, 1000, DELIVERY_RETRY, "nobody answers"},
    {35, 0, 1000, DELIVERY_RETRY, "TLS 1.2"},
    {60, 0, 1000, DELIVERY_RETRY, "ca_file"},
    {77, 0, 1000, DELIVERY_RETRY, "the CA file"},
    {90, 0, 1000, DELIVERY_RETRY, "pinned"},
    {12345, 0, UINT32_MAX, DELIVERY_RETRY, "the transfer failed"},
};

static void each_outcome(void)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct wire_result result = {.transfer = table[i].transfer, .status = table[i].status, .retry_after_s = -1};
        enum delivery_next next;
        int64_t wait_ms = -1;
        char words[192];

        text_copy(result.error, sizeof result.error, "said libcurl");
        next =
            delivery_decide(&result, POST_WEBHOOK, table[i].attempt, table[i].attempt - 1, BASE_S, CAP_S, 0, &wait_ms);
        delivery_words(&result, POST_WEBHOOK, words, sizeof words);
        CU_ASSERT_EQUAL(next, table[i].next);
        CU_ASSERT_PTR_NOT_NULL(strstr(words, table[i].words));
        CU_ASSERT(next == DELIVERY_RETRY ? wait_ms >= 1000 : wait_ms == 0);
        if (result.transfer && !strstr(words, "said libcurl"))
            CU_FAIL("libcurl's own words are missing");
        if (next != table[i].next || !strstr(words, table[i].words))
            fprintf(stderr, "    %d %d %u: %d, %s\n", table[i].transfer, table[i].status, table[i].attempt, next,
                    words);
    }
}

static int64_t wait_of(int32_t status, int32_t retry_after_s, uint32_t attempt, uint64_t chance)
{
    struct wire_result result = {.status = status, .retry_after_s = retry_after_s};
    int64_t wait_ms = 0;

    delivery_decide(&result, POST_WEBHOOK, attempt, 0, BASE_S, CAP_S, chance, &wait_ms);
    return wait_ms;
}

static void full_jitter(void)
{
    CU_ASSERT_EQUAL(wait_of(500, -1, 1, 10000), 10000); /* 5 s * 2^1 */
    CU_ASSERT_EQUAL(wait_of(500, -1, 1, 10001), 1000);  /* 10001 mod 10001 = 0, but never less than a second */
    CU_ASSERT_EQUAL(wait_of(500, -1, 3, 39999), 39999);
    CU_ASSERT_EQUAL(wait_of(500, -1, 3, 1234567), 1234567 % 40001);
    CU_ASSERT_EQUAL(wait_of(500, -1, 7, 640000), 640000);
    CU_ASSERT_EQUAL(wait_of(500, -1, 8, 900000), 900000); /* the cap */
    CU_ASSERT_EQUAL(wait_of(500, -1, 8, 900001), 1000);
    for (uint32_t attempt = 1; attempt < 5000; attempt++) {
        int64_t wait_ms = wait_of(500, -1, attempt, UINT64_MAX - attempt * UINT64_C(0x9e3779b97f4a7c15));

        CU_ASSERT_FATAL(wait_ms >= 1000 && wait_ms <= CAP_S * 1000);
    }
    CU_ASSERT(wait_of(500, -1, UINT32_MAX, UINT64_MAX) <= CAP_S * 1000);
}

static void retry_after(void)
{
    CU_ASSERT_EQUAL(wait_of(503, 120, 1, 0), 120000);
    CU_ASSERT_EQUAL(wait_of(429, 120, 1, 0), 120000);
    CU_ASSERT_EQUAL(wait_of(503, 2, 3, 30000), 30000); /* never less than our own wait */
    CU_ASSERT_EQUAL(wait_of(503, 3600, 1, 0), 3600000);
    CU_ASSERT_EQUAL(wait_of(503, 3601, 1, 0), 3600000); /* a hostile value must not silence us */
    CU_ASSERT_EQUAL(wait_of(503, INT32_MAX, 1, 0), 3600000);
    CU_ASSERT_EQUAL(wait_of(503, 0, 1, 0), 1000);
    CU_ASSERT_EQUAL(wait_of(503, -1, 1, 0), 1000);
    CU_ASSERT_EQUAL(wait_of(503, INT32_MIN, 1, 0), 1000);
}

static void in_progress(void)
{
    CU_ASSERT_EQUAL(wait_of(409, -1, 1, 0), 60000);
    CU_ASSERT_EQUAL(wait_of(409, -1, 9, 899999), 60000);
    CU_ASSERT_EQUAL(wait_of(409, 120, 1, 0), 120000);
}

static void hostile_limits(void)
{
    struct wire_result result = {.status = 500, .retry_after_s = -1};
    int64_t wait_ms;

    CU_ASSERT_EQUAL(delivery_decide(&result, POST_WEBHOOK, 31, 0, 3600, 3600, UINT64_MAX, &wait_ms), DELIVERY_RETRY);
    CU_ASSERT(wait_ms >= 1000 && wait_ms <= 3600000);
    CU_ASSERT_EQUAL(delivery_decide(&result, POST_WEBHOOK, 0, 0, 0, 0, UINT64_MAX, &wait_ms), DELIVERY_RETRY);
    CU_ASSERT_EQUAL(wait_ms, 1000);
}

static void hostile_words(void)
{
    struct wire_result result = {.transfer = 7, .error = "\x1b]0;mine\a\nconfided[1]: all is well \xff\xfe"};
    char words[192];

    delivery_words(&result, POST_WEBHOOK, words, sizeof words);
    CU_ASSERT_PTR_NOT_NULL(strstr(words, "\\x1b]0;mine\\x07\\x0aconfided[1]: all is well \\xff\\xfe"));
    for (const char *at = words; *at; at++)
        CU_ASSERT(*at >= ' ' && *at <= '~');
    memset(result.error, '\n', sizeof result.error - 1);
    result.transfer = 99;
    delivery_words(&result, POST_WEBHOOK, words, sizeof words);
    CU_ASSERT(strlen(words) < sizeof words);
    CU_ASSERT_PTR_NULL(strchr(words, '\n'));
}

static void a_mail_server_has_other_numbers(void)
{
    static const struct row mail[] = {
        {0, 250, 1, DELIVERY_DONE, "delivered (SMTP 250)"},
        {0, 421, 9, DELIVERY_RETRY, "SMTP 421"},
        {0, 452, 9, DELIVERY_RETRY, "later"},
        {0, 535, 9, DELIVERY_RETRY, "secret_file"},
        {0, 550, 9, DELIVERY_RETRY, "check to and from"},
        {0, 552, 2, DELIVERY_RETRY, "too large"},
        {0, 552, 3, DELIVERY_QUARANTINE, "too large"},
        {0, 554, 3, DELIVERY_QUARANTINE, "refuses the message"},
        {0, 503, 9, DELIVERY_RETRY, "the mail server refuses"},
        {0, 0, 9, DELIVERY_RETRY, "no answer that SMTP knows"},
        {28, 250, 9, DELIVERY_RETRY, "did not answer in time"},
    };

    for (size_t i = 0; i < sizeof mail / sizeof mail[0]; i++) {
        struct wire_result result = {.transfer = mail[i].transfer, .status = mail[i].status, .retry_after_s = -1};
        int64_t wait_ms;
        char words[192];

        CU_ASSERT_EQUAL(
            delivery_decide(&result, POST_MAIL, mail[i].attempt, mail[i].attempt - 1, BASE_S, CAP_S, 0, &wait_ms),
            mail[i].next);
        delivery_words(&result, POST_MAIL, words, sizeof words);
        CU_ASSERT_PTR_NOT_NULL(strstr(words, mail[i].words));
    }
}

static void the_hive_has_it_already(void)
{
    struct wire_result result = {.status = 400, .retry_after_s = -1, .state = "already-there"};
    int64_t wait_ms;

    CU_ASSERT_EQUAL(delivery_decide(&result, POST_THEHIVE, 2, 0, BASE_S, CAP_S, 0, &wait_ms), DELIVERY_DONE);
    CU_ASSERT_EQUAL(delivery_decide(&result, POST_WEBHOOK, 2, 0, BASE_S, CAP_S, 0, &wait_ms), DELIVERY_RETRY);
    result.transfer = 56;
    CU_ASSERT_EQUAL(delivery_decide(&result, POST_THEHIVE, 2, 0, BASE_S, CAP_S, 0, &wait_ms), DELIVERY_RETRY);
}

static void what_may_not_be_given_up_is_not(void)
{
    const struct wire_result result = {.status = 422, .retry_after_s = -1};
    int64_t wait_ms = 0;

    for (uint32_t attempt = 1; attempt < 100; attempt++) {
        CU_ASSERT_EQUAL(delivery_decide(&result, POST_WEBHOOK, attempt, 0, BASE_S, CAP_S, UINT64_MAX, &wait_ms),
                        DELIVERY_RETRY);
        CU_ASSERT(wait_ms >= 1000 && wait_ms <= CAP_S * 1000);
    }
}

/* What it says before it saw the message is not said of the message. */
static void a_mail_server_that_saw_no_message(void)
{
    struct wire_result result = {.status = 554, .retry_after_s = -1, .state = "unseen"};
    int64_t wait_ms;
    char words[192];

    CU_ASSERT_EQUAL(delivery_decide(&result, POST_MAIL, 9, 9, BASE_S, CAP_S, 0, &wait_ms), DELIVERY_RETRY);
    delivery_words(&result, POST_MAIL, words, sizeof words);
    CU_ASSERT_PTR_NOT_NULL(strstr(words, "check to and from"));
    result.status = 552; /* by the size that it was told */
    CU_ASSERT_EQUAL(delivery_decide(&result, POST_MAIL, 9, 9, BASE_S, CAP_S, 0, &wait_ms), DELIVERY_QUARANTINE);
}

CU_TestInfo delivery_tests[] = {
    {"what may not be given up is tried for ever, whatever is said of it", what_may_not_be_given_up_is_not},
    {"a mail server that saw no message refused none", a_mail_server_that_saw_no_message},
    {"each outcome has its one consequence and its words", each_outcome},
    {"waits are full jitter, doubling to the cap, never below a second", full_jitter},
    {"Retry-After is obeyed for an hour at most", retry_after},
    {"409 is asked again after a minute", in_progress},
    {"no limit makes the wait endless or none", hostile_limits},
    {"a voice that lies forges no line of the log and moves no cursor", hostile_words},
    {"a mail server has other numbers", a_mail_server_has_other_numbers},
    {"what TheHive has already was delivered", the_hive_has_it_already},
    CU_TEST_INFO_NULL,
};
