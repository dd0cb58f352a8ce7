/* A [post] section: what is usable, and each thing that is not. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/post/form.h"

static struct config_endpoint good(enum post_format format)
{
    struct config_endpoint to = {.format = format};
    bool is_mail = format == POST_MAIL;

    text_copy(to.url, sizeof to.url, is_mail ? "smtp://mail.example.org:587" : "https://example.org/path?x=1");
    text_copy(to.secret_file, sizeof to.secret_file, "/etc/confide/own-secret");
    if (is_mail) {
        text_copy(to.from, sizeof to.from, "confide@example.org");
        text_copy(to.to, sizeof to.to, "dpo@example.org, it+alarm@example.org");
    }
    return to;
}

/* How many checks find something, and the last one's key. */
static unsigned faults(const struct config_endpoint *to, const char **key)
{
    unsigned count = 0;

    for (unsigned i = 0; i < FORM_CHECKS; i++) {
        const char *name;

        if (form_fault(to, i, &name)) {
            *key = name;
            count++;
        }
    }
    return count;
}

static void must_be_refused(const struct config_endpoint *to, const char *key)
{
    const char *found = "none";

    CU_ASSERT_EQUAL(faults(to, &found), 1);
    CU_ASSERT_STRING_EQUAL(found, key);
}

static void test_good(void)
{
    for (int format = POST_WEBHOOK; format <= POST_MAIL; format++) {
        struct config_endpoint to = good((enum post_format)format);
        const char *key;

        CU_ASSERT_EQUAL(faults(&to, &key), 0);
    }
}

static void test_urls(void)
{
    static const char *const bad[] = {
        "https://",           "https:///path",   "https://:443/",      "https://a:b@host/", "https://a@host",
        "https://host/#part", "https://host:0/", "https://host:99999", "https://host:x/",   "https://ho st/",
        "https://host/\r\n",  "http://host/",    "smtp://host",        "https://[::1/",     "https://caf\xc3\xa9/"};
    static const char *const fine[] = {"https://host", "https://[::1]:8443/a@b:c", "https://host:443?x=@",
                                       "https://10.0.0.1/"};
    struct config_endpoint to = good(POST_WEBHOOK);
    const char *key;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        text_copy(to.url, sizeof to.url, bad[i]);
        must_be_refused(&to, "endpoint");
    }
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        text_copy(to.url, sizeof to.url, fine[i]);
        CU_ASSERT_EQUAL(faults(&to, &key), 0);
    }
    to = good(POST_MAIL);
    text_copy(to.url, sizeof to.url, "https://host/");
    must_be_refused(&to, "endpoint");
}

static void test_mail_addresses(void)
{
    static const char *const bad[] = {"",
                                      "dpo",
                                      "@host",
                                      "a@",
                                      "a@b@c",
                                      "a@b,",
                                      "a@b,,c@d",
                                      ",a@b",
                                      "a@b c@d",
                                      "<a@b>",
                                      "a\r\nRCPT TO:<x@y>",
                                      "a@b;c@d",
                                      "\"a b\"@c",
                                      "a@b, caf\xc3\xa9@d"};
    struct config_endpoint to;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        to = good(POST_MAIL);
        text_copy(to.to, sizeof to.to, bad[i]);
        must_be_refused(&to, "to");
        to = good(POST_MAIL);
        text_copy(to.from, sizeof to.from, bad[i]);
        must_be_refused(&to, "from");
    }
    to = good(POST_MAIL);
    text_copy(to.from, sizeof to.from, "a@b,c@d");
    must_be_refused(&to, "from");
    to = good(POST_TEAMS);
    text_copy(to.to, sizeof to.to, "a@b");
    must_be_refused(&to, "to");
}

#define PIN "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static void test_pins(void)
{
    static const char *const bad[] = {"sha256//",
                                      "sha256//47DEQpj8HBSa",
                                      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                                      "sha1//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                                      PIN "; " PIN,
                                      PIN ";x",
                                      "/etc/ssl/pin.pem"};
    struct config_endpoint to = good(POST_WEBHOOK);
    const char *key;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        text_copy(to.pin, sizeof to.pin, bad[i]);
        must_be_refused(&to, "pin");
    }
    text_copy(to.pin, sizeof to.pin, PIN ";" PIN);
    CU_ASSERT_EQUAL(faults(&to, &key), 0);
}

static void test_proxies(void)
{
    static const char *const bad[] = {
        "proxy:3128",   "socks5://proxy:1080", "http://proxy",      "http://proxy:3128/path", "http://u:p@proxy:3128",
        "http://:3128", "http://proxy:0",      "http://pro xy:3128"};
    struct config_endpoint to = good(POST_WEBHOOK);
    const char *key;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        text_copy(to.proxy, sizeof to.proxy, bad[i]);
        must_be_refused(&to, "proxy");
    }
    text_copy(to.proxy, sizeof to.proxy, "https://[::1]:3128");
    CU_ASSERT_EQUAL(faults(&to, &key), 0);
}

static void test_pairs(void)
{
    struct config_endpoint to = good(POST_WEBHOOK);
    const char *key;

    text_copy(to.certificate, sizeof to.certificate, "/etc/confide/our.pem");
    must_be_refused(&to, "certificate");
    text_copy(to.key, sizeof to.key, "/etc/confide/our.key");
    to.detail = POST_FULL;
    CU_ASSERT_EQUAL(faults(&to, &key), 0);
    to.certificate[0] = to.key[0] = '\0';
    must_be_refused(&to, "detail");
    to.detail = POST_LOGINS;
    CU_ASSERT_EQUAL(faults(&to, &key), 0);
    to.when = POST_FIRST_SILENT;
    must_be_refused(&to, "when");
    text_copy(to.name, sizeof to.name, "backup");
    CU_ASSERT_EQUAL(faults(&to, &key), 0);
}

/* secret_file's default is the webhook's: it must go to nobody else. */
static void test_default_secret(void)
{
    static const enum post_format needing[] = {POST_PAGERDUTY, POST_THEHIVE, POST_SERVICENOW};
    static const enum post_format doing_without[] = {POST_ALERTMANAGER, POST_OCSF, POST_TEAMS, POST_MAIL};
    struct config_endpoint to;
    const char *key;

    for (size_t i = 0; i < sizeof needing / sizeof needing[0]; i++) {
        to = good(needing[i]);
        text_copy(to.secret_file, sizeof to.secret_file, FORM_WEBHOOK_SECRET);
        must_be_refused(&to, "secret_file");
        CU_ASSERT_STRING_EQUAL(form_secret_file(&to), "");
    }
    for (size_t i = 0; i < sizeof doing_without / sizeof doing_without[0]; i++) {
        to = good(doing_without[i]);
        text_copy(to.secret_file, sizeof to.secret_file, FORM_WEBHOOK_SECRET);
        CU_ASSERT_EQUAL(faults(&to, &key), 0);
        CU_ASSERT_STRING_EQUAL(form_secret_file(&to), "");
    }
    to = good(POST_CLOUDEVENTS);
    text_copy(to.secret_file, sizeof to.secret_file, FORM_WEBHOOK_SECRET);
    CU_ASSERT_STRING_EQUAL(form_secret_file(&to), FORM_WEBHOOK_SECRET);
}

static void test_secrets(void)
{
    static const char WEBHOOK[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", KEY[] = "0123456789abcdefABCDEF0123456789";

    CU_ASSERT_PTR_NULL(form_secret_fault(FORM_SIGNING, WEBHOOK));
    CU_ASSERT_PTR_NULL(form_secret_fault(FORM_ROUTING_KEY, KEY));
    CU_ASSERT_PTR_NULL(form_secret_fault(FORM_TOKEN, "eyJhbGciOi.J9+/=_-"));
    CU_ASSERT_PTR_NULL(form_secret_fault(FORM_ACCOUNT, "user:pass:word"));
    CU_ASSERT_PTR_NULL(form_secret_fault(FORM_ADDRESS, "?api-version=1&sig=abc"));
    for (int kind = FORM_ROUTING_KEY; kind <= FORM_ADDRESS; kind++) {
        static const char *const bad[] = {
            "", "with blank", "a:b\r\nX-Evil: 1", "?caf\xc3\xa9:", "a:b\x7f", WEBHOOK, "whsk_a:b"};

        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
            CU_ASSERT_PTR_NOT_NULL(form_secret_fault((enum form_secret)kind, bad[i]));
    }
    CU_ASSERT_PTR_NOT_NULL(form_secret_fault(FORM_ROUTING_KEY, "0123456789abcdefABCDEF012345678"));
    CU_ASSERT_PTR_NOT_NULL(form_secret_fault(FORM_ROUTING_KEY, "0123456789abcdefABCDEF012345678-"));
    CU_ASSERT_PTR_NOT_NULL(form_secret_fault(FORM_ACCOUNT, "user"));
    CU_ASSERT_PTR_NOT_NULL(form_secret_fault(FORM_ACCOUNT, "user:"));
    CU_ASSERT_PTR_NOT_NULL(form_secret_fault(FORM_ACCOUNT, ":password"));
    CU_ASSERT_PTR_NOT_NULL(form_secret_fault(FORM_ADDRESS, "@other.host/"));
}

static void test_words(void)
{
    struct config_endpoint to = good(POST_WEBHOOK);
    char words[64], section[FORM_SECTION];

    form_words(words, sizeof words, "mend [post] pin now", &to);
    CU_ASSERT_STRING_EQUAL(words, "mend [post] pin now");
    text_copy(to.name, sizeof to.name, "abcdefghijklmnop");
    form_words(words, sizeof words, "mend [post] pin now", &to);
    CU_ASSERT_STRING_EQUAL(words, "mend [post abcdefghijklmnop] pin now");
    CU_ASSERT_STRING_EQUAL(form_section(section, &to), "[post abcdefghijklmnop]");
}

CU_TestInfo form_tests[] = {
    {"a whole section of each format is usable", test_good},
    {"an address without host, with a user, a part, a bad port or of another protocol is refused", test_urls},
    {"what is no plain mail address, or would add a command, is refused", test_mail_addresses},
    {"a pin that is not SHA-256 in base64 is refused, several are taken", test_pins},
    {"a proxy is http or https, a host and a port, and nothing else", test_proxies},
    {"certificate and key go together, full detail needs them, the first endpoint waits for none", test_pairs},
    {"the webhook's secret, the default, is read for no other kind of endpoint", test_default_secret},
    {"a secret of another kind, or that would break out of a header, is refused", test_secrets},
    {"words name the section of the endpoint", test_words},
    CU_TEST_INFO_NULL};
