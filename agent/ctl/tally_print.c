/* A tally in words and columns, and as JSON. Owns how it looks; the columns are plain text, for they also stand between
 * the other lines of a replay's summary on standard error. */
#include "tally_print.h"

#include <inttypes.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/report/phrase.h"

#include "moment.h"

#define DAY_MS 86400000.0

enum { RATE_SIZE = 16, ROW_SIZE = 1024 };

static const char *const verdicts[TALLY_VERDICTS] = {
    "open", [DECISION_CONFIRM] = "confirmed", [DECISION_EXPLAIN] = "explained", [DECISION_CLOSE] = "closed"};

double tally_days(const struct tally_span *span)
{
    return (double)(span->to_ms - span->from_ms) / DAY_MS;
}

/* "1.2", or "-" where the time is too short to tell. */
static const char *rate(char to[RATE_SIZE], uint64_t cases, const struct tally_span *span)
{
    return tally_days(span) < 1 ? "-" : tally_a_week(to, RATE_SIZE, cases, tally_days(span));
}

void tally_print_steps(FILE *to, const struct tally *tally, const struct tally_span *span, unsigned marked)
{
    char text[RATE_SIZE];

    fputs("alert_points  cases  a week\n", to);
    for (size_t i = 0; i < TALLY_STEPS; i++)
        if (tally->steps[i] >= tally->points)
            fprintf(to, "%12u  %5" PRIu64 "  %6s%s\n", tally->steps[i], tally->reached[i],
                    rate(text, tally->reached[i], span), tally->steps[i] == marked ? "  as configured" : "");
}

void tally_print_rules(FILE *to, const struct tally *tally, const struct tally_span *span, bool with_people)
{
    char text[RATE_SIZE], patients[PHRASE_SIZE], safe[4 * sizeof tally->rules[0].name];

    if (tally->rule_count == 0)
        return;
    fprintf(to, "%-31s  cases  a week\n", "class");
    for (unsigned i = 1; i < TALLY_CLASSES; i++)
        if (tally->classes[i])
            fprintf(to, "%-31s  %5" PRIu64 "  %6s\n", json_case_class(i), tally->classes[i],
                    rate(text, tally->classes[i], span));
    fprintf(to, "%-31s  cases  a week  alone  patients%s\n", "rule",
            with_people ? "  confirmed  explained  closed       open" : "");
    for (size_t i = 0; i < tally->rule_count; i++) {
        const struct tally_rule *rule = &tally->rules[i];

        text_format(patients, sizeof patients, "%" PRIu64, rule->patients);
        fprintf(to, "%-31s  %5" PRIu64 "  %6s  %5" PRIu64 "  %8s", text_escape(safe, sizeof safe, rule->name),
                rule->cases, rate(text, rule->cases, span), rule->alone, rule->patients ? patients : "-");
        if (with_people)
            fprintf(to, "  %9" PRIu64 "  %9" PRIu64 "  %6" PRIu64 "  %9" PRIu64, rule->decided[DECISION_CONFIRM],
                    rule->decided[DECISION_EXPLAIN], rule->decided[DECISION_CLOSE], rule->decided[0]);
        fputc('\n', to);
    }
}

static uint64_t reached_at(const struct tally *tally, unsigned points, unsigned *below, uint64_t *reached_below)
{
    uint64_t reached = 0;

    for (size_t i = 0; i < TALLY_STEPS && tally->steps[i]; i++) {
        if (tally->steps[i] == points)
            return tally->reached[i];
        if (tally->steps[i] >= tally->points && tally->steps[i] < points) {
            *below = tally->steps[i];
            *reached_below = tally->reached[i];
        }
    }
    return reached;
}

void tally_print_sentence(FILE *to, const struct tally *tally, const struct tally_span *span, unsigned marked)
{
    unsigned below = 0;
    uint64_t reached_below = 0, reached = reached_at(tally, marked, &below, &reached_below);
    char here[RATE_SIZE], there[RATE_SIZE], days[PHRASE_SIZE];

    if (tally_days(span) < 1) {
        fprintf(to, "The events span less than a day (%s): no rate a week can be told.\n",
                phrase_span(days, span->to_ms - span->from_ms));
        return;
    }
    fprintf(to, "At %u points this site had %s cases a week", marked, rate(here, reached, span));
    if (below)
        fprintf(to, "; at %u it would have had %s", below, rate(there, reached_below, span));
    fputs(".\n", to);
    if (tally->pointless)
        fprintf(to, "Beside them %s a week need no points: no threshold changes them.\n",
                rate(here, tally->pointless, span));
}

static void print_row(FILE *to, const struct json_field *fields, size_t count)
{
    char row[ROW_SIZE];

    if (json_fields_write(fields, count, row, sizeof row) > 0)
        fprintf(to, "%s\n", row);
}

void tally_print_json(FILE *to, const struct tally *low, const struct tally *tally, const struct tally_span *span)
{
    int64_t hours = (span->to_ms - span->from_ms) / 3600000;
    const struct json_field pointless[] = {{"without_points", NULL, (int64_t)low->pointless}, {"hours", NULL, hours}};

    for (size_t i = 0; i < TALLY_STEPS; i++) {
        const struct json_field step[] = {
            {"alert_points", NULL, low->steps[i]}, {"cases", NULL, (int64_t)low->reached[i]}, {"hours", NULL, hours}};

        if (low->steps[i] >= low->points)
            print_row(to, step, 3);
    }
    print_row(to, pointless, 2);
    for (unsigned i = 1; i < TALLY_CLASSES; i++) {
        const struct json_field class[] = {
            {"class", json_case_class(i), 0}, {"cases", NULL, (int64_t)tally->classes[i]}, {"hours", NULL, hours}};

        print_row(to, class, 3);
    }
    for (size_t i = 0; i < tally->rule_count; i++) {
        const struct tally_rule *rule = &tally->rules[i];
        struct json_field fields[5 + TALLY_VERDICTS] = {{"rule", rule->name, 0},
                                                        {"cases", NULL, (int64_t)rule->cases},
                                                        {"alone", NULL, (int64_t)rule->alone},
                                                        {"patients", NULL, (int64_t)rule->patients},
                                                        {"hours", NULL, hours}};

        for (unsigned verb = 0; verb < TALLY_VERDICTS; verb++)
            fields[5 + verb] = (struct json_field){verdicts[verb], NULL, (int64_t)rule->decided[verb]};
        print_row(to, fields, 5 + TALLY_VERDICTS);
    }
}
