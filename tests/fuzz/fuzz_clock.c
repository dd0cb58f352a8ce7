/* clock_parse on hostile text: what it takes, clock_text writes so that it reads as the same moment. */
#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char given[64] = "", shown[CLOCK_TEXT_SIZE];
    int64_t moment, again;

    memcpy(given, data, size < sizeof given ? size : sizeof given - 1);
    clock_parse_bound(given, true, &moment);
    if (clock_parse(given, &moment) && (!clock_parse(clock_text(shown, moment), &again) || again != moment))
        abort();
    return 0;
}
