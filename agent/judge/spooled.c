/* The spool's folder, at its reading end. Owns the names of its files. Must not own: what stands in them (spool.h). In:
 * names. Out: files that are gone or put aside. */
#include "spooled.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/log.h"
#include "agent/base/text.h"

int spooled_folder(const char *spool)
{
    return open(spool, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

bool spooled_is_fact(const char *name)
{
    static const char ending[] = ".fact";
    size_t length = strlen(name), tail = sizeof ending - 1;

    return length > tail && length < SPOOLED_NAME && strcmp(name + length - tail, ending) == 0;
}

void spooled_remove(const char *spool, const char *name)
{
    int folder = spooled_folder(spool);

    if (folder < 0)
        return;
    unlinkat(folder, name, 0);
    close(folder);
}

void spooled_put_aside(int folder, const char *name, const char *wrong)
{
    char shown[SPOOLED_NAME], aside[SPOOLED_NAME + sizeof ".bad"];

    text_format(aside, sizeof aside, "%s.bad", name);
    log_warning("spool file %s is put aside as .bad: %s", text_escape(shown, sizeof shown, name), wrong);
    renameat(folder, name, folder, aside);
}
