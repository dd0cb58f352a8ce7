/* Whom recent processes belonged to. In: pid and identity as they are read. Out: the identity, as long as its asker
 * bears: an old answer is worse than none. Processes that share a slot push each other out, the younger wins. */
#include "agent/watch/eye/memory.h"

#include <stddef.h>

void memory_keep(struct memory *memory, int32_t pid, const struct identity *who, int64_t now_ns)
{
    struct memory_slot *slot = &memory->slots[(uint32_t)pid % MEMORY_SLOTS];

    slot->pid = pid;
    slot->seen_ns = now_ns;
    slot->who = *who;
}

const struct identity *memory_find(const struct memory *memory, int32_t pid, int64_t since_ns)
{
    const struct memory_slot *slot = &memory->slots[(uint32_t)pid % MEMORY_SLOTS];

    return pid > 0 && slot->pid == pid && slot->seen_ns >= since_ns ? &slot->who : NULL;
}
