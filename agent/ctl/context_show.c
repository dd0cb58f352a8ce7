/* confidectl context show: what the context tables know of one patient or one person: their rows as they stand in the
 * files. Must not own: what a row means (context.h). In: the tables' files. Out: a table of rows for each file, or a
 * JSON object a row; nothing unless the agent has recorded that somebody looks. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/csv.h"
#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/report/phrase.h"

#include "ask.h"
#include "call.h"
#include "context_commands.h"
#include "table.h"

enum { COLUMNS_MAX = 17, ROWS_MAX = 1000, ROW_SIZE = 32 * 1024, PATH_SIZE = 2 * CONFIG_PATH };

struct show_options {
    const char *table, *patient, *login;
};

/* The rows of one file that were asked for. */
struct showing {
    const struct call *call;
    const struct show_options *options;
    const char *name;
    const char *const *columns;
    unsigned column_count;
    bool is_filled[COLUMNS_MAX];            /* a column that is empty in all rows is not shown */
    char *cells[ROWS_MAX][COLUMNS_MAX + 1]; /* [COLUMNS_MAX]: the line in the file */
    unsigned found;                         /* shown are ROWS_MAX at most */
    bool is_short;                          /* of memory */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct show_options *options = state->input;

    switch (key) {
    case 'p':
        options->patient = argument;
        return 0;
    case 'l':
        options->login = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            return ARGP_ERR_UNKNOWN;
        options->table = argument;
        return 0;
    case ARGP_KEY_END:
        if (!options->patient == !options->login)
            argp_error(state, "say of whom: --patient P or --login L");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool holds(const struct showing *showing, const char *const *values, const char *column, const char *wanted)
{
    for (unsigned i = 0; i < showing->column_count; i++)
        if (strcmp(showing->columns[i], column) == 0 && strcmp(values[i], wanted) == 0)
            return true;
    return false;
}

static bool is_wanted(const struct showing *showing, const char *const *values)
{
    const struct show_options *options = showing->options;

    if (options->patient)
        return holds(showing, values, "patient", options->patient);
    return holds(showing, values, "login", options->login) || holds(showing, values, "staff", options->login);
}

static bool keep(struct showing *showing, const char *const *values, unsigned line)
{
    char **cells = showing->cells[showing->found];
    char number[PHRASE_SIZE];

    text_format(number, sizeof number, "%u", line);
    cells[COLUMNS_MAX] = strdup(number);
    for (unsigned i = 0; i < showing->column_count; i++) {
        showing->is_filled[i] |= values[i][0] != '\0';
        cells[i] = strdup(values[i]);
        if (!cells[i])
            return false;
    }
    return cells[COLUMNS_MAX] != NULL;
}

static const char *take(void *data, const char *const *values, unsigned line)
{
    struct showing *showing = data;

    if (!is_wanted(showing, values))
        return NULL;
    if (showing->found < ROWS_MAX && !keep(showing, values, line))
        showing->is_short = true;
    showing->found++;
    return NULL;
}

static unsigned kept_count(const struct showing *showing)
{
    return showing->found < ROWS_MAX ? showing->found : ROWS_MAX;
}

static void say_rows(const struct showing *showing)
{
    struct json_field fields[COLUMNS_MAX + 2];
    char row[ROW_SIZE];

    for (unsigned at = 0; at < kept_count(showing); at++) {
        size_t count = 0;

        fields[count++] = (struct json_field){"table", showing->name, 0};
        fields[count++] = (struct json_field){"line", showing->cells[at][COLUMNS_MAX], 0};
        for (unsigned i = 0; i < showing->column_count; i++)
            if (showing->cells[at][i][0])
                fields[count++] = (struct json_field){showing->columns[i], showing->cells[at][i], 0};
        if (json_fields_write(fields, count, row, sizeof row))
            puts(row);
    }
}

static bool say_table(const struct showing *showing)
{
    struct table_column columns[COLUMNS_MAX + 1] = {{"line", TABLE_RIGHT}};
    unsigned at_column[COLUMNS_MAX + 1] = {COLUMNS_MAX}, count = 1;
    char found[PHRASE_SIZE];
    struct table *table;
    bool good;

    for (unsigned i = 0; i < showing->column_count; i++) {
        if (!showing->is_filled[i])
            continue;
        columns[count] = (struct table_column){showing->columns[i], TABLE_PLAIN};
        at_column[count++] = i;
    }
    table = table_new(columns, count);
    good = table != NULL;
    for (unsigned at = 0; good && at < kept_count(showing); at++) {
        const char *cells[COLUMNS_MAX + 1];

        for (unsigned i = 0; i < count; i++)
            cells[i] = showing->cells[at][at_column[i]];
        good = table_add(table, cells);
    }
    printf("%s.csv: %s\n", showing->name, phrase_many(found, showing->found, "row"));
    good = good && table_print(table);
    table_free(table);
    return good;
}

/* What was found in one file; frees it. False when memory is short. */
static bool say_found(struct showing *showing)
{
    bool good = !showing->is_short;

    if (good && showing->found && showing->call->json)
        say_rows(showing);
    else if (good && showing->found)
        good = say_table(showing);
    if (good && showing->found > ROWS_MAX)
        fprintf(stderr, "%s.csv: the first %d of %u rows are shown\n", showing->name, ROWS_MAX, showing->found);
    for (unsigned at = 0; at < kept_count(showing); at++)
        for (unsigned i = 0; i <= COLUMNS_MAX; i++)
            free(showing->cells[at][i]);
    return good;
}

/* How one file was read: CALL_FINDING when it cannot be used. A file that is not there has nothing to say. */
static int show_table(struct showing *showing, const struct config *config, enum context_table table, unsigned *found)
{
    const struct csv_table rows = {.columns = context_table_columns(table), .row = take, .keep_going = true};
    struct csv_outcome outcome = {0};
    char path[PATH_SIZE], safe[2 * CSV_ERROR_SIZE];

    *showing = (struct showing){.call = showing->call,
                                .options = showing->options,
                                .name = context_table_name(table),
                                .columns = context_table_columns(table)};
    while (showing->columns[showing->column_count])
        showing->column_count++;
    if (table == TABLE_STAFF)
        text_copy(path, sizeof path, config->staff);
    else
        text_format(path, sizeof path, "%s/%s.csv", config->context, showing->name);
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return CALL_GOOD;
    csv_read(path, &rows, showing, &outcome);
    *found += showing->found;
    if (!say_found(showing))
        return call_end(CALL_CANNOT, "not enough memory");
    return outcome.error[0] ? call_end(CALL_FINDING, "%s", text_escape(safe, sizeof safe, outcome.error)) : CALL_GOOD;
}

static int show_all(const struct call *call, const struct show_options *options, const struct config *config)
{
    struct showing *showing = calloc(1, sizeof *showing);
    unsigned found = 0, tables = 0;
    int exit = CALL_GOOD;

    if (!showing)
        return call_end(CALL_CANNOT, "not enough memory");
    showing->call = call;
    showing->options = options;
    for (enum context_table table = 0; table < CONTEXT_TABLES && exit != CALL_CANNOT; table++) {
        int said;

        if (options->table && strcmp(options->table, context_table_name(table)) != 0)
            continue;
        tables++;
        said = show_table(showing, config, table, &found);
        exit = said > exit ? said : exit;
    }
    free(showing);
    if (tables == 0)
        return call_end(CALL_USAGE, "there is no such table: staff, patients, encounters, rota, relations or devices");
    if (found == 0 && exit == CALL_GOOD)
        exit =
            call_end(CALL_FINDING, "%s of %s", options->table ? "this table knows nothing" : "the tables know nothing",
                     options->patient ? "this patient" : "this login");
    return exit;
}

/* The agent keeps who looked at whom. Without it there is no look: whoever has to see the files all the same reads them
 * as root, and answers for that. */
static int record(const struct show_options *options, const struct config *config)
{
    struct wire_ask look = {.verb = ASK_LOOK, .limit = options->patient ? 1 : 0};
    const struct ask_ear nothing = {0};
    struct ask_answer answer;

    if (!text_copy(look.argument, sizeof look.argument, options->patient ? options->patient : options->login))
        return call_end(CALL_USAGE, "the name is longer than %zu bytes", sizeof look.argument - 1);
    if (ask_agent(config->run, &look, &nothing, &answer) == ASK_ANSWERED)
        return ask_end(&answer);
    ask_end(&answer);
    return call_end(CALL_CANNOT, "nothing is shown, for this look cannot be recorded");
}

int command_context_show(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"patient", 'p', "P", 0, "The patient, as the record system names them", 0},
        {"login", 'l', "L", 0, "The person's login", 0},
        {0}};
    static const struct argp argp = {
        own,
        parse,
        "[TABLE]",
        "Shows what the context tables, or TABLE alone, know of one patient or one person: their rows as they stand in "
        "the files.\vThe agent records this look; without it nothing is shown. Exit 1 when there is nothing, or a file "
        "cannot be read.",
        NULL,
        NULL,
        NULL};
    struct show_options options = {0};
    struct config config;
    int exit;

    call_parse(call, &argp, &options, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    exit = record(&options, &config);
    return exit == CALL_GOOD ? show_all(call, &options, &config) : exit;
}
