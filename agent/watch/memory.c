/* Whom recent processes belonged to. Owns the forgetting: an old answer is worse than none. In: pid and identity as
 * they are read. Out: the identity, for MEMORY_MS. Processes that share a slot push each other out, the younger wins.
 */
#include "memory.h"

#include <stddef.h>

void memory_keep(struct memory *memory, int32_t pid, const struct identity *who, int64_t now_ms)
{
    struct memory_slot *slot = &memory->slots[(uint32_t)pid % MEMORY_SLOTS];

    slot->pid = pid;
    slot->seen_ms = now_ms;
    slot->who = *who;
}

const struct identity *memory_find(const struct memory *memory, int32_t pid, int64_t now_ms)
{
    const struct memory_slot *slot = &memory->slots[(uint32_t)pid % MEMORY_SLOTS];

    return pid > 0 && slot->pid == pid && now_ms - slot->seen_ms <= MEMORY_MS ? &slot->who : NULL;
}
