/* What the receiver does by itself: notices silence, tells alerts, mails them. Must not own: what silence is
 * (silence.c), how an alert looks (say.c, letter.c). In: time. Out: alerts, each at least once: what was not told
 * before the process ended is told by the next one. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "keyfile.h"
#include "mail.h"
#include "receiver_private.h"
#include "say.h"

enum {
    SELF_MS = 15 * 1000,           /* so much of our own time may be lost when we are killed */
    FORGET_MS = 3600 * 1000,       /* between two looks for what is old and no case */
    NO_CASE_MS = 24 * 3600 * 1000, /* how long its ids are kept */
    MAIL_AGAIN_MS = 60 * 1000,     /* after the first failure; then twice as long each time, up to */
    MAIL_MOST_MS = 15 * 60 * 1000
};

/* ---- telling --------------------------------------------------------------------------------- */

enum shelf_result receiver_alert(struct receiver *receiver, const struct alert *alert)
{
    return shelf_alert_add(receiver->shelf, alert, receiver->settings.mail_server[0] == '\0');
}

struct saying {
    const struct receiver *receiver;
    int64_t said;
};

static bool say_one(void *data, const struct alert *alert)
{
    struct saying *saying = data;

    if (!say_alert(alert, saying->receiver->is_printed))
        return false;
    saying->said = alert->n;
    return true;
}

void receiver_say(struct receiver *receiver)
{
    struct saying saying = {.receiver = receiver};
    enum shelf_result result = shelf_alerts_unsaid(receiver->shelf, say_one, &saying);

    if (result == SHELF_OK && saying.said > 0)
        result = shelf_alerts_said(receiver->shelf, saying.said);
    receiver_fail(receiver, result);
}

/* An alert of its own. Where there is no room to keep it, it is at least said. */
static void tell(struct receiver *receiver, const struct alert *alert)
{
    enum shelf_result result = shelf_begin(receiver->shelf);

    if (result == SHELF_OK)
        result = receiver_alert(receiver, alert);
    if (result == SHELF_OK)
        result = shelf_commit(receiver->shelf);
    if (result == SHELF_OK) {
        receiver_say(receiver);
        return;
    }
    shelf_undo(receiver->shelf);
    receiver_fail(receiver, result);
    say_alert(alert, receiver->is_printed);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    enum alert_level level;
} causes[CAUSES] = {
    [CAUSE_MALFORMED] = {"malformed", ALERT_WARNING},    [CAUSE_FORGED] = {"forged", ALERT_GRAVE},
    [CAUSE_STRANGER] = {"unknown-machine", ALERT_GRAVE}, [CAUSE_TIME] = {"wrong-time", ALERT_WARNING},
    [CAUSE_REPLAYED] = {"replayed", ALERT_WARNING},      [CAUSE_REUSED] = {"id-reused", ALERT_GRAVE},
    [CAUSE_UNREADABLE] = {"unreadable", ALERT_WARNING},  [CAUSE_NO_ROOM] = {"no-room", ALERT_GRAVE},
};

static void tell_refusal(struct receiver *receiver, enum receiver_cause cause, uint64_t count)
{
    const struct receiver_refusal *refusal = &receiver->refusals[cause];
    struct alert alert = {.at_ms = clock_now_ms(), .level = causes[cause].level};

    if (count == 0)
        return;
    text_copy(alert.word, sizeof alert.word, causes[cause].word);
    text_copy(alert.machine, sizeof alert.machine, refusal->machine);
    if (count == 1)
        text_format(alert.says, sizeof alert.says, "A message was refused: %s.", refusal->last);
    else
        text_format(alert.says, sizeof alert.says, "%" PRIu64 " messages were refused; the last: %s.", count,
                    refusal->last);
    tell(receiver, &alert);
}

void receiver_refuse(struct receiver *receiver, enum receiver_cause cause, const char *machine, const char *about)
{
    struct receiver_refusal *refusal = &receiver->refusals[cause];

    text_copy(refusal->last, sizeof refusal->last, about);
    text_copy(refusal->machine, sizeof refusal->machine, machine);
    tell_refusal(receiver, cause, hush_happened(&refusal->hush, clock_monotonic_ms()));
}

/* What was held back. */
static void look_for_refusals(struct receiver *receiver)
{
    for (int cause = 0; cause < CAUSES; cause++)
        tell_refusal(receiver, (enum receiver_cause)cause,
                     hush_due(&receiver->refusals[cause].hush, clock_monotonic_ms()));
}

/* ---- silence --------------------------------------------------------------------------------- */

struct quiet {
    const struct receiver *receiver;
    struct shelf_machine machines[16]; /* the others at the next look */
    size_t count;
};

static bool find_silent(void *data, const struct shelf_machine *machine)
{
    struct quiet *quiet = data;
    const struct receiver *receiver = quiet->receiver;

    if (machine->heard_ms > 0 && !machine->is_silent && roster_find(&receiver->known, machine->key) >= 0 &&
        silence_is(&receiver->clock, machine->heard_awake_ms, receiver->settings.silence_ms))
        quiet->machines[quiet->count++] = *machine;
    return quiet->count < sizeof quiet->machines / sizeof quiet->machines[0];
}

static enum shelf_result tell_silence(struct receiver *receiver, struct shelf_machine *machine)
{
    bool has_stopped = machine->has_last && machine->last.is_ending;
    struct alert alert = {.at_ms = clock_now_ms(), .level = has_stopped ? ALERT_WARNING : ALERT_GRAVE};
    char duration[40], heard[CLOCK_TEXT_SIZE];
    enum shelf_result result;

    text_copy(alert.word, sizeof alert.word, has_stopped ? "stopped" : "silent");
    text_copy(alert.machine, sizeof alert.machine, machine->name);
    silence_duration(duration, receiver->settings.silence_ms);
    clock_text(heard, machine->heard_ms);
    if (has_stopped)
        text_format(alert.says, sizeof alert.says,
                    "%s was stopped by somebody at %s, and has not come back for nearly %s: nobody watches there.",
                    machine->name, heard, duration);
    else
        text_format(
            alert.says, sizeof alert.says,
            "%s has said nothing for nearly %s; its last word came at %s. Look whether it is on, whether Confide runs "
            "there, and whether its messages reach us.",
            machine->name, duration, heard);
    machine->is_silent = true;
    result = shelf_machine_set(receiver->shelf, machine);
    return result <= SHELF_ALREADY ? receiver_alert(receiver, &alert) : result;
}

static void look_for_silence(struct receiver *receiver)
{
    struct quiet quiet = {.receiver = receiver};
    enum shelf_result result = shelf_machines(receiver->shelf, find_silent, &quiet);

    if (result == SHELF_OK && quiet.count > 0)
        result = shelf_begin(receiver->shelf);
    for (size_t i = 0; i < quiet.count && result == SHELF_OK; i++)
        result = tell_silence(receiver, &quiet.machines[i]);
    if (result == SHELF_OK && quiet.count > 0)
        result = shelf_commit(receiver->shelf);
    if (result != SHELF_OK)
        shelf_undo(receiver->shelf);
    receiver_fail(receiver, result);
}

/* ---- mail ------------------------------------------------------------------------------------ */

static bool add_to_letter(void *data, const struct alert *alert)
{
    return letter_add(data, alert);
}

/* -1: it cannot be sent now. */
static pid_t send_letter(const struct settings *settings, const struct letter *letter)
{
    struct mail_server server = {.url = settings->mail_server,
                                 .from = settings->mail_from,
                                 .mailbox = settings->mail_to,
                                 .ca_file = settings->mail_ca_file};
    char *text = malloc(2 * LETTER_SIZE), *login = NULL, error[SETTINGS_ERROR];
    size_t length;
    pid_t child = -1;

    if (!text)
        goto out;
    if (settings->mail_login_file[0]) {
        login = keyfile_text(settings->mail_login_file, true, error, sizeof error);
        if (!login) {
            log_warning("alerts cannot be mailed: %s", error);
            goto out;
        }
        login[strcspn(login, "\r\n")] = '\0';
        server.login = login;
    }
    length = letter_write(letter, server.from, server.mailbox, clock_now_ms(), text, 2 * LETTER_SIZE);
    if (length > 0)
        child = mail_send(&server, text, length);
out:
    if (login)
        explicit_bzero(login, strlen(login));
    free(login);
    free(text);
    return child;
}

static void begin_mail(struct receiver *receiver, int64_t now_ms)
{
    struct letter *letter = &receiver->letter;

    memset(letter, 0, sizeof *letter);
    if (shelf_alerts_unmailed(receiver->shelf, add_to_letter, letter) != SHELF_OK || letter->count == 0)
        return;
    receiver->mailing = send_letter(&receiver->settings, letter);
    if (receiver->mailing < 0) {
        receiver->mailing = 0;
        receiver->mail_due_ms = now_ms + MAIL_AGAIN_MS;
    }
}

static void look_for_mail(struct receiver *receiver)
{
    int64_t now_ms = clock_monotonic_ms(), wait_ms = MAIL_AGAIN_MS;
    bool is_sent = false;

    if (receiver->mailing > 0 && !mail_ended(receiver->mailing, &is_sent))
        return;
    if (receiver->mailing > 0) {
        receiver->mailing = 0;
        receiver->mail_failures = is_sent ? 0 : receiver->mail_failures + 1;
        if (is_sent)
            receiver_fail(receiver, shelf_alerts_mailed(receiver->shelf, receiver->letter.last));
        for (unsigned i = 1; i < receiver->mail_failures && wait_ms < MAIL_MOST_MS; i++)
            wait_ms *= 2;
        receiver->mail_due_ms = is_sent ? now_ms : now_ms + (wait_ms < MAIL_MOST_MS ? wait_ms : MAIL_MOST_MS);
    }
    if (receiver->settings.mail_server[0] && now_ms >= receiver->mail_due_ms)
        begin_mail(receiver, now_ms);
}

/* ---- all of it ------------------------------------------------------------------------------- */

void receiver_pass(struct receiver *receiver)
{
    int64_t now_ms = clock_monotonic_ms();

    silence_pass(&receiver->clock, now_ms - receiver->looked_ms, receiver->settings.silence_ms);
    receiver->looked_ms = now_ms;
}

enum shelf_result receiver_keep_clock(struct receiver *receiver)
{
    receiver->self_kept_ms = receiver->looked_ms;
    return shelf_set_self(receiver->shelf, &receiver->clock, clock_now_ms());
}

void receiver_look(struct receiver *receiver)
{
    receiver_pass(receiver);
    look_for_silence(receiver);
    look_for_refusals(receiver);
    receiver_say(receiver);
    look_for_mail(receiver);
    if (receiver->looked_ms - receiver->self_kept_ms >= SELF_MS)
        receiver_fail(receiver, receiver_keep_clock(receiver));
    if (receiver->looked_ms - receiver->forgotten_ms >= FORGET_MS) {
        receiver_fail(receiver, shelf_messages_forget(receiver->shelf, clock_now_ms() - NO_CASE_MS));
        receiver->forgotten_ms = receiver->looked_ms;
    }
}
