/* The process tree as it is told. Owns what may be concluded from it; must not read /proc or a socket. In: forks,
 * users, programs and ends in the kernel's order, identities as they are read. Out: whom a process that is gone
 * belonged to.
 *
 * An identity read at some time counts for what happens later. What the kernel tells of an earlier time is news of a
 * process that may have been another then: it is never joined with the reading. */
#include "agent/watch/lineage.h"

#include <stddef.h>
#include <string.h>

#include "agent/base/text.h"

static struct lineage_set *set_of(struct lineage *lineage, int32_t pid)
{
    return &lineage->sets[(uint32_t)pid % LINEAGE_SETS];
}

static struct lineage_record *record_of(struct lineage *lineage, int32_t pid)
{
    struct lineage_set *set = set_of(lineage, pid);

    for (int i = 0; i < LINEAGE_WAYS && pid > 0; i++)
        if (set->ways[i].pid == pid)
            return &set->ways[i];
    return NULL;
}

static int64_t later(int64_t one, int64_t two)
{
    return one > two ? one : two;
}

/* Empty before ended before the one longest known; who is pushed out leaves the time of its end behind, later or now.
 */
static struct lineage_record *make_room(struct lineage *lineage, int32_t pid)
{
    struct lineage_set *set = set_of(lineage, pid);
    struct lineage_record *least = &set->ways[0];

    for (int i = 0; i < LINEAGE_WAYS; i++) {
        struct lineage_record *record = &set->ways[i];
        int rank = record->pid == 0 ? 2 : record->ended_ns != 0;
        int least_rank = least->pid == 0 ? 2 : least->ended_ns != 0;

        if (rank > least_rank || (rank == least_rank && (rank == 1 ? record->ended_ns < least->ended_ns
                                                                   : later(record->born_ns, record->read_ns) <
                                                                         later(least->born_ns, least->read_ns))))
            least = record;
    }
    set->lost_ns = later(set->lost_ns, least->ended_ns);
    *least = (struct lineage_record){.pid = pid, .before_ns = later(set->lost_ns, lineage->forgot_ns)};
    return least;
}

static bool wants_look(struct lineage_record *parent, int64_t at_ns)
{
    if (parent->is_sure || at_ns - parent->looked_ns < LINEAGE_LOOK_MS * 1000000LL)
        return false;
    parent->looked_ns = at_ns;
    return true;
}

/* What a child is at its birth. The parent may have become what it is known as only after that: then it is no proof. */
static struct lineage_record heir(const struct lineage_record *parent, int32_t child, int64_t at_ns)
{
    struct lineage_record made = *parent;

    made.pid = child;
    made.born_ns = at_ns;
    made.ended_ns = made.read_ns = 0;
    made.is_sure = parent->is_sure && at_ns > parent->read_ns;
    made.is_named = false;
    return made;
}

bool lineage_fork(struct lineage *lineage, int32_t parent, int32_t child, int64_t at_ns)
{
    struct lineage_record *from = record_of(lineage, parent), *to, made;
    bool wants;

    if (parent <= 0 || child <= 0)
        return false;
    from = from ? from : make_room(lineage, parent);
    wants = wants_look(from, at_ns);
    made = heir(from, child, at_ns);
    to = record_of(lineage, child);
    if (to && to->read_ns > at_ns && to->ended_ns == 0) {
        to->born_ns = at_ns; /* it was read since: that counts more */
        return wants;
    }
    if (to) {
        made.before_ns = to->ended_ns ? to->ended_ns : at_ns;
    } else {
        to = make_room(lineage, child); /* it may be the parent's room */
        made.before_ns = to->before_ns;
    }
    *to = made;
    return wants;
}

void lineage_user(struct lineage *lineage, int32_t pid, uint32_t euid, int64_t at_ns)
{
    struct lineage_record *record = record_of(lineage, pid);

    if (!record)
        return;
    if (euid == 0 || at_ns <= record->read_ns)
        record->is_sure = false;
    record->uid = euid;
}

void lineage_exec(struct lineage *lineage, int32_t pid)
{
    struct lineage_record *record = record_of(lineage, pid);

    if (!record)
        return;
    if (record->ended_ns) { /* a thread took its process over (execve(2)): its loginuid may be another */
        record->is_sure = false;
        record->ended_ns = 0;
    }
    if (!record->is_named)
        record->comm[0] = '\0';
    record->is_named = false;
}

void lineage_exit(struct lineage *lineage, int32_t pid, int64_t at_ns)
{
    struct lineage_record *record = record_of(lineage, pid);
    struct lineage_set *set = set_of(lineage, pid);

    if (record && at_ns > record->read_ns) {
        record->ended_ns = at_ns;
        return;
    }
    set->lost_ns = later(set->lost_ns, at_ns);
    if (record) {
        record->is_sure = false;
        record->before_ns = later(record->before_ns, at_ns);
    }
}

void lineage_learn(struct lineage *lineage, int32_t pid, const struct identity *who, int64_t at_ns)
{
    struct lineage_record *record = record_of(lineage, pid);
    bool is_sure = who->loginuid != (uint32_t)IDENTITY_UNSET && who->uid != 0;

    if (pid <= 0 || (record && later(record->born_ns, record->ended_ns) > at_ns))
        return;
    if (record && record->ended_ns)
        *record = (struct lineage_record){.pid = pid, .before_ns = record->ended_ns};
    record = record ? record : make_room(lineage, pid);
    /* What was known before stays so: its earlier children count. */
    if (!(record->is_sure && is_sure && record->loginuid == who->loginuid && record->session == who->session))
        record->read_ns = at_ns;
    record->loginuid = who->loginuid;
    record->session = who->session;
    record->uid = who->uid;
    record->looked_ns = at_ns;
    record->is_sure = is_sure;
    text_copy(record->comm, sizeof(record->comm), who->comm);
}

void lineage_start(struct lineage *lineage, int32_t pid, const char *name)
{
    struct lineage_record *record = record_of(lineage, pid);

    if (!record)
        return;
    record->is_named = record->comm[0] != '\0'; /* else the kernel's word came first */
    text_copy(record->comm, sizeof(record->comm), name);
}

void lineage_forget(struct lineage *lineage, int64_t at_ns)
{
    memset(lineage, 0, sizeof(*lineage));
    lineage->forgot_ns = at_ns;
}

enum lineage_answer lineage_find(const struct lineage *lineage, int32_t pid, int64_t since_ns,
                                 const struct lineage_record **record)
{
    const struct lineage_set *set = &lineage->sets[(uint32_t)pid % LINEAGE_SETS];

    for (int i = 0; i < LINEAGE_WAYS && pid > 0; i++) {
        *record = &set->ways[i];
        if (set->ways[i].pid != pid)
            continue;
        if ((*record)->before_ns >= since_ns || ((*record)->ended_ns && (*record)->ended_ns < since_ns))
            return LINEAGE_MIXED;
        return LINEAGE_ONE;
    }
    return LINEAGE_NONE;
}
