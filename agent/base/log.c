/* The log. Owns syslog(3), which keeps the program's name and whether standard error hears it too; nothing is kept
 * here. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <syslog.h>

void log_open(const char *program, bool foreground)
{
    openlog(program, LOG_PID | LOG_NDELAY | (foreground ? LOG_PERROR : 0), LOG_DAEMON);
}

void log_info(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsyslog(LOG_INFO, format, arguments);
    va_end(arguments);
}

void log_warning(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsyslog(LOG_WARNING, format, arguments);
    va_end(arguments);
}

void log_error(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsyslog(LOG_CRIT, format, arguments); /* journald syncs CRIT to disk at once */
    va_end(arguments);
}
