/* What a decision must be like, and what it does to its case. Owns: the bounds of reason and date, and the words. Must
 * not own: who may decide (answers_decide.c), what is accepted from then on (weigh/decided.c). Pure. */
#include "deciding.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/text.h"

#define DAY_MS INT64_C(86400000)

/* ---- the reason ------------------------------------------------------------------------------ */

/* Code points below 0x80, and the blanks and control characters of two bytes, are all that is told apart: U+0080 to
 * U+009F move cursors, U+00A0 is a blank. */
static bool has_control(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at < 0x20 || *at == 0x7f || (*at == 0xc2 && at[1] < 0xa0))
            return true;
    return false;
}

static size_t count_letters(const char *text)
{
    size_t count = 0;

    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        count += *at != ' ' && (*at & 0xc0) != 0x80 && !(*at == 0xc2 && at[1] == 0xa0);
    return count;
}

static const char *refuse_reason(const struct decision *decision)
{
    if (!memchr(decision->reason, '\0', sizeof decision->reason))
        return "the reason is too long: 255 bytes at most";
    if (!text_is_utf8(decision->reason, strlen(decision->reason)))
        return "the reason is not UTF-8 text: type it again";
    if (has_control(decision->reason))
        return "the reason holds control characters: write it in one line";
    if (decision->verb != DECISION_ACKNOWLEDGE && count_letters(decision->reason) < DECIDING_REASON_MIN)
        return "a reason is required, of 10 characters or more: who reads it in a year must understand it";
    return NULL;
}

const char *deciding_refuse(const struct decision *decision, int64_t now_ms)
{
    if (decision->verb < DECISION_CONFIRM || decision->verb > DECISION_ACKNOWLEDGE)
        return "a case is confirmed, explained, closed or acknowledged, and nothing else";
    if (decision->case_id[0] == '\0' || !memchr(decision->case_id, '\0', sizeof decision->case_id))
        return "there is no such case: see `confidectl cases`";
    if (decision->until_ms != 0 && decision->verb != DECISION_EXPLAIN)
        return "a date goes with `explain` alone: until then the same accesses are accepted";
    if (decision->until_ms != 0 && decision->until_ms <= now_ms)
        return "the date is past: name a day from today on, or none";
    if (decision->until_ms > now_ms + DECIDING_DAYS_MAX * DAY_MS)
        return "the date is more than a year ahead: what is accepted must be looked at again within a year";
    return refuse_reason(decision);
}

/* ---- the case -------------------------------------------------------------------------------- */

bool deciding_is_own(const struct decision *decision, const struct case_report *report, uint32_t case_uid)
{
    return report->login[0] &&
           (strcmp(report->login, decision->by) == 0 || (case_uid != UINT32_MAX && case_uid == decision->uid));
}

bool deciding_is_again(const struct decision *decision, const struct decision *last)
{
    if (last && decision->verb == DECISION_ACKNOWLEDGE && last->verb == DECISION_ACKNOWLEDGE)
        return true;
    return last && last->verb == decision->verb && last->until_ms == decision->until_ms && last->uid == decision->uid &&
           strcmp(last->by, decision->by) == 0 && strcmp(last->reason, decision->reason) == 0;
}

/* A close after a confirmation leaves it confirmed: nothing more will be done, and it happened all the same. */
void deciding_replaces(const struct decision *decision, const struct decision *last, char *to, size_t size)
{
    char time[CLOCK_TEXT_SIZE];

    text_copy(to, size, "");
    if (last && decision->verb != DECISION_ACKNOWLEDGE &&
        !(last->verb == DECISION_CONFIRM && decision->verb == DECISION_CLOSE))
        text_format(to, size, "%s by %s (%s)", json_case_state(last->verb), last->by,
                    clock_text(time, last->decided_ms));
}

void deciding_apply(const struct decision *decision, struct case_report *report)
{
    report->version++;
    if (decision->verb == DECISION_CONFIRM)
        report->certainty = CERTAINTY_CONFIRMED;
    else if (decision->verb == DECISION_EXPLAIN && report->certainty == CERTAINTY_CONFIRMED)
        report->certainty = CERTAINTY_SUSPECTED;
}

static void explained_words(const struct decision *decision, const struct case_report *report, char *to, size_t size)
{
    if (report->class != CASE_INAPPROPRIATE)
        text_format(to, size, "This is kept, and mutes nothing: what happens from now on is reported as before.");
    else if (decision->until_ms == 0 || report->login[0] == '\0' || report->patients[0][0] == '\0')
        text_format(to, size, "This case ends here; what happens from now on is judged anew.");
    else
        text_format(to, size,
                    "Until then, what %s opens of these patients' records counts as explained. To take that back: "
                    "`confidectl case %s close --reason \"...\"`.",
                    report->login, report->id);
}

void deciding_words(const struct decision *decision, const struct case_report *report, char *to, size_t size)
{
    if (decision->verb == DECISION_ACKNOWLEDGE)
        text_format(to, size, "No more reminders are sent; nothing is decided by it, and the 72 hours run on.");
    else if (decision->verb == DECISION_EXPLAIN)
        explained_words(decision, report, to, size);
    else if (decision->verb == DECISION_CLOSE && report->certainty == CERTAINTY_CONFIRMED)
        text_format(to, size, "This case ends here and stays confirmed; what happens from now on is judged anew.");
    else if (decision->verb == DECISION_CLOSE)
        text_format(to, size,
                    "This case ends here and nothing is accepted by it; what happens from now on is judged anew.");
    else if (report->class == CASE_INAPPROPRIATE)
        text_format(to, size, "For a year, what this person opens, and what is done to these patients, weighs double.");
    else
        text_format(to, size, "This case is confirmed and goes on growing while it goes on.");
}
