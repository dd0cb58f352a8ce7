/* A record as a letter to people. Owns: which parts it has, and their order. Must not own: how a format sets it. In: a
 * record that was cut down. Out: headings and plain text. */
#include "render_letter.h"

#include <string.h>

#include "agent/base/text.h"

#include "advice.h"

/* Of a long list only the first are named in a letter. */
enum { PATIENTS_BYTES = 1024 };

static void add_line(struct letter_part *part, const char *text)
{
    size_t length = strlen(part->text);

    if (text[0])
        text_format(part->text + length, sizeof part->text - length, "%s%s", length ? "\n" : "", text);
}

static struct letter_part *begin(struct letter *letter, const char *heading)
{
    struct letter_part *part = &letter->parts[letter->count];

    part->heading = heading;
    letter->count++;
    return part;
}

/* A part of which there was nothing to say is none. */
static void end(struct letter *letter)
{
    if (!letter->parts[letter->count - 1].text[0])
        letter->count--;
}

/* ---- the parts ------------------------------------------------------------------------------- */

static void tell_what(struct letter *letter, const struct rendering *cut)
{
    struct letter_part *part = begin(letter, "What happened");
    char text[RENDER_SENTENCE];

    add_line(part, render_words_says(text, cut));
    if (cut->record.report)
        add_line(part, render_words_extent(text, cut));
    end(letter);
}

static const char *taken(const struct rendering *cut)
{
    const char *decided = NULL;

    if (cut->record.kind == RECORD_DECIDED)
        decided = advice_decided(cut->record.verb, &cut->report);
    if (decided)
        return decided;
    return cut->record.skeleton.taken[0] ? cut->record.skeleton.taken : advice_do(&cut->report);
}

static void tell_to_do(struct letter *letter, const struct rendering *cut)
{
    struct letter_part *part = begin(letter, "What to do now");

    if (cut->record.kind == RECORD_MINIMAL)
        add_line(part, "Have IT look why this endpoint refuses the full report, and read the report on the machine.");
    else if (cut->record.kind == RECORD_SELFTEST)
        add_line(part, "Nothing: reports arrive.");
    if (cut->record.report)
        add_line(part, taken(cut));
    end(letter);
}

static void tell_deadline(struct letter *letter, const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    struct letter_part *part = begin(letter, "Until when");
    char until[RENDER_LINE], text[RENDER_SENTENCE];

    if (record->report && record->clocks.report_by_ms && !cut->is_over) {
        text_format(text, sizeof text,
                    "What must be reported to an authority must be reported by %s: 72 hours after the agent became "
                    "aware of it.",
                    render_words_time(until, record->clocks.report_by_ms));
        add_line(part, text);
    }
    end(letter);
}

/* `words`: "3 of 5: likely". */
static void add_axis(struct letter_part *part, const char *name, unsigned value, const char *words, const char *why)
{
    char text[2 * RENDER_SENTENCE];

    text_format(text, sizeof text, "%s, proposed: %s. %s", name, words, why);
    add_line(part, value ? text : "");
}

static void tell_law(struct letter *letter, const struct rendering *cut)
{
    const struct skeleton *skeleton = &cut->record.skeleton;
    struct letter_part *part = begin(letter, "What the law asks");
    char text[RENDER_SENTENCE];

    if (cut->record.report) {
        text_format(text, sizeof text, "What it may have broken: %s.", skeleton_breach(skeleton->breach));
        add_line(part, text);
        add_line(part, skeleton->nature);
        add_line(part, skeleton->consequences);
        add_axis(part, "Likelihood of harm", skeleton->likelihood, skeleton_likelihood(skeleton->likelihood),
                 skeleton->likelihood_why);
        add_axis(part, "Severity of harm", skeleton->severity, skeleton_severity(skeleton->severity),
                 skeleton->severity_why);
        add_line(part,
                 skeleton->is_near_miss ? "It might have happened: a near miss is told to the employer too." : "");
    }
    end(letter);
}

static void tell_list(struct letter *letter, const char *heading, const char *texts, size_t size, size_t count,
                      size_t budget)
{
    struct letter_part *part = begin(letter, heading);

    for (size_t i = 0; i < count && texts[i * size] && strlen(part->text) < budget; i++)
        add_line(part, texts + i * size);
    end(letter);
}

/* Where that may be told, for else there is nothing left of it here. */
static void tell_people(struct letter *letter, const struct rendering *cut)
{
    const struct case_report *report = &cut->report;
    char text[RENDER_SENTENCE];

    if (report->login[0]) {
        text_format(text, sizeof text, "Login: %s", report->login);
        add_line(begin(letter, "Who"), text);
    }
    tell_list(letter, "Whose records", report->patients[0], sizeof report->patients[0], CASE_PATIENTS_MAX,
              PATIENTS_BYTES);
}

static void tell_more(struct letter *letter, const struct rendering *cut)
{
    const struct report_record *record = &cut->record;
    struct letter_part *part = begin(letter, "How to read more, and answer");
    char command[RENDER_LINE], text[RENDER_SENTENCE];

    text_format(text, sizeof text, "On the clinic's machine: %s", render_words_command(command, sizeof command, cut));
    add_line(part, text);
    text_format(text, sizeof text, "To say that you have seen it: %s acknowledge", command);
    add_line(part, record->report && record->kind != RECORD_DECIDED ? text : "");
    if (record->report)
        text_format(text, sizeof text, "Case %s, version %u; message %s; machine %s", record->report->id,
                    record->report->version, record->id, record->statement.machine);
    else
        text_format(text, sizeof text, "Message %s; machine %s", record->id, record->statement.machine);
    add_line(part, text);
    if (record->kind == RECORD_MINIMAL) {
        text_format(text, sizeof text, "It stands for %s, SHA-256 %s", record->full_id, record->full_sha256);
        add_line(part, text);
    }
    text_format(text, sizeof text, "Clinic: %s", cut->clinic);
    add_line(part, cut->clinic[0] ? text : "");
}

void render_letter(struct letter *letter, const struct rendering *cut)
{
    const struct case_report *report = &cut->report;
    struct render_list decide;

    memset(letter, 0, sizeof *letter);
    render_words_title(letter->title, cut);
    tell_what(letter, cut);
    tell_to_do(letter, cut);
    tell_deadline(letter, cut);
    render_words_to_decide(&decide, cut);
    tell_list(letter, "What a person must decide", decide.texts[0], sizeof decide.texts[0], RENDER_LIST, LETTER_TEXT);
    tell_people(letter, cut);
    tell_list(letter, "Looked for and not found", report->checked[0], sizeof report->checked[0], CASE_CHECKED_MAX,
              LETTER_TEXT);
    tell_law(letter, cut);
    tell_more(letter, cut);
}

/* ---- as one text ----------------------------------------------------------------------------- */

/* CommonMark: "Any ASCII punctuation character may be backslash-escaped." These can begin a link, a picture, an
 * element, a table or a heading; each line is a paragraph. */
static void add_escaped(char *to, size_t size, const char *text)
{
    static const char marks[] = "\\`*_{}[]()<>#!|~&@/";
    size_t at = strlen(to);

    for (; *text && at + 3 < size; text++) {
        if (strchr(marks, *text))
            to[at++] = '\\';
        to[at++] = *text;
        if (*text == '\n')
            to[at++] = '\n'; /* a line of its own */
    }
    to[at] = '\0';
}

char *render_letter_text(char *to, size_t size, const struct letter *letter, const char *mark, bool is_markdown)
{
    to[0] = '\0';
    for (size_t i = 0; i < letter->count; i++) {
        const struct letter_part *part = &letter->parts[i];
        size_t length = strlen(to);

        text_format(to + length, size - length, "%s%s%s\n%s", i ? "\n\n" : "", mark, part->heading,
                    is_markdown ? "\n" : "");
        if (is_markdown)
            add_escaped(to, size, part->text);
        else
            text_format(to + strlen(to), size - strlen(to), "%s", part->text);
    }
    return to;
}
