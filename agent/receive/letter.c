/* Alerts as one mail. Owns its form. Pure: time is an argument. Must not own: sending (mail.c). In: alerts. Out: text
 * as RFC 5322 has it. No text of an alert stands in a header. */
#include "letter.h"

#include <string.h>
#include <time.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

/* RFC 5322 allows 998 bytes in a line; people read 78. */
enum { LINE_MOST = 76 };

/* Adds `text` broken into lines, each ending CR LF. Control characters become blanks: nothing an alert says can end a
 * line or a mail. */
static bool put(struct letter *letter, const char *indent, const char *text)
{
    while (*text) {
        size_t length = strlen(text), cut = length;

        if (length > LINE_MOST) {
            for (cut = LINE_MOST; cut > 0 && text[cut] != ' ';)
                cut--;
            if (cut == 0)
                cut = strcspn(text, " ");
        }
        if (!text_format(letter->body + letter->used, sizeof letter->body - letter->used, "%s%.*s\r\n", indent,
                         (int)cut, text))
            return false;
        for (size_t i = 0; i < strlen(indent) + cut; i++)
            if ((unsigned char)letter->body[letter->used + i] < ' ' || letter->body[letter->used + i] == 0x7f)
                letter->body[letter->used + i] = ' ';
        letter->used += strlen(indent) + cut + 2;
        text += cut;
        text += strspn(text, " ");
    }
    return true;
}

bool letter_add(struct letter *letter, const struct alert *alert)
{
    size_t before = letter->used;
    char head[128], time[CLOCK_TEXT_SIZE];

    text_format(head, sizeof head, "%s%s%s%s", clock_text(time, alert->at_ms),
                alert->level == ALERT_GRAVE ? "  GRAVE" : "", alert->reference[0] ? "  " : "", alert->reference);
    if (!put(letter, "", head) || !put(letter, "    ", alert->says) || letter->used + 3 > sizeof letter->body) {
        letter->used = before;
        letter->body[before] = '\0';
        return false;
    }
    text_copy(letter->body + letter->used, 3, "\r\n");
    letter->used += 2;
    letter->first = letter->count == 0 ? alert->n : letter->first;
    letter->last = alert->n;
    letter->count++;
    letter->grave += alert->level == ALERT_GRAVE;
    return true;
}

size_t letter_write(const struct letter *letter, const char *from, const char *mailbox, int64_t now_ms, char *text,
                    size_t size)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = (time_t)(now_ms / 1000);
    struct tm utc;

    if (!gmtime_r(&now, &utc))
        return 0;
    return text_format(text, size,
                       "From: Confide <%s>\r\nTo: <%s>\r\nSubject: Confide: %u alert%s%s\r\n"
                       "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\nMessage-ID: <alerts.%lld-%lld.%s>\r\n"
                       "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
                       "%sSee also: confide-receive --list, confide-receive --machines\r\n",
                       from, mailbox, letter->count, letter->count == 1 ? "" : "s",
                       letter->grave ? ", grave ones among them" : "", days[utc.tm_wday], utc.tm_mday,
                       months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec,
                       (long long)letter->first, (long long)letter->last, from, letter->body)
               ? strlen(text)
               : 0;
}
