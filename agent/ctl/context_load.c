/* confidectl context load: lets the running agent read the context tables again now. In: what the agent says of each.
 * Out: a line a table; exit 1 when one is not as its file says. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"

#include "ask.h"
#include "call.h"
#include "context_commands.h"
#include "table.h"

enum { ROW_SIZE = 16384, VALUE_SIZE = 64, NOTES_SIZE = 4096 };

/* `*finding` becomes true when the table is not as its file. */
static bool say_table(struct table *table, const char *row, const char *name, bool *finding)
{
    char rows[VALUE_SIZE] = "", refused[VALUE_SIZE] = "", state[VALUE_SIZE] = "", field[VALUE_SIZE];
    const char *cells[] = {name, state, rows, refused};

    json_field_read(row, strlen(row), name, rows, sizeof rows);
    text_format(field, sizeof field, "%s_refused", name);
    json_field_read(row, strlen(row), field, refused, sizeof refused);
    text_format(field, sizeof field, "%s_state", name);
    json_field_read(row, strlen(row), field, state, sizeof state);
    *finding |= strcmp(refused, "0") != 0 || (strcmp(state, "read") != 0 && strcmp(state, "missing") != 0);
    if (!table)
        return true;
    if (!table_add(table, cells))
        return false;
    table_colour(table, 1,
                 strcmp(state, "read") == 0      ? TABLE_GOOD
                 : strcmp(state, "missing") == 0 ? TABLE_POOR
                                                 : TABLE_BAD);
    return true;
}

static void say_notes(const char *row)
{
    char notes[NOTES_SIZE], safe[NOTES_SIZE], *rest = notes, *line;

    if (json_field_read(row, strlen(row), "notes", notes, sizeof notes))
        while ((line = strsep(&rest, "\n")))
            if (*line)
                puts(text_escape(safe, sizeof safe, line));
}

/* As a table unless `json`. False when memory is short. */
static bool say_all(const char *row, bool json, bool *finding)
{
    static const struct table_column columns[] = {
        {"table", TABLE_PLAIN}, {"is", TABLE_PLAIN}, {"rows", TABLE_RIGHT}, {"refused", TABLE_RIGHT}};
    struct table *table = json ? NULL : table_new(columns, sizeof columns / sizeof columns[0]);
    bool good = table || json;

    for (unsigned i = 0; good && i < CONTEXT_TABLES; i++)
        good = say_table(table, row, context_table_name(i), finding);
    if (json) {
        puts(row);
        return good;
    }
    good = good && table_print(table);
    table_free(table);
    if (good)
        say_notes(row);
    return good;
}

int command_context_load(struct call *call, int argc, char **argv)
{
    static const struct argp argp = {NULL,
                                     NULL,
                                     NULL,
                                     "Lets the running agent read the context tables again now; by itself it looks at "
                                     "them every ten seconds. Says what "
                                     "it read of each.\vA table whose file cannot be used keeps the rows of the last "
                                     "good one. Exit 1 then, or when a "
                                     "row is refused.",
                                     NULL,
                                     NULL,
                                     NULL};
    const struct wire_ask question = {.verb = ASK_RELOAD};
    struct ask_answer answer;
    struct config config;
    char *row;
    bool finding = false;
    int exit = CALL_CANNOT;

    call_parse(call, &argp, NULL, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    row = calloc(1, ROW_SIZE);
    if (!row)
        return call_end(CALL_CANNOT, "not enough memory");
    if (ask_one(config.run, &question, row, ROW_SIZE, &answer) == ASK_ANSWERED && row[0] &&
        !say_all(row, call->json, &finding)) {
        call_end(CALL_CANNOT, "not enough memory");
        goto out;
    }
    exit = ask_end(&answer);
    if (exit == CALL_GOOD && finding)
        exit = CALL_FINDING;
out:
    free(row);
    return exit;
}
