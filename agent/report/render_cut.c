/* What may leave the machine. Owns: the rule, and what "names somebody" means. Must not own: how anything is written.
 * In: the whole record, how much this endpoint may be told. Out: a record that holds no more than that: formats copy
 * from it without a further thought. */
#include "render_cut.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "agent/base/text.h"
#include "agent/base/unruly.h"

static const char ID_LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char INSTEAD[] = "Read this case on the machine: its sentence would name somebody.";

/* ---- nobody's name --------------------------------------------------------------------------- */

/* `name` as a word of its own, in any case. Three letters must match in case ("ben", but "May" in no "may"); fewer are
 * words of every sentence. */
static bool holds_word(const char *text, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = text; length > 2 && (at = strcasestr(at, name)); at++) {
        bool begins = at == text || !isalnum((unsigned char)at[-1]), ends = !isalnum((unsigned char)at[length]);

        if (begins && ends && (length > 3 || strncmp(at, name, length) == 0))
            return true;
    }
    return false;
}

/* A slash is where a path begins. */
static bool names_somebody(const char *text, const struct case_report *report, enum post_detail detail)
{
    if (detail == POST_FULL || !report)
        return false;
    if (strchr(text, '/') || (detail == POST_REFERENCE && holds_word(text, report->login)))
        return true;
    for (size_t i = 0; i < CASE_PATIENTS_MAX && report->patients[i][0]; i++)
        if (holds_word(text, report->patients[i]))
            return true;
    return false;
}

/* ---- texts ----------------------------------------------------------------------------------- */

/* In place; a text that is not UTF-8 becomes "". */
static void clean(char *text)
{
    if (!text_is_utf8(text, strlen(text)))
        text[0] = '\0';
    unruly_blank(text);
}

static void cut_text(char *text, size_t size, const struct case_report *report, enum post_detail detail)
{
    clean(text);
    if (names_somebody(text, report, detail))
        text_copy(text, size, INSTEAD);
}

/* A list ends at its first empty text, so the good ones move up. */
static void cut_list(char *texts, size_t size, size_t count, const struct case_report *report, enum post_detail detail)
{
    size_t kept = 0;

    for (size_t i = 0; i < count && texts[i * size]; i++) {
        clean(texts + i * size);
        if (!texts[i * size] || names_somebody(texts + i * size, report, detail))
            continue;
        memmove(texts + kept * size, texts + i * size, size);
        kept++;
    }
    if (kept < count)
        memset(texts + kept * size, 0, (count - kept) * size);
}

/* ---- the record ------------------------------------------------------------------------------ */

static void cut_case(struct case_report *cut, const struct case_report *report, enum post_detail detail)
{
    cut_list(cut->rules[0], sizeof cut->rules[0], CASE_RULES_MAX, NULL, detail);
    cut_list(cut->checked[0], sizeof cut->checked[0], CASE_CHECKED_MAX, report, detail);
    cut_text(cut->says, sizeof cut->says, report, detail);
    cut_text(cut->login, sizeof cut->login, NULL, detail);
    cut_list(cut->patients[0], sizeof cut->patients[0], CASE_PATIENTS_MAX, NULL, detail);
    if (detail == POST_REFERENCE)
        memset(cut->login, 0, sizeof cut->login);
    if (detail != POST_FULL) {
        memset(cut->patients, 0, sizeof cut->patients);
        memset(cut->events, 0, sizeof cut->events);
    }
}

/* All its texts are ours, with numbers in them: nobody may blank them by naming a folder "the". */
static void cut_skeleton(struct skeleton *cut, enum post_detail detail)
{
    cut_text(cut->nature, sizeof cut->nature, NULL, detail);
    cut_text(cut->consequences, sizeof cut->consequences, NULL, detail);
    cut_text(cut->taken, sizeof cut->taken, NULL, detail);
    cut_text(cut->likelihood_why, sizeof cut->likelihood_why, NULL, detail);
    cut_text(cut->severity_why, sizeof cut->severity_why, NULL, detail);
    cut_list(cut->measures[0], sizeof cut->measures[0], SKELETON_MEASURES, NULL, detail);
}

static bool is_id(const char *id, size_t size)
{
    size_t length = strnlen(id, size);

    return length > 0 && length < size && strspn(id, ID_LETTERS) == length;
}

static bool is_whole(const struct report_record *record)
{
    bool wants_case = record->kind != RECORD_MINIMAL && record->kind != RECORD_SELFTEST;

    if (!is_id(record->id, sizeof record->id) || record->kind < RECORD_RAISED || record->kind > RECORD_SELFTEST)
        return false;
    if (record->full_id[0] && !is_id(record->full_id, sizeof record->full_id))
        return false;
    return wants_case ? record->report && is_id(record->report->id, sizeof record->report->id) : true;
}

bool render_cut(struct rendering *cut, const struct report_record *record, enum post_detail detail, const char *clinic)
{
    memset(cut, 0, sizeof *cut);
    if (!is_whole(record))
        return false;
    cut->record = *record;
    cut->record.report = NULL;
    cut->is_over =
        record->kind == RECORD_DECIDED && (record->verb == DECISION_EXPLAIN || record->verb == DECISION_CLOSE);
    text_copy(cut->clinic, sizeof cut->clinic, clinic);
    clean(cut->clinic);
    if (record->report && record->kind != RECORD_MINIMAL && record->kind != RECORD_SELFTEST) {
        cut->report = *record->report;
        cut->record.report = &cut->report;
        cut_case(&cut->report, record->report, detail);
        cut_skeleton(&cut->record.skeleton, detail);
    }
    return true;
}
