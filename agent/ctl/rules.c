/* confidectl rules: what Confide takes for a finding. In: the judge's own table of rules, and which context tables
 * there are. Out: a line for each rule, or all about one; as the section of confide.rules(7) that is made from it. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/judge/weigh/rules.h"

#include "call.h"
#include "local_commands.h"
#include "table.h"

enum { ERROR_SIZE = 1024, WORD_SIZE = 64, TABLES_SIZE = 128, ROW_SIZE = 2048 };

struct rules_options {
    const char *name; /* of one rule; NULL = all */
    bool as_page;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct rules_options *options = state->input;

    switch (key) {
    case 'm':
        options->as_page = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->name)
            argp_error(state, "name one rule, or none for all");
        options->name = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- what is said of a rule ------------------------------------------------------------------ */

static const char *when_of(const struct rule *rule)
{
    return rule->finds ? "at once" : rule->weighs ? "in points" : rule->is_late ? "after a day" : "after a minute";
}

/* "staff, rota": those it needs; with a context, those of them that are not there. */
static const char *tables_of(char to[TABLES_SIZE], const struct rule *rule, const struct context *context)
{
    to[0] = '\0';
    for (unsigned table = 0; table < CONTEXT_TABLES; table++) {
        const struct rule one = {.needs = 1u << table};
        size_t used = strlen(to);

        if ((rule->needs & one.needs) && !(context && rules_can(&one, context)))
            text_format(to + used, TABLES_SIZE - used, "%s%s", used ? ", " : "", context_table_name(table));
    }
    return to;
}

/* "15 %", or "" for a rule that counts no points. */
static const char *share_of(char to[WORD_SIZE], const struct rule *rule)
{
    to[0] = '\0';
    if (rule->weighs)
        text_format(to, WORD_SIZE, "%.0f %%", rule->share * 100);
    return to;
}

static void say_json(const struct rule *rule, const struct context *context)
{
    char needs[TABLES_SIZE], rests[TABLES_SIZE], row[ROW_SIZE];
    const struct json_field fields[] = {{"rule", rule->name, 0},
                                        {"class", json_case_class(rule->class), 0},
                                        {"certainty", json_case_certainty(rule->certainty), 0},
                                        {"severity", NULL, rule->severity},
                                        {"when", when_of(rule), 0},
                                        {"share", NULL, (int64_t)(rule->share * 100 + 0.5)},
                                        {"needs", tables_of(needs, rule, NULL), 0},
                                        {"rests", tables_of(rests, rule, context), 0},
                                        {"words", rule->words, 0},
                                        {"source", rule->source, 0}};

    json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
    puts(row);
}

static void say_whole(const struct rule *rule, const struct context *context)
{
    char needs[TABLES_SIZE], rests[TABLES_SIZE], share[WORD_SIZE];

    printf("%s: %s.\n", rule->name, rule->words);
    printf("Class %s, certainty %s, severity %u at least; decided %s.\n", json_case_class(rule->class),
           json_case_certainty(rule->certainty), rule->severity, when_of(rule));
    if (rule->weighs)
        printf("So in about %s of misuse; weighed against how often it is so here.\n", share_of(share, rule));
    if (rule->needs)
        printf("Needs the tables: %s.\n", tables_of(needs, rule, NULL));
    if (*tables_of(rests, rule, context))
        printf("It rests: there is no table %s.\n", rests);
    printf("Source: %s.\n", rule->source);
}

static bool say_line(struct table *table, const struct rule *rule, const struct context *context)
{
    char severity[WORD_SIZE], share[WORD_SIZE], rests[TABLES_SIZE], state[TABLES_SIZE + WORD_SIZE];
    const char *cells[] = {rule->name, json_case_class(rule->class), severity, share_of(share, rule), state,
                           rule->words};

    text_format(severity, sizeof severity, "%u", rule->severity);
    text_format(state, sizeof state, "%s%s", *tables_of(rests, rule, context) ? "rests: no " : when_of(rule), rests);
    if (!table_add(table, cells))
        return false;
    table_colour(table, 4, *rests ? TABLE_POOR : TABLE_NO_COLOUR);
    return true;
}

/* ---- the man page ---------------------------------------------------------------------------- */

/* One rule as confide.rules(7) holds it: a line a sentence. */
static void say_page(const struct rule *rule)
{
    char needs[TABLES_SIZE], share[WORD_SIZE];

    printf(".It Cm %s\n%c%s.\n", rule->name, toupper((unsigned char)rule->words[0]), rule->words + 1);
    printf("Class %s, %s, severity %u, %s", json_case_class(rule->class), json_case_certainty(rule->certainty),
           rule->severity, when_of(rule));
    if (rule->weighs)
        printf("; so in %s of misuse", share_of(share, rule));
    if (rule->needs)
        printf("; needs %s", tables_of(needs, rule, NULL));
    printf(".\nSource: %s.\n", rule->source);
}

/* ---- the command ----------------------------------------------------------------------------- */

static bool say_table(const struct context *context)
{
    static const struct table_column columns[] = {{"rule", TABLE_PLAIN},     {"class", TABLE_PLAIN},
                                                  {"severity", TABLE_RIGHT}, {"in misuse", TABLE_SPARE_RIGHT},
                                                  {"decided", TABLE_PLAIN},  {"what it looks for", TABLE_WRAP}};
    struct table *table = table_new(columns, sizeof columns / sizeof columns[0]);
    const struct rule *rule;
    bool good = table != NULL;

    for (size_t i = 0; good && (rule = rules_at(i)); i++)
        good = say_line(table, rule, context);
    good = good && table_print(table);
    table_free(table);
    return good;
}

static int say_one(const struct call *call, const char *name, const struct context *context)
{
    const struct rule *rule = rules_called(name);
    char safe[WORD_SIZE];

    if (!rule)
        return call_end(CALL_USAGE, "there is no rule '%s': `confidectl rules` lists all",
                        text_escape(safe, sizeof safe, name));
    if (call->json)
        say_json(rule, context);
    else
        say_whole(rule, context);
    return CALL_GOOD;
}

static int say_all(const struct call *call, const struct context *context)
{
    const struct rule *rule;

    if (!call->json)
        return say_table(context) ? CALL_GOOD : call_end(CALL_CANNOT, "not enough memory");
    for (size_t i = 0; (rule = rules_at(i)); i++)
        say_json(rule, context);
    return CALL_GOOD;
}

int command_rules(struct call *call, int argc, char **argv)
{
    static const struct argp_option choices[] = {
        {"mdoc", 'm', NULL, 0, "Print the section RULES of confide.rules(7), which is made so", 0}, {0}};
    static const struct argp argp = {choices,
                                     parse,
                                     "[RULE]",
                                     "Shows the rules by which Confide judges: each one's class, least severity, in "
                                     "how much of misuse it is so, when it decides, and whether it rests because a "
                                     "context table is not there; of RULE everything, with its source.",
                                     NULL,
                                     NULL,
                                     NULL};
    struct rules_options options = {0};
    struct config config;
    struct context context;
    char error[ERROR_SIZE];
    const struct rule *rule;
    int exit;

    call_parse(call, &argp, &options, argc, argv);
    if (options.as_page) {
        for (size_t i = 0; (rule = rules_at(i)); i++)
            say_page(rule);
        return CALL_GOOD;
    }
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    /* Whatever cannot be read rests, for this command as for the agent; why, `context check` says. */
    context_load(&context, config.staff, config.context, config.register_file, error, sizeof error);
    exit = options.name ? say_one(call, options.name, &context) : say_all(call, &context);
    context_free(&context);
    return exit;
}
