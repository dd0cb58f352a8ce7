/* The evidence of a case: who, when, which records and patients, by what it was found, what would have explained it,
 * and the events, the deciding ones first. */
#include <string.h>

#include "agent/base/json_event.h"
#include "agent/base/text.h"

#include "page_writer.h"
#include "phrase.h"

enum { TEXT_SIZE = 1024, SHOWN_EVENTS = 20, SHOWN_PATIENTS = 24 };

static void put_when(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const struct case_report *report = &page->file->report;
    char text[TEXT_SIZE], first[PAGE_MOMENT], last[PAGE_MOMENT], span[PHRASE_SIZE];
    int64_t span_ms = report->last_ms - report->first_ms;

    if (span_ms < PAGE_SAME_MS)
        text_format(text, sizeof text, "%s", page->moment(first, report->first_ms));
    else
        text_format(text, sizeof text, "%s to %s, %s", page->moment(first, report->first_ms),
                    page->moment(last, report->last_ms), phrase_span(span, span_ms));
    writer->field(out, "When", VOICE_KNOWN, text);
}

static void put_patients(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const struct case_report *report = &page->file->report;
    char text[SHOWN_PATIENTS * (EVENT_PATIENT_SIZE + 2) + TEXT_SIZE], count[PHRASE_SIZE];
    size_t shown = 0, used;

    page_count(text, report->patient_total, page->skeleton.subjects_at_least);
    for (; shown < SHOWN_PATIENTS && report->patients[shown][0]; shown++) {
        used = strlen(text);
        text_format(text + used, sizeof text - used, "%s%s", shown ? ", " : ": ", report->patients[shown]);
    }
    used = strlen(text);
    if (shown == SHOWN_PATIENTS && report->patient_total > shown)
        text_format(text + used, sizeof text - used, ", and %s more",
                    phrase_count(count, report->patient_total - shown));
    writer->field(out, "Patients", VOICE_KNOWN, text);
    if (page->skeleton.vulnerable || page->skeleton.children) {
        text_format(text, sizeof text, "%u vulnerable, %u under 18", page->skeleton.vulnerable,
                    page->skeleton.children);
        writer->field(out, "Of them", VOICE_KNOWN, text);
    }
}

/* Which of them was what, a line each under one label. */
static void put_found(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const struct case_report *report = &page->file->report;

    for (size_t i = 0; i < CASE_RULES_MAX && report->rules[i][0]; i++) {
        const char *words = page->rule ? page->rule(report->rules[i]) : NULL;
        char text[TEXT_SIZE];

        text_format(text, sizeof text, words ? "%s (%s)" : "%s%s", words ? words : report->rules[i],
                    words ? report->rules[i] : "");
        writer->field(out, i ? "" : "Found by", VOICE_KNOWN, text);
    }
    for (size_t i = 0; i < CASE_CHECKED_MAX && report->checked[i][0]; i++)
        writer->field(out, i ? "" : "Looked for in vain", VOICE_KNOWN, report->checked[i]);
    for (uint32_t i = 0; i < page->file->counts[FILE_TYPED_REASON]; i++)
        writer->field(out, i ? "" : "Reason typed at login", VOICE_KNOWN, page->file->typed[i]);
}

static void put_events(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    static const char *const heads[] = {"When", "What", "Patient"};
    const struct case_file *file = page->file;
    char moment[PAGE_MOMENT], what[TEXT_SIZE], count[PHRASE_SIZE], times[PHRASE_SIZE + 2] = "";

    if (file->counts[FILE_EVENT] == 0)
        return;
    writer->table_begin(out, "The deciding events first", heads, 3);
    for (uint32_t i = 0; i < file->counts[FILE_EVENT] && i < SHOWN_EVENTS; i++) {
        const struct file_event *event = &file->events[i];
        const char *cells[] = {page->moment(moment, event->time_ms), what, event->patient};

        times[0] = '\0';
        if (event->count > 1)
            text_format(times, sizeof times, ", %s times", phrase_count(count, event->count));
        text_format(what, sizeof what, "%s%s%s%s%s", json_event_action(event->action), times,
                    event->outcome == OUTCOME_DENIED   ? ", denied"
                    : event->outcome == OUTCOME_FAILED ? ", failed"
                                                       : "",
                    event->host[0] ? " at " : "", event->host);
        writer->row(out, heads, cells, 3);
    }
    writer->table_end(out);
    if (file->report.event_total > SHOWN_EVENTS) {
        text_format(what, sizeof what, "And %s more: `confidectl case %s report --format json` holds them.",
                    phrase_count(count, file->report.event_total - SHOWN_EVENTS), file->report.id);
        writer->paragraph(out, what);
    }
}

void page_evidence(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const struct case_report *report = &page->file->report;
    char count[PHRASE_SIZE];

    writer->section(out, "evidence", "Evidence");
    writer->field(out, "Who", VOICE_KNOWN,
                  report->login[0]           ? report->login
                  : report->rule_patients[0] ? "several, each told of in the events"
                                             : "nobody could be named");
    put_when(out, writer, page);
    writer->field(out, "Records", VOICE_KNOWN,
                  page_count(count, report->record_total, page->skeleton.records_at_least));
    put_patients(out, writer, page);
    put_found(out, writer, page);
    put_events(out, writer, page);
}
