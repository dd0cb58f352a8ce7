/* What a case means for the person who must decide. Pure. The words are for managers: no rule names, no jargon. */
#include "advice.h"

#include "agent/base/text.h"

enum { CLASS_COUNT = CASE_LOGIN + 1, CERTAINTY_COUNT = CERTAINTY_CONFIRMED + 1, DEADLINE_HOURS = 72 };

static const struct {
    const char *name, *now;
} classes[CLASS_COUNT] = {
    {"incident", "Read the evidence below and decide what it is."},
    {"inappropriate access", "Ask the person today why these records were opened, and write down the answer. If their "
                             "work did not need it, it is "
                             "a breach: tell your data protection officer."},
    {"loss of records", "Stop whatever still deletes. Find out what is gone and whether a backup holds it. Tell your "
                        "data protection officer."},
    {"damage to records", "If files are still being changed, take the machine off the network but leave it switched "
                          "on. Restore from a backup "
                          "made before the time below. Tell your data protection officer."},
    {"tampering with the watch",
     "Have IT look at this machine today: what happened in that time may not have been seen. `confidectl status` and "
     "`confidectl verify` say what is known."},
    {"misuse of a login",
     "Find out who used this login. Give every person their own, and change the password of this one."},
};

char *advice_state(char *to, size_t size, const struct case_report *report)
{
    static const char *const certainties[CERTAINTY_COUNT] = {"", "possible ", "suspected ", "confirmed "};

    text_format(to, size, "%s%s", certainties[report->certainty < CERTAINTY_COUNT ? report->certainty : 0],
                classes[report->class < CLASS_COUNT ? report->class : 0].name);
    return to;
}

const char *advice_do(const struct case_report *report)
{
    return classes[report->class < CLASS_COUNT ? report->class : 0].now;
}

int64_t advice_deadline_ms(const struct case_report *report)
{
    return report->raised_ms + (int64_t)DEADLINE_HOURS * 60 * 60 * 1000;
}
