/* The lookout. Owns the look at the clock every second, and what is logged of eyes. Must not own: when silence is a
 * finding (eyes.c). In: states, stops and ends of sources. Out: the judge's own event. */
#include "lookout.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "agent/judge/desk/admit.h"

enum {
    LOOK_MS = 1000,
    BUSY_MS = 3000, /* between two looks: the judge itself was kept from hearing anybody */
    COMPLAINTS_MS = 60000
};

struct lookout {
    struct desk *desk;
    struct reception *reception;
    struct desk_alarm *alarm;
    struct eyes eyes;
    int64_t looked_ms, complained_ms; /* monotonic; 0 = never */
};

/* The time in which nobody may have watched, for whoever looks into it. */
static void tell(struct lookout *lookout, const char *why, int64_t from_ms, int64_t until_ms)
{
    char from[CLOCK_TEXT_SIZE], until[CLOCK_TEXT_SIZE];
    struct event event = {.kind = EVENT_INTEGRITY, .action = ACTION_SILENT, .uid = UINT32_MAX};

    text_copy(event.program, sizeof event.program, "confide-watch");
    text_copy(event.reason, sizeof event.reason, why);
    if (from_ms)
        text_format(event.evidence, sizeof event.evidence, "from=%s%s%s", clock_text(from, from_ms),
                    until_ms ? " until=" : "", until_ms ? clock_text(until, until_ms) : "");
    log_error("%s", why);
    if (reception_tell(lookout->reception, &event))
        eyes_told(&lookout->eyes);
}

/* While the disk is full sources are not listened to, and their silence is the judge's. */
static void look(void *data)
{
    struct lookout *lookout = data;
    int64_t now_ms = clock_monotonic_ms(), from_ms, until_ms;
    const char *why;

    if (reception_stuck(lookout->reception) || now_ms - lookout->looked_ms > BUSY_MS)
        eyes_excuse(&lookout->eyes, now_ms);
    lookout->looked_ms = now_ms;
    why = eyes_silence(&lookout->eyes, now_ms, &from_ms, &until_ms);
    if (why)
        tell(lookout, why, from_ms, until_ms);
    desk_alarm_set(lookout->alarm, LOOK_MS);
}

struct lookout *lookout_open(const struct config *config, struct desk *desk, struct reception *reception)
{
    struct lookout *lookout = calloc(1, sizeof *lookout);

    if (!lookout)
        return NULL;
    *lookout = (struct lookout){.desk = desk, .reception = reception, .looked_ms = clock_monotonic_ms()};
    eyes_start(&lookout->eyes, config->record_count > 0, lookout->looked_ms);
    lookout->alarm = desk_alarm(desk, look, lookout);
    if (lookout->alarm) {
        desk_alarm_set(lookout->alarm, LOOK_MS);
        return lookout;
    }
    free(lookout);
    return NULL;
}

void lookout_close(struct lookout *lookout)
{
    free(lookout);
}

static bool refuse(const struct desk_peer *peer, const char *wrong)
{
    log_warning("source.sock: user %ld says of itself what cannot be, and its connection is closed: %s",
                (long)desk_peer_uid(peer), wrong);
    return false;
}

/* It tries again and again, and may well be the one that goes on when the first one ends. */
static void say_second(struct lookout *lookout, int64_t now_ms)
{
    if (lookout->complained_ms && now_ms - lookout->complained_ms < COMPLAINTS_MS)
        return;
    lookout->complained_ms = now_ms;
    log_warning(
        "a second confide-watch wants to tell what it sees, and is turned away: all would count twice. End one of "
        "them: pgrep -a confide-watch shows both");
}

bool lookout_state(struct lookout *lookout, struct desk_peer *peer, const struct wire_head *head, const void *body)
{
    int64_t now_ms = clock_monotonic_ms(), wall_ms = clock_now_ms();
    struct desk_peer *first = desk_peer_find(lookout->desk, lookout->eyes.peer);
    enum eyes_voice before = eyes_voice(&lookout->eyes, now_ms);
    struct wire_state state;
    const char *wrong;

    if (head->size != sizeof state)
        return refuse(peer, "it has another size");
    memcpy(&state, body, sizeof state);
    wrong = admit_refuse_state(&state);
    if (wrong)
        return refuse(peer, wrong);
    if (first && first != peer && desk_peer_hung_up(first)) /* the next eye came before its end was seen */
        eyes_gone(&lookout->eyes, lookout->eyes.peer, wall_ms, now_ms);
    if (!eyes_heard(&lookout->eyes, desk_peer_number(peer), &state, wall_ms, now_ms)) {
        say_second(lookout, now_ms);
        return false;
    }
    if (before != EYES_HERE)
        log_info("confide-watch is here");
    return true;
}

void lookout_event(struct lookout *lookout, struct desk_peer *peer, const struct event *event)
{
    if (event->kind == EVENT_INTEGRITY && event->action == ACTION_STOPPED)
        eyes_stopped(&lookout->eyes, desk_peer_number(peer));
}

void lookout_gone(struct lookout *lookout, struct desk_peer *peer)
{
    eyes_gone(&lookout->eyes, desk_peer_number(peer), clock_now_ms(), clock_monotonic_ms());
}

const struct eyes *lookout_eyes(const struct lookout *lookout)
{
    return &lookout->eyes;
}
