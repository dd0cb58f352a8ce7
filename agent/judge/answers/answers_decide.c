/* Decisions on cases. Owns: who may decide. Must not own: what a decision must be like (deciding.c), what is kept of it
 * (decisions.c). In: a decision from confidectl, its peer. Out: rows.
 *
 * Who decided is the peer's user as the kernel says; the socket's mode lets in root and its group alone. The agent's
 * own user may connect too, and is no person. */
#include "answers_decide.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "agent/judge/clerk_people.h"
#include "deciding.h"
#include "agent/judge/decisions.h"
#include "agent/judge/store/store_logins.h"
#include "agent/judge/store/store_read.h"

enum {
    DECISIONS_SHOWN = 32, /* of one case: a row is one packet */
    REASONS_LOOKED_FOR = 64,
    REASONS_SHOWN = 8
};

/* ---- who ------------------------------------------------------------------------------------- */

static void name_decider(struct decision *decision, uid_t uid)
{
    struct passwd entry, *found = NULL;
    char buffer[4096];

    decision->uid = (uint32_t)uid;
    if (getpwuid_r(uid, &entry, buffer, sizeof buffer, &found) == 0 && found)
        text_copy(decision->by, sizeof decision->by, entry.pw_name);
    else
        text_format(decision->by, sizeof decision->by, "user %lu", (unsigned long)uid);
}

static uint32_t account_of(const char *login)
{
    struct passwd entry, *found = NULL;
    char buffer[4096];

    return login[0] && getpwnam_r(login, &entry, buffer, sizeof buffer, &found) == 0 && found ? entry.pw_uid
                                                                                              : UINT32_MAX;
}

/* Who reaches for their own case is told no, and it is kept that they did. */
static void refuse_own(struct asking *asking, const struct decision *decision)
{
    struct event event = {.kind = EVENT_ACCESS, .action = ACTION_UPDATE, .outcome = OUTCOME_DENIED};

    event.uid = decision->uid;
    text_copy(event.login, sizeof event.login, decision->by);
    text_format(event.object, sizeof event.object, "decision on case %s", decision->case_id);
    text_copy(event.program, sizeof event.program, "confidectl");
    text_copy(event.reason, sizeof event.reason, decision->reason);
    log_warning("%s tried to decide case %s, which is about %s: refused", decision->by, decision->case_id,
                decision->by);
    asking_end(asking, 3,
               reception_tell(asking->about->reception, &event)
                   ? "this case is about you: somebody else has to decide it; that you tried is recorded"
                   : "this case is about you: somebody else has to decide it");
}

/* ---- deciding -------------------------------------------------------------------------------- */

static void tell_decided(struct asking *asking, const struct decision *decision, const struct case_report *report,
                         const char *replaces, const char *words)
{
    char until[CLOCK_TEXT_SIZE] = "";

    if (decision->until_ms)
        clock_text(until, decision->until_ms);
    const struct json_field fields[] = {
        {"case", report->id, 0}, {"state", json_case_state(decision->verb), 0},
        {"by", decision->by, 0}, {"version", NULL, report->version},
        {"until", until, 0},     {"replaces", replaces, 0},
        {"words", words, 0},
    };
    asking_fields(asking, fields, sizeof fields / sizeof fields[0]);
    asking_end(asking, 0, "");
}

/* The last one on a case that is an acknowledgement, or that is none; false when there is none, or it cannot be read.
 */
static bool last_decision(struct asking *asking, const struct decision *decision, struct decision *last)
{
    const bool wanted = decision->verb == DECISION_ACKNOWLEDGE;
    struct decisions decisions;
    bool is_known = decisions_read(&decisions, asking->store, decision->case_id) == STORE_OK;
    bool is_found = false;

    for (size_t i = is_known ? decisions.count : 0; i > 0 && !is_found; i--) {
        is_found = (decisions.all[i - 1].verb == DECISION_ACKNOWLEDGE) == wanted;
        if (is_found)
            *last = decisions.all[i - 1];
    }
    decisions_free(&decisions);
    return is_found;
}

static enum store_result keep(struct asking *asking, struct decision *decision, struct case_report *report,
                              const struct decision *last)
{
    enum store_result result =
        clerk_decide(reception_clerk(asking->about->reception), decision, report, clock_now_ms());
    char words[256], replaces[256];

    if (result != STORE_OK)
        return result;
    deciding_words(decision, report, words, sizeof words);
    deciding_replaces(decision, last, replaces, sizeof replaces);
    log_info("case %s was %s by %s", report->id, json_case_state(decision->verb), decision->by);
    tell_decided(asking, decision, report, replaces, words);
    return STORE_OK;
}

static void decide(struct asking *asking, struct decision *decision, struct case_report *report)
{
    enum store_result result = store_case(asking->store, decision->case_id, report);
    struct decision last;
    bool has_last = result == STORE_OK && last_decision(asking, decision, &last);

    if (result == STORE_OK && deciding_is_own(decision, report, account_of(report->login))) {
        refuse_own(asking, decision);
        return;
    }
    if (has_last && deciding_is_again(decision, &last)) {
        tell_decided(asking, &last, report, "",
                     decision->verb == DECISION_ACKNOWLEDGE
                         ? "It was acknowledged before: nothing was added."
                         : "It is so already, by this very decision: nothing was added.");
        return;
    }
    if (result == STORE_OK)
        result = keep(asking, decision, report, has_last ? &last : NULL);
    if (result == STORE_NOTHING)
        asking_end(asking, 1, "there is no such case: see `confidectl cases`");
    else if (result != STORE_OK)
        asking_end_by(asking, result);
}

void answer_decide(struct asking *asking, const struct decision *told)
{
    const uid_t uid = desk_peer_uid(asking->peer);
    struct decision decision = {.verb = told->verb, .until_ms = told->until_ms};
    const char *wrong = deciding_refuse(told, clock_now_ms());
    struct case_report *report;

    if (uid == geteuid() && uid != 0)
        wrong = "the agent's own user is no person: decide as yourself";
    if (wrong) {
        asking_end(asking, 2, wrong);
        return;
    }
    text_copy(decision.case_id, sizeof decision.case_id, told->case_id);
    text_copy(decision.reason, sizeof decision.reason, told->reason);
    name_decider(&decision, uid);
    report = malloc(sizeof *report);
    if (report)
        decide(asking, &decision, report);
    else
        asking_end(asking, 3, "not enough memory");
    free(report);
}

/* ---- showing --------------------------------------------------------------------------------- */

struct listing {
    struct asking *asking;
    struct decisions decisions;
};

static bool each_case(void *data, const struct case_report *report)
{
    struct listing *listing = data;
    char json[WIRE_BODY_MAX];
    size_t count, length;
    const struct decision *decisions = decisions_on(&listing->decisions, report->id, DECISIONS_SHOWN, &count);

    length = json_case_write_decided(report, decisions, count, json, sizeof json);
    if (length)
        asking_row(listing->asking, json, length);
    return true;
}

void answer_cases(struct asking *asking, int64_t since_ms)
{
    struct listing listing = {.asking = asking};
    enum store_result result = decisions_read(&listing.decisions, asking->store, NULL);

    if (result == STORE_OK)
        result = store_cases(asking->store, since_ms, each_case, &listing);
    asking_end_by(asking, result);
    decisions_free(&listing.decisions);
}

/* What was typed at the logins among the case's events: an emergency's reason. A line each. */
static void typed_reasons(struct asking *asking, const struct case_report *report, char *to, size_t size)
{
    char reason[EVENT_REASON_SIZE];
    size_t used = 0, shown = 0;

    to[0] = '\0';
    for (uint32_t i = 0; i < report->event_total && i < REASONS_LOOKED_FOR && shown < REASONS_SHOWN; i++) {
        if (store_typed_reason(asking->store, report->events[i], reason, sizeof reason) != STORE_OK)
            continue;
        text_format(to + used, size - used, "%s%s", used ? "\n" : "", reason);
        used = strlen(to);
        shown++;
    }
}

size_t answer_case_write(struct asking *asking, const struct case_report *report, char *to, size_t size)
{
    struct decisions decisions;
    char typed[REASONS_SHOWN * EVENT_REASON_SIZE];
    const struct json_field extra[] = {{"typed", typed, 0}};
    const struct decision *all;
    size_t count = 0, length, more;

    if (decisions_read(&decisions, asking->store, report->id) != STORE_OK)
        log_error("what was decided on case %s cannot be read: %s", report->id, store_error(asking->store));
    all = decisions_on(&decisions, report->id, DECISIONS_SHOWN, &count);
    length = json_case_write_decided(report, all, count, to, size);
    decisions_free(&decisions);
    typed_reasons(asking, report, typed, sizeof typed);
    if (length == 0 || typed[0] == '\0')
        return length;
    more = json_fields_write(extra, 1, to + length, size - length);
    if (more == 0)
        return length;
    to[length - 1] = ','; /* {case...} and {extra} become one object */
    memmove(to + length, to + length + 1, more);
    return length + more - 1;
}
