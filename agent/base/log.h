/* The log: syslog(3), and standard error as well in the foreground. Names and paths must pass text_escape first. */
#ifndef CONFIDE_BASE_LOG_H
#define CONFIDE_BASE_LOG_H

#include <stdbool.h>

/* Call once, first thing in main. `program` must live as long as the process. */
void log_open(const char *program, bool foreground);

void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Something is degraded, or an administrator should look: say what, and the remedy. */
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The program cannot do its work: say what, and the remedy. */
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
