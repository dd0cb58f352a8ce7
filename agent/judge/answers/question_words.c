/* Owns: the words of a question, and its moment in local time. Must not own: whether it is shown (inquiry.c). In: a
 * question. Out: one line. It says "nothing explains" and no more: which tables there are, and so what was looked for,
 * differs from site to site. */
#include "question_words.h"

#include <time.h>

#include "agent/base/text.h"

enum { WHEN_SIZE = 32, A_WHILE_S = 300 * 86400 };

/* As the line on the last use says it: "Tue 24 Nov 14:10". */
static char *write_when(char to[WHEN_SIZE], int64_t time_ms, int64_t now_ms)
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm local;

    if (seconds < 0 || seconds > now_ms / 1000 + A_WHILE_S || !localtime_r(&seconds, &local))
        text_copy(to, WHEN_SIZE, "some day");
    else if (now_ms / 1000 - seconds > A_WHILE_S)
        text_format(to, WHEN_SIZE, "%d %s %d", local.tm_mday, months[local.tm_mon], 1900 + local.tm_year);
    else
        text_format(to, WHEN_SIZE, "%s %d %s %02d:%02d", days[local.tm_wday], local.tm_mday, months[local.tm_mon],
                    local.tm_hour, local.tm_min);
    return to;
}

char *question_line(char *to, size_t size, const struct question *question, unsigned others, int64_t now_ms)
{
    char when[WHEN_SIZE];

    write_when(when, question->first_ms, now_ms);
    if (question->is_notice)
        text_format(to, size, "Records are watched. Nothing explains one you opened on %s.", when);
    else if (others == 0)
        text_format(to, size, "Nothing explains a record you opened on %s. Why? confidectl answer", when);
    else
        text_format(to, size, "Nothing explains %u records you opened. Why? confidectl answer", others + 1);
    return to;
}
