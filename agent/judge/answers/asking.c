/* One question that is being answered. Owns: how rows and ends are sent. In: rows. Out: messages to confidectl. */
#include "asking.h"

#include <pwd.h>

#include "agent/base/text.h"

void asking_end(struct asking *asking, int exit, const char *words)
{
    struct wire_end last = {.exit = exit};

    text_copy(last.text, sizeof last.text, words);
    desk_peer_send(asking->peer, WIRE_END, 0, &last, sizeof last);
}

void asking_end_by(struct asking *asking, enum store_result result)
{
    bool good = result == STORE_OK || result == STORE_NOTHING;

    asking_end(asking, good ? 0 : 3, good ? "" : store_error(asking->store));
}

bool asking_look(struct asking *asking, const char *object, const char *patient)
{
    struct event event = {.kind = EVENT_ACCESS, .action = ACTION_READ, .outcome = OUTCOME_OK};
    struct passwd entry, *found = NULL;
    char buffer[4096];

    event.uid = (uint32_t)desk_peer_uid(asking->peer);
    if (getpwuid_r(desk_peer_uid(asking->peer), &entry, buffer, sizeof buffer, &found) == 0 && found)
        text_copy(event.login, sizeof event.login, entry.pw_name);
    text_copy(event.object, sizeof event.object, object);
    text_copy(event.patient, sizeof event.patient, patient);
    text_copy(event.program, sizeof event.program, "confidectl");
    if (reception_tell(asking->about->reception, &event))
        return true;
    asking_end(asking, 3,
               "this look cannot be recorded (is the disk full?), so nothing is shown: see `confidectl status`");
    return false;
}

void asking_row(struct asking *asking, const char *json, size_t length)
{
    desk_peer_send(asking->peer, WIRE_ROW, 0, json, length);
}

void asking_fields(struct asking *asking, const struct json_field *fields, size_t count)
{
    char json[8192];
    size_t length = json_fields_write(fields, count, json, sizeof json);

    asking_row(asking, json, length);
}
