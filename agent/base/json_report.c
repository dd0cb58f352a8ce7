/* The body of a report. Owns, with the other json_*.c, jansson, and the order and names of a body's members. Must not
 * own: what may stand in it. In: a plain struct. Out: one JSON object, compact, in a fixed order. */
#include "json_report.h"

#include <jansson.h>

#include "clock.h"

static void put_text(json_t *object, const char *name, const char *text)
{
    if (text)
        json_object_set_new(object, name, json_string(text));
}

static void put_time(json_t *object, const char *name, int64_t time_ms)
{
    char text[CLOCK_TEXT_SIZE];

    put_text(object, name, clock_text(text, time_ms));
}

static void put_list(json_t *object, const char *name, const char *const *texts)
{
    json_t *list = json_array();

    for (; texts && *texts; texts++)
        json_array_append_new(list, json_string(*texts));
    json_object_set_new(object, name, list);
}

static void put_case(json_t *data, const struct json_report *report)
{
    json_t *counts = json_object(), *clocks = json_object();

    put_text(data, "case", report->case_id);
    json_object_set_new(data, "version", json_integer(report->version));
    put_text(data, "class", report->class);
    put_text(data, "certainty", report->certainty);
    put_text(data, "state", report->state);
    put_list(data, "rules", report->rules);
    json_object_set_new(counts, "events", json_integer(report->events));
    json_object_set_new(counts, "patients", json_integer(report->patients));
    json_object_set_new(counts, "records", json_integer(report->records));
    json_object_set_new(data, "counts", counts);
    put_time(data, "first", report->first_ms);
    put_time(data, "last", report->last_ms);
    put_time(data, "raised", report->raised_ms);
    put_time(clocks, "aware", report->aware_ms);
    put_time(clocks, "report_by", report->report_by_ms);
    json_object_set_new(data, "clocks", clocks);
    put_list(data, "checked", report->checked);
}

static json_t *chain_of(const struct json_report *report)
{
    json_t *chain = json_object();

    put_text(chain, "id", report->chain_id);
    json_object_set_new(chain, "seq", json_integer((json_int_t)report->chain_seq));
    put_text(chain, "head", report->chain_head);
    return chain;
}

size_t json_report_write(const struct json_report *report, char *to, size_t size)
{
    json_t *body = json_object(), *data = json_object();
    size_t length;

    put_text(body, "type", report->type);
    put_time(body, "timestamp", report->timestamp_ms);
    put_text(data, "report", report->report);
    if (report->case_id)
        put_case(data, report);
    if (report->severity)
        json_object_set_new(data, "severity", json_integer(report->severity));
    put_text(data, "says", report->says);
    put_text(data, "full_sha256", report->full_sha256);
    put_text(data, "machine", report->machine);
    json_object_set_new(data, "chain", chain_of(report));
    put_text(data, "read_more", report->read_more);
    json_object_set_new(body, "data", data);
    length = json_dumpb(body, to, size, JSON_COMPACT | JSON_PRESERVE_ORDER);
    json_decref(body);
    if (length == 0 || length >= size)
        return 0;
    to[length] = '\0';
    return length;
}
