/* The report about a case as it leaves the machine. Owns: what may leave it. Must not own: how JSON is written, when
 * and to whom it goes. In: a case and the agent's place in its own history. Out: a body that names nobody: no patient,
 * login or path is ever copied into it, and a text in which one turned up all the same is left out. */
#include "report.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "agent/base/json_case.h"
#include "agent/base/json_report.h"
#include "agent/base/text.h"

#define REPORT_BY_MS INT64_C(259200000) /* GDPR article 33(1): 72 hours after having become aware */

void report_id(char id[REPORT_ID_SIZE], const struct case_report *report)
{
    text_format(id, REPORT_ID_SIZE, "%s-v%u", report->id, report->version);
}

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

static bool names_somebody(const char *text, const struct case_report *report)
{
    if (strchr(text, '/') || holds_word(text, report->login))
        return true;
    for (size_t i = 0; i < CASE_PATIENTS_MAX && report->patients[i][0]; i++)
        if (holds_word(text, report->patients[i]))
            return true;
    return false;
}

static const char *harmless(const char *text, const struct case_report *report, const char *instead)
{
    return names_somebody(text, report) ? instead : text;
}

/* ---- bodies ---------------------------------------------------------------------------------- */

static void put_origin(struct json_report *body, const struct report_origin *origin)
{
    body->timestamp_ms = origin->now_ms;
    body->machine = origin->machine;
    body->chain_id = origin->chain_id;
    body->chain_seq = origin->chain_seq;
    body->chain_head = origin->chain_head;
}

static void put_counts(struct json_report *body, const struct case_report *report)
{
    body->events = report->event_total;
    body->patients = report->patient_total;
    body->records = report->record_total;
    body->first_ms = report->first_ms;
    body->last_ms = report->last_ms;
    body->raised_ms = report->raised_ms;
    body->aware_ms = report->raised_ms;
    body->report_by_ms = report->raised_ms + REPORT_BY_MS;
}

/* `state` is NULL where nobody just decided. */
static size_t write_case(const struct case_report *report, const char *state, const struct report_origin *origin,
                         char *to, size_t size)
{
    const char *rules[CASE_RULES_MAX + 1] = {NULL}, *checked[CASE_CHECKED_MAX + 1] = {NULL};
    char read_more[sizeof "confidectl case " + CASE_ID_SIZE];
    struct json_report body = {.rules = rules, .checked = checked, .read_more = read_more};
    size_t count = 0;

    for (size_t i = 0; i < CASE_RULES_MAX && report->rules[i][0]; i++)
        rules[i] = report->rules[i];
    for (size_t i = 0; i < CASE_CHECKED_MAX && report->checked[i][0]; i++)
        if (!names_somebody(report->checked[i], report))
            checked[count++] = report->checked[i];
    text_format(read_more, sizeof read_more, "confidectl case %s", report->id);
    body.type = state ? "confide.case.decided" : report->version > 1 ? "confide.case.grown" : "confide.case.raised";
    body.state = state;
    body.case_id = report->id;
    body.version = report->version;
    body.class = json_case_class(report->class);
    body.certainty = json_case_certainty(report->certainty);
    body.severity = report->severity;
    body.says = harmless(report->says, report, "Read this case on the machine: its sentence would name somebody.");
    put_counts(&body, report);
    put_origin(&body, origin);
    return json_report_write(&body, to, size);
}

size_t report_write(const struct case_report *report, const struct report_origin *origin, char *to, size_t size)
{
    return write_case(report, NULL, origin, to, size);
}

size_t report_write_decided(const struct case_report *report, enum decision_verb verb,
                            const struct report_origin *origin, char *to, size_t size)
{
    return write_case(report, json_case_state(verb), origin, to, size);
}

size_t report_write_minimal(const char *id, unsigned severity, const uint8_t full_hash[32],
                            const struct report_origin *origin, char *to, size_t size)
{
    char hash[65];
    struct json_report body = {
        .type = "confide.report.minimal", .report = id, .severity = severity, .full_sha256 = hash};

    text_hex(hash, full_hash, 32);
    body.says = "The endpoint refused the full report; it is kept on the machine.";
    put_origin(&body, origin);
    return json_report_write(&body, to, size);
}

size_t report_write_selftest(const char *id, const struct report_origin *origin, char *to, size_t size)
{
    struct json_report body = {.type = "confide.selftest", .report = id};

    body.says = "This is a test that somebody asked for: nothing happened to any record.";
    put_origin(&body, origin);
    return json_report_write(&body, to, size);
}
