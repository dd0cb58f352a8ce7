/* A case in one sentence. Owns: the words of rules that decide at once. Must not own: what is a finding, who somebody
 * is (whom.c), how many and how long (amount.c), what nothing explains (sentence_access.c). In: a case's counts, rules
 * and times, and the role and unit of whose login it is. Out: a sentence that is true of the evidence and names nobody.
 * Each rule has its own row in the table below; which rule speaks is decided by the order of rules.c. */
#include "sentence.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "agent/base/text.h"

#include "amount.h"
#include "rules.h"
#include "sentence_access.h"
#include "whom.h"

enum { PHRASE = 96 };

/* ---- the sentences --------------------------------------------------------------------------- */

struct telling {
    const struct case_report *report;
    const struct staff_member *row;
    char *to;
    size_t size;
    char objects[PHRASE], records[PHRASE], span[PHRASE], times[PHRASE];
};

static void tell_login(const struct telling *told, const char *what, const char *end)
{
    char login[2 * PHRASE];

    whom_login(login, sizeof login, what, told->row);
    text_format(told->to, told->size, "%s was used to open or change %s%s%s.", login, told->objects, told->span, end);
}

static void tell_shared(const struct telling *told)
{
    tell_login(told, "a shared login", ", so nobody can be named");
}

static void tell_unlisted(const struct telling *told)
{
    tell_login(told, "a login that is not on the staff list", "");
}

static void tell_service(const struct telling *told)
{
    tell_login(told, "a login meant for programs", ", so nobody can be named");
}

static void tell_ended(const struct telling *told)
{
    char person[2 * PHRASE], login[3 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(login, sizeof login, "the login of %s", person);
    text_format(told->to, told->size, "%s was used outside its dates on the staff list to open or change %s%s.", login,
                told->objects, told->span);
}

static void tell_nobody(const struct telling *told)
{
    text_format(told->to, told->size, "a program for which nobody had logged in opened %s%s, so nobody can be named.",
                told->objects, told->span);
}

static void tell_access(const struct telling *told)
{
    sentence_access_write(told->report, told->row, told->to, told->size);
}

static void tell_delete(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size, "%s deleted or moved away %s%s.", person, told->records, told->span);
}

static void tell_rewrite(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size, "%s changed or renamed %s%s; their content may be damaged.", person,
                told->records, told->span);
}

static void tell_damage(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size,
                "%s left %s unreadable%s: their content is gone, or no longer what their names say.", person,
                told->records, told->span);
}

static void tell_canary(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size,
                "%s changed or renamed a decoy that Confide keeps among the records%s; records may be changed with it.",
                person, told->times);
}

static void tell_canary_gone(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size,
                "%s deleted a decoy that Confide keeps among the records%s; records may be gone with it.", person,
                told->times);
}

static void tell_widened(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size, "%s changed permissions%s: more people than before may open or change %s.",
                person, told->span, told->objects);
}

static void tell_vanished(const struct telling *told)
{
    text_format(told->to, told->size, "%s vanished%s; nobody was seen doing it.", told->records, told->span);
}

static void tell_altered(const struct telling *told)
{
    text_format(told->to, told->size, "%s changed%s; nobody was seen doing it.", told->records, told->span);
}

static void tell_emergency(const struct telling *told)
{
    text_format(told->to, told->size, "an emergency login was used%s%s; the reason should be checked.", told->times,
                told->span);
}

static void tell_entry(const struct telling *told)
{
    char person[2 * PHRASE] = "somebody whose login is not on the staff list";

    if (told->row)
        whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size, "%s was let in by typing EMERGENCY%s%s; the reason given should be checked.",
                person, told->times, told->span);
}

/* "the login of a nurse", "one login", "logins that do not exist". */
static void write_target(char *to, size_t size, const struct telling *told)
{
    char person[2 * PHRASE];

    if (told->row)
        whom_person(person, sizeof person, told->row);
    text_format(to, size, "%s%s",
                told->report->login[0] == '\0' ? "logins that do not exist"
                : told->row                    ? "the login of "
                                               : "one login",
                told->row ? person : "");
}

static void tell_guessing(const struct telling *told)
{
    char target[3 * PHRASE], passwords[PHRASE];

    write_target(target, sizeof target, told);
    amount_number(passwords, sizeof passwords, told->report->record_total, CASE_EVENTS_MAX, "a wrong password",
                  "wrong passwords");
    text_format(told->to, told->size, "somebody tried %s for %s%s.", passwords, target, told->span);
}

static void tell_pushing(const struct telling *told)
{
    char target[3 * PHRASE];

    write_target(target, sizeof target, told);
    text_format(told->to, told->size, "somebody went on trying passwords for %s, faster than is allowed.", target);
}

static void tell_two_places(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size, "%s was logged in from two places at once%s%s.", person, told->times, told->span);
}

static void tell_closed(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size, "%s logged in%s%s at a computer whose room was shut.", person, told->times,
                told->span);
}

static void tell_forged(const struct telling *told)
{
    char person[2 * PHRASE];

    whom_person(person, sizeof person, told->row);
    text_format(told->to, told->size, "a program%s%s told the agent something in another's name, and was not believed.",
                told->row ? " of " : "", told->row ? person : "");
}

/* All the time that the case is about. */
static bool is_leave(const struct telling *told)
{
    return told->row->leave_from_ms < told->row->leave_to_ms && told->report->first_ms >= told->row->leave_from_ms &&
           told->report->last_ms < told->row->leave_to_ms;
}

static bool is_outside(const struct telling *told)
{
    return told->report->last_ms < told->row->starts_ms || told->report->first_ms >= told->row->ends_ms;
}

static void tell_let_in(const struct telling *told)
{
    const char *what = !told->row                         ? "a login that is not on the staff list"
                       : told->row->kind == STAFF_SHARED  ? "a shared login"
                       : told->row->kind == STAFF_SERVICE ? "a login meant for programs"
                       : told->row->kind == STAFF_UNOWNED ? "a login that nobody owns"
                       : is_leave(told)                   ? "the login of somebody on leave"
                       : is_outside(told)                 ? "a login outside its dates on the staff list"
                                                          : "a login that may not be used at the time";
    char login[2 * PHRASE];

    whom_login(login, sizeof login, what, told->row);
    text_format(told->to, told->size, "%s was let in%s%s.", login, told->times, told->span);
}

static const struct {
    const char *rule;
    void (*tell)(const struct telling *told);
    const char *words; /* where `tell` is NULL */
} tellings[] = {
    {"shared-login-read", tell_shared, NULL},
    {"unlisted-login-read", tell_unlisted, NULL},
    {"service-login-read", tell_service, NULL},
    {"ended-login-read", tell_ended, NULL},
    {"nobody-read", tell_nobody, NULL},
    {"bulk-read", tell_access, NULL},
    {"mass-delete", tell_delete, NULL},
    {"slow-delete", tell_delete, NULL},
    {"mass-rewrite", tell_rewrite, NULL},
    {"damage", tell_damage, NULL},
    {"canary", tell_canary, NULL},
    {"canary-gone", tell_canary_gone, NULL},
    {"widened", tell_widened, NULL},
    {"vanished", tell_vanished, NULL},
    {"altered", tell_altered, NULL},
    {"device-missing", NULL, "a device that holds records is missing; they may be lost."},
    {"device-failing", NULL, "a device that holds records cannot be read or written as it should; they may be lost."},
    {"device-readonly", NULL, "a device that holds records takes no more writes; new entries may be lost."},
    {"device-full", NULL, "a device that holds records is full; new entries may be lost."},
    {"tampered", NULL,
     "what watches over the records of a computer was altered; what happened there since may go unseen."},
    {"forged", tell_forged, NULL},
    {"silent", NULL, "the watch over the records of a computer fell silent; accesses there may go unseen."},
    {"source-silent", NULL,
     "one of the systems that tell of accesses stopped telling while its users went on working; what is opened there "
     "may go unseen."},
    {"clock", NULL, "the clock of a computer was set; times recorded there may be wrong."},
    {"gap", NULL, "events of a computer were lost; who opened records there in that time is not fully known."},
    {"stopped", NULL, "the watch over the records of a computer was stopped; accesses there may go unseen."},
    {"emergency-entry", tell_entry, NULL},
    {"guessing", tell_guessing, NULL},
    {"pushing", tell_pushing, NULL},
    {"emergency-login", tell_emergency, NULL},
    {"let-in", tell_let_in, NULL},
    {"closed-login", tell_closed, NULL},
    {"two-places", tell_two_places, NULL},
};

/* Of a case's rules the one that stands first in rules.c speaks. */
static size_t speaker_of(const struct case_report *report)
{
    for (size_t i = 0; rules_at(i); i++)
        for (size_t j = 0; amount_spoken(report, rules_at(i)->name) && j < sizeof tellings / sizeof tellings[0]; j++)
            if (strcmp(tellings[j].rule, rules_at(i)->name) == 0)
                return j;
    return sizeof tellings / sizeof tellings[0];
}

void sentence_write(const struct case_report *report, const struct staff_member *row, char *to, size_t size)
{
    struct telling told = {.report = report, .row = row, .to = to, .size = size};
    size_t speaker = speaker_of(report);

    amount_objects(told.objects, sizeof told.objects, report);
    amount_records(told.records, sizeof told.records, report);
    amount_span(told.span, sizeof told.span, report);
    amount_times(told.times, sizeof told.times, report);
    if (sentence_access_is(report))
        tell_access(&told);
    else if (speaker == sizeof tellings / sizeof tellings[0])
        text_copy(to, size, "something happened that should be looked at.");
    else if (tellings[speaker].tell)
        tellings[speaker].tell(&told);
    else
        text_copy(to, size, tellings[speaker].words);
    to[0] = (char)toupper((unsigned char)to[0]);
}
