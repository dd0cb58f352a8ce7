/* confidectl context check: are the context tables sound? Reads them as the agent would, and needs no agent. In: the
 * folder of the configuration, or one that is given. Out: a line a table, then one a bad row; exit 1 when a row is
 * refused or a table cannot be used. A table that is not there is no fault: said is what rests without it. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/judge/context/faults.h"
#include "agent/report/phrase.h"

#include "call.h"
#include "context_commands.h"
#include "table.h"

enum { ERROR_SIZE = 1024, ROW_SIZE = 8192, PATH_SIZE = CONFIG_PATH + 32 };

struct check_options {
    const char *folder;
};

struct checking {
    const struct call *call;
    const char *folder, *staff;
    const struct context *context;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct check_options *options = state->input;

    if (key != ARGP_KEY_ARG || state->arg_num > 0)
        return ARGP_ERR_UNKNOWN;
    options->folder = argument;
    return 0;
}

/* A table that is not there says so by having neither rows nor an error; staff.csv is the one that must be there. */
static const char *state_of(const struct table_state *state)
{
    return state->is_there ? state->refused ? "faulty" : "good" : state->error[0] ? "unusable" : "missing";
}

static bool say_table(struct table *table, const char *name, const struct table_state *state, const char *rests)
{
    char rows[PHRASE_SIZE], refused[PHRASE_SIZE], words[ERROR_SIZE];
    const char *word = state_of(state);
    const char *cells[] = {name, word, phrase_count(rows, state->is_there ? state->rows : 0),
                           phrase_count(refused, state->refused), words};

    text_format(words, sizeof words, "%s%s%s%s", state->refused ? "see below" : state->error,
                state->error[0] && !state->is_there ? "; " : "", state->is_there ? "" : "without it ",
                state->is_there ? "" : rests);
    if (!table_add(table, cells))
        return false;
    table_colour(table, 1, state->error[0] ? TABLE_BAD : state->is_there ? TABLE_GOOD : TABLE_POOR);
    return true;
}

static void say_row(const char *name, const struct table_state *state, const char *rests)
{
    const struct json_field fields[] = {{"table", name, 0},
                                        {"state", state_of(state), 0},
                                        {"rows", NULL, state->is_there ? state->rows : 0},
                                        {"refused", NULL, state->refused},
                                        {"error", state->error, 0},
                                        {"rests", state->is_there ? "" : rests, 0}};
    char row[ROW_SIZE];

    json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
    puts(row);
}

static void say_fault(const struct call *call, const char *name, const char *fault)
{
    const struct json_field fields[] = {{"table", name, 0}, {"bad", fault, 0}};
    char row[ROW_SIZE], safe[2 * CSV_ERROR_SIZE];

    if (!call->json) {
        puts(text_escape(safe, sizeof safe, fault));
        return;
    }
    json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
    puts(row);
}

static void say_further(const struct call *call, const char *name, unsigned further)
{
    const struct json_field fields[] = {{"table", name, 0}, {"further", NULL, further}};
    char row[ROW_SIZE], count[PHRASE_SIZE];

    json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
    if (call->json)
        puts(row);
    else
        printf("%s.csv: and %s more\n", name, phrase_many(count, further, "bad row"));
}

/* Read once more for these alone: the agent keeps the first of each table. */
static void say_faults(const struct checking *checking, enum context_table table)
{
    const char *name = context_table_name(table);
    char path[PATH_SIZE];
    struct csv_outcome outcome;

    if (table == TABLE_STAFF)
        text_copy(path, sizeof path, checking->staff);
    else
        text_format(path, sizeof path, "%s/%s.csv", checking->folder, name);
    faults_read(table, path, &outcome);
    for (unsigned i = 0; i < CSV_BAD_ROWS && outcome.bad[i][0]; i++)
        say_fault(checking->call, name, outcome.bad[i]);
    if (outcome.refused > CSV_BAD_ROWS)
        say_further(checking->call, name, outcome.refused - CSV_BAD_ROWS);
    if (outcome.refused && outcome.error[0] && strcmp(outcome.error, outcome.bad[0]) != 0)
        say_fault(checking->call, name, outcome.error);
}

static int say_all(const struct checking *checking)
{
    const struct call *call = checking->call;
    const struct context *context = checking->context;
    static const struct table_column columns[] = {{"table", TABLE_PLAIN},
                                                  {"is", TABLE_PLAIN},
                                                  {"rows", TABLE_RIGHT},
                                                  {"refused", TABLE_RIGHT},
                                                  {"why", TABLE_WRAP}};
    struct table *table = table_new(columns, sizeof columns / sizeof columns[0]);
    unsigned findings = 0;
    bool good = table != NULL;

    for (unsigned i = 0; good && i < CONTEXT_TABLES; i++) {
        const struct table_state *state = &context->tables[i];

        findings += state->error[0] != '\0';
        if (call->json)
            say_row(context_table_name(i), state, context_table_rests(i));
        else
            good = say_table(table, context_table_name(i), state, context_table_rests(i));
    }
    good = good && (call->json || table_print(table));
    table_free(table);
    if (!good)
        return call_end(CALL_CANNOT, "not enough memory");
    for (enum context_table at = 0; at < CONTEXT_TABLES; at++)
        if (context->tables[at].refused || (at == TABLE_STAFF && context->tables[at].error[0]))
            say_faults(checking, at);
    return findings ? CALL_FINDING : CALL_GOOD;
}

int command_context_check(struct call *call, int argc, char **argv)
{
    static const struct argp argp = {NULL,
                                     parse,
                                     "[DIR]",
                                     "Reads the context tables as the agent would, from DIR or where the configuration "
                                     "has them, and says for each how "
                                     "many rows are taken and refused and what rests without the table, then each bad "
                                     "row by file and line (the first 20 of a table). Changes "
                                     "nothing.\vExit 1 when a row is refused, a table cannot be used or its dates "
                                     "of birth cannot be read; a table that "
                                     "is not there is no fault, but for "
                                     "staff.csv.",
                                     NULL,
                                     NULL,
                                     NULL};
    struct check_options options = {0};
    struct config config;
    struct context context;
    struct stat about;
    char staff[CONFIG_PATH + 16], error[ERROR_SIZE];
    int exit;

    call_parse(call, &argp, &options, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    text_copy(staff, sizeof staff, config.staff);
    if (options.folder && !call_staff_of(&config, options.folder, staff, sizeof staff))
        return call_end(CALL_CANNOT, "the folder's name is too long");
    if (!options.folder)
        options.folder = config.context;
    if (stat(options.folder, &about) != 0 || !S_ISDIR(about.st_mode))
        return call_end(CALL_CANNOT, "%s: is no folder that can be read: name the one with the context tables",
                        options.folder);
    context_load(&context, staff, options.folder, NULL, error, sizeof error);
    exit = say_all(&(struct checking){call, options.folder, staff, &context});
    context_free(&context);
    return exit;
}
