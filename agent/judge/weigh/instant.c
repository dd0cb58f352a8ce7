/* The rules that decide at once. Owns: what is a finding, how grave it is, which table it needs. Must not own: what
 * follows from it, what is remembered. In: an event with what is known around it. Out: found or not, and by which
 * touches. No rule looks at a clock or keeps anything. A new rule is a function and a row. */
#include "instant.h"

#include <string.h>

#include <confide/password.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/judge/context/find.h"

#include "closing.h"
#include "rules.h"

/* Somebody stays late, or comes early, in every house. */
enum { SHUT_SLACK_MIN = 3 * 60, DUTY_SLACK_S = 2 * 3600 };

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

/* Whoever is on the rota about then has been asked to be there. */
static bool closed_login(const struct rule_given *given, struct rule_finding *finding)
{
    const struct context *context = given->context;
    int64_t time_ms = given->event->time_ms;
    bool is_known;

    (void)finding;
    return is_login(given) && !is_switch(given->event) && given->verdict != IDENTITY_SERVICE &&
           closing_is_shut(context, given->event->host, time_ms, SHUT_SLACK_MIN) &&
           !find_on_duty(context, find_colleague(context, find_number(context, given->event->login)), time_ms,
                         DUTY_SLACK_S, &is_known);
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

/* The judge's own word of who told something that was not theirs to tell (forgery.h). */
static bool is_forgery(const struct rule_given *given)
{
    return is_fact(given, EVENT_INTEGRITY, ACTION_TAMPERED) && given->event->source == SOURCE_AGENT &&
           strncmp(given->event->evidence, "forged ", 7) == 0;
}

static bool forged(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_forgery(given);
}

static bool tampered(const struct rule_given *given, struct rule_finding *finding)
{
    (void)finding;
    return is_fact(given, EVENT_INTEGRITY, ACTION_TAMPERED) && !is_forgery(given);
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

#define RULE(NAME, CLASS, CERTAINTY, SEVERITY, NEEDS, FINDS, WORDS, SOURCE)                                            \
    {                                                                                                                  \
        .name = NAME, .class = CASE_##CLASS, .certainty = CERTAINTY_##CERTAINTY, .severity = SEVERITY, .needs = NEEDS, \
        .finds = FINDS, .words = WORDS, .source = SOURCE                                                               \
    }

/* In the order in which a case's sentence prefers them. */
const struct rule instant_rules[] = {
    RULE("shared-login-read", INAPPROPRIATE, SUSPECTED, 3, STAFF, shared_login_read,
         "a login that several people share touches a record", "B6; HCPC 10.3; every access belongs to one person"),
    RULE("unlisted-login-read", INAPPROPRIATE, SUSPECTED, 4, STAFF, unlisted_login_read,
         "a login that is not on the staff list touches a record", "B4"),
    RULE("ended-login-read", INAPPROPRIATE, SUSPECTED, 4, STAFF, ended_login_read,
         "a login touches a record outside its dates", "B4: inactive, expired, leaver"),
    RULE("nobody-read", INAPPROPRIATE, SUSPECTED, 4, 0, nobody_read,
         "a program for which nobody had logged in opens a record", "B6"),
    RULE("bulk-read", INAPPROPRIATE, SUSPECTED, 4, 0, bulk_read,
         "one person opens many patients' records in a short time", "C1"),
    RULE("widened", INAPPROPRIATE, RISK, 3, 0, widened, "more people than before may open a record", "D7"),
    RULE("mass-delete", LOSS, SUSPECTED, 5, 0, mass_delete, "one person deletes many records in a short time", "D1"),
    RULE("canary-gone", LOSS, SUSPECTED, 4, 0, canary_gone, "a decoy among the records is deleted", "D3"),
    RULE("vanished", LOSS, SUSPECTED, 4, 0, vanished, "records are gone and nobody was seen deleting them", "D6"),
    RULE("damage", DAMAGE, SUSPECTED, 5, 0, damage, "one person leaves several records unreadable",
         "D2; Han et al.: not entropy alone"),
    RULE("canary", DAMAGE, SUSPECTED, 5, 0, canary, "a decoy among the records is changed or renamed",
         "D3; SentryFS 2108.12792"),
    RULE("mass-rewrite", DAMAGE, SUSPECTED, 5, 0, mass_rewrite,
         "one person changes or renames many records in a short time, and nobody looked at what they hold now", "D2"),
    RULE("altered", DAMAGE, SUSPECTED, 3, 0, altered,
         "records are others than they were and nobody was seen changing them", "D4"),
    RULE("device-missing", LOSS, RISK, 4, 0, device_missing, "a device that holds records is not there", "D6"),
    RULE("device-failing", LOSS, RISK, 4, 0, device_failing,
         "a device that holds records cannot be read or written as it should", "D6"),
    RULE("device-readonly", LOSS, RISK, 3, 0, device_readonly, "a device that holds records takes no more writes",
         "D6"),
    RULE("device-full", LOSS, RISK, 3, 0, device_full, "a device that holds records is full", "D6"),
    RULE("tampered", TAMPER, SUSPECTED, 5, 0, tampered, "what watches over the records was altered", "E1, E4"),
    RULE("forged", TAMPER, SUSPECTED, 4, 0, forged,
         "a program tells the agent something in another's name, and is not believed",
         "E3: by the user whom the kernel names"),
    RULE("silent", TAMPER, SUSPECTED, 4, 0, silent, "the watch did not see its own test, or is gone without a word",
         "E2"),
    RULE("clock", TAMPER, RISK, 3, 0, clock_set, "a machine's clock was set", "E1"),
    RULE("gap", TAMPER, RISK, 3, 0, gap, "events were lost", "E1"),
    RULE("stopped", TAMPER, RISK, 3, 0, stopped, "the watch was stopped", "E4"),
    RULE("emergency-entry", LOGIN, RISK, 4, 0, emergency_entry, "somebody whose login is refused gets in by EMERGENCY",
         "A13"),
    RULE("guessing", LOGIN, SUSPECTED, 3, 0, guessing, "many wrong passwords for one login in a short time",
         "B5; NIST SP 800-63B 5.2.2"),
    RULE("pushing", LOGIN, SUSPECTED, 3, 0, pushing, "somebody goes on trying passwords though they are turned away",
         "B5"),
    RULE("emergency-login", LOGIN, RISK, 3, STAFF, emergency_login, "an emergency login was used", "A13"),
    RULE("let-in", LOGIN, RISK, 2, STAFF, let_in, "a login that the staff list does not allow was let in", "B4"),
    RULE("closed-login", LOGIN, RISK, 1, 1u << TABLE_DEVICES, closed_login,
         "a person logs in at a computer whose room is closed, and no rota has them on duty",
         "B1: for three hours at least, and for three more"),
    RULE("two-places", LOGIN, RISK, 1, 0, two_places, "one person is logged in from two places at once", "B3"),
    {0},
};
