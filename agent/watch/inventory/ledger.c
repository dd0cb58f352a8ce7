/* What was seen since the records were last listed. Owns nothing but what it folds notes into; must not ask a clock or
 * touch a file. In: notes, of now or from the journal. Out: seen, removed, and the notes again. */
#include "agent/watch/inventory/ledger.h"

static void go_deaf(struct ledger *ledger, int64_t from_ms, int64_t to_ms)
{
    if (ledger->deaf_from_ms == 0 || from_ms < ledger->deaf_from_ms)
        ledger->deaf_from_ms = from_ms;
    if (to_ms > ledger->deaf_to_ms)
        ledger->deaf_to_ms = to_ms;
}

bool ledger_take(struct ledger *ledger, const struct note *note)
{
    if (note->kind == NOTE_SEEN)
        cover_saw(&ledger->cover, note->from_ms, note->to_ms);
    else if (note->kind == NOTE_UNSEEN)
        cover_missed(&ledger->cover, note->from_ms, note->to_ms);
    else if (note->kind == NOTE_DEAF)
        go_deaf(ledger, note->from_ms, note->to_ms);
    else if (note->kind == NOTE_REMOVED && !removed_put(&ledger->removed, note->hash, note->from_ms)) {
        go_deaf(ledger, note->from_ms, note->from_ms);
        return false;
    }
    return true;
}

bool ledger_removed(const struct ledger *ledger, const char *path, int64_t since_ms)
{
    return (ledger->deaf_from_ms != 0 && ledger->deaf_to_ms >= since_ms) ||
           removed_has(&ledger->removed, path, since_ms);
}

void ledger_trim(struct ledger *ledger, int64_t since_ms)
{
    cover_trim(&ledger->cover, since_ms);
    removed_trim(&ledger->removed, since_ms);
    if (ledger->deaf_to_ms < since_ms)
        ledger->deaf_from_ms = ledger->deaf_to_ms = 0;
}

static bool each_window(const struct cover_set *set, uint32_t kind, bool (*each)(void *data, const struct note *note),
                        void *data)
{
    bool is_well = true;

    for (size_t i = 0; i < set->count && is_well; i++) {
        struct note note = {.kind = kind, .from_ms = set->list[i].from_ms, .to_ms = set->list[i].to_ms};

        is_well = each(data, &note);
    }
    return is_well;
}

bool ledger_each(const struct ledger *ledger, bool (*each)(void *data, const struct note *note), void *data)
{
    struct note deaf = {.kind = NOTE_DEAF, .from_ms = ledger->deaf_from_ms, .to_ms = ledger->deaf_to_ms};
    bool is_well = each_window(&ledger->cover.seen, NOTE_SEEN, each, data) &&
                   each_window(&ledger->cover.unseen, NOTE_UNSEEN, each, data) &&
                   (ledger->deaf_from_ms == 0 || each(data, &deaf));

    for (size_t i = 0; i < ledger->removed.room && is_well; i++) {
        struct note note = {.kind = NOTE_REMOVED,
                            .from_ms = (int64_t)ledger->removed.seconds[i] * 1000,
                            .hash = ledger->removed.hashes[i]};

        is_well = note.hash == 0 || each(data, &note);
    }
    return is_well;
}

void ledger_free(struct ledger *ledger)
{
    removed_free(&ledger->removed);
}
