/* encounters.csv from hostile bytes: what is taken is sorted by patient, then by time. */
#include <string.h>

#include "agent/judge/context/context.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct context context;
    char path[64], error[512];

    as_file(path, data, size);
    if (rename(path, "encounters.csv") != 0)
        abort();
    context_load(&context, "no-staff.csv", ".", NULL, error, sizeof error);
    for (size_t i = 1; i < context.encounter_count; i++) {
        const struct encounter *before = &context.encounters[i - 1], *one = &context.encounters[i];

        if (before->patient > one->patient || (before->patient == one->patient && before->from_s > one->from_s))
            abort();
    }
    context_free(&context);
    return 0;
}
