/* Words that the list of cases and the card of one share. Pure. */
#include "case_words.h"

#include "agent/base/text.h"

enum { SEVERITY_BAD = 4, SEVERITY_POOR = 3 };

enum table_colour case_colour(unsigned severity)
{
    return severity >= SEVERITY_BAD ? TABLE_BAD : severity >= SEVERITY_POOR ? TABLE_POOR : TABLE_NO_COLOUR;
}

const char *case_who(const struct case_report *report)
{
    if (report->login[0])
        return report->login;
    return report->rule_patients[0] ? "several, each told of in the events" : "nobody could be named";
}

char *case_at_least(char *to, uint32_t total, uint32_t most)
{
    char count[PHRASE_SIZE];

    text_format(to, PHRASE_SIZE, total >= most ? "%s or more" : "%s", phrase_count(count, total));
    return to;
}
