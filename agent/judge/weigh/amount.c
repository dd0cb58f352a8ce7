/* How many and how long. Owns: a case's counts and times in words. Must not own: whole sentences (sentence.c,
 * sentence_access.c). In: a case. Out: phrases. */
#include "amount.h"

#include <string.h>

#include "agent/base/text.h"

enum { PHRASE = 96 };

void amount_number(char *to, size_t size, uint32_t number, uint32_t limit, const char *one, const char *many)
{
    if (number < 2)
        text_copy(to, size, number ? one : many);
    else
        text_format(to, size, "%s%u %s", number >= limit ? "at least " : "", number, many);
}

void amount_objects(char *to, size_t size, const struct case_report *report)
{
    if (report->patient_total == 1)
        text_copy(to, size, "a patient's record");
    else if (report->patient_total > 1)
        text_format(to, size, "the records of %s%u patients",
                    report->patient_total >= CASE_PATIENTS_MAX ? "at least " : "", report->patient_total);
    else
        amount_number(to, size, report->record_total, CASE_EVENTS_MAX, "a record", "records");
}

void amount_records(char *to, size_t size, const struct case_report *report)
{
    char records[PHRASE], patients[PHRASE] = "";

    amount_number(records, sizeof records, report->record_total, CASE_EVENTS_MAX, "a record", "records");
    if (report->patient_total)
        amount_number(patients, sizeof patients, report->patient_total, CASE_PATIENTS_MAX, "one patient", "patients");
    text_format(to, size, "%s%s%s", records, patients[0] ? " of " : "", patients);
}

void amount_span(char *to, size_t size, const struct case_report *report)
{
    static const struct {
        int64_t unit_ms, until_ms;
        const char *one, *many;
    } spans[] = {
        {1000, 90000, "a second", "seconds"},      {60000, 5400000, "a minute", "minutes"},
        {3600000, 172800000, "an hour", "hours"},  {86400000, 1209600000, "a day", "days"},
        {604800000, INT64_MAX, "a week", "weeks"},
    };
    int64_t span = report->last_ms - report->first_ms, count;
    size_t i = 0;

    to[0] = '\0';
    if (report->event_total < 2 && span == 0)
        return;
    while (span > spans[i].until_ms)
        i++;
    count = (span + spans[i].unit_ms - 1) / spans[i].unit_ms;
    if (count <= 1)
        text_format(to, size, " within %s", spans[i].one);
    else
        text_format(to, size, " within %lld %s", (long long)count, spans[i].many);
}

void amount_times(char *to, size_t size, const struct case_report *report)
{
    to[0] = '\0';
    if (report->event_total == 2)
        text_copy(to, size, " twice");
    else if (report->event_total > 2)
        text_format(to, size, " %u times", report->event_total);
}

const uint32_t *amount_spoken(const struct case_report *report, const char *name)
{
    for (size_t i = 0; i < CASE_RULES_MAX; i++)
        if (strcmp(report->rules[i], name) == 0)
            return &report->rule_patients[i];
    return NULL;
}
