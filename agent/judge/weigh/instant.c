/* The rules that decide at once. Owns: what is a finding, how grave it is, which table it needs. Must not own: what
 * follows from it, what is remembered. In: an event with what is known around it. Out: found or not, and by which
 * touches. No rule looks at a clock or keeps anything. A new rule is a function and a row. */
#include "instant.h"

#include <string.h>

#include <confide/password.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "rules.h"

static bool is_done(const struct event *event)
{
    return event->outcome != OUTCOME_DENIED && event->outcome != OUTCOME_FAILED;
}

static bool is_use_of_login(const struct rule_given *given)
{
    return given->event->kind == EVENT_ACCESS && given->event->login[0] && is_done(given->event);
}

static bool shared_login_read(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_use_of_login(given) && given->verdict == IDENTITY_SHARED;
}

static bool unlisted_login_read(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_use_of_login(given) && given->verdict == IDENTITY_UNLISTED;
}

static bool ended_login_read(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_use_of_login(given) && (given->verdict == IDENTITY_ENDED || given->verdict == IDENTITY_NOT_STARTED);
}

/* A process that was gone before it could be named is a gap in what is known, not somebody who avoided login. */
static bool nobody_read(const struct rule_given *given, struct rule_finding *finding)
{
    const struct event *event = given->event;

    (void)finding;
    return touch_is_look(event) && is_done(event) && event->login[0] == '\0' &&
           (event->named == NAMED_NOBODY || event->named == NAMED_BY_SOURCE) && !touch_by_daemon(event, given->limits);
}

/* Without a past (memory is short) no window can be judged. */
static bool gather(const struct rule_given *given, enum touch_what what, int64_t window_ms, unsigned least,
                   struct rule_finding *finding)
{
    if (!given->person || !(given->made & 1u << what))
        return false;
    finding->count =
        past_gather(given->past, given->person, what, given->event->time_ms, window_ms, least, &finding->touches);
    return finding->count > 0;
}

/* Where there are encounters, what they explain does not count. Else everything does, and a reception's hour is long.
 * What programs are for is to work through many. */
static bool bulk_read(const struct rule_given *given, struct rule_finding *finding)
{
    unsigned least = given->limits->bulk_patients * (given->context->has_encounters ? 1 : 3);

    finding->is_unexplained = given->context->has_encounters;
    return given->verdict != IDENTITY_SERVICE &&
           gather(given, TOUCH_LOOK, given->limits->bulk_minutes * INT64_C(60000), least, finding);
}

static bool mass_delete(const struct rule_given *given, struct rule_finding *finding)
{
    return gather(given, TOUCH_GONE, given->limits->delete_seconds * INT64_C(1000), given->limits->delete_files,
                  finding);
}

static bool mass_rewrite(const struct rule_given *given, struct rule_finding *finding)
{
    return gather(given, TOUCH_CHANGED, given->limits->rewrite_seconds * INT64_C(1000), given->limits->rewrite_files,
                  finding);
}

static bool damage(const struct rule_given *given, struct rule_finding *finding)
{
    return gather(given, TOUCH_HARMED, given->limits->damage_minutes * INT64_C(60000), given->limits->damage_files,
                  finding);
}

static bool is_canary(const struct rule_given *given)
{
    return given->event->kind == EVENT_ACCESS && (given->event->signs & SIGN_CANARY) && is_done(given->event);
}

static bool canary(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_canary(given) && (given->event->action == ACTION_UPDATE || given->event->action == ACTION_RENAME);
}

static bool canary_gone(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_canary(given) && given->event->action == ACTION_DELETE;
}

/* A daemon that restores a backup sets what was kept. */
static bool widened(const struct rule_given *given, struct rule_finding *finding)
{
    const struct event *event = given->event;

    (void)finding;
    return event->kind == EVENT_ACCESS && (event->signs & SIGN_WIDENED) && is_done(event) &&
           !touch_by_daemon(event, given->limits);
}

static bool guessing(const struct rule_given *given, struct rule_finding *finding)
{
    return gather(given, TOUCH_FAILED, PASSWORD_TRIES_MS, PASSWORD_TRIES, finding);
}

static bool is_fact(const struct rule_given *given, enum event_kind kind, enum event_action action)
{
    return given->event->kind == kind && given->event->action == action;
}

/* Told by the doorman, who turned them away. */
static bool pushing(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_LOGIN, ACTION_REFUSE) && given->event->source == SOURCE_AGENT;
}

/* cron and the like open sessions too; they are nobody's login. */
static bool is_login(const struct rule_given *given)
{
    const struct event *event = given->event;

    return event->kind == EVENT_LOGIN && event->action == ACTION_OPEN && event->login[0] && is_done(event) &&
           event->source != SOURCE_AGENT &&
           (event->service[0] == '\0' || text_in_list(given->limits->services, event->service));
}

/* su and sudo say who asks ("ruser=", pam_confide(8)): that person has logged in before and keeps that name on all they
 * do. */
static bool is_switch(const struct event *event)
{
    return strstr(event->evidence, "ruser=") != NULL;
}

static bool by_emergency(const struct event *event)
{
    return strcmp(event->purpose, "emergency") == 0;
}

static bool let_in(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_login(given) && identity_refuses(given->verdict) && !is_switch(given->event) &&
           !by_emergency(given->event);
}

static bool emergency_entry(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return given->event->kind == EVENT_LOGIN && given->event->action == ACTION_OVERRIDE;
}

/* Told by the take-over, which sees the sessions there are. */
static bool two_places(const struct rule_given *given, struct rule_finding *finding)
{
    const struct event *event = given->event;

    (void)finding;
    return event->kind == EVENT_LOGIN && event->source == SOURCE_AGENT && event->action == ACTION_OPEN;
}

static bool emergency_login(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_login(given) && given->verdict == IDENTITY_EMERGENCY;
}

/* What happens every day is kept as an event (confide-watch(8), gap): whoever makes a patient's folder and fills it at
 * once is faster than the eye can follow, a machine sleeps, much is written beside the records. Any other gap is a
 * finding. */
static bool is_everyday(const struct event *event)
{
    return text_in_list("new-folder sleep around", event->evidence);
}

static bool gap(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_INTEGRITY, ACTION_GAP) && !is_everyday(given->event);
}

static bool silent(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_INTEGRITY, ACTION_SILENT);
}

static bool stopped(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_INTEGRITY, ACTION_STOPPED);
}

static bool tampered(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_INTEGRITY, ACTION_TAMPERED);
}

static bool clock_set(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_INTEGRITY, ACTION_CLOCK);
}

static bool device_missing(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_DEVICE, ACTION_MISSING);
}

static bool device_full(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_DEVICE, ACTION_FULL);
}

static bool device_readonly(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_DEVICE, ACTION_READONLY);
}

static bool device_failing(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_DEVICE, ACTION_FAILING);
}

/* Found by comparing: all that is known is a window, of which the event's time is the end ("since=" its beginning). */
static bool is_missed(const struct rule_given *given, enum event_action action, struct rule_finding *finding)
{
    const struct event *event = given->event;

    if (!is_fact(given, EVENT_INTEGRITY, action))
        return false;
    finding->further = event->count > 1 ? event->count - 1 : 0;
    if (strncmp(event->evidence, "since=", 6) != 0 || !clock_parse(event->evidence + 6, &finding->earlier_ms))
        finding->earlier_ms = 0;
    return true;
}

static bool vanished(const struct rule_given *given, struct rule_finding *finding)
{
    return is_missed(given, ACTION_VANISHED, finding);
}

static bool altered(const struct rule_given *given, struct rule_finding *finding)
{
    return is_missed(given, ACTION_ALTERED, finding);
}

#define STAFF (1u << TABLE_STAFF)

/* In the order in which a case's sentence prefers them. */
const struct rule instant_rules[] = {
    {.name = "shared-login-read",
     .class = CASE_INAPPROPRIATE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 3,
     .needs = STAFF,
     .finds = shared_login_read,
     .words = "a login that several people share touches a record",
     .source = "B6; HCPC 10.3; every access belongs to one person"},
    {.name = "unlisted-login-read",
     .class = CASE_INAPPROPRIATE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 4,
     .needs = STAFF,
     .finds = unlisted_login_read,
     .words = "a login that is not on the staff list touches a record",
     .source = "B4"},
    {.name = "ended-login-read",
     .class = CASE_INAPPROPRIATE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 4,
     .needs = STAFF,
     .finds = ended_login_read,
     .words = "a login touches a record outside its dates",
     .source = "B4: inactive, expired, leaver"},
    {.name = "nobody-read",
     .class = CASE_INAPPROPRIATE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 4,
     .finds = nobody_read,
     .words = "a program for which nobody had logged in opens a record",
     .source = "B6"},
    {.name = "bulk-read",
     .class = CASE_INAPPROPRIATE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 4,
     .finds = bulk_read,
     .words = "one person opens many patients' records in a short time",
     .source = "C1"},
    {.name = "widened",
     .class = CASE_INAPPROPRIATE,
     .certainty = CERTAINTY_RISK,
     .severity = 3,
     .finds = widened,
     .words = "more people than before may open a record",
     .source = "D7"},
    {.name = "mass-delete",
     .class = CASE_LOSS,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 5,
     .finds = mass_delete,
     .words = "one person deletes many records in a short time",
     .source = "D1"},
    {.name = "canary-gone",
     .class = CASE_LOSS,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 4,
     .finds = canary_gone,
     .words = "a decoy among the records is deleted",
     .source = "D3"},
    {.name = "vanished",
     .class = CASE_LOSS,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 4,
     .finds = vanished,
     .words = "records are gone and nobody was seen deleting them",
     .source = "D6"},
    {.name = "damage",
     .class = CASE_DAMAGE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 5,
     .finds = damage,
     .words = "one person leaves several records unreadable",
     .source = "D2; Han et al.: not entropy alone"},
    {.name = "canary",
     .class = CASE_DAMAGE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 5,
     .finds = canary,
     .words = "a decoy among the records is changed or renamed",
     .source = "D3; SentryFS 2108.12792"},
    {.name = "mass-rewrite",
     .class = CASE_DAMAGE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 5,
     .finds = mass_rewrite,
     .words = "one person changes or renames many records in a short time, and nobody looked at what they hold now",
     .source = "D2"},
    {.name = "altered",
     .class = CASE_DAMAGE,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 3,
     .finds = altered,
     .words = "records are others than they were and nobody was seen changing them",
     .source = "D4"},
    {.name = "device-missing",
     .class = CASE_LOSS,
     .certainty = CERTAINTY_RISK,
     .severity = 4,
     .finds = device_missing,
     .words = "a device that holds records is not there",
     .source = "D6"},
    {.name = "device-failing",
     .class = CASE_LOSS,
     .certainty = CERTAINTY_RISK,
     .severity = 4,
     .finds = device_failing,
     .words = "a device that holds records cannot be read or written as it should",
     .source = "D6"},
    {.name = "device-readonly",
     .class = CASE_LOSS,
     .certainty = CERTAINTY_RISK,
     .severity = 3,
     .finds = device_readonly,
     .words = "a device that holds records takes no more writes",
     .source = "D6"},
    {.name = "device-full",
     .class = CASE_LOSS,
     .certainty = CERTAINTY_RISK,
     .severity = 3,
     .finds = device_full,
     .words = "a device that holds records is full",
     .source = "D6"},
    {.name = "tampered",
     .class = CASE_TAMPER,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 5,
     .finds = tampered,
     .words = "what watches over the records was altered",
     .source = "E1, E4"},
    {.name = "silent",
     .class = CASE_TAMPER,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 4,
     .finds = silent,
     .words = "the watch did not see its own test, or is gone without a word",
     .source = "E2"},
    {.name = "clock",
     .class = CASE_TAMPER,
     .certainty = CERTAINTY_RISK,
     .severity = 3,
     .finds = clock_set,
     .words = "a machine's clock was set",
     .source = "E1"},
    {.name = "gap",
     .class = CASE_TAMPER,
     .certainty = CERTAINTY_RISK,
     .severity = 3,
     .finds = gap,
     .words = "events were lost",
     .source = "E1"},
    {.name = "stopped",
     .class = CASE_TAMPER,
     .certainty = CERTAINTY_RISK,
     .severity = 3,
     .finds = stopped,
     .words = "the watch was stopped",
     .source = "E4"},
    {.name = "emergency-entry",
     .class = CASE_LOGIN,
     .certainty = CERTAINTY_RISK,
     .severity = 4,
     .finds = emergency_entry,
     .words = "somebody whose login is refused gets in by EMERGENCY",
     .source = "A13"},
    {.name = "guessing",
     .class = CASE_LOGIN,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 3,
     .finds = guessing,
     .words = "many wrong passwords for one login in a short time",
     .source = "B5; NIST SP 800-63B 5.2.2"},
    {.name = "pushing",
     .class = CASE_LOGIN,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 3,
     .finds = pushing,
     .words = "somebody goes on trying passwords though they are turned away",
     .source = "B5"},
    {.name = "emergency-login",
     .class = CASE_LOGIN,
     .certainty = CERTAINTY_RISK,
     .severity = 3,
     .needs = STAFF,
     .finds = emergency_login,
     .words = "an emergency login was used",
     .source = "A13"},
    {.name = "let-in",
     .class = CASE_LOGIN,
     .certainty = CERTAINTY_RISK,
     .severity = 2,
     .needs = STAFF,
     .finds = let_in,
     .words = "a login that the staff list does not allow was let in",
     .source = "B4"},
    {.name = "two-places",
     .class = CASE_LOGIN,
     .certainty = CERTAINTY_RISK,
     .severity = 1,
     .finds = two_places,
     .words = "one person is logged in from two places at once",
     .source = "B3"},
    {0},
};
