/* The process tree as it is told. Owns what may be concluded from it; must not read /proc or a socket. In: forks,
 * users, programs and ends in the kernel's order, identities as they are read. Out: whom a process that is gone
 * belonged to.
 *
 * News of a time before a reading may be of another process of that number: then the reading proves nothing. */
#include "agent/watch/eye/lineage.h"

#include <stddef.h>
#include <string.h>

#include "agent/base/text.h"

enum { GENERATIONS = 16 };

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

/* The earlier it is, the sooner it makes room: an empty one, the one that ended first, the one known longest. */
static int64_t worth(const struct lineage_record *record)
{
    if (record->pid == 0)
        return 0;
    return record->ended_ns ? record->ended_ns : INT64_MAX / 2 + later(record->born_ns, record->read_ns);
}

/* Who is pushed out leaves the time of its end behind: here if it has ended, else when it will (lineage_exit). */
static struct lineage_record *make_room(struct lineage *lineage, int32_t pid)
{
    struct lineage_set *set = set_of(lineage, pid);
    struct lineage_record *least = &set->ways[0];

    for (int i = 1; i < LINEAGE_WAYS; i++)
        if (worth(&set->ways[i]) < worth(least))
            least = &set->ways[i];
    set->lost_ns = later(set->lost_ns, least->ended_ns);
    *least = (struct lineage_record){
        .pid = pid, .before_ns = later(set->lost_ns, lineage->forgot_ns), .seal = ++lineage->seals};
    return least;
}

static bool is_plain_at(const struct lineage_record *record, int64_t at_ns)
{
    return record->plain_ns && record->plain_ns < at_ns;
}

/* What a child is at its birth. What was read of the parent later proves it only when all news are in (inherit): until
 * then the reading may be of another process that was given the number. */
static struct lineage_record heir(const struct lineage_record *parent, int32_t child, int64_t at_ns)
{
    struct lineage_record made = *parent;

    made.parent = parent->pid;
    made.pid = child;
    made.born_ns = at_ns;
    made.ended_ns = made.read_ns = 0;
    made.plain_ns = is_plain_at(parent, at_ns) ? at_ns : 0;
    made.is_sure = parent->is_sure && made.plain_ns && at_ns > parent->read_ns;
    made.is_named = false;
    return made;
}

bool lineage_fork(struct lineage *lineage, int32_t parent, int32_t child, int64_t at_ns)
{
    struct lineage_record *from = record_of(lineage, parent), *to, made;
    bool is_new = !from;

    if (parent <= 0 || child <= 0)
        return false;
    from = from ? from : make_room(lineage, parent);
    made = heir(from, child, at_ns);
    made.seal = ++lineage->seals;
    to = record_of(lineage, child);
    if (to && to->read_ns > at_ns && to->ended_ns == 0) {
        to->born_ns = at_ns; /* it was read since: that counts more */
        to->parent = 0;
        return is_new;
    }
    if (to) {
        made.before_ns = to->ended_ns ? to->ended_ns : at_ns;
    } else {
        to = make_room(lineage, child); /* it may be the parent's room */
        made.before_ns = to->before_ns;
    }
    *to = made;
    return is_new;
}

bool lineage_user(struct lineage *lineage, int32_t pid, uint32_t uid, uint32_t euid, int64_t at_ns)
{
    struct lineage_record *record = record_of(lineage, pid);
    bool is_root = uid == 0 || euid == 0;

    if (!record)
        return false;
    record->seal = ++lineage->seals;
    record->uid = euid;
    if (is_root || at_ns <= record->read_ns)
        record->is_sure = false;
    if (is_root)
        record->plain_ns = 0;
    else if (record->plain_ns == 0 || record->plain_ns > at_ns)
        record->plain_ns = at_ns;
    return !is_root && !record->is_sure;
}

void lineage_exec(struct lineage *lineage, int32_t pid)
{
    struct lineage_record *record = record_of(lineage, pid);

    if (!record)
        return;
    record->seal = ++lineage->seals;
    if (record->ended_ns) { /* a thread took its process over (execve(2)): it may be another's */
        record->is_sure = false;
        record->plain_ns = record->ended_ns = 0;
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
        record->plain_ns = 0;
        record->before_ns = later(record->before_ns, at_ns);
    }
}

void lineage_learn(struct lineage *lineage, int32_t pid, const struct identity *who, int64_t at_ns)
{
    struct lineage_record *record = record_of(lineage, pid);

    if (pid <= 0 || (record && later(record->born_ns, record->ended_ns) > at_ns))
        return;
    if (record && record->ended_ns)
        *record = (struct lineage_record){.pid = pid, .before_ns = record->ended_ns, .seal = ++lineage->seals};
    record = record ? record : make_room(lineage, pid);
    record->loginuid = who->loginuid;
    record->session = who->session;
    record->uid = who->uid;
    record->read_ns = at_ns;
    record->plain_ns = who->uid == 0 ? 0 : record->plain_ns ? record->plain_ns : at_ns;
    record->is_sure = who->uid != 0 && who->loginuid != (uint32_t)IDENTITY_UNSET;
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
    uint64_t seals = lineage->seals;

    memset(lineage, 0, sizeof(*lineage));
    lineage->forgot_ns = at_ns;
    lineage->seals = seals;
}

/* Not root from its birth to now, or to its end. */
static bool is_plain_child(const struct lineage_record *record)
{
    return record->born_ns && record->plain_ns == record->born_ns && record->parent;
}

/* The record of the very process that bore this one. */
static struct lineage_record *parent_of(struct lineage *lineage, const struct lineage_record *record)
{
    struct lineage_record *parent = is_plain_child(record) ? record_of(lineage, record->parent) : NULL;

    return parent && later(parent->born_ns, parent->before_ns) < record->born_ns && is_plain_at(parent, record->born_ns)
               ? parent
               : NULL;
}

/* From the nearest forebear whose person is known, down the line. */
static void inherit(struct lineage *lineage, struct lineage_record *record, int32_t *elder)
{
    struct lineage_record *line = record;

    *elder = 0;
    for (int i = 0; i < GENERATIONS && line && !line->is_sure; i++) {
        if (line->ended_ns == 0)
            *elder = line->pid;
        line = parent_of(lineage, line);
    }
    if (!line || !line->is_sure)
        return;
    *elder = 0;
    record->loginuid = line->loginuid;
    record->session = line->session;
    record->is_sure = true;
}

enum lineage_answer lineage_find(struct lineage *lineage, int32_t pid, int64_t since_ns,
                                 const struct lineage_record **record, int32_t *elder)
{
    struct lineage_record *found = record_of(lineage, pid);
    int32_t nobody;

    *record = found;
    if (!found)
        return LINEAGE_NONE;
    if (found->before_ns >= since_ns || (found->ended_ns && found->ended_ns < since_ns))
        return LINEAGE_MIXED;
    inherit(lineage, found, elder ? elder : &nobody);
    return LINEAGE_ONE;
}
