/* A report as a mail. Owns: headers and MIME. Must not own: what is said (render_letter.c), how it looks
 * (render_html.c). In: a record that was cut down. Out: text and HTML, both base64 so that no byte of them can end a
 * line, a part or the message. The first mail about a case has the id that all others refer to: one thread. */
#include "render_mail.h"

#include <string.h>

#include "agent/base/base64.h"
#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "render_html.h"
#include "render_letter.h"

enum { BYTES_A_LINE = 57, LETTERS_A_LINE = 76, ADDRESS_SIZE = 256 }; /* 57 bytes are 76 letters of base64 */

struct mail {
    char *to;
    size_t size, length;
    bool is_cut;
};

static void put(struct mail *mail, const char *text)
{
    size_t length = strlen(text);

    if (mail->is_cut || length >= mail->size - mail->length) {
        mail->is_cut = true;
        return;
    }
    memcpy(mail->to + mail->length, text, length + 1);
    mail->length += length;
}

static void put_line(struct mail *mail, const char *name, const char *value)
{
    put(mail, name);
    put(mail, value);
    put(mail, "\r\n");
}

/* ---- addresses ------------------------------------------------------------------------------- */

/* Printable ASCII alone: a line's end in a value would begin a header of somebody else's (RFC 5322 section 2.2). */
static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

/* The domain of "a@b" or "Name <a@b>", of the letters of RFC 5322's atoms; false when that is none. */
static bool take_domain(char domain[ADDRESS_SIZE], const char *address)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_`{|}~";
    const char *at = strrchr(address, '@');
    size_t length = at ? strspn(at + 1, letters) : 0;

    if (!is_plain(address) || length == 0 || length >= ADDRESS_SIZE || at == address || at[-1] == '<' || at[-1] == ' ')
        return false;
    text_format(domain, ADDRESS_SIZE, "%.*s", (int)length, at + 1);
    at += 1 + length;
    at += *at == '>';
    return at[strspn(at, " ")] == '\0';
}

/* One address a line, so that a long list is none. False when one of them is no address. */
static bool put_addresses(struct mail *mail, const char *name, const char *list)
{
    char address[ADDRESS_SIZE], domain[ADDRESS_SIZE];
    bool is_first = true;

    for (const char *at = list; is_first || *at; is_first = false) {
        size_t length;

        at += strspn(at, " ");
        length = strcspn(at, ",");
        if (length >= sizeof address)
            return false;
        text_format(address, sizeof address, "%.*s", (int)length, at);
        if (!take_domain(domain, address))
            return false;
        put(mail, is_first ? name : ",\r\n ");
        put(mail, address);
        at += length + (at[length] == ',');
    }
    put(mail, "\r\n");
    return true;
}

/* ---- headers --------------------------------------------------------------------------------- */

/* RFC 5322 section 3.3: "Mon, 23 Nov 2026 10:01:02 +0000". */
static void put_date(struct mail *mail, int64_t time_ms)
{
    static const char days[7][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}; /* 1970 began on a Thursday */
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[CLOCK_TEXT_SIZE], date[64];
    int64_t day = time_ms / INT64_C(86400000);
    unsigned month;

    clock_text(text, time_ms);
    month = (unsigned)((text[5] - '0') * 10 + text[6] - '0');
    text_format(date, sizeof date, "%s, %.2s %s %.4s %.8s +0000", days[(day % 7 + 7) % 7], text + 8,
                months[(month + 11) % 12], text, text + 11);
    put_line(mail, "Date: ", date);
}

/* Folded before the id, which may be a long one. */
static void put_id(struct mail *mail, const char *name, const char *id, const char *machine, const char *domain)
{
    put(mail, name);
    put(mail, "\r\n <");
    put(mail, id);
    put(mail, machine[0] ? "." : "");
    put(mail, machine);
    put(mail, "@");
    put(mail, domain);
    put(mail, ">\r\n");
}

static void put_thread(struct mail *mail, const struct rendering *cut, const char *domain)
{
    const char *machine = cut->record.statement.machine;
    char key[REPORT_ID_SIZE];

    render_words_case(key, cut);
    if (cut->record.kind == RECORD_RAISED) {
        put_id(mail, "Message-ID:", key, machine, domain);
        return;
    }
    put_id(mail, "Message-ID:", cut->record.id, machine, domain);
    if (cut->record.kind != RECORD_SELFTEST) {
        put_id(mail, "In-Reply-To:", key, machine, domain);
        put_id(mail, "References:", key, machine, domain);
    }
}

/* RFC 5322 section 2.2.3: a line may be broken before a blank. */
static void put_folded(struct mail *mail, const char *name, const char *value)
{
    size_t column = strlen(name);

    put(mail, name);
    while (*value) {
        char word[RENDER_LINE];
        size_t length = strcspn(value + 1, " ") + 1; /* with the blank before it */

        text_format(word, sizeof word, "%.*s", (int)length, value);
        if (column + length > LETTERS_A_LINE) {
            put(mail, "\r\n");
            column = 0;
        }
        put(mail, word);
        column += length;
        value += length;
    }
    put(mail, "\r\n");
}

static bool put_headers(struct mail *mail, const struct rendering *cut, const struct letter *letter)
{
    char domain[ADDRESS_SIZE], subject[2 * RENDER_LINE], key[REPORT_ID_SIZE];

    if (strchr(cut->from, ',') || !take_domain(domain, cut->from) || !put_addresses(mail, "From: ", cut->from) ||
        !put_addresses(mail, "To: ", cut->to) || !is_plain(cut->record.statement.machine))
        return false;
    text_format(subject, sizeof subject, "Confide: %s (%s)", letter->title, render_words_case(key, cut));
    put_folded(mail, "Subject: ", subject);
    put_date(mail, cut->record.made_ms);
    put_thread(mail, cut, domain);
    put(mail, "Auto-Submitted: auto-generated\r\n");
    return true;
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* In lines of 76. RFC 2045 section 6.8: the lines of a text end with CRLF before it is encoded. */
static void put_base64(struct mail *mail, const char *text)
{
    bool is_after_return = false;

    while (*text) {
        char bytes[BYTES_A_LINE], line[LETTERS_A_LINE + 1];
        size_t count = 0;

        while (*text && count < BYTES_A_LINE) {
            bool wants_return = *text == '\n' && !is_after_return;

            bytes[count++] = wants_return ? '\r' : *text++;
            is_after_return = wants_return;
        }
        base64_write(line, sizeof line, bytes, count);
        put_line(mail, "", line);
    }
}

/* The boundary holds what base64 never does. */
static void put_part(struct mail *mail, const char *boundary, const char *type, const char *text)
{
    put_line(mail, "--", boundary);
    put_line(mail, "Content-Type: ", type);
    put(mail, "Content-Transfer-Encoding: base64\r\n\r\n");
    put_base64(mail, text);
}

static void put_body(struct mail *mail, const struct rendering *cut, const struct letter *letter)
{
    char text[LETTER_SIZE], boundary[sizeof "=_" + REPORT_ID_SIZE];

    text_format(boundary, sizeof boundary, "=_%s", cut->record.id);
    put(mail, "MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"");
    put_line(mail, boundary, "\"\r\n");
    put_part(mail, boundary, "text/plain; charset=utf-8", render_letter_text(text, sizeof text, letter, "", false));
    put_part(mail, boundary, "text/html; charset=utf-8", render_html(text, sizeof text, letter));
    put(mail, "--");
    put_line(mail, boundary, "--");
}

size_t render_mail(const struct rendering *cut, char *to, size_t size)
{
    struct mail mail = {.to = to, .size = size};
    struct letter letter;

    render_letter(&letter, cut);
    if (!put_headers(&mail, cut, &letter))
        return 0;
    put_body(&mail, cut, &letter);
    return mail.is_cut ? 0 : mail.length;
}
