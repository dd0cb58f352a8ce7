/* Cases counted by threshold, class and rule. Pure: no I/O, no clock. */
#include "tally.h"

#include <string.h>

#include "agent/base/text.h"

static const unsigned usual[] = {60, 80, 100, 120, 150, 200};

void tally_start(struct tally *tally, unsigned points, unsigned marked)
{
    size_t count = 0;

    memset(tally, 0, sizeof *tally);
    tally->points = points;
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        if (marked < usual[i] && (i == 0 || marked > usual[i - 1]))
            tally->steps[count++] = marked;
        tally->steps[count++] = usual[i];
    }
    if (marked > tally->steps[count - 1])
        tally->steps[count] = marked;
}

/* NULL when there are more rules than any judge has. */
static struct tally_rule *rule_called(struct tally *tally, const char *name)
{
    for (size_t i = 0; i < tally->rule_count; i++)
        if (strcmp(tally->rules[i].name, name) == 0)
            return &tally->rules[i];
    if (tally->rule_count == TALLY_RULES)
        return NULL;
    text_copy(tally->rules[tally->rule_count].name, sizeof tally->rules[0].name, name);
    return &tally->rules[tally->rule_count++];
}

static void take_rules(struct tally *tally, const struct case_report *report, unsigned verb)
{
    size_t count = 0;

    while (count < CASE_RULES_MAX && report->rules[count][0])
        count++;
    for (size_t i = 0; i < count; i++) {
        struct tally_rule *rule = rule_called(tally, report->rules[i]);

        if (!rule)
            continue;
        rule->cases++;
        rule->alone += count == 1;
        rule->patients += report->rule_patients[i];
        rule->decided[verb]++;
    }
}

void tally_take(struct tally *tally, const struct case_report *report, unsigned verb)
{
    verb = verb < TALLY_VERDICTS ? verb : 0;
    for (size_t i = 0; i < TALLY_STEPS; i++)
        tally->reached[i] += tally->steps[i] > 0 && report->points >= tally->steps[i];
    tally->pointless += report->points == 0;
    tally->classes[0]++;
    if (report->class > 0 && report->class < TALLY_CLASSES)
        tally->classes[report->class]++;
    tally->decided[verb]++;
    take_rules(tally, report, verb);
}

char *tally_a_week(char *to, size_t size, uint64_t cases, double days)
{
    text_format(to, size, "%.1f", (double)cases * 7 / days);
    return to;
}
