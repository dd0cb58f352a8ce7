/* Naming. Owns which of the witnesses is believed; must not read events. In: a process's number, and when it did
 * something. Out: whose it was, and how that is known. A doubt gives no name. */
#include "agent/watch/eye/witness.h"

#include <string.h>

#include <confide/event.h>

#include "agent/base/text.h"
#include "agent/watch/eye/kin.h"

static const int64_t ns_per_ms = 1000000;

void witness_keep(struct witness *witness, const struct raw *raw, int64_t now_ns)
{
    memory_keep(&witness->memory, raw->pid, &raw->who, now_ns);
    lineage_learn(kin_lineage(witness->kin), raw->pid, &raw->who, now_ns);
}

/* The number that the kernel's news give to what `pid` is now; 0 where they say nothing, or it is not asked for. */
static uint64_t seal_of(struct witness *witness, int32_t pid)
{
    const struct lineage_record *record;
    int error;

    if (!process_is_known(&witness->processes, pid) || !kin_works(witness->kin, &error) ||
        !kin_listen(witness->kin, &witness->processes))
        return 0;
    lineage_find(kin_lineage(witness->kin), pid, INT64_MAX, &record, NULL);
    return record ? record->seal : 0;
}

void witness_waiting(struct witness *witness, struct raw *raw)
{
    uint64_t seal = seal_of(witness, raw->pid);

    raw->named = process_sealed(&witness->processes, raw->pid, seal, &raw->who) ? NAMED_WAITING : NAMED_GONE;
}

static bool name_heir(struct raw *raw, const struct lineage_record *record)
{
    if (!record->is_sure)
        return false;
    memset(&raw->who, 0, sizeof(raw->who));
    raw->who.loginuid = record->loginuid;
    raw->who.session = record->session;
    raw->who.uid = record->uid;
    text_copy(raw->who.comm, sizeof(raw->who.comm), record->comm);
    return true;
}

/* The very process that had the number, with its person where a forebear's says so. NULL without proof. */
static const struct lineage_record *find_record(struct witness *witness, int32_t pid, int64_t since_ns)
{
    struct lineage *lineage = kin_lineage(witness->kin);
    const struct lineage_record *record;
    struct identity who;
    int32_t elder;

    if (!kin_listen(witness->kin, &witness->processes) ||
        lineage_find(lineage, pid, since_ns, &record, &elder) != LINEAGE_ONE)
        return NULL;
    if (elder == 0 || !process_identify(&witness->processes, elder, PROCESS_UNKNOWN, &who))
        return record;
    lineage_learn(lineage, elder, &who, kin_now_ns());
    /* Now the elder lives; whether it is still the same one, only later news can tell. */
    if (!kin_listen(witness->kin, &witness->processes) ||
        lineage_find(lineage, pid, since_ns, &record, NULL) != LINEAGE_ONE)
        return NULL;
    return record;
}

/* What was seen of the very process counts most. Without proof that it is the same one only what was seen just now
 * counts; and so it is with those who could have taken on another's loginuid since. */
static bool name_gone(struct witness *witness, struct raw *raw, int64_t since_ns)
{
    const struct lineage_record *record = find_record(witness, raw->pid, since_ns);
    int64_t not_before_ns = kin_now_ns() - MEMORY_MS * ns_per_ms;
    const struct identity *remembered;

    if (record) {
        int64_t from_ns = record->born_ns > record->before_ns ? record->born_ns : record->before_ns;

        if (record->is_sure || not_before_ns < from_ns)
            not_before_ns = from_ns;
    }
    remembered = memory_find(&witness->memory, raw->pid, not_before_ns);
    if (remembered)
        raw->who = *remembered;
    return remembered || (record && name_heir(raw, record));
}

/* Whether what has the number `pid` now, if anything, had it at `since_ns` too: nobody gave us a pidfd. The kernel's
 * news tell; without them, that no number comes round again so soon (memory.h). */
static bool is_same(struct witness *witness, int32_t pid, int64_t since_ns)
{
    const struct lineage_record *record;
    enum lineage_answer answer = LINEAGE_NONE;
    int error;

    if (kin_works(witness->kin, &error) && kin_listen(witness->kin, &witness->processes))
        answer = lineage_find(kin_lineage(witness->kin), pid, since_ns, &record, NULL);
    if (answer == LINEAGE_NONE)
        return kin_now_ns() - since_ns <= MEMORY_MS * ns_per_ms;
    return answer == LINEAGE_ONE && record->ended_ns == 0;
}

void witness_told(struct witness *witness, struct raw *raw, int pidfd, int64_t since_ns)
{
    if ((pidfd != PROCESS_UNKNOWN || is_same(witness, raw->pid, since_ns)) &&
        process_identify(&witness->processes, raw->pid, pidfd, &raw->who)) {
        raw->named = NAMED_AFTER;
        witness_keep(witness, raw, kin_now_ns());
    } else {
        raw->named = name_gone(witness, raw, since_ns) ? NAMED_MEMORY : NAMED_GONE;
    }
}

void witness_start(struct witness *witness, struct raw *raw, int pidfd)
{
    if (process_identify(&witness->processes, raw->pid, pidfd, &raw->who)) {
        raw->who.exe[0] = '\0';
        text_copy(raw->who.comm, sizeof(raw->who.comm), raw->at[0].name);
        witness_keep(witness, raw, kin_now_ns());
    }
    lineage_start(kin_lineage(witness->kin), raw->pid, raw->at[0].name);
}

void witness_listen(struct witness *witness)
{
    kin_listen(witness->kin, &witness->processes);
}

bool witness_hint(struct witness *witness, int32_t pid, int64_t since_ns, struct identity *who)
{
    const struct lineage_record *record;

    if (lineage_find(kin_lineage(witness->kin), pid, since_ns, &record, NULL) != LINEAGE_ONE)
        return false;
    who->loginuid = record->loginuid;
    who->session = record->session;
    return true;
}

void witness_close(struct witness *witness)
{
    process_close(&witness->processes);
    kin_close(witness->kin);
}
