/* Makes messages. Owns whom a record goes to, under which id, and what it supersedes. Must not own: how it is written
 * (agent/report), when it is sent (dispatch.c). In: a case. Out: messages in the store. */
#include "mailing.h"
#include "mailing_tell.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/report/render.h"

#include "audience.h"
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
    struct audience audience;
    struct report_record record;
    struct course course; /* of the record's case */
    char body[RENDER_SIZE];
};

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
    if (audience_open(&mailing->audience, config, store))
        return mailing;
    free(mailing);
    return NULL;
}

void mailing_close(struct mailing *mailing)
{
    free(mailing);
}

void mailing_id(char id[REPORT_ID_SIZE], const char *what, const char *endpoint)
{
    text_format(id, REPORT_ID_SIZE, "%s%s%s", what, endpoint[0] ? "_" : "", endpoint);
}

const char *mailing_first(const struct mailing *mailing)
{
    return audience_first(&mailing->audience);
}

bool mailing_reaches(const struct mailing *mailing, const char *endpoint)
{
    const struct config_endpoint *found = audience_named(&mailing->audience, endpoint);

    return found && mailing->audience.is_usable[found - mailing->config->endpoints];
}

bool mailing_fits(const struct mailing *mailing, const struct store_report *message)
{
    return audience_fits(&mailing->audience, message->endpoint, message->seq);
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
    const struct config_endpoint *endpoint = audience_addressee(&mailing->audience, to);
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
    return mailing->audience.is_usable[number] && mailing->course.accepted[number];
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
        if (audience_hears(&mailing->audience, &mailing->config->endpoints[i], report->severity) ||
            hears_on(mailing, i))
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

/* Its endpoint is written to in another form now: the case as it is now, in that form. The id differs from what was
 * sent before: by the entry after which that form holds. */
static enum store_result put_anew(struct mailing *mailing, const struct config_endpoint *endpoint,
                                  const struct case_report *report, int64_t now_ms)
{
    char what[REPORT_ID_SIZE];
    enum store_result result;

    mailing->record = (struct report_record){.kind = report->version > 1 ? RECORD_GROWN : RECORD_RAISED};
    result = see_case(mailing, report);
    text_format(what, sizeof what, "%s-v%u-f%" PRIu64, report->id, report->version,
                mailing->audience.since[endpoint - mailing->config->endpoints]);
    if (result == STORE_OK)
        result = put(mailing, endpoint, what, report->id, now_ms);
    return result == STORE_OK ? supersede(mailing, endpoint->name, now_ms) : result;
}

enum store_result mailing_readdress(struct mailing *mailing, const struct store_report *message,
                                    const struct case_report *report, int64_t now_ms)
{
    bool is_there = mailing_reaches(mailing, message->endpoint), is_lost = message->case_id[0] && !report;
    enum store_result result = STORE_OK;

    if (is_lost || (!is_there && audience_is_empty(&mailing->audience)))
        return STORE_OK; /* it waits on */
    if (report && is_there)
        result = put_anew(mailing, audience_named(&mailing->audience, message->endpoint), report, now_ms);
    else if (report)
        result = mailing_case(mailing, report, report->version > 1 ? RECORD_GROWN : RECORD_RAISED, 0, now_ms);
    if (result == STORE_OK)
        result = note_superseded(mailing, message->id,
                                 is_there ? "its endpoint is written to in another form now: it goes in that"
                                          : "its endpoint is configured no more: who hears of it now was told",
                                 now_ms);
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
    const struct config_endpoint *endpoint = audience_named(&mailing->audience, full->endpoint);
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
        if (mailing->audience.is_usable[i] || audience_hears(&mailing->audience, &mailing->config->endpoints[i], 5))
            result = put(mailing, &mailing->config->endpoints[i], what, "", now_ms);
    return result;
}
