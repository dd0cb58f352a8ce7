/* devices.csv in memory: where a computer stands and when its room is open, sorted by host. Owns how a host's name is
 * written down: in lower case, without a domain. In: the file. Out: context.devices. */
#include "tables.h"

#include <stdlib.h>
#include <string.h>

#include "hosts.h"
#include "names.h"
#include "rows.h"

enum { DAY_MINUTES = 24 * 60 };

enum column { COLUMN_HOST = 0, COLUMN_UNIT, COLUMN_OPENS, COLUMN_CLOSES };

const char *const table_devices_columns[] = {"host", "unit", "opens", "closes", "room", NULL};

struct loading {
    struct context *context;
    size_t capacity;
};

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

/* "08:00", "8:00" or "08:00:00"; "" is 0. */
static bool take_clock(const char *text, uint16_t *minutes)
{
    unsigned hour = 0, minute;
    const char *at = text;

    *minutes = 0;
    if (*text == '\0')
        return true;
    for (; is_digit(*at) && at - text < 2; at++)
        hour = hour * 10 + (unsigned)(*at - '0');
    if (at == text || at[0] != ':' || !is_digit(at[1]) || !is_digit(at[2]))
        return false;
    minute = (unsigned)(at[1] - '0') * 10 + (unsigned)(at[2] - '0');
    if ((at[3] != '\0' && strcmp(at + 3, ":00") != 0) || minute > 59 || hour * 60 + minute > DAY_MINUTES)
        return false;
    *minutes = (uint16_t)(hour * 60 + minute);
    return true;
}

static const char *take(void *data, const char *const *values, unsigned line)
{
    struct loading *loading = data;
    struct context *context = loading->context;
    struct device row, *rows;
    char host[HOST_SIZE];

    (void)line;
    if (!take_clock(values[COLUMN_OPENS], &row.opens_min) || !take_clock(values[COLUMN_CLOSES], &row.closes_min))
        return "'opens' and 'closes' are times of the day: write them as 08:00";
    if ((*values[COLUMN_OPENS] == '\0') != (*values[COLUMN_CLOSES] == '\0'))
        return "'opens' and 'closes' need each other: fill in both or none";
    if (!host_fold(host, values[COLUMN_HOST]))
        return "'host' is no name of a computer: at most 63 bytes before the first dot";
    if (!rows_name(context->names, host, &row.host) || !rows_name(context->names, values[COLUMN_UNIT], &row.unit))
        return "not enough memory for more rows";
    rows = rows_grow(context->devices, &loading->capacity, context->device_count, sizeof row);
    if (!rows)
        return "not enough memory for more rows";
    context->devices = rows;
    rows[context->device_count++] = row;
    return NULL;
}

static int by_host(const void *left, const void *right)
{
    const struct device *a = left, *b = right;

    return (a->host > b->host) - (a->host < b->host);
}

static void drop(struct context *context)
{
    free(context->devices);
    context->devices = NULL;
    context->device_count = 0;
}

bool table_devices_read(struct context *context, const char *file, struct csv_outcome *outcome)
{
    static const struct csv_table table = {
        .columns = table_devices_columns, .required = 1, .row = take, .keep_going = true};
    struct loading loading = {.context = context};
    bool good = csv_read(file, &table, &loading, outcome);

    if (good) {
        context->devices = rows_trim(context->devices, context->device_count, sizeof *context->devices);
        rows_sort(context->devices, context->device_count, sizeof *context->devices, by_host);
    } else {
        drop(context);
    }
    return good;
}

bool table_devices_keep(struct context *context, const struct context *last)
{
    bool good = true;

    drop(context);
    if (last->device_count == 0)
        return true;
    context->devices = reallocarray(NULL, last->device_count, sizeof *context->devices);
    context->device_count = context->devices ? last->device_count : 0;
    for (size_t i = 0; good && i < context->device_count; i++) {
        context->devices[i] = last->devices[i];
        good = rows_rename(context->names, last->names, &context->devices[i].host) &&
               rows_rename(context->names, last->names, &context->devices[i].unit);
    }
    good = good && context->devices;
    if (good)
        rows_sort(context->devices, context->device_count, sizeof *context->devices, by_host);
    else
        drop(context);
    return good;
}
