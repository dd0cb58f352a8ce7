/* The head of an endpoint's answer, cut into lines as libcurl does: whatever it holds, the wait is one that may be
 * asked for, and a further status line ends it. */
#include <stdlib.h>
#include <string.h>

#include "agent/post/retry_after.h"
#include "tests/fuzz/fuzz.h"

static void give_lines(struct retry_after *seen, const char *head, size_t size)
{
    while (size > 0) {
        const char *end = memchr(head, '\n', size);
        size_t length = end ? (size_t)(end - head) + 1 : size;

        retry_after_line(seen, head, length);
        head += length;
        size -= length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct retry_after seen = {0};
    int64_t now_ms = 1795352270000;
    int32_t wait_s;

    give_lines(&seen, (const char *)data, size);
    if (memchr(seen.value, '\0', sizeof seen.value) == NULL || memchr(seen.date, '\0', sizeof seen.date) == NULL)
        abort();
    wait_s = retry_after_seconds(&seen, now_ms);
    if (wait_s < RETRY_AFTER_NONE || (wait_s != RETRY_AFTER_NONE && seen.value[0] == '\0'))
        abort();
    give_lines(&seen, "HTTP/1.1 200 OK\r\n", 17);
    if (retry_after_seconds(&seen, now_ms) != RETRY_AFTER_NONE)
        abort();
    return 0;
}
