/* Owns the pace at which the same is told again. Pure. In: a cause, now. Out: how often it happened, when that is due.
 */
#include "hush.h"

uint64_t hush_due(struct hush *hush, int64_t now_ms)
{
    uint64_t count = hush->untold;

    if (count == 0 || (hush->told_ms != 0 && now_ms - hush->told_ms < HUSH_MS))
        return 0;
    hush->told_ms = now_ms;
    hush->untold = 0;
    return count;
}

uint64_t hush_happened(struct hush *hush, int64_t now_ms)
{
    hush->untold++;
    return hush_due(hush, now_ms);
}
