/* Events without their empty rooms: 3 KiB become some 400 bytes while they wait. Pure. */
#ifndef CONFIDE_WATCH_PACK_H
#define CONFIDE_WATCH_PACK_H

#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

/* Packs `event` into `to`, which has room for sizeof(struct event). The packed size. */
size_t pack_event(uint8_t *to, const struct event *event);

/* The reverse, byte for byte the same but for what stood behind a text's end, which is now zero. */
void pack_open(struct event *event, const uint8_t *from);

/* One text of a packed event, by its place in struct event: offsetof(struct event, object). Borrowed. */
const char *pack_text(const uint8_t *packed, size_t at);

#endif
