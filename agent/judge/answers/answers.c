/* Answers to confidectl's questions. Reads the store, writes nothing but the record of the look itself. */
#include "answers.h"

#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/json_event.h"
#include "agent/base/notify.h"
#include "agent/base/text.h"

#include "answers_decide.h"
#include "answers_asked.h"
#include "answers_context.h"
#include "answers_file.h"
#include "answers_login.h"
#include "answers_watch.h"
#include "asking.h"
#include "agent/judge/clerk_outbox.h"
#include "agent/judge/clerk_turn.h"
#include "agent/judge/outbox/dispatch.h"
#include "agent/judge/outbox/mailing.h"
#include "agent/judge/outbox/oath.h"
#include "agent/judge/store/store_read.h"
#include "agent/judge/store/verify.h"

enum { REPORTS_MAX = 64, LIMIT_DEFAULT = 1000, STATUS_FIELDS = 28, VERIFY_SIZE = 1024 };

static bool each_event(void *data, const struct event *event)
{
    char json[JSON_EVENT_SIZE];
    size_t length = json_event_write(event, json, sizeof json);

    asking_row(data, json, length);
    return true;
}

static void answer_events(struct asking *asking, const struct wire_ask *ask)
{
    if (!asking_look(asking, "events", ""))
        return;
    asking_end_by(asking, store_events(asking->store, ask->since_ms, ask->limit ? ask->limit : LIMIT_DEFAULT,
                                       each_event, asking));
}

/* The hands read the tables' files themselves, and ask first. */
static void answer_look(struct asking *asking, const struct wire_ask *ask)
{
    bool is_patient = ask->limit == 1;
    char object[96];

    text_format(object, sizeof object, "context of %s", is_patient ? "a patient" : ask->argument);
    if (ask->argument[0] == '\0')
        asking_end(asking, 2, "say of whom: a patient or a login");
    else if (asking_look(asking, object, is_patient ? ask->argument : ""))
        asking_end(asking, 0, "");
}

/* The reports of a case in one line each, for people. */
static void reports_in_words(struct asking *asking, const char *case_id, char *to, size_t size)
{
    static const char *const states[] = {[REPORT_PENDING] = "pending",
                                         [REPORT_DELIVERED] = "delivered",
                                         [REPORT_QUARANTINED] = "kept back",
                                         [REPORT_SUPERSEDED] = "superseded"};
    struct store_report reports[REPORTS_MAX];
    char time[CLOCK_TEXT_SIZE];
    size_t count = 0, used = 0;

    to[0] = '\0';
    if (store_case_reports(asking->store, case_id, reports, REPORTS_MAX, &count) != STORE_OK)
        return;
    for (size_t i = 0; i < count && used < size; i++) {
        text_format(to + used, size - used, "%s%s: %s%s%s, attempt %u: %s", used ? "\n" : "", reports[i].id,
                    states[reports[i].state], reports[i].delivered_ms ? " " : "",
                    reports[i].delivered_ms ? clock_text(time, reports[i].delivered_ms) : "", reports[i].attempts,
                    reports[i].words[0] ? reports[i].words : "not tried yet");
        used = strlen(to);
    }
}

static void answer_case(struct asking *asking, const struct wire_ask *ask)
{
    char json[WIRE_BODY_MAX], words[8192], asked[4096], object[96];
    const struct json_field extra[] = {{"asked", asked, 0}, {"reports", words, 0}};
    struct case_report report;
    enum store_result result = store_case(asking->store, ask->argument, &report);
    size_t length, more;

    if (result != STORE_OK) {
        asking_end(asking, result == STORE_NOTHING ? 1 : 3,
                   result == STORE_NOTHING ? "there is no such case: see `confidectl cases`"
                                           : store_error(asking->store));
        return;
    }
    text_format(object, sizeof object, "case %s", report.id);
    if (!asking_look(asking, object, ""))
        return;
    answers_asked_words(asking, &report, asked, sizeof asked);
    reports_in_words(asking, report.id, words, sizeof words);
    length = answer_case_write(asking, &report, json, sizeof json);
    more = json_fields_write(extra, sizeof extra / sizeof extra[0], json + length, sizeof json - length);
    if (length == 0 || more == 0) {
        asking_end(asking, 3, "this case does not fit into an answer: see `confidectl events`");
        return;
    }
    json[length - 1] = ','; /* {case...} and {extra} become one object */
    memmove(json + length, json + length + 1, more);
    asking_row(asking, json, length + more - 1);
    asking_end(asking, 0, "");
}

static void status_notes(const struct asking *asking, char *to, size_t size)
{
    const struct config *config = asking->about->config;
    size_t used;

    clerk_busy_words(reception_clerk(asking->about->reception), to, size);
    used = strlen(to);
    text_copy(to + used, size - used, used ? "\n" : "");
    used = strlen(to);
    answers_context_notes(clerk_context(reception_clerk(asking->about->reception)), to + used, size - used);
    used = strlen(to);
    text_format(to + used, size - used, "%s%s%s", used ? "\n" : "",
                config->endpoints[0].url[0]
                    ? ""
                    : "no endpoint is configured ([post] endpoint): reports are kept, nobody is told\n",
                config->record_count ? "" : "no record folder is configured ([watch] records): nothing is watched\n");
}

static void answer_status(struct asking *asking)
{
    struct clerk *clerk = reception_clerk(asking->about->reception);
    const struct context *context = clerk_context(clerk);
    const struct oath *oath = clerk_oath(clerk);
    char started[CLOCK_TEXT_SIZE], last[CLOCK_TEXT_SIZE], oldest[CLOCK_TEXT_SIZE], notes[4096];
    char chain[33], head[65], machine[64], endpoints[2048];
    struct json_field all[STATUS_FIELDS + WATCH_FIELDS_MAX];
    struct watch_words watch;
    struct store_counts counts;
    enum store_result result = store_count(asking->store, &counts);
    uint64_t seq;

    if (result != STORE_OK) {
        asking_end_by(asking, result);
        return;
    }
    store_head(asking->store, chain, &seq, head, machine);
    dispatch_words(asking->about->dispatch, endpoints, sizeof endpoints);
    status_notes(asking, notes, sizeof notes);
    const struct json_field fields[] = {
        {"version", CONFIDE_VERSION, 0},
        {"machine", machine, 0},
        {"started", clock_text(started, asking->about->started_ms), 0},
        {"watch", answers_watch(asking->about), 0},
        {"post", desk_count(asking->about->desk, DESK_POST) ? "connected" : "away", 0},
        {"endpoints", endpoints, 0},
        {"stuck", reception_stuck(asking->about->reception) ? "yes" : "no", 0},
        {"events", NULL, (int64_t)counts.events},
        {"last_event", counts.last_event_ms ? clock_text(last, counts.last_event_ms) : "", 0},
        {"cases", NULL, (int64_t)counts.cases},
        {"reports_pending", NULL, (int64_t)counts.reports_pending},
        {"reports_delivered", NULL, (int64_t)counts.reports_delivered},
        {"reports_quarantined", NULL, (int64_t)counts.reports_quarantined},
        {"oldest_pending", counts.oldest_pending_ms ? clock_text(oldest, counts.oldest_pending_ms) : "", 0},
        {"staff", NULL, context->has_staff ? (int64_t)context->staff.count : 0},
        {"encounters", NULL, (int64_t)context->encounter_count},
        {"chain", chain, 0},
        {"chain_seq", NULL, (int64_t)seq},
        {"head", head, 0},
        {"key", oath_key(oath), 0},
        {"fingerprint", oath_fingerprint(oath), 0},
        {"store_bytes", NULL, (int64_t)(counts.pages * counts.page_size)},
        {"store_max_bytes", NULL, (int64_t)(counts.pages_max * counts.page_size)},
        {"notes", notes, 0},
    };
    _Static_assert(sizeof fields / sizeof fields[0] <= STATUS_FIELDS, "there is room for them");
    answers_watch_words(asking->about, &watch);
    memcpy(all, fields, sizeof fields);
    memcpy(all + sizeof fields / sizeof fields[0], watch.fields, watch.count * sizeof watch.fields[0]);
    asking_fields(asking, all, sizeof fields / sizeof fields[0] + watch.count);
    asking_end(asking, 0, "");
}

static void on_progress(void *data, uint64_t done, uint64_t total)
{
    struct asking *asking = data;
    struct wire_progress progress = {.done = done, .total = total};

    notify_alive(); /* a long check is progress, not a hang */
    desk_peer_send(asking->peer, WIRE_PROGRESS, 0, &progress, sizeof progress);
}

static void answer_verify(struct asking *asking)
{
    struct verify_outcome outcome;
    char row[VERIFY_SIZE];
    enum store_result result = verify_store(asking->store, on_progress, asking, &outcome);

    if (result != STORE_OK) {
        asking_end_by(asking, result);
        return;
    }
    verify_row(&outcome, row, sizeof row);
    asking_row(asking, row, strlen(row));
    asking_end(asking, outcome.good ? 0 : 1, outcome.words);
}

/* The id of the test's message to each endpoint that has an address, a line each. `first` is one of them. */
static void selftest_ids(const struct config *config, const char *first, char *to, size_t size)
{
    char what[REPORT_ID_SIZE], id[REPORT_ID_SIZE];

    to[0] = '\0';
    text_format(what, sizeof what, "%.*s", (int)strcspn(first, "_"), first);
    for (unsigned i = 0; i < config->endpoint_count; i++) {
        size_t used = strlen(to);

        if (config->endpoints[i].url[0] == '\0')
            continue;
        mailing_id(id, what, config->endpoints[i].name);
        text_format(to + used, size - used, "%s%s", used ? "\n" : "", id);
    }
}

static void answer_selftest(struct asking *asking)
{
    struct event event = {.kind = EVENT_INTEGRITY, .action = ACTION_SELFTEST, .outcome = OUTCOME_OK};
    char id[REPORT_ID_SIZE], ids[CONFIG_ENDPOINTS * REPORT_ID_SIZE];
    const struct json_field fields[] = {{"report", id, 0}, {"reports", ids, 0}};

    text_copy(event.program, sizeof event.program, "confidectl");
    event.uid = (uint32_t)desk_peer_uid(asking->peer);
    if (!reception_tell(asking->about->reception, &event)) {
        asking_end(asking, 3, "the event cannot be stored (is the disk full?): see the judge's log");
        return;
    }
    clerk_selftest_id(reception_clerk(asking->about->reception), id, &event);
    selftest_ids(asking->about->config, id, ids, sizeof ids);
    asking_fields(asking, fields, sizeof fields / sizeof fields[0]);
    asking_end(asking, 0, "");
}

static void answer_report(struct asking *asking, const struct wire_ask *ask)
{
    static const char *const states[] = {[REPORT_PENDING] = "pending",
                                         [REPORT_DELIVERED] = "delivered",
                                         [REPORT_QUARANTINED] = "quarantined",
                                         [REPORT_SUPERSEDED] = "superseded"};
    char due[CLOCK_TEXT_SIZE], delivered[CLOCK_TEXT_SIZE];
    struct store_report report;
    enum store_result result = store_report(asking->store, ask->argument, &report);

    if (result == STORE_NOTHING) {
        asking_end(asking, 1, "there is no such report");
        return;
    }
    if (result != STORE_OK) {
        asking_end_by(asking, result);
        return;
    }
    const struct json_field fields[] = {
        {"report", report.id, 0},
        {"case", report.case_id, 0},
        {"state", states[report.state], 0},
        {"attempts", NULL, report.attempts},
        {"due", clock_text(due, report.due_ms), 0},
        {"delivered", report.delivered_ms ? clock_text(delivered, report.delivered_ms) : "", 0},
        {"words", report.words, 0},
    };
    asking_fields(asking, fields, sizeof fields / sizeof fields[0]);
    asking_end(asking, 0, "");
}

bool answers_message(const struct answers_about *about, struct desk_peer *peer, const struct wire_head *head,
                     const void *body)
{
    struct asking asking = {.about = about, .peer = peer, .store = clerk_store(reception_clerk(about->reception))};
    struct decision decision;
    struct wire_ask ask;

    if (head->type == WIRE_DECIDE && head->size == sizeof decision) {
        memcpy(&decision, body, sizeof decision);
        answer_decide(&asking, &decision);
        return true;
    }
    if (head->type != WIRE_ASK || head->size != sizeof ask)
        return false;
    memcpy(&ask, body, sizeof ask);
    if (!memchr(ask.argument, '\0', sizeof ask.argument))
        return false;
    switch (ask.verb) {
    case ASK_STATUS:
        answer_status(&asking);
        break;
    case ASK_CASES:
        answer_cases(&asking, ask.since_ms);
        break;
    case ASK_CASE:
        answer_case(&asking, &ask);
        break;
    case ASK_FILE:
        answer_file(&asking, ask.argument);
        break;
    case ASK_EVENTS:
        answer_events(&asking, &ask);
        break;
    case ASK_VERIFY:
        answer_verify(&asking);
        break;
    case ASK_SELFTEST:
        answer_selftest(&asking);
        break;
    case ASK_REPORT:
        answer_report(&asking, &ask);
        break;
    case ASK_RELOAD:
        answer_reload(&asking);
        break;
    case ASK_WHY:
        answer_why(&asking, ask.argument);
        break;
    case ASK_LOOK:
        answer_look(&asking, &ask);
        break;
    case ASK_FORGIVE:
        answer_forgive(&asking, ask.argument);
        break;
    default:
        asking_end(&asking, 2, "this agent does not know that question: are confidectl and confided of one version?");
    }
    return true;
}
