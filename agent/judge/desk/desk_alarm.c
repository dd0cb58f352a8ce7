/* The desk's alarms. Owns their timers. Must not own: the loop (desk.c), what is done when one rings. In: a delay. Out:
 * a call, once. */
#include "desk_alarm.h"

#include <stdlib.h>
#include <systemd/sd-event.h>
#include <time.h>

enum { ALARM_EXACT_US = 1000 }; /* 0 would mean 250 ms: longer than the login module waits for its answer */

struct desk_alarm {
    struct desk_alarm *next;
    sd_event_source *timer;
    void (*ring)(void *data);
    void *data;
};

static int on_alarm(sd_event_source *source, uint64_t at, void *data)
{
    struct desk_alarm *alarm = data;

    (void)source;
    (void)at;
    alarm->ring(alarm->data);
    return 0;
}

struct desk_alarm *desk_alarm_new(struct sd_event *loop, struct desk_alarm *next, void (*ring)(void *data), void *data)
{
    struct desk_alarm *alarm = calloc(1, sizeof *alarm);

    if (!alarm)
        return NULL;
    *alarm = (struct desk_alarm){.next = next, .ring = ring, .data = data};
    if (sd_event_add_time_relative(loop, &alarm->timer, CLOCK_BOOTTIME, 0, ALARM_EXACT_US, on_alarm, alarm) < 0) {
        free(alarm);
        return NULL;
    }
    sd_event_source_set_enabled(alarm->timer, SD_EVENT_OFF);
    return alarm;
}

void desk_alarm_set(struct desk_alarm *alarm, int64_t delay_ms)
{
    sd_event_source_set_time_relative(alarm->timer, (uint64_t)(delay_ms > 0 ? delay_ms : 0) * 1000);
    sd_event_source_set_enabled(alarm->timer, SD_EVENT_ONESHOT);
}

void desk_alarm_free(struct desk_alarm *first)
{
    while (first) {
        struct desk_alarm *alarm = first;

        first = alarm->next;
        sd_event_source_disable_unref(alarm->timer);
        free(alarm);
    }
}
