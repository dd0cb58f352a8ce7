/* The doorman. Owns the counters in memory. Must not own: what follows from them (pace.c), their rows (store_logins.c),
 * who may log in (the module decides that alone). In: visits and login events. Out: answers, within the turn. */
#include "doorman.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "agent/judge/clerk_people.h"
#include "pace_book.h"
#include "agent/judge/store/store_logins.h"

/* Sessions of su and sudo are passed over when the last use is looked for; further back than this nobody is told. */
enum { OPENS_LOOKED_AT = 50 };

struct doorman {
    struct store *store;
    struct inquiry *inquiry;
    struct pace *pace;
    bool put_all; /* in the transaction that is open */
};

static void load(void *data, const struct pace_record *record)
{
    pace_load(data, record);
}

struct doorman *doorman_open(const struct config *config, struct clerk *clerk, char *error, size_t size)
{
    struct store *store = clerk_store(clerk);
    struct doorman *doorman = calloc(1, sizeof *doorman);

    if (doorman)
        doorman->pace = pace_new(config->delay_most_s * INT64_C(1000));
    if (!doorman || !doorman->pace) {
        text_format(error, size, "not enough memory");
    } else if (store_counters(store, load, doorman->pace) != STORE_OK) {
        text_copy(error, size, store_error(store));
    } else {
        doorman->store = store;
        doorman->inquiry = clerk_inquiry(clerk);
        return doorman;
    }
    doorman_close(doorman);
    return NULL;
}

void doorman_close(struct doorman *doorman)
{
    if (doorman)
        pace_free(doorman->pace);
    free(doorman);
}

struct pace *doorman_pace(struct doorman *doorman)
{
    return doorman->pace;
}

/* ---- the last use ---------------------------------------------------------------------------- */

/* Whoever uses su or sudo has logged in before. */
static bool is_no_use(void *data, const struct event *event)
{
    struct wire_welcome *welcome = data;
    struct origin origin = origin_read(event->evidence, true);

    if (origin.kind == ORIGIN_USER || event->outcome != OUTCOME_OK)
        return true;
    welcome->last_ms = event->time_ms;
    if (origin.kind == ORIGIN_HOST)
        origin_value(event->evidence, "rhost", welcome->last_host, sizeof welcome->last_host);
    return false;
}

static void find_last_use(struct doorman *doorman, const char *login, int64_t now_ms, struct wire_welcome *welcome)
{
    if (*login && store_opens(doorman->store, login, now_ms, OPENS_LOOKED_AT, is_no_use, welcome) != STORE_OK)
        log_error("the last use of a login cannot be read: %s", store_error(doorman->store));
}

/* ---- visits ---------------------------------------------------------------------------------- */

static bool is_whole(const struct wire_visit *visit)
{
    return memchr(visit->login, '\0', sizeof visit->login) && memchr(visit->service, '\0', sizeof visit->service) &&
           memchr(visit->origin, '\0', sizeof visit->origin);
}

static void note_burst(const struct wire_visit *visit, struct event *told)
{
    told->kind = EVENT_LOGIN;
    told->action = ACTION_REFUSE;
    told->outcome = OUTCOME_DENIED;
    told->count = PACE_TRIES;
    text_copy(told->login, sizeof told->login, visit->login);
    text_copy(told->service, sizeof told->service, visit->service);
    text_copy(told->evidence, sizeof told->evidence, visit->origin);
    text_copy(told->reason, sizeof told->reason, "went on trying passwords");
}

static void answer(struct doorman *doorman, const struct wire_visit *visit, bool by_root, struct wire_welcome *welcome,
                   struct event *told)
{
    struct origin origin = origin_read(visit->origin, by_root);
    int64_t now = clock_now_ms();
    struct pace_answer knock;

    switch (visit->step) {
    case VISIT_KNOCK:
        knock = pace_knock(doorman->pace, visit->login, &origin, now);
        welcome->delay_ms = knock.delay_ms;
        welcome->refuse_ms = knock.refuse_ms;
        if (knock.is_burst)
            note_burst(visit, told);
        break;
    case VISIT_ENTER:
        if (visit->proven)
            pace_enter(doorman->pace, visit->login, &origin);
        if (!by_root)
            break;
        find_last_use(doorman, visit->login, now, welcome);
        inquiry_line(doorman->inquiry, visit, now, welcome->notice, told);
        break;
    default:
        pace_leave(doorman->pace, visit->login, &origin, now);
        break;
    }
}

bool doorman_visit(struct doorman *doorman, struct desk_peer *peer, const struct wire_head *head, const void *body,
                   const char *own_login, struct event *told)
{
    struct wire_welcome welcome = {0};
    struct wire_visit visit;

    if (head->size != sizeof visit)
        return false;
    memcpy(&visit, body, sizeof visit);
    if (!is_whole(&visit) || visit.step < VISIT_KNOCK || visit.step > VISIT_LEAVE)
        return false;
    if (own_login && (own_login[0] == '\0' || strcmp(own_login, visit.login) != 0))
        return false;
    answer(doorman, &visit, own_login == NULL, &welcome, told);
    desk_peer_send(peer, WIRE_WELCOME, head->seq, &welcome, welcome.notice[0] ? sizeof welcome : WIRE_WELCOME_PLAIN);
    return true;
}

void doorman_event(struct doorman *doorman, const struct event *event, bool by_root)
{
    struct origin origin = origin_read(event->evidence, by_root);
    int64_t now = clock_now_ms();

    if (event->kind == EVENT_LOGIN && event->action == ACTION_FAIL)
        pace_fail(doorman->pace, event->login, &origin, event->time_ms < now ? event->time_ms : now);
}

/* ---- keeping --------------------------------------------------------------------------------- */

struct keeping {
    struct doorman *doorman;
    enum store_result result;
};

/* While the disk is full they stay in memory: the room that is left is for deliveries. */
static bool put(void *data, const struct pace_record *record)
{
    struct keeping *keeping = data;

    keeping->result = store_put_counter(keeping->doorman->store, record);
    if (keeping->result == STORE_NOTHING) {
        keeping->doorman->put_all = false;
        keeping->result = STORE_OK;
    }
    return keeping->result == STORE_OK;
}

enum store_result doorman_keep(struct doorman *doorman)
{
    struct keeping keeping = {.doorman = doorman, .result = STORE_OK};

    doorman->put_all = true;
    pace_each_changed(doorman->pace, put, &keeping);
    return keeping.result;
}

void doorman_kept(struct doorman *doorman)
{
    if (doorman->put_all)
        pace_saved(doorman->pace);
}
