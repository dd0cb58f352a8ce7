/* admit_refuse on hostile messages: what it lets in can be written as JSON and read again as the same event, unless it
 * holds bytes that are no UTF-8: each becomes three, and the text may then be too long. */
#include <string.h>

#include "agent/base/json_event.h"
#include "agent/judge/desk/admit.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[JSON_EVENT_SIZE], error[256];
    struct event event = {0}, again;
    size_t length;

    memcpy(&event, data, size < sizeof event ? size : sizeof event);
    if (admit_refuse(&event, ADMIT_PAM, "alice") && admit_refuse(&event, ADMIT_SOURCE, NULL))
        return 0;
    length = json_event_write(&event, text, sizeof text);
    if (length == 0)
        abort();
    if (!json_event_read(&again, text, length, error, sizeof error)) {
        if (!strstr(error, "is too long"))
            abort();
        return 0;
    }
    if (again.kind != event.kind || again.action != event.action || again.time_ms != event.time_ms)
        abort();
    return 0;
}
