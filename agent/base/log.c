/* The log. Owns syslog(3), which keeps the program's name and whether standard error hears it too, and the journal's
 * stream; nothing is kept here.
 *
 * Under systemd standard error is the journal's own stream. It goes there: what comes by it belongs to the unit even
 * when its process has ended, whereas journald looks up the sender of a datagram, and finds nobody there any more. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 8192 };

void log_open(const char *program, bool foreground)
{
    openlog(program, LOG_PID | LOG_NDELAY | (foreground ? LOG_PERROR : 0), LOG_DAEMON);
}

/* systemd.exec(5), $JOURNAL_STREAM: device and inode, as whoever redirected standard error leaves the variable there.
 */
static bool is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    unsigned long long device, inode;
    struct stat standard_error;

    return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && fstat(STDERR_FILENO, &standard_error) == 0 &&
           standard_error.st_dev == device && standard_error.st_ino == inode;
}

/* One line with its priority before it, as sd-daemon(3) has it. False where the journal takes none. */
static __attribute__((format(printf, 2, 0))) bool tell_journal(int priority, const char *format, va_list arguments)
{
    char line[LINE_MAX_BYTES];
    int before = snprintf(line, sizeof line, "<%d>", priority), size;

    size = vsnprintf(line + before, sizeof line - (size_t)before, format, arguments);
    size = size < (int)sizeof line - before ? before + size : (int)sizeof line - 1;
    line[size++] = '\n';
    return write(STDERR_FILENO, line, (size_t)size) == size;
}

static __attribute__((format(printf, 2, 0))) void say(int priority, const char *format, va_list arguments)
{
    va_list again;

    va_copy(again, arguments);
    if (!is_journal() || !tell_journal(priority, format, arguments))
        vsyslog(priority, format, again);
    va_end(again);
}

void log_info(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(LOG_INFO, format, arguments);
    va_end(arguments);
}

void log_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(LOG_WARNING, format, arguments);
    va_end(arguments);
}

void log_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(LOG_CRIT, format, arguments); /* journald syncs CRIT to disk at once */
    va_end(arguments);
}
