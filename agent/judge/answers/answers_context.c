/* Answers about the context tables. Owns who waits for them. Must not own: when they are read (clerk_turn.h). In: the
 * context. Out: rows, notes. */
#include "answers_context.h"

#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/judge/weigh/rules.h"

enum {
    NAME_SIZE = 32,
    FIELDS_A_TABLE = 3,
    NOTES_SIZE = 4096,
    PATIENCE_MS = 2000 /* confidectl gives up after 10 s of silence */
};

static const char *state_of(const struct table_state *state)
{
    if (state->is_old)
        return "kept";
    if (state->is_there)
        return "read";
    return state->error[0] ? "unusable" : "missing";
}

static void add_line(char *to, size_t size, const char *text)
{
    size_t used = strlen(to);

    if (text[0])
        text_format(to + used, size - used, "%s%s", used ? "\n" : "", text);
}

/* By name, so that a missing table cannot pass for a clinic without findings. */
static void add_resting_rules(const struct context *context, char *to, size_t size)
{
    size_t begin = strlen(to), used;
    const struct rule *rule;

    for (size_t i = 0; (rule = rules_at(i)); i++) {
        if (rules_can(rule, context))
            continue;
        used = strlen(to);
        text_format(to + used, size - used, "%s%s",
                    used > begin ? ", "
                    : used       ? "\nthese rules rest: "
                                 : "these rules rest: ",
                    rule->name);
    }
}

void answers_context_notes(const struct context *context, char *to, size_t size)
{
    text_copy(to, size, context->stale);
    add_line(to, size, context->notes);
    add_resting_rules(context, to, size);
}

static void answer_tables(struct asking *asking)
{
    const struct context *context = clerk_context(reception_clerk(asking->about->reception));
    struct json_field fields[CONTEXT_TABLES * FIELDS_A_TABLE + 1];
    char names[CONTEXT_TABLES][2][NAME_SIZE], notes[NOTES_SIZE];
    const struct table_state *staff = &context->tables[TABLE_STAFF];
    const char *wrong = staff->is_there && !staff->is_old ? "" : staff->error;
    unsigned count = 0;

    for (unsigned table = 0; table < CONTEXT_TABLES; table++) {
        const struct table_state *state = &context->tables[table];
        const char *name = context_table_name(table);

        text_format(names[table][0], NAME_SIZE, "%s_refused", name);
        text_format(names[table][1], NAME_SIZE, "%s_state", name);
        fields[count++] = (struct json_field){name, NULL, state->is_there ? state->rows : 0};
        fields[count++] = (struct json_field){names[table][0], NULL, state->refused};
        fields[count++] = (struct json_field){names[table][1], state_of(state), 0};
    }
    answers_context_notes(context, notes, sizeof notes);
    fields[count++] = (struct json_field){"notes", notes, 0};
    asking_fields(asking, fields, count);
    asking_end(asking, wrong[0] ? 1 : 0, wrong);
}

void answer_reload(struct asking *asking)
{
    struct answers_waiting *waiting = asking->about->waiting;

    if (waiting->count == ANSWERS_WAITING_MAX) {
        asking_end(asking, 3, "the tables are being read, and many wait for that already: try again");
        return;
    }
    waiting->peers[waiting->count++] = desk_peer_number(asking->peer);
    reception_reload(asking->about->reception);
    desk_alarm_set(waiting->alarm, PATIENCE_MS);
}

void answers_tables(const struct answers_about *about)
{
    struct asking asking = {.about = about, .store = clerk_store(reception_clerk(about->reception))};

    for (size_t i = 0; i < about->waiting->count; i++)
        if ((asking.peer = desk_peer_find(about->desk, about->waiting->peers[i])))
            answer_tables(&asking);
    about->waiting->count = 0;
}

void answers_patience(const struct answers_about *about)
{
    const struct wire_progress progress = {0};

    for (size_t i = 0; i < about->waiting->count; i++) {
        struct desk_peer *peer = desk_peer_find(about->desk, about->waiting->peers[i]);

        if (peer)
            desk_peer_send(peer, WIRE_PROGRESS, 0, &progress, sizeof progress);
    }
    if (about->waiting->count)
        desk_alarm_set(about->waiting->alarm, PATIENCE_MS);
}
