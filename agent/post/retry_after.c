/* Reads Retry-After and Date from hostile bytes. Pure.
 *
 * In: lines of an answer's head. Out: seconds. How much of them to believe is not decided here. */
#include "agent/post/retry_after.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "agent/base/text.h"

static const char BLANKS[] = " \t\r\n";

/* Copies the value of the header `name`, when `line` is that header; a value that does not fit counts as none. */
static void take(char *to, size_t size, const char *name, const char *line, size_t length)
{
    size_t skip = strlen(name);

    if (length < skip || strncasecmp(line, name, skip) != 0)
        return;
    while (skip < length && memchr(BLANKS, line[skip], sizeof BLANKS - 1))
        skip++;
    while (length > skip && memchr(BLANKS, line[length - 1], sizeof BLANKS - 1))
        length--;
    memset(to, 0, size);
    if (length - skip < size)
        memcpy(to, line + skip, length - skip);
}

void retry_after_line(struct retry_after *seen, const char *line, size_t length)
{
    if (length >= 5 && memcmp(line, "HTTP/", 5) == 0)
        memset(seen, 0, sizeof *seen);
    take(seen->value, sizeof seen->value, "Retry-After:", line, length);
    take(seen->date, sizeof seen->date, "Date:", line, length);
}

/* RFC 9110, 5.6.7: the form to send, and the two that must still be understood. */
static bool read_date(const char *text, int64_t *time_s)
{
    static const char *const FORMS[] = {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
                                        "%a %b %d %H:%M:%S %Y"};

    for (size_t i = 0; i < sizeof FORMS / sizeof FORMS[0]; i++) {
        struct tm parts = {0};
        const char *end = strptime(text, FORMS[i], &parts);

        if (end && *end == '\0') {
            *time_s = timegm(&parts);
            return true;
        }
    }
    return false;
}

int32_t retry_after_seconds(const struct retry_after *seen, int64_t now_ms)
{
    int64_t until_s, now_s = now_ms / 1000, wait_s = RETRY_AFTER_NONE;

    if (seen->value[0] != '\0' && seen->value[strspn(seen->value, "0123456789")] == '\0') {
        if (!text_number(seen->value, 0, INT32_MAX, &wait_s))
            wait_s = INT32_MAX;
    } else if (read_date(seen->value, &until_s)) {
        read_date(seen->date, &now_s);
        wait_s = until_s > now_s ? until_s - now_s : 0;
    }
    return wait_s > INT32_MAX ? INT32_MAX : (int32_t)wait_s;
}

int64_t retry_after_date_ms(const struct retry_after *seen)
{
    int64_t date_s;

    return read_date(seen->date, &date_s) && date_s > 0 && date_s < INT64_MAX / 1000 ? date_s * 1000 : 0;
}
