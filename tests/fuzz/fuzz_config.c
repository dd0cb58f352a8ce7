/* config_load on hostile bytes: it takes the file, or leaves the defaults and says why. */
#include <stdlib.h>
#include <string.h>

#include "agent/base/config.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct config config, defaults;
    char path[64], error[CONFIG_ERROR_SIZE];

    as_file(path, data, size);
    if (config_load(&config, path, error, sizeof error))
        return 0;
    config_defaults(&defaults);
    if (error[0] == '\0' || memcmp(&config, &defaults, sizeof config) != 0)
        abort();
    return 0;
}
