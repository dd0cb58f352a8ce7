/* Connecting where others crowd in too. */
#ifndef CONFIDE_BASE_CHANNEL_CONNECT_H
#define CONFIDE_BASE_CHANNEL_CONNECT_H

#include <stdint.h>

/* As channel_connect (channel.h), but waits until `deadline_ms` (clock_monotonic_ms) for a place in a full queue:
 * EAGAIN when there was none by then. The descriptor is close-on-exec. */
int channel_connect_by(const char *dir, const char *name, int64_t deadline_ms);

#endif
