/* A case's report for the person who must decide, in the order in which they need it: what happened, what to do now,
 * until when, how it came about, the evidence, what was decided. Owns: that order, and what stands in each part. Must
 * not own: how it looks (page_text.c, page_html.c), what a form asks (page_for.c). */
#include "page.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"

#include "advice.h"
#include "page_writer.h"
#include "phrase.h"

enum { TEXT_SIZE = 1024, POINTS = 7, STATES = DECISION_CLOSE + 1 };

/* ---- what several parts ask ------------------------------------------------------------------ */

unsigned page_decided(const struct case_file *file)
{
    unsigned verb = 0;

    for (uint32_t i = 0; i < file->counts[FILE_DECISION]; i++)
        if (file->decisions[i].verb != DECISION_ACKNOWLEDGE)
            verb = file->decisions[i].verb;
    return verb;
}

static bool is_ended(const struct case_file *file)
{
    unsigned verb = page_decided(file);

    return verb == DECISION_EXPLAIN || verb == DECISION_CLOSE;
}

static const struct decision *last_acknowledgement(const struct case_file *file)
{
    for (uint32_t i = file->counts[FILE_DECISION]; i > 0; i--)
        if (file->decisions[i - 1].verb == DECISION_ACKNOWLEDGE)
            return &file->decisions[i - 1];
    return NULL;
}

char *page_phase(char *to, const struct page *page)
{
    uint32_t version = page->file->report.version;

    if (version <= 1)
        text_copy(to, PAGE_MOMENT, "First report");
    else
        text_format(to, PAGE_MOMENT, "Update %u (version %u of the case)", version - 1, version);
    return to;
}

char *page_count(char *to, uint32_t number, bool is_least)
{
    char count[PHRASE_SIZE];

    text_format(to, PHRASE_SIZE, is_least ? "%s or more" : "%s", phrase_count(count, number));
    return to;
}

static const char *endpoint_words(char *to, size_t size, const char *name)
{
    text_format(to, size, name[0] ? "[post %s]" : "[post]", name);
    return to;
}

/* ---- what to do, until when ------------------------------------------------------------------ */

static void put_now(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const struct case_file *file = page->file;
    const struct decision *noted = last_acknowledgement(file);
    const char *decided = advice_decided(page_decided(file), &file->report);
    char text[TEXT_SIZE], moment[PAGE_MOMENT];

    writer->section(out, "now", "What to do now");
    writer->lead(out, decided ? decided : page->skeleton.taken);
    if (page_decided(file) == 0) {
        text_format(
            text, sizeof text,
            "Nobody has decided it yet: `confidectl case %s confirm --reason \"...\"`, or `explain` or `close`.",
            file->report.id);
        writer->paragraph(out, text);
    }
    if (noted) {
        text_format(text, sizeof text, "Acknowledged by %s, %s: no more reminders are sent.", noted->by,
                    page->moment(moment, noted->decided_ms));
        writer->paragraph(out, text);
    }
}

static const char *whom_to_tell(const struct skeleton *skeleton)
{
    if (skeleton->tell_dhsc)
        return "As graded below, which is a proposal, the ICO and the Department of Health and Social Care are to be "
               "told; in England the DSPT tool tells both.";
    if (skeleton->tell_ico)
        return "As graded below, which is a proposal, the ICO is to be told; in England the DSPT tool does it.";
    return "As graded below, which is a proposal, no authority need be told; it is documented all the same (GDPR "
           "article 33(5)).";
}

static void put_deadline(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const int64_t until_ms = page->file->about.report_by_ms;
    char text[TEXT_SIZE], moment[PAGE_MOMENT], left[PHRASE_SIZE];

    writer->section(out, "deadline", "Deadline");
    if (is_ended(page->file)) {
        writer->lead(out, "None runs: it was decided that this is over.");
        return;
    }
    phrase_left(left, until_ms, page->now_ms);
    if (left[0] == 'o')
        left[0] = 'O';
    writer->lead(out, left);
    text_format(text, sizeof text, "%s by %s: 72 hours after it was raised (GDPR article 33(1)).",
                page_decided(page->file) == DECISION_CONFIRM ? "The authority is to be told"
                                                             : "If it is a breach, the authority is to be told",
                page->moment(moment, until_ms));
    writer->paragraph(out, text);
    writer->paragraph(out, whom_to_tell(&page->skeleton));
}

/* ---- timeline -------------------------------------------------------------------------------- */

void page_when(char *to, size_t size, const struct page *page, const struct page_point *point)
{
    char moment[PAGE_MOMENT];

    if (point->time_ms == 0)
        text_copy(to, size, point->mark == MARK_NEVER ? "nobody is configured to be told" : "not yet");
    else
        text_format(to, size, "%s%s", page->moment(moment, point->time_ms),
                    point->mark == MARK_OVERDUE ? ": overdue" : "");
}

/* What happened by its time, then what has not, and the deadline at the end. */
static int64_t rank(const struct page_point *point)
{
    return point->mark == MARK_AHEAD && point->time_ms ? INT64_MAX : point->time_ms ? point->time_ms : INT64_MAX - 1;
}

static int by_rank(const void *left, const void *right)
{
    const int64_t first = rank(left), second = rank(right);

    return (first > second) - (first < second);
}

static void put_timeline(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const struct case_report *report = &page->file->report;
    const struct file_about *about = &page->file->about;
    struct page_point points[POINTS];
    size_t count = 0;

    points[count++] = (struct page_point){"First event", report->first_ms, MARK_DONE};
    if (report->last_ms - report->first_ms >= PAGE_SAME_MS)
        points[count++] = (struct page_point){"Last event", report->last_ms, MARK_DONE};
    if (about->seen_ms)
        points[count++] = (struct page_point){"Seen by Confide", about->seen_ms, MARK_DONE};
    points[count++] = (struct page_point){"Raised as a case", report->raised_ms, MARK_DONE};
    points[count++] = (struct page_point){"Delivered to the employer", about->delivered_ms,
                                          about->delivered_ms   ? MARK_DONE
                                          : about->has_endpoint ? MARK_AHEAD
                                                                : MARK_NEVER};
    points[count++] =
        (struct page_point){"Acknowledged", about->acknowledged_ms, about->acknowledged_ms ? MARK_DONE : MARK_AHEAD};
    if (!is_ended(page->file))
        points[count++] = (struct page_point){"Tell the authority by", about->report_by_ms,
                                              page->now_ms > about->report_by_ms ? MARK_OVERDUE : MARK_AHEAD};
    qsort(points, count, sizeof points[0], by_rank);
    writer->section(out, "timeline", "Timeline");
    writer->timeline(out, page, points, count);
}

/* ---- decisions, messages --------------------------------------------------------------------- */

static void put_decisions(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    static const char *const heads[] = {"When", "Decision", "Reason"};
    const struct case_file *file = page->file;
    char moment[PAGE_MOMENT], until[PAGE_MOMENT], what[TEXT_SIZE];

    writer->section(out, "decisions", "Decisions");
    if (file->counts[FILE_DECISION] == 0) {
        writer->paragraph(out, "Nobody has decided or acknowledged it so far.");
        return;
    }
    writer->table_begin(out, "Oldest first; the last decision counts", heads, 3);
    for (uint32_t i = 0; i < file->counts[FILE_DECISION]; i++) {
        const struct decision *decision = &file->decisions[i];
        const char *cells[] = {page->moment(moment, decision->decided_ms), what, decision->reason};

        text_format(what, sizeof what, "%s by %s%s%s", json_case_state(decision->verb), decision->by,
                    decision->until_ms ? ", accepted until " : "",
                    decision->until_ms ? page->moment(until, decision->until_ms) : "");
        writer->row(out, heads, cells, 3);
    }
    writer->table_end(out);
}

static void put_messages(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    static const char *const heads[] = {"Message", "To", "State"};
    const struct case_file *file = page->file;
    char endpoint[WIRE_NAME + 8], moment[PAGE_MOMENT], state[TEXT_SIZE], attempts[PHRASE_SIZE];

    writer->section(out, "told", "Who was told");
    if (file->counts[FILE_MESSAGE] == 0) {
        writer->paragraph(out, file->about.has_endpoint
                                   ? "No report of it has been written so far."
                                   : "Nobody: no endpoint is configured ([post] endpoint in confide.conf).");
        return;
    }
    writer->table_begin(out, "Oldest first", heads, 3);
    for (uint32_t i = 0; i < file->counts[FILE_MESSAGE]; i++) {
        const struct file_message *message = &file->messages[i];
        const char *cells[] = {message->id, endpoint_words(endpoint, sizeof endpoint, message->endpoint), state};

        text_format(state, sizeof state, "%s%s%s, %s%s%s", json_file_state(message->state),
                    message->delivered_ms ? " " : "",
                    message->delivered_ms ? page->moment(moment, message->delivered_ms) : "",
                    phrase_many(attempts, message->attempts, "attempt"), message->words[0] ? ": " : "", message->words);
        writer->row(out, heads, cells, 3);
    }
    writer->table_end(out);
}

/* ---- the law --------------------------------------------------------------------------------- */

static void put_law(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const struct skeleton *skeleton = &page->skeleton;
    char text[TEXT_SIZE];

    writer->section(out, "law", "What the law asks");
    writer->field(out, "Nature", VOICE_PROPOSED, skeleton->nature);
    writer->field(out, "Breach of", VOICE_PROPOSED, skeleton_breach(skeleton->breach));
    writer->field(out, "Consequences", VOICE_PROPOSED, skeleton->consequences);
    for (size_t i = 0; i < SKELETON_MEASURES && skeleton->measures[i][0]; i++)
        writer->field(out, i ? "" : "Measures in place", VOICE_KNOWN, skeleton->measures[i]);
    writer->field(out, "Contact point", VOICE_PERSON, "the data protection officer, or who answers for it");
    writer->field(out, "Near miss", VOICE_PROPOSED,
                  skeleton->is_near_miss ? "yes: it might have happened" : "no: it seems to have happened");
    text_format(text, sizeof text, "%s. %s", skeleton_likelihood(skeleton->likelihood), skeleton->likelihood_why);
    writer->field(out, "Likelihood of harm", VOICE_PROPOSED, text);
    text_format(text, sizeof text, "%s. %s", skeleton_severity(skeleton->severity), skeleton->severity_why);
    writer->field(out, "Severity of harm", VOICE_PROPOSED, text);
    text_format(text, sizeof text,
                "`confidectl case %s report --for ico`, `dspt` or `article33` answers what each form asks, without a "
                "name.",
                page->file->report.id);
    writer->paragraph(out, text);
}

/* ---- the page -------------------------------------------------------------------------------- */

void page_prepare(struct page *page)
{
    const struct file_about *about = &page->file->about;
    const struct skeleton_facts facts = {.has_personal_logins = about->has_personal_logins,
                                         .has_strong_passwords = about->has_strong_passwords,
                                         .is_watched = about->is_watched,
                                         .is_history_whole = about->is_history_whole,
                                         .vulnerable = about->vulnerable,
                                         .children = about->children,
                                         .knows_patients = about->knows_patients};

    skeleton_make(&page->skeleton, &page->file->report, &facts);
}

static void put_manager(struct page_out *out, const struct page_writer *writer, const struct page *page)
{
    const struct case_report *report = &page->file->report;
    static const char *const states[STATES] = {"Open: ", "Decided: ", "Explained: ", "Closed: "};
    char state[TEXT_SIZE], class[PHRASE_SIZE], kind[TEXT_SIZE], phase[PAGE_MOMENT];

    text_format(kind, sizeof kind, "Case %s. %s.", report->id, page_phase(phase, page));
    text_format(state, sizeof state, "%s%s, severity %u of 5", states[page_decided(page->file) % STATES],
                advice_state(class, sizeof class, report), report->severity);
    writer->begin(out, page, kind, report->says, state);
    put_now(out, writer, page);
    put_deadline(out, writer, page);
    put_timeline(out, writer, page);
    page_evidence(out, writer, page);
    put_decisions(out, writer, page);
    put_messages(out, writer, page);
    put_law(out, writer, page);
}

char *page_write(const struct page *page, enum page_format format)
{
    const struct page_writer *writer = format == PAGE_HTML ? &page_html : &page_text;
    const char *clinic = page->file->about.clinic;
    char text[TEXT_SIZE], moment[PAGE_MOMENT];
    struct page_out out = {.text = NULL};

    if (format == PAGE_JSON)
        return page_json(page);
    if (page->reader == FOR_MANAGER)
        put_manager(&out, writer, page);
    else
        page_form(&out, writer, page);
    text_format(text, sizeof text, "Written by Confide%s%s, %s. That this case was looked at is recorded.",
                clinic[0] ? " for " : "", clinic, page->moment(moment, page->now_ms));
    writer->end(&out, text);
    if (out.failed) {
        free(out.text);
        return NULL;
    }
    return out.text;
}
