/* What logind's messages say. Owns their layout (org.freedesktop.login1(5)). In: messages, in any shape. Out: plain
 * data within its bounds, or a refusal. */
#include "logind_read.h"

#include <string.h>
#include <systemd/sd-bus.h>

#include "agent/base/text.h"

enum { US_PER_MS = 1000 };

static const char session_paths[] = "/org/freedesktop/login1/session/";

static bool entry_fill(struct logind_read_entry *entry, const char *id, const char *path)
{
    return seats_id_good(id) && text_copy(entry->id, sizeof entry->id, id) &&
           strncmp(path, session_paths, sizeof session_paths - 1) == 0 &&
           text_copy(entry->path, sizeof entry->path, path);
}

bool logind_read_list(sd_bus_message *message)
{
    return sd_bus_message_has_signature(message, "a(susso)") > 0 && sd_bus_message_rewind(message, true) >= 0 &&
           sd_bus_message_enter_container(message, 'a', "(susso)") > 0;
}

int logind_read_listed(sd_bus_message *message, struct logind_read_entry *entry)
{
    const char *id, *name, *seat, *path;
    int more;

    while ((more = sd_bus_message_read(message, "(susso)", &id, &entry->uid, &name, &seat, &path)) > 0)
        if (entry_fill(entry, id, path))
            return 1;
    return more < 0 ? -1 : 0;
}

bool logind_read_named(sd_bus_message *message, struct logind_read_entry *entry)
{
    const char *id, *path;

    return sd_bus_message_has_signature(message, "so") > 0 && sd_bus_message_read(message, "so", &id, &path) >= 0 &&
           entry_fill(entry, id, path);
}

/* Where a property goes. SEAT is a structure whose first word counts, and stands in for a missing terminal. */
enum shape { TEXT, NAME, FLAG, TIME_MS, TIME_US, USER, SEAT };

struct property {
    const char *name;
    enum shape shape;
    bool needed;
    size_t offset, size;
};

#define FIELD(field) offsetof(struct seats_session, field), sizeof((struct seats_session *)0)->field

/* NAME: cut short it would be another one, so it is refused. TEXT is only shown. */
static const struct property properties[] = {
    {"Id", NAME, true, FIELD(id)},
    {"Name", NAME, true, FIELD(login)},
    {"User", USER, true, FIELD(uid)},
    {"Remote", FLAG, true, FIELD(remote)},
    {"LockedHint", FLAG, false, FIELD(locked)}, /* systemd before 230 has none */
    {"Timestamp", TIME_MS, true, FIELD(since_ms)},
    {"TimestampMonotonic", TIME_US, true, FIELD(began_us)},
    {"Class", NAME, true, FIELD(class)},
    {"Type", NAME, true, FIELD(type)},
    {"State", NAME, true, FIELD(state)},
    {"Service", TEXT, false, FIELD(service)},
    {"RemoteHost", TEXT, false, FIELD(host)},
    {"TTY", TEXT, false, FIELD(place)},
    {"Display", SEAT, false, FIELD(place)},
    {"Seat", SEAT, false, FIELD(place)},
};

enum { PROPERTIES = sizeof properties / sizeof properties[0] };

/* The value of a property whose variant was entered and holds `contents`. */
static bool read_value(sd_bus_message *message, const char *contents, const struct property *property, void *to)
{
    char *text = to;
    const char *word = "";
    uint64_t time;
    int flag;

    switch (property->shape) {
    case FLAG:
        if (strcmp(contents, "b") != 0 || sd_bus_message_read(message, "b", &flag) < 0)
            return false;
        *(bool *)to = flag != 0;
        return true;
    case TIME_MS:
    case TIME_US:
        if (strcmp(contents, "t") != 0 || sd_bus_message_read(message, "t", &time) < 0 || time > INT64_MAX)
            return false;
        if (property->shape == TIME_MS)
            *(int64_t *)to = (int64_t)(time / US_PER_MS);
        else
            *(uint64_t *)to = time;
        return true;
    case USER:
        return strcmp(contents, "(uo)") == 0 && sd_bus_message_read(message, "(uo)", to, NULL) >= 0;
    case SEAT:
        if (strcmp(contents, "(so)") == 0 ? sd_bus_message_read(message, "(so)", &word, NULL) < 0
                                          : strcmp(contents, "s") != 0 || sd_bus_message_read(message, "s", &word) < 0)
            return false;
        if (!text[0])
            text_copy(text, property->size, word);
        return true;
    default:
        if (strcmp(contents, "s") != 0 || sd_bus_message_read(message, "s", &word) < 0)
            return false;
        if (property->shape == NAME)
            return text_copy(text, property->size, word);
        if (word[0])
            text_copy(text, property->size, word);
        return true;
    }
}

/* One entry of a{sv}, which was entered. Marks in `found` what it was. */
static bool read_property(sd_bus_message *message, struct seats_session *session, bool found[PROPERTIES])
{
    const char *name, *contents;
    size_t at = 0;
    char type;

    if (sd_bus_message_read(message, "s", &name) < 0 || sd_bus_message_peek_type(message, &type, &contents) <= 0)
        return false;
    while (at < PROPERTIES && strcmp(properties[at].name, name) != 0)
        at++;
    if (at == PROPERTIES)
        return sd_bus_message_skip(message, "v") >= 0;
    if (found[at] || sd_bus_message_enter_container(message, 'v', contents) <= 0)
        return false;
    found[at] = true;
    return read_value(message, contents, &properties[at], (char *)session + properties[at].offset) &&
           sd_bus_message_exit_container(message) >= 0;
}

bool logind_read_session(sd_bus_message *message, struct seats_session *session)
{
    bool found[PROPERTIES] = {false};
    int more;

    *session = (struct seats_session){0};
    if (sd_bus_message_has_signature(message, "a{sv}") <= 0 ||
        sd_bus_message_enter_container(message, 'a', "{sv}") <= 0)
        return false;
    while ((more = sd_bus_message_enter_container(message, 'e', "sv")) > 0)
        if (!read_property(message, session, found) || sd_bus_message_exit_container(message) < 0)
            return false;
    for (size_t i = 0; i < PROPERTIES; i++)
        if (properties[i].needed && !found[i])
            return false;
    return more == 0 && seats_id_good(session->id);
}

bool logind_read_locked(sd_bus_message *message, bool *locked)
{
    const char *interface, *name;
    bool told = false;
    int flag;

    if (sd_bus_message_has_signature(message, "sa{sv}as") <= 0 || sd_bus_message_read(message, "s", &interface) < 0 ||
        strcmp(interface, "org.freedesktop.login1.Session") != 0 ||
        sd_bus_message_enter_container(message, 'a', "{sv}") <= 0)
        return false;
    while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
        if (sd_bus_message_read(message, "s", &name) < 0)
            return false;
        if (strcmp(name, "LockedHint") != 0) {
            if (sd_bus_message_skip(message, "v") < 0)
                return false;
        } else if (sd_bus_message_read(message, "v", "b", &flag) >= 0) {
            *locked = flag != 0;
            told = true;
        } else {
            return false;
        }
        if (sd_bus_message_exit_container(message) < 0)
            return false;
    }
    return told;
}

static bool is_error(sd_bus_message *message, const char *const *names)
{
    for (; *names; names++)
        if (sd_bus_message_is_method_error(message, *names) > 0)
            return true;
    return false;
}

enum logind_result logind_read_result(sd_bus_message *message, char *wrong, size_t size)
{
    static const char *const gone[] = {"org.freedesktop.login1.NoSuchSession", SD_BUS_ERROR_UNKNOWN_OBJECT, NULL};
    static const char *const refused[] = {SD_BUS_ERROR_ACCESS_DENIED, SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED,
                                          SD_BUS_ERROR_AUTH_FAILED, NULL};
    static const char *const silent[] = {SD_BUS_ERROR_NO_REPLY, SD_BUS_ERROR_TIMEOUT, NULL};
    static const char *const absent[] = {SD_BUS_ERROR_SERVICE_UNKNOWN, SD_BUS_ERROR_NAME_HAS_NO_OWNER,
                                         SD_BUS_ERROR_DISCONNECTED, NULL};
    const sd_bus_error *error = sd_bus_message_get_error(message);
    char text[128];

    if (sd_bus_message_is_method_error(message, NULL) <= 0)
        return LOGIND_DONE;
    if (is_error(message, refused))
        text_copy(wrong, size, "confided may not lock sessions: install polkitd, and confide.rules for it");
    else if (is_error(message, silent))
        text_copy(wrong, size, "logind did not answer in time: see systemctl status systemd-logind dbus polkit");
    else if (is_error(message, absent))
        text_copy(wrong, size, "logind is not there: see systemctl status systemd-logind dbus");
    else
        text_format(wrong, size, "logind failed (%s): see systemctl status systemd-logind",
                    text_escape(text, sizeof text, error && error->message ? error->message : "it does not say why"));
    return is_error(message, gone) ? LOGIND_GONE : LOGIND_REFUSED;
}
