/* A record to render, and what stands in a rendering, also in the coded parts of a mail. */
#ifndef CONFIDE_TESTS_RENDERING_H
#define CONFIDE_TESTS_RENDERING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/base64.h"
#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/report/render.h"

struct desk_record {
    struct case_report report;
    struct report_record record;
    struct config_endpoint endpoint;
    const char *clinic;
    char body[RENDER_SIZE];
    size_t length;
    char read[2 * RENDER_SIZE]; /* the body and, after it, what its base64 lines say */
};

static inline void record_fill(struct desk_record *desk, enum record_kind kind)
{
    struct case_report *report = &desk->report;
    struct report_record *record = &desk->record;

    memset(desk, 0, sizeof *desk);
    *report = (struct case_report){.version = kind == RECORD_RAISED ? 1 : 2,
                                   .class = CASE_LOSS,
                                   .certainty = CERTAINTY_SUSPECTED,
                                   .severity = 5,
                                   .first_ms = 1795428000000,
                                   .last_ms = 1795428060000,
                                   .raised_ms = 1795428061000,
                                   .event_total = 2,
                                   .patient_total = 2,
                                   .record_total = 11,
                                   .events = {{0xee, 1}, {0xee, 2}}};
    text_copy(report->id, sizeof report->id, "C-0123456789abcdef");
    text_copy(report->login, sizeof report->login, "mokafor");
    text_copy(report->rules[0], sizeof report->rules[0], "mass-delete");
    text_copy(report->patients[0], sizeof report->patients[0], "NHS-4857773456");
    text_copy(report->patients[1], sizeof report->patients[1], "Smith_Jane");
    text_copy(report->says, sizeof report->says, "A nurse deleted or moved away 11 records.");
    text_copy(report->checked[0], sizeof report->checked[0], "an appointment with this person");
    *record = (struct report_record){.kind = kind, .made_ms = 1795428062000, .report = report, .severity = 4};
    text_format(record->id, sizeof record->id, "C-0123456789abcdef-v%u", report->version);
    text_copy(record->full_id, sizeof record->full_id, "C-0123456789abcdef-v1");
    memset(record->full_sha256, 'e', sizeof record->full_sha256 - 1);
    record->verb = DECISION_CONFIRM;
    record->reminder = 3;
    record->clocks = (struct record_clocks){.first_ms = report->first_ms,
                                            .last_ms = report->last_ms,
                                            .raised_ms = report->raised_ms,
                                            .report_by_ms = report->raised_ms + RECORD_REPORT_BY_MS};
    record->statement = (struct statement){.seq = 42, .time_ms = 1795428062000, .started_ms = 1795428000000};
    text_copy(record->statement.machine, sizeof record->statement.machine, "m-77");
    skeleton_make(&record->skeleton, report, &(struct skeleton_facts){.is_watched = true});
    text_copy(desk->endpoint.from, sizeof desk->endpoint.from, "Confide <confide@clinic.example>");
    text_copy(desk->endpoint.to, sizeof desk->endpoint.to, "manager@clinic.example");
    desk->clinic = "Hill Street";
}

static inline void record_decode(struct desk_record *desk)
{
    size_t at = desk->length;

    memcpy(desk->read, desk->body, desk->length);
    for (const char *line = desk->body; *line; line += strcspn(line, "\r\n"), line += strspn(line, "\r\n")) {
        uint8_t bytes[64];
        char text[80] = {0};
        size_t length = strcspn(line, "\r\n");
        long count;

        memcpy(text, line, length < sizeof text ? length : 0);
        count = base64_read(bytes, sizeof bytes, text);
        if (count > 0 && at + (size_t)count < sizeof desk->read) {
            memcpy(desk->read + at, bytes, (size_t)count);
            at += (size_t)count;
        }
    }
    desk->read[at] = '\0';
}

static inline size_t record_render(struct desk_record *desk, enum post_format format, enum post_detail detail)
{
    desk->endpoint.format = format;
    desk->endpoint.detail = detail;
    desk->length = render(&desk->record, &desk->endpoint, desk->clinic, desk->body, sizeof desk->body);
    record_decode(desk);
    return desk->length;
}

static inline bool record_says(const struct desk_record *desk, const char *text)
{
    return strstr(desk->read, text) != NULL;
}

/* The member `name` of a JSON body ("outer.inner" goes one level down); "(missing)" where there is none. */
static inline const char *record_member(const struct desk_record *desk, const char *name)
{
    static char found[1024];

    text_copy(found, sizeof found, "(missing)");
    json_field_read(desk->body, desk->length, name, found, sizeof found);
    return found;
}

#endif
