/* What a [post] section must hold to be usable. Owns: the form of addresses, pins, secrets. Must not own: files, the
 * network. In: one endpoint as configured. Out: what is wrong and what to do, in words that follow the key's name. */
#include "agent/post/form.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "agent/base/base64.h"
#include "agent/base/text.h"
#include "agent/post/sign.h"

enum { ROUTING_KEY_LENGTH = 32, PIN_BYTES = 32, PIN_TEXT = 64 };

static const char LETTERS_DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (!isascii((unsigned char)*text) || !isgraph((unsigned char)*text))
            return false;
    return true;
}

/* HOST or HOST:PORT, up to `end`. */
static const char *host_fault(const char *host, const char *end)
{
    const char *port = *host == '[' ? memchr(host, ']', (size_t)(end - host)) : host;
    char digits[8];
    int64_t number;

    if (host == end || *host == ':')
        return "names no host: write SCHEME://HOST/PATH";
    if (!port)
        return "opens a '[' that it does not close: write an IPv6 address as [::1]";
    if (memchr(host, '@', (size_t)(end - host)))
        return "holds a user name or password, which logs would show: remove it, a secret belongs into secret_file";
    port = memchr(port, ':', (size_t)(end - port));
    if (!port)
        return NULL;
    text_format(digits, sizeof digits, "%.*s", (int)(end - port - 1), port + 1);
    return text_number(digits, 1, 65535, &number) ? NULL : "names no port from 1 to 65535 behind the colon";
}

static const char *url_fault(const struct config_endpoint *to)
{
    bool is_smtp = strncmp(to->url, "smtp://", 7) == 0 || strncmp(to->url, "smtps://", 8) == 0;
    const char *host = strstr(to->url, "://");

    if (!host || (!is_smtp && strncmp(to->url, "https://", 8) != 0))
        return "is no address: write https://HOST/PATH";
    if (is_smtp && to->format != POST_MAIL)
        return "is a mail server's: set format = mail beside it, or write https://HOST/PATH";
    if (!is_smtp && to->format == POST_MAIL)
        return "is no mail server's: write smtp://HOST:587 (STARTTLS) or smtps://HOST";
    if (!is_plain(to->url))
        return "holds a blank or a control character: write it as %20";
    if (strchr(to->url, '#'))
        return "has a fragment (#...), which is never sent: remove it";
    host += strlen("://");
    return host_fault(host, host + strcspn(host, "/?"));
}

static const char *proxy_fault(const struct config_endpoint *to)
{
    const char *host = strstr(to->proxy, "://");

    if (to->proxy[0] == '\0')
        return NULL;
    if (!host || (strncmp(to->proxy, "http://", 7) != 0 && strncmp(to->proxy, "https://", 8) != 0))
        return "must be http://HOST:PORT or https://HOST:PORT";
    host += strlen("://");
    if (!is_plain(host) || host[strcspn(host, "/?#")] != '\0' || !strchr(host, ':'))
        return "must be http://HOST:PORT or https://HOST:PORT, and nothing behind the port";
    return host_fault(host, host + strlen(host));
}

static const char *pin_fault(const struct config_endpoint *to)
{
    const char *pin = to->pin;
    uint8_t bytes[PIN_BYTES + 1];
    char text[PIN_TEXT];

    while (*pin) {
        size_t length = strcspn(pin, ";");

        text_format(text, sizeof text, "%.*s", (int)length, pin);
        if (strncmp(text, "sha256//", 8) != 0 || base64_read(bytes, sizeof bytes, text + 8) != PIN_BYTES)
            return "must be sha256//BASE64, of 32 bytes; further ones behind ';', without blanks";
        pin += length;
        pin += *pin == ';';
    }
    return NULL;
}

/* LOCAL@DOMAIN, up to `length`. No letter that means something to SMTP or in a header's list of addresses. */
static bool is_mail_address(const char *address, size_t length)
{
    const char *at = memchr(address, '@', length);

    for (size_t i = 0; i < length; i++)
        if (!isascii((unsigned char)address[i]) || !isgraph((unsigned char)address[i]) ||
            strchr("<>,;:\"\\()[]", address[i]))
            return false;
    return at && at > address && at + 1 < address + length && !memchr(at + 1, '@', (size_t)(address + length - at - 1));
}

static const char *from_fault(const struct config_endpoint *to)
{
    if (to->format != POST_MAIL)
        return to->from[0] ? "is only for format = mail: remove it" : NULL;
    return is_mail_address(to->from, strlen(to->from)) ? NULL : "must be the one address that mails come from";
}

static const char *to_fault(const struct config_endpoint *to)
{
    const char *address = to->to;

    if (to->format != POST_MAIL)
        return to->to[0] ? "is only for format = mail: remove it" : NULL;
    for (;;) {
        size_t length;

        address += strspn(address, " ");
        length = strcspn(address, ", ");
        if (!is_mail_address(address, length))
            return "must be one mail address or more, divided by commas";
        address += length;
        address += strspn(address, " ");
        if (*address == '\0')
            return NULL;
        if (*address++ != ',')
            return "must be one mail address or more, divided by commas";
    }
}

static const char *certificate_fault(const struct config_endpoint *to)
{
    if (to->certificate[0] && !to->key[0])
        return "needs its private key beside it: set key";
    return to->key[0] && !to->certificate[0] ? "is missing beside key: set both, or neither" : NULL;
}

static const char *detail_fault(const struct config_endpoint *to)
{
    return to->detail == POST_FULL && (!to->certificate[0] || !to->key[0])
               ? "may be full only where both ends prove who they are: set certificate and key, or detail = logins"
               : NULL;
}

static const char *when_fault(const struct config_endpoint *to)
{
    return to->when == POST_FIRST_SILENT && to->name[0] == '\0'
               ? "cannot be first-silent in [post], which is the first: set it in [post NAME]"
               : NULL;
}

static const struct {
    enum form_secret kind;
    bool is_needed;
} secrets[] = {
    [POST_WEBHOOK] = {FORM_SIGNING, true},       [POST_CLOUDEVENTS] = {FORM_SIGNING, true},
    [POST_PAGERDUTY] = {FORM_ROUTING_KEY, true}, [POST_ALERTMANAGER] = {FORM_TOKEN, false},
    [POST_OCSF] = {FORM_TOKEN, false},           [POST_THEHIVE] = {FORM_TOKEN, true},
    [POST_TEAMS] = {FORM_ADDRESS, false},        [POST_SERVICENOW] = {FORM_ACCOUNT, true},
    [POST_MAIL] = {FORM_ACCOUNT, false},
};

enum form_secret form_secret(enum post_format format)
{
    return secrets[format].kind;
}

/* The default is a signing secret's: to anybody else it would give it away. */
const char *form_secret_file(const struct config_endpoint *to)
{
    bool is_ours = secrets[to->format].kind == FORM_SIGNING || strcmp(to->secret_file, FORM_WEBHOOK_SECRET) != 0;

    return is_ours ? to->secret_file : "";
}

static const char *secret_file_fault(const struct config_endpoint *to)
{
    return secrets[to->format].is_needed && form_secret_file(to)[0] == '\0'
               ? "must name the file of this endpoint's own secret"
               : NULL;
}

static bool is_routing_key(const char *text)
{
    return strlen(text) == ROUTING_KEY_LENGTH && strspn(text, LETTERS_DIGITS) == ROUTING_KEY_LENGTH;
}

static bool is_account(const char *text)
{
    const char *colon = strchr(text, ':');

    return colon && colon > text && colon[1] != '\0';
}

const char *form_secret_fault(enum form_secret kind, const char *text)
{
    struct sign_key key;
    const char *fault;

    if (kind == FORM_SIGNING) {
        fault = sign_key_read(&key, text);
        explicit_bzero(&key, sizeof key);
        return fault;
    }
    if (text[0] == '\0')
        return "its first line is empty";
    if (strncmp(text, "whsec_", 6) == 0 || strncmp(text, "whsk_", 5) == 0)
        return "it is a webhook's signing secret, which this endpoint must never see";
    if (!is_plain(text))
        return "it holds a blank, a control character or a letter that is not ASCII";
    if (kind == FORM_ROUTING_KEY && !is_routing_key(text))
        return "a routing key is 32 letters and digits";
    if (kind == FORM_ACCOUNT && !is_account(text))
        return "it is not user:password";
    if (kind == FORM_ADDRESS && text[0] != '?' && text[0] != '/')
        return "it must be the end of the address, from its '?' on";
    return NULL;
}

#define MAKE_ONE                                                                                                       \
    "make one: (umask 077; echo \"whsec_$(openssl rand -base64 32)\" > FILE), and give the same to the endpoint"

const char *form_secret_remedy(enum form_secret kind)
{
    static const char *const remedies[] = {
        [FORM_SIGNING] = MAKE_ONE,
        [FORM_ROUTING_KEY] = "write the service's integration key into it: (umask 077; cat > FILE)",
        [FORM_TOKEN] = "write the API key into it: (umask 077; cat > FILE)",
        [FORM_ACCOUNT] = "write user:password into it: (umask 077; cat > FILE)",
        [FORM_ADDRESS] = "write the end of the address into it: (umask 077; cat > FILE)",
    };

    return remedies[kind];
}

const char *form_fault(const struct config_endpoint *to, unsigned check, const char **key)
{
    static const struct {
        const char *key;
        const char *(*fault)(const struct config_endpoint *to);
    } checks[FORM_CHECKS] = {
        {"endpoint", url_fault},
        {"proxy", proxy_fault},
        {"pin", pin_fault},
        {"secret_file", secret_file_fault},
        {"certificate", certificate_fault},
        {"detail", detail_fault},
        {"from", from_fault},
        {"to", to_fault},
        {"when", when_fault},
    };

    *key = checks[check].key;
    return checks[check].fault(to);
}

char *form_section(char section[FORM_SECTION], const struct config_endpoint *to)
{
    text_format(section, FORM_SECTION, "[post%s%s]", to->name[0] ? " " : "", to->name);
    return section;
}

void form_words(char *words, size_t size, const char *text, const struct config_endpoint *to)
{
    const char *place = strstr(text, "[post]");
    char section[FORM_SECTION];

    if (place)
        text_format(words, size, "%.*s%s%s", (int)(place - text), text, form_section(section, to),
                    place + strlen("[post]"));
    else
        text_copy(words, size, text);
}
