/* Answers to people: cases, machines, acknowledgements. Owns the members of these rows, which scripts read. Must not
 * own: the socket (control.c). In: a question. Out: rows of JSON. */
#include "receiver_answer.h"

#include <inttypes.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_told.h"
#include "agent/base/log.h"
#include "agent/base/public_key.h"
#include "agent/base/text.h"

#include "receiver_private.h"

enum { GOOD = 0, FINDING = 1, USAGE = 2, CANNOT = 3, ROW_SIZE = 4096 };

struct answering {
    struct receiver *receiver;
    struct control *control;
    char last[WITNESS_SAYS];
    unsigned found;
    struct shelf_case one;
};

static const char *time_or_not(char *to, int64_t time_ms)
{
    return time_ms > 0 ? clock_text(to, time_ms) : "";
}

static bool send_row(const struct answering *answering, const char *const *pairs)
{
    char row[ROW_SIZE];
    size_t length = json_told_line(row, sizeof row, pairs);

    return length > 0 && control_row(answering->control, row, length);
}

static bool send_case(void *data, const struct shelf_case *one)
{
    const struct told *told = &one->told;
    char reference[32], version[16], severity[16];
    char raised[CLOCK_TEXT_SIZE], by[CLOCK_TEXT_SIZE], received[CLOCK_TEXT_SIZE], acknowledged[CLOCK_TEXT_SIZE];
    const char *const pairs[] = {"reference",
                                 reference,
                                 "case",
                                 told->id,
                                 "machine",
                                 one->machine_name,
                                 "version",
                                 version,
                                 "class",
                                 told->class,
                                 "severity",
                                 told->severity ? severity : "",
                                 "state",
                                 told->state,
                                 "says",
                                 told->says,
                                 "raised",
                                 time_or_not(raised, told->raised_ms),
                                 "report_by",
                                 time_or_not(by, told->report_by_ms),
                                 "received",
                                 time_or_not(received, one->received_ms),
                                 "acknowledged",
                                 time_or_not(acknowledged, one->acknowledged_ms),
                                 "by",
                                 one->acknowledged_by,
                                 NULL};

    text_format(reference, sizeof reference, "R-%" PRId64, one->n);
    text_format(version, sizeof version, "%u", told->version);
    text_format(severity, sizeof severity, "%u", told->severity);
    return send_row(data, pairs);
}

/* ---- machines -------------------------------------------------------------------------------- */

static void keep_finding(void *data, enum witness_kind kind, const char *says, int64_t told_ms)
{
    struct answering *answering = data;

    (void)kind;
    (void)told_ms;
    text_copy(answering->last, sizeof answering->last, says);
}

/* Called when no statement of the shelf runs: it asks for the findings itself. */
static bool send_machine(struct answering *answering, size_t which)
{
    const struct roster *known = &answering->receiver->known;
    struct shelf_machine machine = {0};
    char heard[CLOCK_TEXT_SIZE], anchor[24] = "", findings[24] = "0", fingerprint[FINGERPRINT_SIZE];
    const char *const pairs[] = {"machine",
                                 known->names[which],
                                 "fingerprint",
                                 public_key_fingerprint(fingerprint, known->keys[which]),
                                 "heard",
                                 heard,
                                 "state",
                                 NULL,
                                 "anchor",
                                 anchor,
                                 "findings",
                                 findings,
                                 "last_finding",
                                 answering->last,
                                 NULL};
    const char *row[sizeof pairs / sizeof pairs[0]];
    bool is_heard = shelf_machine(answering->receiver->shelf, known->keys[which], &machine) == SHELF_OK;

    memcpy(row, pairs, sizeof pairs);
    answering->last[0] = '\0';
    clock_text(heard, machine.heard_ms);
    if (!is_heard || machine.heard_ms == 0)
        text_copy(heard, sizeof heard, "never");
    if (is_heard)
        shelf_findings(answering->receiver->shelf, machine.n, keep_finding, answering);
    if (machine.has_last)
        text_format(anchor, sizeof anchor, "%" PRIu64, machine.last.seq);
    text_format(findings, sizeof findings, "%" PRIu64, machine.findings);
    row[7] = !is_heard ? "" : !machine.is_silent ? "speaks" : machine.last.is_ending ? "stopped" : "silent";
    return send_row(answering, row);
}

static int send_machines(struct answering *answering)
{
    for (size_t i = 0; i < answering->receiver->known.count; i++)
        if (!send_machine(answering, i))
            return CANNOT;
    return GOOD;
}

/* ---- acknowledging --------------------------------------------------------------------------- */

static bool find_one(void *data, const struct shelf_case *one)
{
    struct answering *answering = data;

    answering->one = *one;
    return ++answering->found < 2;
}

/* "R-12" or the id that its machine gave it. */
static int find_case(struct answering *answering, const char *what, char *why, size_t size)
{
    struct shelf *shelf = answering->receiver->shelf;
    enum shelf_result result;
    int64_t n;

    if (strncmp(what, "R-", 2) == 0 && text_number(what + 2, 1, INT64_MAX, &n)) {
        result = shelf_case(shelf, n, &answering->one);
        answering->found = result == SHELF_OK;
    } else {
        result = shelf_cases(shelf, what, find_one, answering);
    }
    if (result > SHELF_ALREADY)
        text_copy(why, size, shelf_error(shelf));
    else if (answering->found == 0)
        text_format(why, size, "there is no case '%s': confide-receive --list names them", what);
    else if (answering->found > 1)
        text_format(why, size, "several machines have a case '%s': name it by its reference, R-...", what);
    return result > SHELF_ALREADY ? CANNOT : answering->found == 1 ? GOOD : USAGE;
}

static int acknowledge(struct answering *answering, const struct control_ask *ask, char *why, size_t size)
{
    struct shelf *shelf = answering->receiver->shelf;
    char shown[256];
    int code = find_case(answering, ask->what, why, size);
    enum shelf_result result;

    if (code != GOOD)
        return code;
    result = shelf_case_acknowledge(shelf, answering->one.n, ask->by, clock_now_ms());
    if (result == SHELF_ALREADY) {
        text_format(why, size, "R-%" PRId64 " was acknowledged before, by %s", answering->one.n,
                    answering->one.acknowledged_by);
        return FINDING;
    }
    if (result != SHELF_OK) {
        receiver_fail(answering->receiver, result);
        text_copy(why, size, shelf_error(shelf));
        return CANNOT;
    }
    log_info("R-%" PRId64 " (%s) was acknowledged by %s", answering->one.n, answering->one.told.id,
             text_escape(shown, sizeof shown, ask->by));
    return shelf_case(shelf, answering->one.n, &answering->one) == SHELF_OK && send_case(answering, &answering->one)
               ? GOOD
               : CANNOT;
}

int receiver_answer(void *data, const struct control_ask *ask, struct control *control, char *why, size_t size)
{
    struct answering answering = {.receiver = data, .control = control};

    switch (ask->verb) {
    case CONTROL_LIST:
        return shelf_cases(answering.receiver->shelf, NULL, send_case, &answering) == SHELF_OK ? GOOD : CANNOT;
    case CONTROL_MACHINES:
        return send_machines(&answering);
    case CONTROL_ACKNOWLEDGE:
        return acknowledge(&answering, ask, why, size);
    default:
        text_format(why, size, "this question is not known here: is another version running?");
        return USAGE;
    }
}
