/* The receiver: opening, and answering requests. Must not own: TLS (listener.c), rows (shelf*.c), what a statement
 * proves (witness.c), what one message changes (receiver_keep.c). In: requests. Out: answers, of which a 200 stands on
 * disk. */
#include "receiver.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_statement.h"
#include "agent/base/log.h"
#include "agent/base/public_key.h"
#include "agent/base/text.h"

#include "keyfile.h"
#include "receiver_private.h"

enum { RETRY_S = 60 };

/* ---- opening --------------------------------------------------------------------------------- */

static bool add_enrolled(void *data, const struct shelf_machine *machine)
{
    if (machine->is_enrolled)
        roster_add(data, machine->key, machine->name, true);
    return true;
}

/* What each has spent goes with its key to its new place. */
static void move_spent(struct receiver *receiver, const struct roster *roster)
{
    struct receiver_spent before[ROSTER_MAX];

    memcpy(before, receiver->spent, sizeof before);
    memset(receiver->spent, 0, sizeof receiver->spent);
    for (size_t i = 0; i < roster->count; i++) {
        long was = roster_find(&receiver->known, roster->keys[i]);

        if (was >= 0)
            receiver->spent[i] = before[was];
    }
}

/* The machines of the file, then those that were enrolled: an enrolled one that stands in the file too has its name
 * from there. */
static bool read_roster(struct receiver *receiver, char *error, size_t size)
{
    const char *file = receiver->settings.machines;
    struct roster *roster = calloc(1, sizeof *roster);
    bool good = roster && (file[0] == '\0' || keyfile_machines(roster, file, error, size));

    if (!roster)
        text_format(error, size, "out of memory");
    if (good && receiver->settings.enrol == ENROL_FIRST &&
        shelf_machines(receiver->shelf, add_enrolled, roster) != SHELF_OK) {
        text_copy(error, size, shelf_error(receiver->shelf));
        good = false;
    }
    if (good) {
        move_spent(receiver, roster);
        receiver->known = *roster;
    }
    free(roster);
    return good;
}

/* How long nobody listened: by the wall clock, for no other one goes on when a machine is off. */
static bool take_up_clock(struct receiver *receiver, char *error, size_t size)
{
    int64_t alive_ms = 0;

    if (shelf_self(receiver->shelf, &receiver->clock, &alive_ms) != SHELF_OK) {
        text_copy(error, size, shelf_error(receiver->shelf));
        return false;
    }
    silence_start(&receiver->clock, clock_now_ms() - alive_ms, receiver->settings.silence_ms);
    receiver->looked_ms = receiver->self_kept_ms = receiver->forgotten_ms = clock_monotonic_ms();
    return true;
}

struct receiver *receiver_open(const struct settings *settings, bool is_printed, char *error, size_t size)
{
    struct receiver *receiver = calloc(1, sizeof *receiver);

    if (!receiver) {
        text_format(error, size, "out of memory");
        return NULL;
    }
    receiver->settings = *settings;
    receiver->is_printed = is_printed;
    if ((settings->secret_file[0] == '\0' || keyfile_secret(&receiver->secret, settings->secret_file, error, size)) &&
        (receiver->shelf = shelf_open(settings->database, settings->max_mib, error, size)) &&
        read_roster(receiver, error, size) && take_up_clock(receiver, error, size)) {
        receiver_say(receiver);
        return receiver;
    }
    receiver_close(receiver);
    return NULL;
}

void receiver_close(struct receiver *receiver)
{
    if (!receiver)
        return;
    shelf_close(receiver->shelf);
    explicit_bzero(&receiver->secret, sizeof receiver->secret);
    free(receiver);
}

void receiver_reload(struct receiver *receiver)
{
    char error[SETTINGS_ERROR];

    if (read_roster(receiver, error, sizeof error))
        log_info("%s: %zu machines are known", receiver->settings.machines, receiver->known.count);
    else
        log_warning("%s; the machines that were known stay known", error);
}

void receiver_stop(struct receiver *receiver)
{
    receiver_look(receiver);
    receiver_fail(receiver, receiver_keep_clock(receiver));
}

const char *receiver_lost(const struct receiver *receiver)
{
    return receiver->is_lost ? shelf_error(receiver->shelf) : NULL;
}

void receiver_fail(struct receiver *receiver, enum shelf_result result)
{
    receiver->is_lost = receiver->is_lost || result == SHELF_LOST;
}

/* ---- answers --------------------------------------------------------------------------------- */

static void refuse(struct listener_answer *answer, unsigned status, const char *why)
{
    answer->status = status;
    answer->retry_after_s = status == 503 ? RETRY_S : 0;
    text_format(answer->body, sizeof answer->body, "{\"error\":\"%s\"}", why);
}

static void accept_message(struct listener_answer *answer, const struct receiver_message *message, const char *state)
{
    char anchor[48] = "", reference[48] = "";

    if (message->anchor > 0)
        text_format(anchor, sizeof anchor, "\"anchor\":%" PRIu64 ",", message->anchor);
    if (message->incident > 0)
        text_format(reference, sizeof reference, "\"reference\":\"R-%" PRId64 "\",", message->incident);
    answer->status = 200;
    text_format(answer->body, sizeof answer->body, "{%s%s\"state\":\"%s\"}", anchor, reference,
                message->is_acknowledged ? "acknowledged" : state);
}

static void keep(struct receiver *receiver, struct receiver_message *message, const char *from,
                 struct listener_answer *answer)
{
    const char *name = receiver->known.names[message->which];
    char about[256];

    switch (receiver_keep(receiver, message)) {
    case KEPT_NEW:
        accept_message(answer, message, "received");
        break;
    case KEPT_ALREADY:
        accept_message(answer, message, "already");
        break;
    case KEPT_REPLAYED:
        text_format(about, sizeof about, "this heartbeat of %s came before, so somebody repeats it (from %s)", name,
                    from);
        receiver_refuse(receiver, CAUSE_REPLAYED, name, about);
        refuse(answer, 400, "this heartbeat came before");
        break;
    case KEPT_REUSED:
        text_format(about, sizeof about, "its id came from %s before, with another body (from %s)", name, from);
        receiver_refuse(receiver, CAUSE_REUSED, name, about);
        refuse(answer, 422, "this id came before with another body");
        break;
    case KEPT_UNREADABLE:
        text_format(about, sizeof about, "%s signed it, but it cannot be read: %s (from %s)", name, message->why, from);
        receiver_refuse(receiver, CAUSE_UNREADABLE, name, about);
        refuse(answer, 400, "it cannot be read");
        break;
    case KEPT_TOO_MUCH:
        refuse(answer, 503, "too much of this machine today");
        break;
    case KEPT_NO_ROOM:
        receiver_refuse(receiver, CAUSE_NO_ROOM, name, shelf_error(receiver->shelf));
        refuse(answer, 503, "no room now");
        break;
    }
}

static void take_believed(struct receiver *receiver, const struct listener_request *request, size_t which,
                          struct listener_answer *answer)
{
    struct receiver_message message = {.message = &request->message, .which = which, .now_ms = clock_now_ms()};
    const char *name = receiver->known.names[which];
    char why[160], about[256];

    if (json_told_read(&message.told, request->message.body, request->message.size, why, sizeof why)) {
        keep(receiver, &message, request->from, answer);
        return;
    }
    text_format(about, sizeof about, "%s signed it, but it cannot be read: %s (from %s)", name, why, request->from);
    receiver_refuse(receiver, CAUSE_UNREADABLE, name, about);
    refuse(answer, 400, "it cannot be read");
}

/* A machine that nobody knows yet names its key itself; that it knows the shared secret was seen before. */
static bool enrol(struct receiver *receiver, const struct listener_request *request, size_t *which)
{
    struct statement statement;
    char why[160], name[ROSTER_NAME];
    uint8_t key[1][CRYPTO_PUBLIC_SIZE];
    int64_t off_s;
    size_t one;

    if (receiver->settings.enrol != ENROL_FIRST ||
        !json_statement_read(&statement, request->message.body, request->message.size, why, sizeof why) ||
        public_key_read(key[0], statement.key) ||
        believe(&request->message, &receiver->secret, key, 1, receiver->settings.tolerance_s, clock_now_ms(), &one,
                &off_s) != BELIEVE_YES)
        return false;
    text_format(name, sizeof name, "machine %.32s", statement.machine);
    *which = receiver->known.count;
    return !roster_add(&receiver->known, key[0], name, true);
}

void receiver_take(void *data, const struct listener_request *request, struct listener_answer *answer)
{
    struct receiver *receiver = data;
    char about[256];
    int64_t off_s = 0;
    size_t which = 0;

    switch (believe(&request->message, &receiver->secret, receiver->known.keys, receiver->known.count,
                    receiver->settings.tolerance_s, clock_now_ms(), &which, &off_s)) {
    case BELIEVE_YES:
        take_believed(receiver, request, which, answer);
        break;
    case BELIEVE_MALFORMED:
        text_format(about, sizeof about, "webhook-id, -timestamp or -signature is missing or malformed (from %s)",
                    request->from);
        receiver_refuse(receiver, CAUSE_MALFORMED, "", about);
        refuse(answer, 400, "webhook-id, webhook-timestamp or webhook-signature is missing or malformed");
        break;
    case BELIEVE_FORGED:
        text_format(about, sizeof about, "forged: whoever sent it does not know the shared secret (from %s)",
                    request->from);
        receiver_refuse(receiver, CAUSE_FORGED, "", about);
        refuse(answer, 401, "signature");
        break;
    case BELIEVE_STRANGER:
        if (enrol(receiver, request, &which)) {
            take_believed(receiver, request, which, answer);
            break;
        }
        text_format(about, sizeof about,
                    "forged, or of a machine we do not know: no key of ours is named in it and signed it (from %s)",
                    request->from);
        receiver_refuse(receiver, CAUSE_STRANGER, "", about);
        refuse(answer, 401, "signature");
        break;
    case BELIEVE_STALE:
        text_format(about, sizeof about,
                    "the time of %s is %lld seconds %s ours: its clock is wrong, or somebody replays it (from %s)",
                    receiver->known.names[which], (long long)llabs(off_s), off_s < 0 ? "behind" : "ahead of",
                    request->from);
        receiver_refuse(receiver, CAUSE_TIME, receiver->known.names[which], about);
        refuse(answer, 425, "webhook-timestamp is too far from our time");
        break;
    }
}
