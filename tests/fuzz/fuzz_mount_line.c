/* mount_line_parse on hostile bytes: its fields stay within the line. */
#include <string.h>

#include "agent/watch/devices/mount_line.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = malloc(size + 1); /* of its own, so that a byte behind it is found */
    struct mount_line is;

    if (!line)
        return 0;
    memcpy(line, data, size);
    line[size] = '\0';
    if (mount_line_parse(line, &is)) {
        const char *const fields[] = {is.root, is.point, is.type, is.device, is.options, is.inside};

        for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
            if (strlen(fields[i]) > size)
                abort();
        if (is.point[0] != '/' || is.id < 0)
            abort();
        (void)mount_line_kind(is.type);
        (void)mount_line_says(is.inside, "shutdown");
    }
    free(line);
    return 0;
}
