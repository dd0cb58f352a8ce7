/* The sentences that several formats share. In: a record that was cut down. Out: short plain English, for a practice
 * manager who has never heard of Confide. */
#include "render_words.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

static const char *class_words(unsigned class)
{
    static const char *const words[] = {
        [CASE_INAPPROPRIATE] = "inappropriate access to records",
        [CASE_LOSS] = "loss of records",
        [CASE_DAMAGE] = "damage to records",
        [CASE_TAMPER] = "tampering with the watch over records",
        [CASE_LOGIN] = "a login to look into",
    };

    return class < sizeof words / sizeof words[0] && words[class] ? words[class] : "something to look into";
}

static const char *certainty_word(unsigned certainty)
{
    return certainty == CERTAINTY_CONFIRMED ? "Confirmed" : certainty == CERTAINTY_RISK ? "Risk" : "Suspected";
}

static const char *decided_word(enum decision_verb verb)
{
    return verb == DECISION_CONFIRM ? "Confirmed by a person" : verb == DECISION_EXPLAIN ? "Explained" : "Closed";
}

char *render_words_title(char to[RENDER_LINE], const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    const struct case_report *report = &cut->report;
    const char *certainty = certainty_word(report->certainty), *class = class_words(report->class);
    unsigned severity = report->severity;

    if (record->kind == RECORD_SELFTEST)
        text_format(to, RENDER_LINE, "A test that somebody asked for: nothing happened");
    else if (record->kind == RECORD_MINIMAL)
        text_format(to, RENDER_LINE, "A report was refused and is kept on the machine, severity %u of 5",
                    record->severity);
    else if (record->kind == RECORD_DECIDED)
        text_format(to, RENDER_LINE, "%s: %s, severity %u of 5", decided_word(record->verb), class, severity);
    else if (record->kind == RECORD_REMINDER)
        text_format(to, RENDER_LINE, "Reminder %u, nobody has acknowledged this: %s: %s, severity %u of 5",
                    record->reminder, certainty, class, severity);
    else
        text_format(to, RENDER_LINE, "%s: %s, severity %u of 5%s", certainty, class, severity,
                    record->kind == RECORD_GROWN ? ", has grown" : "");
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

char *render_words_breach(char to[RENDER_LINE], unsigned breach)
{
    static const char *const names[] = {"confidentiality", "integrity", "availability"};
    unsigned left = breach & (BREACH_CONFIDENTIALITY | BREACH_INTEGRITY | BREACH_AVAILABILITY);

    to[0] = '\0';
    for (unsigned i = 0; left; i++, left >>= 1) {
        size_t length = strlen(to);

        if (left & 1)
            text_format(to + length, RENDER_LINE - length, "%s%s", !length ? "" : left == 1 ? " and " : ", ", names[i]);
    }
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
    bool is_decided = record->kind == RECORD_DECIDED;

    memset(list, 0, sizeof *list);
    if (!record->report || (is_decided && record->verb != DECISION_CONFIRM))
        return;
    if (!is_decided)
        add(list, "Did it happen, and was it wrong? Confirm, explain or close the case.");
    add(list, "Are the consequences, the likelihood and the severity as proposed?");
    add(list, skeleton->tell_dhsc  ? "Are the ICO and NHS England to be told? Proposed: yes, both."
              : skeleton->tell_ico ? "Is the ICO to be told? Proposed: yes."
                                   : "Is the ICO to be told? Proposed: no.");
    add(list, "Are the people concerned to be told? They must be where their risk is high.");
    add(list, "What is done so that it does not happen again?");
}
