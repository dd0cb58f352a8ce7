/* Makes messages. Owns whom a record goes to, under which id, and what it supersedes. Must not own: how it is written
 * (agent/report), when it is sent (dispatch.c). In: a case. Out: messages in the store. */
#include "mailing.h"
#include "mailing_tell.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/report/render.h"

#include "facts.h"
#include "oath.h"

enum { SUPERSEDED_MAX = 16, CASE_MESSAGES = 64 };

#define MINIMAL_ENDING "-min"

struct mailing {
    const struct config *config;
    struct store *store;
    const struct context *context;
    const struct oath *oath;
    bool is_usable[CONFIG_ENDPOINTS]; /* it has an address, and a message can be written for it */
    struct report_record record;
    char body[RENDER_SIZE];
};

/* A mail without a good address cannot be written, and so on: the endpoint is passed over, loudly, and what was meant
 * for it goes to the others. */
static void try_endpoints(struct mailing *mailing)
{
    const struct report_record trial = {.kind = RECORD_SELFTEST, .id = "T-0", .severity = 1};

    for (unsigned i = 0; i < mailing->config->endpoint_count; i++) {
        const struct config_endpoint *endpoint = &mailing->config->endpoints[i];

        mailing->is_usable[i] = endpoint->url[0] && render(&trial, endpoint, mailing->config->clinic_name,
                                                           mailing->body, sizeof mailing->body) > 0;
        if (endpoint->url[0] && !mailing->is_usable[i])
            log_error("no report can be written for [post%s%s]: nothing is sent there: `confidectl check` says what is "
                      "wrong with it",
                      endpoint->name[0] ? " " : "", endpoint->name);
    }
}

struct mailing *mailing_open(const struct config *config, struct store *store, const struct context *context,
                             const struct oath *oath)
{
    struct mailing *mailing = calloc(1, sizeof *mailing);

    if (!mailing)
        return NULL;
    mailing->config = config;
    mailing->store = store;
    mailing->context = context;
    mailing->oath = oath;
    try_endpoints(mailing);
    return mailing;
}

void mailing_close(struct mailing *mailing)
{
    free(mailing);
}

void mailing_id(char id[REPORT_ID_SIZE], const char *what, const char *endpoint)
{
    text_format(id, REPORT_ID_SIZE, "%s%s%s", what, endpoint[0] ? "_" : "", endpoint);
}

/* ---- whom -------------------------------------------------------------------------------------- */

static bool is_anybody_told(const struct mailing *mailing)
{
    for (unsigned i = 0; i < mailing->config->endpoint_count; i++)
        if (mailing->is_usable[i])
            return true;
    return false;
}

/* Whoever stands in for nobody is told always. */
static bool stands_in(const struct mailing *mailing, const struct config_endpoint *endpoint)
{
    for (unsigned i = 0; i < mailing->config->endpoint_count; i++)
        if (mailing->is_usable[i] && mailing->config->endpoints[i].when == POST_ALWAYS)
            return endpoint->when == POST_FIRST_SILENT;
    return false;
}

/* Where nobody is configured, reports are kept for the first endpoint there will be. */
static bool hears(const struct mailing *mailing, const struct config_endpoint *endpoint, unsigned severity)
{
    if (!is_anybody_told(mailing))
        return endpoint == &mailing->config->endpoints[0];
    return mailing->is_usable[endpoint - mailing->config->endpoints] && !stands_in(mailing, endpoint) &&
           severity >= endpoint->least_severity;
}

static const struct config_endpoint *endpoint_named(const struct mailing *mailing, const char *name)
{
    for (unsigned i = 0; i < mailing->config->endpoint_count; i++)
        if (strcmp(mailing->config->endpoints[i].name, name) == 0)
            return &mailing->config->endpoints[i];
    return NULL;
}

const char *mailing_first(const struct mailing *mailing)
{
    for (unsigned i = 0; i < mailing->config->endpoint_count; i++)
        if (hears(mailing, &mailing->config->endpoints[i], 5))
            return mailing->config->endpoints[i].name;
    return "";
}

/* ---- what -------------------------------------------------------------------------------------- */

static void see_case(struct mailing *mailing, const struct case_report *report)
{
    struct report_record *record = &mailing->record;
    const struct skeleton_facts facts = facts_of(mailing->config, mailing->context, mailing->oath, report);

    record->report = report;
    record->severity = report->severity;
    record->clocks = (struct record_clocks){.first_ms = report->first_ms,
                                            .last_ms = report->last_ms,
                                            .raised_ms = report->raised_ms,
                                            .report_by_ms = report->raised_ms + RECORD_REPORT_BY_MS};
    skeleton_make(&record->skeleton, report, &facts);
}

/* When an endpoint first accepted a report of the case, and when somebody first took note of it. */
static enum store_result see_clocks(struct mailing *mailing, const char *case_id);

static enum store_result put(struct mailing *mailing, const struct config_endpoint *endpoint, const char *what,
                             const char *case_id, int64_t now_ms)
{
    struct report_record *record = &mailing->record;
    struct store_message message = {.id = record->id,
                                    .case_id = case_id,
                                    .endpoint = endpoint->name,
                                    .severity = record->severity,
                                    .body = mailing->body,
                                    .due_ms = now_ms};

    mailing_id(record->id, what, endpoint->name);
    record->made_ms = now_ms;
    oath_state(mailing->oath, endpoint->name, now_ms, &record->statement);
    message.size = render(record, endpoint, mailing->config->clinic_name, mailing->body, sizeof mailing->body);
    if (message.size == 0) { /* for want of memory: the transaction fails, and is begun again */
        log_error("report %s cannot be written: give this machine more memory", record->id);
        return STORE_FAILED;
    }
    return store_add_message(mailing->store, &message, now_ms);
}

/* ---- cases ------------------------------------------------------------------------------------- */

struct earlier {
    const char *case_id, *id, *endpoint;
    size_t count;
    char ids[SUPERSEDED_MAX][REPORT_ID_SIZE];
};

static bool take_earlier(void *data, const struct store_report *report)
{
    struct earlier *earlier = data;

    if (strcmp(report->case_id, earlier->case_id) == 0 && strcmp(report->endpoint, earlier->endpoint) == 0 &&
        strcmp(report->id, earlier->id) != 0)
        text_copy(earlier->ids[earlier->count++], REPORT_ID_SIZE, report->id);
    return earlier->count < SUPERSEDED_MAX;
}

static enum store_result note_superseded(struct mailing *mailing, const char *id, const char *words, int64_t now_ms)
{
    struct wire_result none = {.retry_after_s = -1};

    text_copy(none.id, sizeof none.id, id);
    return store_note_attempt(mailing->store, &none, REPORT_SUPERSEDED, now_ms, words, now_ms);
}

/* What waits says less than the message `id`, which was just put there. */
static enum store_result supersede(struct mailing *mailing, const char *case_id, const char *id, const char *endpoint,
                                   int64_t now_ms)
{
    struct earlier earlier = {.case_id = case_id, .id = id, .endpoint = endpoint};
    enum store_result result = store_pending(mailing->store, take_earlier, &earlier);
    char words[REPORT_ID_SIZE + 32];

    text_format(words, sizeof words, "superseded by %s", id);
    for (size_t i = 0; i < earlier.count && result == STORE_OK; i++)
        result = note_superseded(mailing, earlier.ids[i], words, now_ms);
    return result;
}

static enum store_result put_case(struct mailing *mailing, const struct config_endpoint *endpoint, int64_t now_ms)
{
    const struct case_report *report = mailing->record.report;
    char what[REPORT_ID_SIZE];
    enum store_result result;

    text_format(what, sizeof what, "%s-v%u", report->id, report->version);
    result = put(mailing, endpoint, what, report->id, now_ms);
    if (result == STORE_OK)
        result = supersede(mailing, report->id, mailing->record.id, endpoint->name, now_ms);
    return result == STORE_ALREADY ? STORE_OK : result;
}

enum store_result mailing_case(struct mailing *mailing, const struct case_report *report, enum record_kind kind,
                               enum decision_verb verb, int64_t now_ms)
{
    enum store_result result;

    mailing->record = (struct report_record){.kind = kind, .verb = verb};
    see_case(mailing, report);
    result = see_clocks(mailing, report->id);
    for (unsigned i = 0; i < mailing->config->endpoint_count && result == STORE_OK; i++)
        if (hears(mailing, &mailing->config->endpoints[i], report->severity))
            result = put_case(mailing, &mailing->config->endpoints[i], now_ms);
    return result;
}

enum store_result mailing_second(struct mailing *mailing, const struct case_report *report,
                                 const struct config_endpoint *endpoint, int64_t now_ms)
{
    enum store_result result;

    mailing->record = (struct report_record){.kind = report->version > 1 ? RECORD_GROWN : RECORD_RAISED};
    see_case(mailing, report);
    result = see_clocks(mailing, report->id);
    return result == STORE_OK ? put_case(mailing, endpoint, now_ms) : result;
}

bool mailing_reaches(const struct mailing *mailing, const char *endpoint)
{
    const struct config_endpoint *found = endpoint_named(mailing, endpoint);

    return found && mailing->is_usable[found - mailing->config->endpoints];
}

enum store_result mailing_readdress(struct mailing *mailing, const struct store_report *message,
                                    const struct case_report *report, int64_t now_ms)
{
    enum store_result result = STORE_OK;

    if (!is_anybody_told(mailing))
        return STORE_OK;
    if (report)
        result = mailing_case(mailing, report, report->version > 1 ? RECORD_GROWN : RECORD_RAISED, 0, now_ms);
    if (result == STORE_OK)
        result =
            note_superseded(mailing, message->id, "its endpoint is configured no more: the others were told", now_ms);
    return result == STORE_ALREADY ? STORE_OK : result;
}

/* ---- what became of it so far ------------------------------------------------------------------- */

static bool see_acknowledgement(void *data, const struct decision *decision)
{
    int64_t *acknowledged_ms = data;

    if (*acknowledged_ms == 0)
        *acknowledged_ms = decision->decided_ms;
    return true;
}

static enum store_result see_clocks(struct mailing *mailing, const char *case_id)
{
    struct record_clocks *clocks = &mailing->record.clocks;
    struct store_report earlier[CASE_MESSAGES];
    size_t count = 0;
    enum store_result result = store_case_reports(mailing->store, case_id, earlier, CASE_MESSAGES, &count);

    for (size_t i = 0; i < count && result == STORE_OK; i++)
        if (earlier[i].delivered_ms && (!clocks->delivered_ms || earlier[i].delivered_ms < clocks->delivered_ms))
            clocks->delivered_ms = earlier[i].delivered_ms;
    if (result == STORE_OK)
        result = store_decisions(mailing->store, case_id, see_acknowledgement, &clocks->acknowledged_ms);
    return result;
}

/* An endpoint that has not taken the case itself is not reminded of it. */
static bool has_accepted(const struct store_report *messages, size_t count, const char *endpoint)
{
    for (size_t i = 0; i < count; i++)
        if (messages[i].delivered_ms && strcmp(messages[i].endpoint, endpoint) == 0)
            return true;
    return false;
}

enum store_result mailing_reminder(struct mailing *mailing, const struct case_report *report, unsigned reminder,
                                   int64_t now_ms)
{
    struct store_report earlier[CASE_MESSAGES];
    char what[REPORT_ID_SIZE];
    size_t count = 0;
    enum store_result result = store_case_reports(mailing->store, report->id, earlier, CASE_MESSAGES, &count);

    mailing->record = (struct report_record){.kind = RECORD_REMINDER, .reminder = reminder};
    see_case(mailing, report);
    if (result == STORE_OK)
        result = see_clocks(mailing, report->id);
    text_format(what, sizeof what, "%s-r%u", report->id, reminder);
    for (unsigned i = 0; i < mailing->config->endpoint_count && result == STORE_OK; i++) {
        const struct config_endpoint *endpoint = &mailing->config->endpoints[i];

        if (mailing->is_usable[i] && has_accepted(earlier, count, endpoint->name))
            result = put(mailing, endpoint, what, report->id, now_ms);
        if (result == STORE_ALREADY)
            result = STORE_OK;
    }
    return result;
}

/* ---- what is of no case ------------------------------------------------------------------------- */

enum store_result mailing_minimal(struct mailing *mailing, const struct store_report *full, const void *body,
                                  int64_t now_ms)
{
    const struct config_endpoint *endpoint = endpoint_named(mailing, full->endpoint);
    size_t length = strcspn(full->id, "_"), tail = strlen(MINIMAL_ENDING);
    char what[REPORT_ID_SIZE];
    uint8_t hash[CRYPTO_HASH_SIZE];
    enum store_result result;

    if (!endpoint || (length >= tail && strncmp(full->id + length - tail, MINIMAL_ENDING, tail) == 0) ||
        !text_format(what, sizeof what, "%.*s" MINIMAL_ENDING, (int)length, full->id))
        return STORE_OK;
    mailing->record = (struct report_record){.kind = RECORD_MINIMAL, .severity = full->severity};
    crypto_sha256(hash, body, full->size);
    text_hex(mailing->record.full_sha256, hash, sizeof hash);
    text_copy(mailing->record.full_id, sizeof mailing->record.full_id, full->id);
    result = put(mailing, endpoint, what, full->case_id, now_ms);
    return result == STORE_ALREADY ? STORE_OK : result;
}

enum store_result mailing_selftest(struct mailing *mailing, const char *what, int64_t now_ms)
{
    enum store_result result = STORE_OK;

    mailing->record = (struct report_record){.kind = RECORD_SELFTEST, .severity = 1};
    for (unsigned i = 0; i < mailing->config->endpoint_count && result == STORE_OK; i++)
        if (hears(mailing, &mailing->config->endpoints[i], 5))
            result = put(mailing, &mailing->config->endpoints[i], what, "", now_ms);
    return result;
}
