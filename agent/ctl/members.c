/* Rows of texts. Owns: which member goes where. Must not own: what the texts mean. In: a JSON object, a list of names.
 * Out: a struct's texts. */
#include "members.h"

#include <string.h>

#include "agent/base/json_row.h"
#include "agent/base/text.h"

struct reading {
    char *row;
    const struct members *members;
};

static void take(void *data, const char *name, const char *value)
{
    const struct reading *reading = data;
    const struct members *members = reading->members;

    for (size_t i = 0; i < members->count; i++)
        if (strcmp(members->list[i].name, name) == 0)
            text_copy(reading->row + members->list[i].offset, members->size, value);
}

bool members_read(void *row, const struct members *members, const char *json, size_t length)
{
    struct reading reading = {row, members};

    return json_row_each(json, length, take, &reading);
}
