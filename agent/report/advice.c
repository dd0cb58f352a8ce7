/* What a case means for the person who must decide. Pure. The words are for managers: no rule names, no jargon. */
#include "advice.h"

#include <string.h>

#include <confide/decision.h>

#include "agent/base/text.h"

enum { CLASS_COUNT = CASE_LOGIN + 1, CERTAINTY_COUNT = CERTAINTY_CONFIRMED + 1, DEADLINE_HOURS = 72 };

static const struct {
    const char *name, *now;
} classes[CLASS_COUNT] = {
    {"incident", "Read the evidence and decide what it is."},
    {"inappropriate access", "Ask the person today why these records were opened, and write down the answer. If their "
                             "work did not need it, it is a breach: tell your data protection officer."},
    {"loss of records", "Stop whatever still deletes. Find out what is gone and whether a backup holds it. Tell your "
                        "data protection officer."},
    {"damage to records", "If files are still being changed, take the machine off the network but leave it switched "
                          "on. Restore from a backup made before this began. Tell your data protection officer."},
    {"tampering with the watch",
     "Have IT look at this machine today: what happened in that time may not have been seen. `confidectl status` and "
     "`confidectl verify` say what is known."},
    {"misuse of a login",
     "Find out who used this login. Give every person their own, and change the password of this one."},
};

/* Where the class says too little. The first that the case has. */
static const struct {
    const char *rule, *now;
} rules[] = {
    {"emergency-entry",
     "Ask the person what the emergency was, and compare it with the reason typed. If they should have a login, have "
     "the staff list put right; if nothing was urgent, it is misuse."},
    {"emergency-login", "Find out who used it, and compare what they say with the reason typed. Then change its "
                        "password, for it is known now."},
    {"guessing",
     "Ask the person whether it was they who mistyped. If not, `confidectl why` and `confidectl events --json` "
     "say from where: close that way in. No password was broken by this alone."},
    {"pushing",
     "`confidectl why` and `confidectl events --json` say from where: find out whose machine that is, or close "
     "that way in. No password was broken by this alone."},
    {"device-failing",
     "Have IT save what can still be read from this disk, to another one, before anything else, and then replace it. "
     "`confidectl events` says what went wrong."},
    {"device-missing",
     "Have IT look at the disk of the records: is it connected, switched on and mounted? `confidectl events` names the "
     "folder. Nothing is watched there until it is back."},
    {"device-readonly",
     "What is saved now may be lost: have people write it down elsewhere. After errors Linux makes a disk read-only by "
     "itself: have IT look at it. `confidectl events` names the folder."},
    {"device-full",
     "What is saved now may be lost: have IT make room on the disk of the records, or give it more. `confidectl "
     "events` names the folder."},
    {"two-places", "Ask the person whether both were they. If not, change the password of this login today."},
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
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        for (size_t j = 0; j < CASE_RULES_MAX && report->rules[j][0]; j++)
            if (strcmp(report->rules[j], rules[i].rule) == 0)
                return rules[i].now;
    return classes[report->class < CLASS_COUNT ? report->class : 0].now;
}

const char *advice_decided(unsigned verb, const struct case_report *report)
{
    if (verb == DECISION_EXPLAIN)
        return "Nothing: it was explained. If something new comes up, decide anew.";
    if (verb == DECISION_CLOSE)
        return "Nothing: it was closed. If something new comes up, decide anew.";
    if (verb == DECISION_CONFIRM && report->class == CASE_INAPPROPRIATE)
        return "It is a breach: tell your data protection officer, and see to it that it stops. When nothing is left "
               "to do, close it.";
    return NULL;
}

int64_t advice_deadline_ms(const struct case_report *report)
{
    return report->raised_ms + (int64_t)DEADLINE_HOURS * 60 * 60 * 1000;
}
