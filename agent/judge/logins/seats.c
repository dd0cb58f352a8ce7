/* One person, one live seat. Pure: what logind and the login module tell in, who gives way out.
 * A newcomer is never refused and never disturbed; a remote session takes no seat and gives none up. */
#include "seats.h"

#include <string.h>

#include "agent/base/text.h"

bool seats_id_good(const char *id)
{
    size_t length = strspn(id, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    return length > 0 && length < SEATS_ID_SIZE && id[length] == '\0';
}

/* The value of the last field `name` (which ends in '='), up to the next blank. The module writes what a stranger chose
 * (a remote host's name) before what it knows itself: so the last one counts. */
static bool last_field(const char *evidence, const char *name, char *value, size_t size)
{
    const char *found = NULL;
    size_t length;

    for (const char *at = evidence; (at = strstr(at, name)); at++)
        if (at == evidence || at[-1] == ' ')
            found = at + strlen(name);
    length = found ? strcspn(found, " ") : 0;
    if (!found || length >= size)
        return false;
    memcpy(value, found, length);
    value[length] = '\0';
    return true;
}

bool seats_newcomer(const struct event *event, char id[SEATS_ID_SIZE])
{
    char asker[sizeof event->evidence];

    return event->kind == EVENT_LOGIN && event->action == ACTION_OPEN && event->outcome == OUTCOME_OK &&
           event->source == SOURCE_PAM && event->login[0] &&
           !last_field(event->evidence, "ruser=", asker, sizeof asker) &&
           last_field(event->evidence, "logind=", id, SEATS_ID_SIZE) && seats_id_good(id);
}

/* Sessions of people are of class `user`, `user-early`, `user-light`; "user-incomplete" is one before its login. */
static bool of_a_person(const struct seats_session *session)
{
    static const char borrowed[] =
        "su su-l sudo sudo-i runuser runuser-l doas pkexec polkit-1 cron crond atd systemd-user";

    return text_in_list("user user-early user-light", session->class) && strcmp(session->state, "closing") != 0 &&
           !text_in_list(borrowed, session->service);
}

enum seats_what seats_what(const struct seats_session *session)
{
    if (!of_a_person(session))
        return SEATS_NONE;
    if (session->remote || strcmp(session->type, "web") == 0)
        return SEATS_REMOTE;
    if (text_in_list("x11 wayland mir", session->type))
        return SEATS_GRAPHICAL;
    return strcmp(session->type, "tty") == 0 ? SEATS_CONSOLE : SEATS_NONE;
}

static bool is_seat(const struct seats_session *session)
{
    enum seats_what what = seats_what(session);

    return what == SEATS_CONSOLE || what == SEATS_GRAPHICAL;
}

static bool two_seats(const struct seats_session *one, const struct seats_session *other)
{
    return one->uid == other->uid && strcmp(one->id, other->id) != 0 && is_seat(one) && is_seat(other);
}

bool seats_takes_over(const struct seats_session *newcomer, const struct seats_session *other)
{
    return two_seats(newcomer, other) && other->began_us < newcomer->began_us;
}

bool seats_stands_back(const struct seats_session *one, const struct seats_session *other)
{
    return two_seats(one, other) && !other->locked;
}

/* Where the person is by this session, "" where that says nothing: a locked seat is nobody's, and a connection from
 * this machine to itself is no other place. */
static const char *place_of(const struct seats_session *session)
{
    switch (seats_what(session)) {
    case SEATS_CONSOLE:
    case SEATS_GRAPHICAL:
        return session->locked ? "" : "here";
    case SEATS_REMOTE:
        if (strncmp(session->host, "127.", 4) == 0 || text_in_list("::1 localhost", session->host))
            return "here";
        return session->host;
    default:
        return "";
    }
}

static void add_place(char *places, size_t size, const char *place)
{
    size_t used = strlen(places);
    char shown[SEATS_HOST_SIZE];

    text_format(places + used, size - used, "%s%s", used > 0 ? "," : "", text_escape(shown, sizeof shown, place));
}

size_t seats_parallel(const struct seats_session *sessions, size_t count, const struct seats_session *newcomer,
                      char *hosts, size_t size)
{
    const char *here = place_of(newcomer);
    size_t open = 0, places = 1;

    hosts[0] = '\0';
    if (!*here)
        return 0;
    add_place(hosts, size, here);
    for (size_t i = 0; i < count; i++) {
        const char *place = sessions[i].uid == newcomer->uid ? place_of(&sessions[i]) : "";
        bool known = !*place || strcmp(sessions[i].id, newcomer->id) == 0;

        open += sessions[i].uid == newcomer->uid && seats_what(&sessions[i]) != SEATS_NONE;
        if (!known && strcmp(place, here) == 0)
            return 0;
        for (size_t j = 0; j < i && !known; j++)
            known = sessions[j].uid == newcomer->uid && strcmp(place_of(&sessions[j]), place) == 0;
        if (!known) {
            places++;
            add_place(hosts, size, place);
        }
    }
    return places > 1 ? open : 0;
}
