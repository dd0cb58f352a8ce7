/* logind's messages. Owns their layout (org.freedesktop.login1(5)). In: messages, in any shape. Out: plain data within
 * its bounds. */
#include "agent/watch/session/session_read.h"

#include <string.h>
#include <systemd/sd-bus.h>

#include "agent/base/text.h"

enum { LISTED_MAX = 8192 /* entries of one list that are read: no machine has more */ };

/* The value of a property: what is not wanted, or not of its type, is passed over. */
static bool read_value(sd_bus_message *message, const char *name, struct session_traits *traits)
{
    const char *contents, *word;
    int flag;
    char type;

    if (sd_bus_message_peek_type(message, &type, &contents) <= 0 || type != 'v')
        return false;
    traits->is_moved = traits->is_moved || strcmp(name, "Active") == 0 || strcmp(name, "State") == 0;
    if (strcmp(name, "LockedHint") == 0 && strcmp(contents, "b") == 0) {
        if (sd_bus_message_read(message, "v", "b", &flag) < 0)
            return false;
        traits->lock = flag ? LOCK_LOCKED : LOCK_OPEN;
        return true;
    }
    if (strcmp(name, "Id") == 0 && strcmp(contents, "s") == 0)
        return sd_bus_message_read(message, "v", "s", &word) >= 0 && text_copy(traits->id, sizeof(traits->id), word);
    return sd_bus_message_skip(message, "v") >= 0;
}

/* a{sv} */
static bool read_traits(sd_bus_message *message, struct session_traits *traits)
{
    const char *name;
    int more;

    *traits = (struct session_traits){.lock = LOCK_UNKNOWN};
    if (sd_bus_message_enter_container(message, 'a', "{sv}") <= 0)
        return false;
    while ((more = sd_bus_message_enter_container(message, 'e', "sv")) > 0)
        if (sd_bus_message_read(message, "s", &name) < 0 || !read_value(message, name, traits) ||
            sd_bus_message_exit_container(message) < 0)
            return false;
    return more == 0;
}

bool session_read_all(sd_bus_message *answer, struct session_traits *traits)
{
    return sd_bus_message_has_signature(answer, "a{sv}") > 0 && read_traits(answer, traits) && traits->id[0];
}

bool session_read_changed(sd_bus_message *signal, struct session_traits *traits)
{
    const char *interface;

    return sd_bus_message_has_signature(signal, "sa{sv}as") > 0 && sd_bus_message_read(signal, "s", &interface) >= 0 &&
           strcmp(interface, "org.freedesktop.login1.Session") == 0 && read_traits(signal, traits);
}

bool session_read_list(sd_bus_message *answer, struct session_roll *roll)
{
    const char *id, *name, *seat, *path;
    struct session_entry *entry;
    uint32_t uid;
    int more = 0;

    if (sd_bus_message_has_signature(answer, "a(susso)") <= 0 ||
        sd_bus_message_enter_container(answer, 'a', "(susso)") <= 0)
        return false;
    session_roll_unlist(roll);
    for (int i = 0; i < LISTED_MAX; i++) {
        more = sd_bus_message_read(answer, "(susso)", &id, &uid, &name, &seat, &path);
        if (more <= 0)
            break;
        entry = session_roll_add(roll, id, path);
        if (entry)
            entry->is_listed = true;
    }
    if (more == 0)
        session_roll_drop_unlisted(roll);
    return more >= 0;
}

bool session_read_named(sd_bus_message *signal, const char **id, const char **path)
{
    return sd_bus_message_has_signature(signal, "so") > 0 && sd_bus_message_read(signal, "so", id, path) >= 0;
}
