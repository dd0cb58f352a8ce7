/* What a program tells the service manager, and what it is given by it: nothing at all where there is none. Owns
 * libsystemd's sd-daemon. */
#ifndef CONFIDE_BASE_NOTIFY_H
#define CONFIDE_BASE_NOTIFY_H

#include <stdint.h>

/* Start-up is complete; `status` is one line for `systemctl status`. */
void notify_ready(const char *status);

/* The watchdog's food: call only after real progress. */
void notify_alive(void);

void notify_stopping(void);

/* A descriptor that the manager opened for us (a .socket unit), now ours; -1 when it gave none, or several. */
int notify_given(void);

/* How often to call notify_alive, in milliseconds (half the manager's limit); 0 when nobody waits for it. */
int64_t notify_period_ms(void);

#endif
