/* Drives a store for the system tests: drivers/store DIR MAX_MIB BALLAST_MIB DEED...
 *
 *   store,FIRST,COUNT,BATCH  events FIRST .. FIRST+COUNT-1, BATCH a transaction; says "acknowledged N" after each
 *   report                   a pending report
 *   note,COUNT               COUNT attempts to deliver it, one transaction each
 *   check,COUNT              the events 0 .. COUNT-1 are there, once each, and the history is good
 *   post,COUNT               COUNT messages, a transaction each, with a turn and an anchor; says "posted N" after each
 *   purge,MOST               erases all events there are, MOST at a time; says "erased N" after each
 *   walk,MOST                goes through the history once as a running agent does, MOST entries at a time
 *   held,EVENTS,POSTED,ERASED  of so many each is there or was erased, and the history is good
 *
 * Exit 0; 4 when the store is full; 5 when it failed: its line on standard error; 6 when a check fails. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/store/store.h"
#include "agent/judge/store/store_post.h"
#include "agent/judge/store/store_purge.h"
#include "agent/judge/store/store_read.h"
#include "agent/judge/store/store_write.h"
#include "agent/judge/store/verify.h"

enum { DEEDS_MAX = 3, EXIT_FULL = 4, EXIT_FAILED = 5, EXIT_CHECK = 6 };

static const int64_t now_ms = 1764000000000;

static void make_event(struct event *event, int64_t n)
{
    *event = (struct event){.time_ms = now_ms + n,
                            .count = 1,
                            .kind = EVENT_ACCESS,
                            .action = ACTION_READ,
                            .source = SOURCE_FILE,
                            .outcome = OUTCOME_OK};
    text_format((char *)event->id, sizeof event->id, "event-%lld", (long long)n);
    text_format(event->login, sizeof event->login, "asmith");
    text_format(event->patient, sizeof event->patient, "NHS%07lld", (long long)n);
    text_format(event->object, sizeof event->object, "/srv/records/NHS%07lld/letter.txt", (long long)n);
}

static int fail(struct store *store, enum store_result result)
{
    fprintf(stderr, "%s\n", store_error(store));
    store_undo(store);
    return result == STORE_FULL ? EXIT_FULL : EXIT_FAILED;
}

static int store_events_from(struct store *store, int64_t first, int64_t count, int64_t batch)
{
    enum store_result result = STORE_OK;
    struct event event;

    for (int64_t next = first; next < first + count;) {
        int64_t end = next + batch < first + count ? next + batch : first + count;

        result = store_begin(store);
        for (; next < end && result == STORE_OK; next++) {
            make_event(&event, next);
            result = store_add_event(store, &event, now_ms);
            if (result == STORE_ALREADY)
                result = STORE_OK;
        }
        if (result == STORE_OK)
            result = store_commit(store);
        if (result != STORE_OK)
            return fail(store, result);
        printf("acknowledged %lld\n", (long long)next);
        fflush(stdout);
    }
    return 0;
}

static int add_report(struct store *store)
{
    const struct store_message message = {
        .id = "R-1", .case_id = "", .endpoint = "", .severity = 3, .body = "{}", .size = 2, .due_ms = now_ms};
    enum store_result result = store_begin(store);

    if (result == STORE_OK)
        result = store_add_message(store, &message, now_ms);
    if (result == STORE_OK || result == STORE_ALREADY)
        result = store_commit(store);
    return result == STORE_OK ? 0 : fail(store, result);
}

static int note_attempts(struct store *store, int64_t count)
{
    struct wire_result attempt = {.id = "R-1", .status = 503, .retry_after_s = -1};
    enum store_result result = STORE_OK;

    for (int64_t i = 0; i < count; i++) {
        result = store_begin(store);
        if (result == STORE_OK)
            result = store_note_attempt(store, &attempt, REPORT_PENDING, now_ms, "HTTP 503: try later", now_ms);
        if (result == STORE_OK)
            result = store_commit(store);
        if (result != STORE_OK)
            return fail(store, result);
    }
    printf("noted %lld\n", (long long)count);
    return 0;
}

struct tally {
    uint8_t *seen; /* how often each of the `count` events is there */
    int64_t count, strange;
};

static bool tally_event(void *data, const struct event *event)
{
    struct tally *tally = data;
    char id[EVENT_ID_SIZE + 1];
    int64_t n;

    text_format(id, sizeof id, "%.*s", EVENT_ID_SIZE, (const char *)event->id);
    if (strncmp(id, "event-", 6) != 0 || !text_number(id + 6, 0, INT32_MAX, &n))
        tally->strange++;
    else if (n < tally->count)
        tally->seen[n]++;
    return true;
}

static int check(struct store *store, int64_t count)
{
    struct tally tally = {.seen = calloc((size_t)count + 1, 1), .count = count};
    struct verify_outcome outcome;
    int64_t missing = 0;

    if (!tally.seen || verify_store(store, NULL, NULL, &outcome) != STORE_OK ||
        store_events(store, 0, UINT32_MAX, tally_event, &tally) != STORE_OK) {
        free(tally.seen);
        return fail(store, STORE_FAILED);
    }
    for (int64_t n = 0; n < count; n++)
        missing += tally.seen[n] != 1;
    free(tally.seen);
    printf("%s: %llu events, of %lld acknowledged ones %lld are not there once, %lld are strange%s%s\n",
           outcome.good ? "good" : "altered", (unsigned long long)outcome.events, (long long)count, (long long)missing,
           (long long)tally.strange, *outcome.words ? ", " : "", outcome.words);
    return outcome.good && missing == 0 && tally.strange == 0 ? 0 : EXIT_CHECK;
}

/* ---- messages, purges ---- */

static const char *const words = "{\"a message\": \"of some length, so that it fills its part of a page\"}";

static enum store_result post_one(struct store *store, int64_t n)
{
    struct wire_result turn = {.status = 503, .retry_after_s = -1};
    struct store_message message = {
        .id = turn.id, .case_id = "", .endpoint = "it", .severity = 3, .body = words, .due_ms = now_ms};
    enum store_result result = store_begin(store);

    text_format(turn.id, sizeof turn.id, "M-%lld", (long long)n);
    message.size = strlen(words);
    if (result == STORE_OK)
        result = store_add_message(store, &message, now_ms);
    if (result == STORE_OK)
        result = store_note_attempt(store, &turn, REPORT_PENDING, now_ms, "HTTP 503", now_ms);
    if (result == STORE_OK)
        result = store_set_anchor(store, "it", (uint64_t)n + 1, now_ms);
    if (result == STORE_OK)
        return store_commit(store);
    store_undo(store);
    return result == STORE_ALREADY ? STORE_OK : result;
}

static int post(struct store *store, int64_t count)
{
    for (int64_t n = 0; n < count; n++) {
        enum store_result result = post_one(store, n);

        if (result != STORE_OK)
            return fail(store, result);
        printf("posted %lld\n", (long long)n + 1);
        fflush(stdout);
    }
    return 0;
}

static int purge(struct store *store, int64_t most)
{
    const struct store_periods periods = {.events = 1};
    unsigned erased = 0;
    int64_t all = 0;

    do {
        enum store_result result = store_purge(store, &periods, now_ms + 2 * 86400000LL, (unsigned)most, &erased);

        if (result != STORE_OK)
            return fail(store, result);
        all += erased;
        printf("erased %lld\n", (long long)all);
        fflush(stdout);
    } while (erased >= most);
    return 0;
}

static int walk(struct store *store, int64_t most)
{
    struct verify_place place = {0};
    struct verify_outcome outcome;

    do {
        if (verify_some(store, &place, (unsigned)most, &outcome) != STORE_OK)
            return fail(store, STORE_FAILED);
    } while (outcome.good && place.seq > 0);
    printf("walk: %s%s\n", outcome.good ? "good" : "altered: ", outcome.words);
    return outcome.good ? 0 : EXIT_CHECK;
}

static bool has_message(struct store *store, int64_t n)
{
    char id[REPORT_ID_SIZE], body[256];
    struct store_report report;

    return text_format(id, sizeof id, "M-%lld", (long long)n) &&
           store_message(store, id, &report, body, sizeof body) == STORE_OK && report.state == REPORT_PENDING &&
           report.attempts == 1 && report.size == strlen(words) && memcmp(body, words, report.size) == 0;
}

static int held(struct store *store, int64_t events, int64_t posted, int64_t erased)
{
    struct verify_outcome outcome;
    uint64_t seq = 0, purged = 0;
    int64_t missing = 0, told_ms;

    if (verify_store(store, NULL, NULL, &outcome) != STORE_OK ||
        store_anchor(store, "it", &seq, &told_ms) != STORE_OK || store_purged(store, &purged) != STORE_OK)
        return fail(store, STORE_FAILED);
    for (int64_t n = 0; n < posted; n++)
        missing += !has_message(store, n);
    missing += seq < (uint64_t)posted || purged < (uint64_t)erased || purged != outcome.purged ||
               outcome.events + outcome.purged < (uint64_t)events;
    printf("%s: %llu events, %llu erased, %llu messages, %lld things missing%s%s\n", outcome.good ? "good" : "altered",
           (unsigned long long)outcome.events, (unsigned long long)outcome.purged, (unsigned long long)outcome.reports,
           (long long)missing, *outcome.words ? ", " : "", outcome.words);
    return outcome.good && missing == 0 ? 0 : EXIT_CHECK;
}

/* ---- */

/* "verb,number,..." into a verb and up to three numbers, 0 where there is none. */
static bool read_deed(const char *text, char verb[16], int64_t numbers[DEEDS_MAX])
{
    size_t length = strcspn(text, ",");
    char number[24];
    bool is_good = length > 0 && length < 16 && text_format(verb, 16, "%.*s", (int)length, text);

    for (int i = 0; i < DEEDS_MAX; i++) {
        numbers[i] = 0;
        text += length;
        if (*text != ',')
            continue;
        length = strcspn(++text, ",");
        is_good = is_good && text_format(number, sizeof number, "%.*s", (int)length, text) &&
                  text_number(number, 0, INT32_MAX, &numbers[i]);
    }
    return is_good;
}

static int run_deed(struct store *store, const char *text)
{
    int64_t numbers[DEEDS_MAX];
    char verb[16];

    if (!read_deed(text, verb, numbers))
        return 2;
    if (strcmp(verb, "store") == 0 && numbers[2] > 0)
        return store_events_from(store, numbers[0], numbers[1], numbers[2]);
    if (strcmp(verb, "report") == 0)
        return add_report(store);
    if (strcmp(verb, "note") == 0)
        return note_attempts(store, numbers[0]);
    if (strcmp(verb, "check") == 0)
        return check(store, numbers[0]);
    if (strcmp(verb, "post") == 0)
        return post(store, numbers[0]);
    if (strcmp(verb, "purge") == 0 && numbers[0] > 0)
        return purge(store, numbers[0]);
    if (strcmp(verb, "walk") == 0)
        return walk(store, numbers[0]);
    if (strcmp(verb, "held") == 0)
        return held(store, numbers[0], numbers[1], numbers[2]);
    return 2;
}

int main(int argc, char **argv)
{
    struct store_limits limits;
    int64_t max_mib, ballast_mib;
    char error[512] = "";
    struct store *store;
    int code = 0;

    if (argc < 4 || !text_number(argv[2], 1, 100000, &max_mib) || !text_number(argv[3], 0, 1000, &ballast_mib) ||
        !crypto_start())
        return 2;
    limits = (struct store_limits){.max_mib = (unsigned)max_mib, .ballast_mib = (unsigned)ballast_mib};
    store = store_open(argv[1], &limits, error, sizeof error);
    if (!store) {
        fprintf(stderr, "%s\n", error);
        return EXIT_FAILED;
    }
    /* Each deed is done, also after one that failed: the first failure is the exit code. */
    for (int i = 4; i < argc; i++) {
        int result = run_deed(store, argv[i]);

        code = code ? code : result;
    }
    store_close(store);
    return code;
}
