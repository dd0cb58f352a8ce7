/* Times of the tables. Owns a small memory of the last ones read: appointments begin at the same few times, and
 * mktime(3) looks at the time zone's file each time it is asked. In: text. Out: seconds, days. */
#include "when.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "names.h"

enum { SLOTS = 8192, TEXT_SIZE = 27 };

struct slot {
    uint32_t time_s;
    char text[TEXT_SIZE];
    uint8_t asked; /* which of the four ways of asking; 0 = free */
};

struct when {
    struct slot slots[SLOTS];
};

struct when *when_new(void)
{
    return calloc(1, sizeof(struct when));
}

void when_free(struct when *when)
{
    free(when);
}

static bool parse(const char *text, bool to_its_end, bool up, uint32_t *time_s)
{
    int64_t time_ms;

    if (!clock_parse_bound(text, to_its_end, &time_ms) || time_ms < 0)
        return false;
    time_ms = (time_ms + (up ? 999 : 0)) / 1000;
    if (time_ms > UINT32_MAX)
        return false;
    *time_s = (uint32_t)time_ms;
    return true;
}

bool when_read(struct when *when, const char *text, bool to_its_end, bool up, uint32_t *time_s)
{
    uint8_t asked = (uint8_t)(1 + 2 * to_its_end + up);
    struct slot *slot;

    if (strnlen(text, TEXT_SIZE) == TEXT_SIZE)
        return parse(text, to_its_end, up, time_s);
    slot = &when->slots[names_hash(asked, text) % SLOTS];
    if (slot->asked != asked || strcmp(slot->text, text) != 0) {
        if (!parse(text, to_its_end, up, time_s))
            return false;
        text_copy(slot->text, TEXT_SIZE, text);
        slot->asked = asked;
        slot->time_s = *time_s;
    }
    *time_s = slot->time_s;
    return true;
}

bool when_day(const char *text, int32_t *day)
{
    char midnight[CLOCK_TEXT_SIZE];
    int64_t time_ms;

    if (strlen(text) != strlen("YYYY-MM-DD") || !text_format(midnight, sizeof midnight, "%sT00:00:00Z", text) ||
        !clock_parse(midnight, &time_ms))
        return false;
    *day = (int32_t)(time_ms / 86400000 - (time_ms % 86400000 < 0));
    return true;
}

bool when_date(const char *text, int32_t *day)
{
    char date[sizeof "YYYY-MM-DD"];
    size_t size = strlen(text);

    text_copy(date, sizeof date, text);
    return (size < sizeof date || strchr("T ", text[sizeof date - 1])) && when_day(date, day);
}
