/* How alerts are told on this machine. Owns standard output. Must not own: which were told already. In: an alert. Out:
 * a line in the log, and a line of NDJSON. A reader who stands still must not stop us: so nothing is written that could
 * block. */
#include "say.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/json_told.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

enum { LINE_SIZE = 4096, PATIENCE_MS = 500 };

const char *say_level(enum alert_level level)
{
    static const char *const words[] = {[ALERT_NOTE] = "note", [ALERT_WARNING] = "warning", [ALERT_GRAVE] = "grave"};

    return level >= ALERT_NOTE && level <= ALERT_GRAVE ? words[level] : "";
}

/* A pipe that can be written takes so short a line whole (POSIX: PIPE_BUF is 512 at least, 4096 here). */
static bool print(const struct alert *alert)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    char line[LINE_SIZE], time[CLOCK_TEXT_SIZE];
    const char *const pairs[] = {"time",      clock_text(time, alert->at_ms),
                                 "alert",     alert->word,
                                 "level",     say_level(alert->level),
                                 "machine",   alert->machine,
                                 "reference", alert->reference,
                                 "says",      alert->says,
                                 NULL};
    size_t length = json_told_line(line, sizeof line - 1, pairs);

    if (length == 0)
        return true; /* memory is short: the log has it */
    line[length++] = '\n';
    return poll(&out, 1, PATIENCE_MS) == 1 && write(STDOUT_FILENO, line, length) == (ssize_t)length;
}

bool say_alert(const struct alert *alert, bool is_printed)
{
    char shown[2 * sizeof alert->says];

    if (is_printed && !print(alert))
        return false;
    text_escape(shown, sizeof shown, alert->says);
    if (alert->level == ALERT_GRAVE)
        log_error("%s", shown);
    else if (alert->level == ALERT_WARNING)
        log_warning("%s", shown);
    else
        log_info("%s", shown);
    return true;
}
