/* json_event_read on hostile bytes: its quick way and its careful one agree to the byte; what it takes,
 * json_event_write must write and it must read again as the same. */
#include <stdlib.h>
#include <string.h>

#include "agent/base/json_event.h"
#include "agent/base/json_quick.h"
#include "tests/fuzz/fuzz.h"

/* What the quick reader takes the careful one takes too, and as the same event. */
static void compare(const char *data, size_t size)
{
    char error[256];
    struct event quick, careful;

    if (!json_quick_read(&quick, data, size))
        return;
    if (!json_event_read_carefully(&careful, data, size, error, sizeof error) ||
        memcmp(&quick, &careful, sizeof quick) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[JSON_EVENT_SIZE], again_text[JSON_EVENT_SIZE], error[256];
    struct event event, again;
    size_t length, again_length;

    compare((const char *)data, size);
    if (!json_event_read(&event, (const char *)data, size, error, sizeof error))
        return 0;
    length = json_event_write(&event, text, sizeof text);
    if (length == 0 || !json_event_read(&again, text, length, error, sizeof error))
        abort();
    again_length = json_event_write(&again, again_text, sizeof again_text);
    if (again_length != length || memcmp(text, again_text, length) != 0)
        abort();
    return 0;
}
