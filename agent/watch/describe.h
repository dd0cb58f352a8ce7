/* From what was seen to an event in words. */
#ifndef CONFIDE_WATCH_DESCRIBE_H
#define CONFIDE_WATCH_DESCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/watch/folder.h"
#include "agent/watch/naming.h"
#include "agent/watch/raw.h"
#include "agent/watch/root.h"

struct describe {
    const struct roots *roots;
    const struct folders *folders;
    struct naming naming;
};

enum { DESCRIBE_MAX = 5 };

/* One thing that the kernel reports may be several that people did (created and written). Their number, 0 when it is
 * nothing to tell. RAW_OWN is nothing. */
int describe_raw(struct describe *describe, const struct raw *raw, struct event events[DESCRIBE_MAX]);

/* The path of a place as the kernel calls it; false when its folder is not known, `path` is then the bare name. */
bool describe_path(const struct describe *describe, const struct place *place, char *path, size_t size);

/* An event about the watch itself. */
void describe_own(struct event *event, enum event_kind kind, enum event_action action, int64_t time_ms,
                  const char *object, uint32_t count);

#endif
