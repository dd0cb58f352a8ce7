/* A fact of the login module on its way to the judge. Owns what this process knows of itself: id, host, session.
 * Must not own: the talk (tell.c), the spool (spool.c), what is worth telling (pam_confide.c).
 * In: what happened to whom. Out: an event, told or spooled. */
#include "pam_module/fact.h"

#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "pam_module/spool.h"
#include "pam_module/tell.h"

/* Without the kernel's randomness (a machine just booting) the clock and the process still make an id of its own. */
static void make_id(uint8_t *id)
{
    int64_t now[2] = {clock_now_ms(), clock_monotonic_ms() << 24 ^ getpid()};

    _Static_assert(sizeof now == EVENT_ID_SIZE, "an id is sixteen bytes");
    if (getrandom(id, EVENT_ID_SIZE, GRND_NONBLOCK) != EVENT_ID_SIZE)
        memcpy(id, now, sizeof now);
}

/* The number pam_loginuid's setting gave this login: confide-watch names openers by the same. */
static void read_session(char *session, size_t size)
{
    int fd = open("/proc/self/sessionid", O_RDONLY | O_CLOEXEC);
    char number[16] = "";
    int64_t value;
    ssize_t got;

    if (fd < 0)
        return;
    got = read(fd, number, sizeof number - 1);
    close(fd);
    if (got > 0 && text_number(number, 0, UINT32_MAX - 1, &value)) /* UINT32_MAX is the kernel's "none" */
        text_copy(session, size, number);
}

struct event fact_new(enum event_action action, enum event_outcome outcome, const char *login, const char *service)
{
    struct event event = {.time_ms = clock_now_ms(),
                          .count = 1,
                          .uid = UINT32_MAX,
                          .pid = getpid(),
                          .kind = EVENT_LOGIN,
                          .action = (uint8_t)action,
                          .source = SOURCE_PAM,
                          .outcome = (uint8_t)outcome,
                          .named = NAMED_BY_SOURCE};

    make_id(event.id);
    read_session(event.session, sizeof event.session);
    gethostname(event.host, sizeof event.host - 1);
    text_copy(event.login, sizeof event.login, login);
    text_copy(event.service, sizeof event.service, service);
    return event;
}

void fact_add_origin(char *origin, size_t size, const char *what, const char *value)
{
    size_t used = strlen(origin);
    char shown[64];

    if (!*value)
        return;
    text_escape(shown, sizeof shown, value);
    for (char *blank = shown; (blank = strchr(blank, ' '));) /* a blank ends a value */
        *blank = '_';
    if (!text_format(origin + used, size - used, "%s%s=%s", used > 0 ? " " : "", what, shown))
        origin[used] = '\0'; /* cut, it would be another's */
}

bool fact_hand_over(const struct event *event, const char *run, const char *spool, int64_t *left_ms, char *error,
                    size_t size)
{
    return tell_event(run, event, left_ms) == TELL_TOLD || spool_write(spool, event, error, size);
}
