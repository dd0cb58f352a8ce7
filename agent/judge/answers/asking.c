/* One question that is being answered. Owns: how rows and ends are sent. In: rows. Out: messages to confidectl. */
#include "asking.h"

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
