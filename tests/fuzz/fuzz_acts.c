/* What the eye sees in any order, four bytes an event: which action, whose, on which of a few files, how much later.
 * Each read comes out once or was part of a write; a deletion is a temporary file's only when that person made it; at
 * the end nothing waits. */
#include <string.h>

#include "agent/base/text.h"
#include "agent/watch/acts/acts.h"
#include "agent/watch/acts/waiting.h"
#include "tests/fuzz/fuzz.h"

enum { FILES = 16 };

static const char *const names[FILES] = {"/r/P1/a",
                                         "/r/P1/a~",
                                         "/r/P1/a.bak",
                                         "/r/P1/lu12abcdef.tmp",
                                         "/r/P1/.a.swp",
                                         "/r/P1/~WRL0001.tmp",
                                         "/r/P1/sub/",
                                         "/r/P2/a",
                                         "/r/P2/.a.Xa81bq",
                                         "/media/u/a",
                                         "/media/u/x.tar",
                                         "/home/u/a.zip",
                                         "/home/u/letter",
                                         "/r/P2/letter.odt",
                                         "x",
                                         "/"};

struct sums {
    uint64_t reads, writes; /* events that were put in */
    uint64_t told;          /* reads and sendings that came out */
    bool was_created[4][FILES];
};

static unsigned number_of(const char *path)
{
    unsigned i = 0;

    while (i < FILES && strcmp(names[i], path) != 0)
        i++;
    return i;
}

static void take(struct acts *acts, int64_t now_ms, struct sums *sums)
{
    struct event event;

    while (acts_take(acts, now_ms, &event)) {
        unsigned who = (unsigned)event.login[0] & 3, file = number_of(event.object);

        if (event.count == 0 || file == FILES)
            abort();
        if (event.action == ACTION_READ)
            sums->told += event.count;
        if ((event.signs & SIGN_TEMPORARY) && event.action != ACTION_DELETE)
            abort();
        if ((event.signs & SIGN_TEMPORARY) && strchr(event.object, '~') == NULL && !strstr(event.object, ".bak") &&
            !strstr(event.object, ".tmp") && !strstr(event.object, ".Xa") && !strstr(event.object, ".swp") &&
            !sums->was_created[who][file])
            abort();
        if ((event.action == ACTION_EXPORT || event.action == ACTION_PRINT) && event.to[0] == '\0')
            abort();
    }
}

static void put(struct acts *acts, const uint8_t *byte, int64_t now_ms, struct sums *sums)
{
    static const enum event_action actions[] = {ACTION_READ,   ACTION_CREATE, ACTION_UPDATE, ACTION_DELETE,
                                                ACTION_RENAME, ACTION_SEARCH, ACTION_READ,   ACTION_CREATE};
    struct event event = {
        .kind = EVENT_ACCESS, .action = (uint8_t)actions[byte[0] & 7], .count = 1, .named = byte[1] >> 6};
    enum acts_where where = byte[0] & 64 ? (enum acts_where)(byte[0] >> 3 & 7) : ACTS_RECORD;
    unsigned who = byte[1] & 3, file = byte[2] & 15;

    event.login[0] = (char)(who ? 'd' + who : 0);
    event.pid = byte[1] >> 2 & 3;
    event.ino = byte[1] >> 4 & 3;
    event.dev = event.ino != 0;
    event.bytes = byte[3] & 1 ? 4096 : 0;
    text_copy(event.object, sizeof event.object, names[file]);
    if (event.action == ACTION_RENAME)
        text_copy(event.to, sizeof event.to, names[byte[2] >> 4]);
    if (where == ACTS_PRINTED)
        text_copy(event.to, sizeof event.to, "printer");
    if (byte[3] & 2)
        text_copy(event.evidence, sizeof event.evidence, "link of /r/P1/a");
    if (where == ACTS_RECORD && event.action == ACTION_READ)
        sums->reads++;
    else
        sums->writes++;
    if (where == ACTS_RECORD && event.action == ACTION_CREATE)
        sums->was_created[who][file] = true;
    acts_put(acts, where, &event, now_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct acts *acts = acts_make();
    struct sums sums = {0};
    struct event event;
    int64_t now_ms = 0;

    if (!acts)
        return 0;
    for (; size >= 4; data += 4, size -= 4) {
        now_ms += (data[3] >> 2) * (data[3] >> 2);
        put(acts, data, now_ms, &sums);
        if (data[0] & 128)
            take(acts, now_ms, &sums);
    }
    take(acts, INT64_MAX, &sums);
    if (sums.told > sums.reads || (sums.writes == 0 && sums.told != sums.reads) || acts_take(acts, INT64_MAX, &event))
        abort();
    acts_free(acts);
    return 0;
}
