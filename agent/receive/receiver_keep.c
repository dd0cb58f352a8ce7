/* One believed message, and all that follows from it, as one transaction: the machine, its claims, findings, the case,
 * alerts. Must not own: whether it is believed, how alerts are told. In: a message. Out: what became of it. */
#include <inttypes.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/public_key.h"
#include "agent/base/text.h"

#include "receiver_private.h"

/* What a row costs beside a body, rounded up: a message's with its claims, an alert's with its finding. */
enum { ROW_BYTES = 1024, DAY_MS = 24 * 3600 * 1000 };

struct keeping {
    struct receiver *receiver;
    struct receiver_message *message;
    struct shelf_machine machine;
    struct statement statement;
    bool has_statement, is_heartbeat;
    uint8_t sha256[CRYPTO_HASH_SIZE];
    uint64_t bytes; /* by so much the database grows */
    enum receiver_kept kept;
};

static enum shelf_result alert(struct keeping *keeping, enum alert_level level, const char *word, const char *says)
{
    struct alert one = {.at_ms = keeping->message->now_ms, .level = level};

    text_copy(one.word, sizeof one.word, word);
    text_copy(one.machine, sizeof one.machine, keeping->machine.name);
    text_copy(one.says, sizeof one.says, says);
    if (keeping->message->incident > 0)
        text_format(one.reference, sizeof one.reference, "R-%" PRId64, keeping->message->incident);
    keeping->bytes += ROW_BYTES;
    return receiver_alert(keeping->receiver, &one);
}

/* ---- the machine ----------------------------------------------------------------------------- */

static enum shelf_result greet(struct keeping *keeping)
{
    char says[256], fingerprint[FINGERPRINT_SIZE];

    text_format(
        says, sizeof says, "%s is heard for the first time%s; its key's fingerprint is %s.", keeping->machine.name,
        keeping->machine.is_enrolled ? ", and believed from now on: compare its key with the machine's own" : "",
        public_key_fingerprint(fingerprint, keeping->machine.key));
    return alert(keeping, keeping->machine.is_enrolled ? ALERT_WARNING : ALERT_NOTE, "first-heard", says);
}

static enum shelf_result find_machine(struct keeping *keeping)
{
    const struct roster *known = &keeping->receiver->known;
    size_t which = keeping->message->which;
    enum shelf_result result = shelf_machine(keeping->receiver->shelf, known->keys[which], &keeping->machine);

    if (result == SHELF_NOTHING) {
        memset(&keeping->machine, 0, sizeof keeping->machine);
        memcpy(keeping->machine.key, known->keys[which], CRYPTO_PUBLIC_SIZE);
        keeping->machine.is_enrolled = known->is_enrolled[which];
        keeping->machine.first_ms = keeping->message->now_ms;
        text_copy(keeping->machine.name, sizeof keeping->machine.name, known->names[which]);
        result = shelf_machine_add(keeping->receiver->shelf, &keeping->machine);
        if (result == SHELF_OK)
            result = greet(keeping);
    }
    text_copy(keeping->machine.name, sizeof keeping->machine.name, known->names[which]);
    return result;
}

static enum shelf_result note_heard(struct keeping *keeping)
{
    struct shelf_machine *machine = &keeping->machine;
    char says[160], duration[40];
    enum shelf_result result = SHELF_OK;

    if (machine->is_silent) {
        text_format(says, sizeof says, "%s speaks again, after %s of silence.", machine->name,
                    silence_duration(duration, keeping->message->now_ms - machine->heard_ms));
        result = alert(keeping, ALERT_NOTE, "back", says);
    }
    machine->is_silent = false;
    machine->heard_ms = keeping->message->now_ms;
    machine->heard_awake_ms = keeping->receiver->clock.awake_ms;
    if (result == SHELF_OK)
        result = shelf_machine_set(keeping->receiver->shelf, machine);
    /* With it goes our own clock: killed now, we must not measure its silence by an older one. */
    return result == SHELF_OK ? receiver_keep_clock(keeping->receiver) : result;
}

/* ---- the statement --------------------------------------------------------------------------- */

static enum shelf_result tell_findings(struct keeping *keeping, const struct witness_view *view)
{
    enum shelf_result result = SHELF_OK;

    for (unsigned i = 0; i < view->count && result <= SHELF_ALREADY; i++) {
        const struct witness_finding *finding = &view->findings[i];

        result = shelf_finding_add(keeping->receiver->shelf, keeping->machine.n, finding, keeping->message->now_ms);
        if (result == SHELF_OK)
            result = alert(keeping, witness_is_tampering(finding->kind) ? ALERT_GRAVE : ALERT_WARNING,
                           witness_word(finding->kind), finding->says);
    }
    return result > SHELF_ALREADY ? result : SHELF_OK;
}

static enum shelf_result claim(const struct keeping *keeping)
{
    const struct statement *now = &keeping->statement;
    struct shelf *shelf = keeping->receiver->shelf;
    enum shelf_result result = shelf_machine_claim(shelf, keeping->machine.n, now->chain_id, now->seq, now->head);

    if (result <= SHELF_ALREADY && now->previous_seq > 0 && now->previous_head[0])
        result = shelf_machine_claim(shelf, keeping->machine.n, now->chain_id, now->previous_seq, now->previous_head);
    return result > SHELF_ALREADY ? result : SHELF_OK;
}

/* Where nothing was claimed: NULL. */
static enum shelf_result look_up(const struct keeping *keeping, uint64_t seq, char hash[65], const char **found)
{
    enum shelf_result result =
        shelf_machine_claimed(keeping->receiver->shelf, keeping->machine.n, keeping->statement.chain_id, seq, hash);

    *found = result == SHELF_OK ? hash : NULL;
    return result > SHELF_ALREADY ? result : SHELF_OK;
}

static enum shelf_result weigh_statement(struct keeping *keeping)
{
    struct shelf_machine *machine = &keeping->machine;
    const struct statement *now = &keeping->statement;
    struct witness_held held = {.has_last = machine->has_last,
                                .last = machine->last,
                                .confirmed_seq = machine->confirmed_seq,
                                .missed = machine->missed};
    const struct witness_arrival arrival = {keeping->message->now_ms,
                                            keeping->receiver->settings.tolerance_s * INT64_C(1000)};
    char head[65], connects[65];
    struct witness_view view;
    enum shelf_result result = shelf_machine_knows(keeping->receiver->shelf, machine->n, now->chain_id);

    held.knows_chain = result == SHELF_OK;
    if (result <= SHELF_NOTHING)
        result = look_up(keeping, now->seq, head, &held.head_hash);
    if (result == SHELF_OK)
        result = look_up(keeping, now->previous_seq, connects, &held.connects_at);
    if (result != SHELF_OK)
        return result;
    if (keeping->is_heartbeat)
        witness_heartbeat(&view, machine->name, now, &held, &arrival);
    else
        witness_report(&view, machine->name, now, &held);
    if (!view.is_late) {
        machine->has_last = true;
        machine->last = view.last;
        machine->missed = view.missed;
        machine->confirmed_seq = view.confirmed_seq;
    }
    result = tell_findings(keeping, &view);
    return result == SHELF_OK ? claim(keeping) : result;
}

/* ---- the case -------------------------------------------------------------------------------- */

static const char *case_word(enum told_kind kind)
{
    static const char *const words[] = {[TOLD_RAISED] = "case",
                                        [TOLD_GROWN] = "case-grown",
                                        [TOLD_DECIDED] = "case-decided",
                                        [TOLD_REMINDER] = "case-reminder",
                                        [TOLD_MINIMAL] = "case-minimal"};

    return words[kind];
}

static enum shelf_result tell_case(struct keeping *keeping)
{
    const struct told *told = &keeping->message->told;
    char says[sizeof((struct alert *)0)->says], by[CLOCK_TEXT_SIZE], about[96] = "", until[64] = "";
    bool is_grave = told->severity >= 4 || told->kind == TOLD_REMINDER;

    if (told->kind == TOLD_DECIDED)
        text_format(about, sizeof about, ", %s", told->state);
    else if (told->kind == TOLD_REMINDER)
        text_format(about, sizeof about, ", nobody has acknowledged it (reminder %u)", told->reminder);
    if (told->report_by_ms > 0 && told->kind != TOLD_DECIDED)
        text_format(until, sizeof until, " To be reported by %s.", clock_text(by, told->report_by_ms));
    text_format(says, sizeof says, "%s reports case R-%" PRId64 " (%s version %u, %s, severity %u%s): %s%s",
                keeping->machine.name, keeping->message->incident, told->id, told->version,
                told->class[0] ? told->class : "in short", told->severity, about, told->says, until);
    return alert(keeping, is_grave ? ALERT_GRAVE : ALERT_WARNING, case_word(told->kind), says);
}

static enum shelf_result keep_case(struct keeping *keeping)
{
    struct receiver_message *message = keeping->message;
    struct shelf *shelf = keeping->receiver->shelf;
    struct shelf_case held;
    enum shelf_result result;

    if (message->told.kind == TOLD_SELFTEST)
        return alert(keeping, ALERT_NOTE, "selftest", message->told.says);
    if (message->told.kind == TOLD_OTHER)
        return alert(keeping, ALERT_WARNING, "unknown-message",
                     "A message of a later version came, and cannot be read here: install a newer confide-receive.");
    if (!json_told_is_case(message->told.kind))
        return SHELF_OK;
    result = shelf_case_put(shelf, keeping->machine.n, &message->told, message->now_ms, &message->incident);
    if (result == SHELF_OK)
        result = shelf_case(shelf, message->incident, &held);
    if (result != SHELF_OK)
        return result;
    message->is_acknowledged = held.acknowledged_ms > 0;
    return held.told.version > message->told.version ? SHELF_OK : tell_case(keeping);
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* SHELF_ALREADY: `kept` says which. */
static enum shelf_result know_again(struct keeping *keeping)
{
    struct receiver_message *message = keeping->message;
    struct shelf_message before;
    struct shelf_case held;
    enum shelf_result result =
        shelf_message(keeping->receiver->shelf, keeping->machine.n, message->message->headers.id, &before);

    if (result != SHELF_OK)
        return result == SHELF_NOTHING ? SHELF_OK : result;
    message->incident = before.incident;
    if (memcmp(before.sha256, keeping->sha256, sizeof before.sha256) != 0)
        keeping->kept = KEPT_REUSED;
    else
        keeping->kept = before.kind == TOLD_HEARTBEAT ? KEPT_REPLAYED : KEPT_ALREADY;
    if (before.incident > 0 && shelf_case(keeping->receiver->shelf, before.incident, &held) == SHELF_OK)
        message->is_acknowledged = held.acknowledged_ms > 0;
    return SHELF_ALREADY;
}

static enum shelf_result read_statement(struct keeping *keeping)
{
    struct receiver_message *message = keeping->message;

    keeping->has_statement = json_statement_read(&keeping->statement, message->message->body, message->message->size,
                                                 message->why, sizeof message->why);
    if (keeping->has_statement)
        return SHELF_OK;
    if (keeping->is_heartbeat) {
        keeping->kept = KEPT_UNREADABLE;
        return SHELF_ALREADY;
    }
    return alert(keeping, ALERT_WARNING, "no-statement",
                 "A message came without a whole statement of the machine's history: it was kept, but proves nothing.");
}

static enum shelf_result keep_message(struct keeping *keeping)
{
    const struct receiver_message *message = keeping->message;
    struct shelf_message row = {.machine = keeping->machine.n,
                                .id = message->message->headers.id,
                                .kind = message->told.kind,
                                .incident = message->incident,
                                .received_ms = message->now_ms};

    memcpy(row.sha256, keeping->sha256, sizeof row.sha256);
    if (json_told_is_case(message->told.kind)) {
        row.body = message->message->body;
        row.size = message->message->size;
    }
    keeping->bytes += ROW_BYTES + row.size;
    return shelf_message_add(keeping->receiver->shelf, &row);
}

static struct receiver_spent *spent_today(const struct keeping *keeping)
{
    struct receiver_spent *spent = &keeping->receiver->spent[keeping->message->which];
    int64_t day = keeping->message->now_ms / DAY_MS;

    if (spent->day != day)
        *spent = (struct receiver_spent){.day = day};
    return spent;
}

/* Nothing more of this machine is kept today; that it was heard is. */
static enum shelf_result turn_away(struct keeping *keeping)
{
    enum shelf_result result = SHELF_OK;
    char says[256];

    keeping->kept = KEPT_TOO_MUCH;
    text_format(says, sizeof says,
                "%s has made our database grow by %u MiB today: until midnight UTC nothing more of it is kept, and it "
                "is told to try again. Look who floods us with its key.",
                keeping->machine.name, keeping->receiver->settings.machine_mib);
    if (!spent_today(keeping)->is_told)
        result = alert(keeping, ALERT_GRAVE, "too-much", says);
    return result == SHELF_OK ? note_heard(keeping) : result;
}

static enum shelf_result keep_all(struct keeping *keeping)
{
    const uint64_t most = (uint64_t)keeping->receiver->settings.machine_mib << 20;
    enum shelf_result result = find_machine(keeping);

    if (result == SHELF_OK)
        result = know_again(keeping);
    if (result == SHELF_OK && spent_today(keeping)->bytes >= most)
        return turn_away(keeping);
    if (result == SHELF_OK)
        result = read_statement(keeping);
    if (result == SHELF_OK && keeping->has_statement)
        result = weigh_statement(keeping);
    if (result == SHELF_OK)
        result = keep_case(keeping);
    if (result == SHELF_OK)
        result = keep_message(keeping);
    return result == SHELF_OK ? note_heard(keeping) : result;
}

enum receiver_kept receiver_keep(struct receiver *receiver, struct receiver_message *message)
{
    struct keeping keeping = {.receiver = receiver,
                              .message = message,
                              .is_heartbeat = message->told.kind == TOLD_HEARTBEAT,
                              .kept = KEPT_NEW};
    enum shelf_result result;

    receiver_pass(receiver);
    crypto_sha256(keeping.sha256, message->message->body, message->message->size);
    result = shelf_begin(receiver->shelf);
    if (result == SHELF_OK)
        result = keep_all(&keeping);
    if (result == SHELF_OK)
        result = shelf_commit(receiver->shelf);
    if (result != SHELF_OK)
        shelf_undo(receiver->shelf);
    if (result > SHELF_ALREADY) {
        receiver_fail(receiver, result);
        return KEPT_NO_ROOM;
    }
    if (result == SHELF_OK) {
        spent_today(&keeping)->bytes += keeping.bytes;
        spent_today(&keeping)->is_told = keeping.kept == KEPT_TOO_MUCH;
        receiver_say(receiver);
    }
    message->anchor = keeping.machine.has_last ? keeping.machine.last.seq : 0;
    return keeping.kept;
}
