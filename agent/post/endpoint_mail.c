/* A mail by SMTP. With endpoint.c the owner of libcurl. Owns: the envelope of a mail. Must not own: the message, which
 * goes out byte by byte as the judge rendered it.
 *
 * Over smtp:// nothing is said before STARTTLS stands. A recipient that the server refuses does not keep the mail from
 * the others: it is counted, and told. */
#include <string.h>

#include "agent/base/text.h"

#include "endpoint_inside.h"

#define SET(option, value) ENDPOINT_SET(attempt->easy, option, value)

static size_t give(char *to, size_t one, size_t room, void *data)
{
    struct attempt *attempt = data;
    size_t left = attempt->size - attempt->sent, length = one * room < left ? one * room : left;

    memcpy(to, attempt->body + attempt->sent, length);
    attempt->sent += length;
    return length;
}

/* `to->to` has passed form_fault: addresses, commas, blanks. */
static bool list_recipients(struct attempt *attempt, const struct config_endpoint *to)
{
    const char *at = to->to + strspn(to->to, ", ");

    while (*at) {
        size_t length = strcspn(at, ", ");
        char address[sizeof to->to];
        struct curl_slist *longer;

        text_format(address, sizeof address, "<%.*s>", (int)length, at);
        longer = curl_slist_append(attempt->recipients, address);
        if (!longer)
            return false;
        attempt->recipients = longer;
        at += length;
        at += strspn(at, ", ");
    }
    return attempt->recipients != NULL;
}

static bool set_account(struct attempt *attempt, const struct keys *keys)
{
    size_t user = strcspn(keys->secret, ":");
    char name[FORM_SECRET_MAX];
    bool is_set;

    if (keys->secret[0] == '\0')
        return true;
    text_format(name, sizeof name, "%.*s", (int)user, keys->secret);
    is_set = SET(USERNAME, name) && SET(PASSWORD, keys->secret + user + 1);
    explicit_bzero(name, sizeof name);
    return is_set;
}

bool endpoint_mail_set(struct attempt *attempt, const struct config_endpoint *to, const struct keys *keys)
{
    char from[sizeof to->from + 2];

    text_format(from, sizeof from, "<%s>", to->from);
    return list_recipients(attempt, to) && set_account(attempt, keys) && SET(USE_SSL, (long)CURLUSESSL_ALL) &&
           SET(MAIL_FROM, from) && SET(MAIL_RCPT, attempt->recipients) && SET(MAIL_RCPT_ALLLOWFAILS, 1L) &&
           SET(UPLOAD, 1L) && SET(READFUNCTION, give) && SET(READDATA, attempt) &&
           SET(INFILESIZE_LARGE, (curl_off_t)attempt->size);
}
