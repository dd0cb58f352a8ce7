/* Dates of birth of a whole table. Owns: when they are written in another way. In: their texts. Out: what to mend. */
#include "births.h"

#include <string.h>

#include "agent/base/text.h"

#include "when.h"

static bool is_part(const char *birth)
{
    size_t size = strlen(birth);

    return (size == strlen("YYYY") || size == strlen("YYYY-MM")) && strspn(birth, "0123456789-") == size;
}

void births_count(struct births *births, const char *birth, unsigned line)
{
    int32_t day;

    if (birth[0] == '\0' || is_part(birth))
        return;
    if (when_date(birth, &day)) {
        births->known++;
        return;
    }
    if (births->unknown++ == 0)
        births->line = line;
}

void births_tell(const struct births *births, const char *file, struct csv_outcome *outcome)
{
    char at[16] = "";

    if (births->unknown <= births->known || outcome->error[0])
        return;
    if (births->line)
        text_format(at, sizeof at, ":%u", births->line);
    text_format(outcome->error, sizeof outcome->error,
                "%s%s: 'birth' is no date, as in %u of the rows: write it as 1980-01-31, else nobody is known by it",
                file, at, births->unknown);
}
