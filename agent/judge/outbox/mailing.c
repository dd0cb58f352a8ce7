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

enum { WAITING_MAX = 64 };

#define MINIMAL_ENDING "-min"

/* What became of a case's messages so far. */
struct course {
    const struct config *config;
    int64_t delivered_ms;            /* when an endpoint first accepted one, 0 = none did */
    bool accepted[CONFIG_ENDPOINTS]; /* that endpoint did */
    size_t waiting;
    struct {
        char id[REPORT_ID_SIZE], endpoint[WIRE_NAME];
    } waits[WAITING_MAX];
};

struct mailing {
    const struct config *config;
    struct store *store;
    const struct context *context;
    struct oath *oath;
    bool is_usable[CONFIG_ENDPOINTS]; /* it has an address, and a message can be written for it */
    struct report_record record;
    struct course course; /* of the record's case */
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
                             struct oath *oath)
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

/* Where the only endpoint there is cannot be written to, what is owed to it is kept in the plain form, under a name
 * that no section can have: when that endpoint was mended, whoever hears then is told (mailing_readdress). */
static const struct config_endpoint *addressee(const struct mailing *mailing, const struct config_endpoint *endpoint)
{
    static const struct config_endpoint nobody = {.name = "NOBODY"};

    return endpoint->url[0] && !mailing->is_usable[endpoint - mailing->config->endpoints] ? &nobody : endpoint;
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
            return addressee(mailing, &mailing->config->endpoints[i])->name;
    return "";
}

/* ---- what -------------------------------------------------------------------------------------- */

static bool see_message(void *data, const struct store_report *message)
{
    struct course *course = data;

    for (unsigned i = 0; i < course->config->endpoint_count; i++)
        if (message->delivered_ms && strcmp(course->config->endpoints[i].name, message->endpoint) == 0)
            course->accepted[i] = true;
    if (message->delivered_ms && (!course->delivered_ms || message->delivered_ms < course->delivered_ms))
        course->delivered_ms = message->delivered_ms;
    if (message->state == REPORT_PENDING && course->waiting < WAITING_MAX) {
        text_copy(course->waits[course->waiting].id, REPORT_ID_SIZE, message->id);
        text_copy(course->waits[course->waiting++].endpoint, WIRE_NAME, message->endpoint);
    }
    return true;
}

static bool see_answer(void *data, const struct decision *decision)
{
    int64_t *acknowledged_ms = data;

    *acknowledged_ms = decision->decided_ms;
    return false;
}

/* What is known of a case goes into the record, and what became of it so far into the course. */
static enum store_result see_case(struct mailing *mailing, const struct case_report *report)
{
    struct report_record *record = &mailing->record;
    const struct skeleton_facts facts =
        facts_of(mailing->config, mailing->context, mailing->oath, mailing->store, report);
    enum store_result result;

    mailing->course = (struct course){.config = mailing->config};
    result = store_case_messages(mailing->store, report->id, see_message, &mailing->course);
    record->report = report;
    record->severity = report->severity;
    record->clocks = (struct record_clocks){.first_ms = report->first_ms,
                                            .last_ms = report->last_ms,
                                            .raised_ms = report->raised_ms,
                                            .delivered_ms = mailing->course.delivered_ms,
                                            .report_by_ms = report->raised_ms + RECORD_REPORT_BY_MS};
    skeleton_make(&record->skeleton, report, &facts);
    if (result == STORE_OK)
        result = store_decisions(mailing->store, report->id, see_answer, &record->clocks.acknowledged_ms);
    return result;
}

static enum store_result put(struct mailing *mailing, const struct config_endpoint *to, const char *what,
                             const char *case_id, int64_t now_ms)
{
    const struct config_endpoint *endpoint = addressee(mailing, to);
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

/* Who was told of the case hears how it ends, also one who stood in, or hears of graver ones alone. */
static bool hears_on(const struct mailing *mailing, unsigned number)
{
    return mailing->is_usable[number] && mailing->course.accepted[number];
}

/* ---- cases ------------------------------------------------------------------------------------- */

static enum store_result note_superseded(struct mailing *mailing, const char *id, const char *words, int64_t now_ms)
{
    struct wire_result none = {.retry_after_s = -1};

    text_copy(none.id, sizeof none.id, id);
    return store_note_attempt(mailing->store, &none, REPORT_SUPERSEDED, now_ms, words, now_ms);
}

/* What waited for the endpoint says less than the message that was just put there. */
static enum store_result supersede(struct mailing *mailing, const char *endpoint, int64_t now_ms)
{
    const struct course *course = &mailing->course;
    enum store_result result = STORE_OK;
    char words[REPORT_ID_SIZE + 32];

    text_format(words, sizeof words, "superseded by %s", mailing->record.id);
    for (size_t i = 0; i < course->waiting && result == STORE_OK; i++)
        if (strcmp(course->waits[i].endpoint, endpoint) == 0)
            result = note_superseded(mailing, course->waits[i].id, words, now_ms);
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
        result = supersede(mailing, endpoint->name, now_ms);
    return result == STORE_ALREADY ? STORE_OK : result;
}

enum store_result mailing_case(struct mailing *mailing, const struct case_report *report, enum record_kind kind,
                               enum decision_verb verb, int64_t now_ms)
{
    enum store_result result;

    mailing->record = (struct report_record){.kind = kind, .verb = verb};
    result = see_case(mailing, report);
    for (unsigned i = 0; i < mailing->config->endpoint_count && result == STORE_OK; i++)
        if (hears(mailing, &mailing->config->endpoints[i], report->severity) || hears_on(mailing, i))
            result = put_case(mailing, &mailing->config->endpoints[i], now_ms);
    return result;
}

enum store_result mailing_second(struct mailing *mailing, const struct case_report *report,
                                 const struct config_endpoint *endpoint, int64_t now_ms)
{
    enum store_result result;

    mailing->record = (struct report_record){.kind = report->version > 1 ? RECORD_GROWN : RECORD_RAISED};
    result = see_case(mailing, report);
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
        result = note_superseded(mailing, message->id,
                                 "its endpoint is configured no more: who hears of it now was told", now_ms);
    return result == STORE_ALREADY ? STORE_OK : result;
}

enum store_result mailing_reminder(struct mailing *mailing, const struct case_report *report, unsigned reminder,
                                   int64_t now_ms)
{
    char what[REPORT_ID_SIZE];
    enum store_result result;

    mailing->record = (struct report_record){.kind = RECORD_REMINDER, .reminder = reminder};
    result = see_case(mailing, report);
    text_format(what, sizeof what, "%s-r%u", report->id, reminder);
    for (unsigned i = 0; i < mailing->config->endpoint_count && result == STORE_OK; i++) {
        if (hears_on(mailing, i)) /* who has not taken the case itself is not reminded of it */
            result = put(mailing, &mailing->config->endpoints[i], what, report->id, now_ms);
        if (result == STORE_ALREADY)
            result = STORE_OK;
    }
    return result;
}

/* ---- what is of no case ------------------------------------------------------------------------- */

static bool is_minimal(const char *id)
{
    size_t length = strcspn(id, "_"), tail = strlen(MINIMAL_ENDING);

    return length >= tail && strncmp(id + length - tail, MINIMAL_ENDING, tail) == 0;
}

bool mailing_can_shrink(const struct store_report *message)
{
    return message->case_id[0] && !is_minimal(message->id);
}

enum store_result mailing_minimal(struct mailing *mailing, const struct store_report *full, const void *body,
                                  int64_t now_ms)
{
    const struct config_endpoint *endpoint = endpoint_named(mailing, full->endpoint);
    char what[REPORT_ID_SIZE];
    uint8_t hash[CRYPTO_HASH_SIZE];
    enum store_result result;

    if (!endpoint || !mailing_can_shrink(full) ||
        !text_format(what, sizeof what, "%.*s" MINIMAL_ENDING, (int)strcspn(full->id, "_"), full->id))
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
        if (mailing->is_usable[i] || hears(mailing, &mailing->config->endpoints[i], 5))
            result = put(mailing, &mailing->config->endpoints[i], what, "", now_ms);
    return result;
}
