/* Opening hours. Owns: what outside of them means, over midnight, too. Must not own: who may be there all the same (the
 * rules). In: devices.csv, a time. Out: open or shut. */
#include "closing.h"

#include "agent/base/clock.h"
#include "agent/judge/context/find.h"

enum { DAY_MIN = 24 * 60 };

bool closing_is_shut(const struct context *context, const char *host, int64_t time_ms, unsigned slack_min)
{
    const struct device *device = context->device_count ? find_device(context, host) : NULL;
    unsigned opens, open_min, since;

    if (!device || device->opens_min % DAY_MIN == device->closes_min % DAY_MIN) /* not said, or day and night */
        return false;
    opens = (device->opens_min + DAY_MIN - slack_min % DAY_MIN) % DAY_MIN;
    open_min = (device->closes_min + DAY_MIN - device->opens_min) % DAY_MIN + 2 * slack_min;
    since = (clock_minute(time_ms) + DAY_MIN - opens) % DAY_MIN;
    return open_min < DAY_MIN && since >= open_min;
}

double closing_weigh(const struct ground_given *given)
{
    const struct rate *rate = &given->role->rates[FEATURE_SHUT];

    return given->is_shut && !given->is_off_duty && !given->is_on_leave ? rate->hits / rate->all : -1;
}
