/* Events without their empty rooms. Owns the packed layout, which never leaves this process. In and out: struct event.
 */
#include "agent/watch/acts/pack.h"

#include <string.h>

#define TEXT(field)                                                                                                    \
    {                                                                                                                  \
        offsetof(struct event, field), sizeof(((struct event *)0)->field)                                              \
    }

static const struct {
    size_t at, size;
} texts[] = {TEXT(login),  TEXT(patient), TEXT(session), TEXT(host),   TEXT(program), TEXT(service),
             TEXT(object), TEXT(to),      TEXT(purpose), TEXT(reason), TEXT(query),   TEXT(evidence)};

enum { TEXTS = sizeof(texts) / sizeof(texts[0]), NUMBERS = offsetof(struct event, login) };

size_t pack_event(uint8_t *to, const struct event *event)
{
    size_t size = NUMBERS;

    memcpy(to, event, NUMBERS);
    for (int i = 0; i < TEXTS; i++) {
        const char *text = (const char *)event + texts[i].at;
        size_t length = strnlen(text, texts[i].size - 1);

        memcpy(to + size, text, length);
        to[size + length] = '\0';
        size += length + 1;
    }
    return size;
}

void pack_open(struct event *event, const uint8_t *from)
{
    const char *text = (const char *)from + NUMBERS;

    memset(event, 0, sizeof(*event));
    memcpy(event, from, NUMBERS);
    for (int i = 0; i < TEXTS; i++) {
        size_t length = strlen(text);

        memcpy((char *)event + texts[i].at, text, length);
        text += length + 1;
    }
}

const char *pack_text(const uint8_t *packed, size_t at)
{
    const char *text = (const char *)packed + NUMBERS;

    for (int i = 0; i < TEXTS && texts[i].at != at; i++)
        text += strlen(text) + 1;
    return text;
}
