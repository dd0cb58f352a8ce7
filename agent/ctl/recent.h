/* Which ids came lately. Pure but for its memory, which is bounded: see RECENT_LEAST. */
#ifndef CONFIDE_CTL_RECENT_H
#define CONFIDE_CTL_RECENT_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

/* An id is remembered while at least so many others follow it (and at most twice as many), in 16 MiB at the most. A
 * source sends again what was not acknowledged, at most some thousands of events; this is two days of a site of 200. */
enum { RECENT_LEAST = 1 << 18 };

enum recent_answer { RECENT_NEW = 1, RECENT_KNOWN, RECENT_NO_MEMORY };

struct recent;

struct recent *recent_new(void);
void recent_free(struct recent *recent);

/* Did this id (not zeros) come lately? From now on it did. */
enum recent_answer recent_note(struct recent *recent, const uint8_t id[EVENT_ID_SIZE]);

#endif
