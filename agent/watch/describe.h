/* From what was seen to an event in words. */
#ifndef CONFIDE_WATCH_DESCRIBE_H
#define CONFIDE_WATCH_DESCRIBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/watch/acts/acts.h"
#include "agent/watch/tree/folder.h"
#include "agent/watch/naming.h"
#include "agent/watch/eye/raw.h"
#include "agent/watch/tree/root.h"

struct around;
struct links;
struct sessions;

/* All but `roots` and `folders` may be NULL: then less is known. */
struct describe {
    const struct roots *roots;
    const struct folders *folders;
    const struct around *around;
    const struct links *links;
    struct sessions *sessions;
    struct naming naming;
};

enum { DESCRIBE_MAX = 6 };

/* An event in words, and where it happened. */
struct described {
    enum acts_where where;
    struct event event;
};

/* One thing that the kernel reports may be several that people did (created and written). Their number, 0 when it is
 * nothing to tell. RAW_OWN is nothing, and so are a mere RAW_ATTRIB and what happened around the records to a folder
 * or to a file that is still open. */
int describe_raw(struct describe *describe, const struct raw *raw, struct described list[DESCRIBE_MAX]);

/* The path of a place as the kernel calls it; false when its folder is not known, `path` is then the bare name. */
bool describe_path(const struct describe *describe, const struct place *place, char *path, size_t size);

/* Whose process `raw` was, at what time: all of an access but what happened, and where. */
void describe_access(struct describe *describe, const struct raw *raw, enum event_action action, struct event *event);

/* An event about the watch itself. */
void describe_own(struct event *event, enum event_kind kind, enum event_action action, int64_t time_ms,
                  const char *object, uint32_t count);

#endif
