/* The sentences that several formats share. In: a record that was cut down. Out: short plain English, for a practice
 * manager who has never heard of Confide. */
#include "render_words.h"

#include <ctype.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "advice.h"

/* A case's id is "C-" and so many digits; a message's begins with it. */
enum { CASE_DIGITS = 16, SEVERITY_MOST = 5 };

static const char *decided_word(unsigned verb)
{
    static const char *const words[] = {
        [DECISION_CONFIRM] = "Confirmed",
        [DECISION_EXPLAIN] = "Explained",
        [DECISION_CLOSE] = "Closed",
        [DECISION_ACKNOWLEDGE] = "Acknowledged",
    };

    return verb < sizeof words / sizeof words[0] && words[verb] ? words[verb] : "Decided";
}

char *render_words_title(char to[RENDER_LINE], const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    const struct case_report *report = &cut->report;
    unsigned severity = report->severity;
    char state[RENDER_LINE];

    advice_state(state, sizeof state, report);

    if (record->kind == RECORD_SELFTEST)
        text_format(to, RENDER_LINE, "A test that somebody asked for: nothing happened");
    else if (record->kind == RECORD_MINIMAL)
        text_format(to, RENDER_LINE, "A report was refused and is kept on the machine, severity %u of 5",
                    record->severity);
    else if (record->kind == RECORD_DECIDED)
        text_format(to, RENDER_LINE, "%s: %s, severity %u of 5", decided_word(record->verb), state, severity);
    else if (record->kind == RECORD_REMINDER)
        text_format(to, RENDER_LINE, "Reminder %u, nobody has acknowledged this: %s, severity %u of 5",
                    record->reminder, state, severity);
    else
        text_format(to, RENDER_LINE, "%s, severity %u of 5%s", state, severity,
                    record->kind == RECORD_GROWN ? ", has grown" : "");
    to[0] = (char)toupper((unsigned char)to[0]);
    return to;
}

char *render_words_says(char to[RENDER_SENTENCE], const struct rendering *cut)
{
    const char *text = cut->report.says[0] ? cut->report.says : "Read this case on the machine.";

    if (cut->record.kind == RECORD_SELFTEST)
        text = "This is a test that somebody asked for: nothing happened to any record.";
    else if (cut->record.kind == RECORD_MINIMAL)
        text = "The endpoint refused the full report; it is kept on the machine.";
    text_copy(to, RENDER_SENTENCE, text);
    return to;
}

char *render_words_time(char to[RENDER_LINE], int64_t time_ms)
{
    char text[CLOCK_TEXT_SIZE];

    clock_text(text, time_ms);
    text_format(to, RENDER_LINE, "%.10s %.5s UTC", text, text + strlen("2026-11-23T"));
    return to;
}

/* "1 event", "2 events", "at least 256 patients". */
static void add_count(char to[RENDER_SENTENCE], uint32_t count, bool at_least, const char *what)
{
    size_t length = strlen(to);

    text_format(to + length, RENDER_SENTENCE - length, "%s%s%u %s%s", length ? ", " : "", at_least ? "at least " : "",
                count, what, count == 1 ? "" : "s");
}

char *render_words_extent(char to[RENDER_SENTENCE], const struct rendering *cut)
{
    const struct case_report *report = &cut->report;
    char first[RENDER_LINE], last[RENDER_LINE];
    size_t length;

    to[0] = '\0';
    add_count(to, report->event_total, false, "event");
    add_count(to, report->patient_total, report->patient_total >= CASE_PATIENTS_MAX, "patient");
    add_count(to, report->record_total, report->record_total >= CASE_EVENTS_MAX, "record");
    length = strlen(to);
    text_format(to + length, RENDER_SENTENCE - length, ", from %s to %s.", render_words_time(first, report->first_ms),
                render_words_time(last, report->last_ms));
    return to;
}

char *render_words_command(char *to, size_t size, const struct rendering *cut)
{
    const struct report_record *record = &cut->record;

    if (record->report)
        text_format(to, size, "confidectl case %s", record->report->id);
    else
        text_copy(to, size, record->kind == RECORD_MINIMAL ? "confidectl cases" : "confidectl status");
    return to;
}

unsigned render_words_severity(const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    unsigned severity = record->report ? record->report->severity : record->severity;

    if (record->kind == RECORD_SELFTEST || severity < 1)
        return 1;
    return severity < SEVERITY_MOST ? severity : SEVERITY_MOST;
}

char *render_words_case(char to[REPORT_ID_SIZE], const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    const char *id = record->full_id[0] ? record->full_id : record->id;

    if (record->report)
        id = record->report->id;
    text_copy(to, REPORT_ID_SIZE, id);
    if (strncmp(id, "C-", 2) == 0 && strspn(id + 2, "0123456789abcdef") == CASE_DIGITS)
        to[2 + CASE_DIGITS] = '\0';
    return to;
}

static void add(struct render_list *list, const char *text)
{
    for (size_t i = 0; i < RENDER_LIST; i++) {
        if (!list->texts[i][0]) {
            text_copy(list->texts[i], RENDER_LINE, text);
            return;
        }
    }
}

void render_words_to_decide(struct render_list *list, const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    const struct skeleton *skeleton = &record->skeleton;
    bool is_confirmed = record->kind == RECORD_DECIDED && record->verb == DECISION_CONFIRM;

    memset(list, 0, sizeof *list);
    if (!record->report || cut->is_over)
        return;
    if (!is_confirmed)
        add(list, "Did it happen, and was it wrong? Confirm, explain or close the case.");
    add(list, "Are the consequences, the likelihood and the severity as proposed?");
    add(list, skeleton->tell_dhsc  ? "Are the ICO and NHS England to be told? Proposed: yes, both."
              : skeleton->tell_ico ? "Is the ICO to be told? Proposed: yes."
                                   : "Is the ICO to be told? Proposed: no.");
    add(list, "Are the people concerned to be told? They must be where their risk is high.");
    add(list, "What is done so that it does not happen again?");
}
