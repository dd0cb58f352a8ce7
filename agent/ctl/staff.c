/* confidectl staff load, staff list. Makes the machine's register from HR's staff.csv, and shows who may log in today.
 * Must not decide that: identity.h does. In: staff.csv or the register. Out: staff.csv, the register, a table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/staff_file.h"
#include "agent/base/text.h"
#include "agent/report/phrase.h"
#include "pam_module/identity.h"
#include "pam_module/register.h"

#include "ask.h"
#include "call.h"
#include "local_commands.h"
#include "moment.h"
#include "staff_keep.h"
#include "table.h"

enum { ERROR_SIZE = 1024, ROW_SIZE = 2048, KIND_COUNT = STAFF_UNOWNED + 1 };

static const char *const kinds[KIND_COUNT] = {"", "person", "service", "emergency", "shared", "unowned"};

struct load_options {
    const char *file;
};

static error_t parse_load(int key, char *argument, struct argp_state *state)
{
    struct load_options *options = state->input;

    if (key != ARGP_KEY_ARG || state->arg_num > 0)
        return ARGP_ERR_UNKNOWN;
    options->file = argument;
    return 0;
}

/* How many of each kind, and in [0] how many may no longer log in because their time is over. */
static void count_kinds(const struct staff_list *list, int64_t now_ms, unsigned counts[KIND_COUNT])
{
    for (size_t i = 0; i < list->count; i++) {
        const struct staff_member *member = &list->members[i];

        if (member->kind < KIND_COUNT)
            counts[member->kind]++;
        counts[0] += member->ends_ms <= now_ms;
    }
}

static void say_loaded(const struct call *call, const struct config *config, const char *file,
                       const unsigned counts[KIND_COUNT], const char *agent)
{
    const struct json_field fields[] = {{"file", file, 0},
                                        {"register", config->register_file, 0},
                                        {"person", NULL, counts[STAFF_PERSON]},
                                        {"shared", NULL, counts[STAFF_SHARED]},
                                        {"service", NULL, counts[STAFF_SERVICE]},
                                        {"emergency", NULL, counts[STAFF_EMERGENCY]},
                                        {"unowned", NULL, counts[STAFF_UNOWNED]},
                                        {"ended", NULL, counts[0]},
                                        {"agent", agent, 0}};
    char row[ROW_SIZE], persons[PHRASE_SIZE];

    if (call->json) {
        json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
        puts(row);
        return;
    }
    printf("%s: %s, %u shared, %u service, %u emergency; %u of them ended.\n", file,
           phrase_many(persons, counts[STAFF_PERSON], "person"), counts[STAFF_SHARED], counts[STAFF_SERVICE],
           counts[STAFF_EMERGENCY], counts[0]);
    if (counts[STAFF_UNOWNED])
        printf("%u without an owner: refused until the list says whose they are.\n", counts[STAFF_UNOWNED]);
    printf("%s is made from it: it decides who may log in from now on.\n", config->register_file);
    printf("%s\n", agent);
}

/* A leave that is over is nobody's business any more: it does not get into the register, which all may read. */
static void forget_past_leaves(struct staff_list *list, int64_t now_ms)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->members[i].leave_to_ms <= now_ms)
            list->members[i].leave_from_ms = list->members[i].leave_to_ms = 0;
}

static void warn_of_unowned(const struct staff_list *list, const char *file)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->members[i].kind == STAFF_UNOWNED)
            fprintf(stderr, "%s:%u: '%s' is a person's login without a name, and is refused: say whose it is\n", file,
                    (unsigned)list->members[i].line, list->members[i].login);
}

/* Lets a running agent read the new list; says in `words` how that went. */
static int tell_agent(const struct config *config, char *words, size_t size)
{
    const struct wire_ask question = {.verb = ASK_RELOAD};
    struct ask_answer answer;
    char row[ROW_SIZE];

    switch (ask_one(config->run, &question, row, sizeof row, &answer)) {
    case ASK_NOBODY:
        text_copy(words, size, "The agent is not running; it reads the list when it starts.");
        return CALL_GOOD;
    case ASK_ANSWERED:
        if (answer.exit == CALL_GOOD) {
            text_copy(words, size, "The agent has read it.");
            return CALL_GOOD;
        }
        break;
    default:
        break;
    }
    text_format(words, size, "The agent has not read it: %s", answer.text);
    return CALL_FINDING;
}

int command_staff_load(struct call *call, int argc, char **argv)
{
    static const struct argp argp = {
        NULL,
        parse_load,
        "[FILE]",
        "Checks FILE, keeps it as the staff list that the configuration names, and makes from it the register that "
        "decides who may log in; without FILE, from the list that is there. A list with a bad row changes nothing. "
        "Needs root.",
        NULL,
        NULL,
        NULL};
    struct load_options options = {0};
    struct config config;
    struct staff_list list = {0};
    unsigned counts[KIND_COUNT] = {0};
    char error[ERROR_SIZE], agent[ERROR_SIZE];
    int64_t now_ms = clock_now_ms();
    int exit = CALL_CANNOT;

    call_parse(call, &argp, &options, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    if (!options.file)
        options.file = config.staff;
    if (!staff_file_read(&list, options.file, error, sizeof error)) {
        exit = call_end(access(options.file, R_OK) == 0 ? CALL_FINDING : CALL_CANNOT, "%s", error);
        call_end(exit, "nothing is changed: the last good register decides who may log in");
        goto out;
    }
    forget_past_leaves(&list, now_ms);
    /* In this order: a register older than the list would be a finding of `check`. */
    if (!staff_keep(options.file, &config, error, sizeof error) ||
        !register_write(config.register_file, config.words_file, list.members, list.count, error, sizeof error)) {
        call_end(CALL_CANNOT, "%s%s", error, geteuid() == 0 ? "" : " (this needs root: sudo confidectl staff load)");
        goto out;
    }
    count_kinds(&list, now_ms, counts);
    warn_of_unowned(&list, options.file);
    exit = tell_agent(&config, agent, sizeof agent);
    say_loaded(call, &config, options.file, counts, agent);
out:
    staff_file_free(&list);
    return exit;
}

/* From staff.csv, or where that cannot be used from the register; why, then, in `note`. */
static bool read_staff(const struct config *config, struct staff_list *list, char *note, size_t size)
{
    char error[ERROR_SIZE];
    long count;

    note[0] = '\0';
    if (staff_file_read(list, config->staff, error, sizeof error))
        return true;
    text_format(note, size, "%s; shown is the register %s instead", error, config->register_file);
    count = register_read(config->register_file, &list->members, error, sizeof error);
    list->count = count > 0 ? (size_t)count : 0;
    if (count >= 0)
        return true;
    text_format(note, size, "no staff list can be read: %s", error);
    return false;
}

static void list_row(const struct staff_member *member, const char *starts, const char *ends, const char *today)
{
    const struct json_field fields[] = {{"login", member->login, 0},
                                        {"name", member->name, 0},
                                        {"kind", kinds[member->kind < KIND_COUNT ? member->kind : 0], 0},
                                        {"role", member->role, 0},
                                        {"unit", member->unit, 0},
                                        {"starts", starts, 0},
                                        {"ends", ends, 0},
                                        {"today", today, 0}};
    char row[ROW_SIZE];

    json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
    puts(row);
}

static bool list_line(struct table *table, const struct staff_member *member, int64_t now_ms, bool json)
{
    enum identity_verdict verdict = identity_judge(member, now_ms);
    const char *word = verdict == IDENTITY_MAY ? "may log in" : identity_word(verdict);
    char starts[MOMENT_SIZE], ends[MOMENT_SIZE];
    const char *cells[] = {member->login, member->name, kinds[member->kind < KIND_COUNT ? member->kind : 0],
                           member->role,  member->unit, starts,
                           ends,          word};

    moment_day(starts, member->starts_ms);
    /* ends_ms is the midnight after the last day: what HR wrote is the day before. */
    moment_day(ends, member->ends_ms == INT64_MAX ? INT64_MAX : member->ends_ms - 1);
    if (json) {
        list_row(member, starts, ends, word);
        return true;
    }
    if (!table_add(table, cells))
        return false;
    table_colour(table, sizeof cells / sizeof cells[0] - 1,
                 verdict == IDENTITY_MAY     ? TABLE_GOOD
                 : identity_refuses(verdict) ? TABLE_BAD
                                             : TABLE_POOR);
    return true;
}

int command_staff_list(struct call *call, int argc, char **argv)
{
    static const struct argp argp = {
        NULL,
        NULL,
        NULL,
        "Shows the staff list (or the register, where the list cannot be read) and who may "
        "log in now.",
        NULL,
        NULL,
        NULL};
    static const struct table_column columns[] = {
        {"login", TABLE_PLAIN}, {"name", TABLE_PLAIN},   {"kind", TABLE_PLAIN}, {"role", TABLE_CUT},
        {"unit", TABLE_CUT},    {"starts", TABLE_PLAIN}, {"ends", TABLE_PLAIN}, {"today", TABLE_PLAIN}};
    struct table *table = NULL;
    struct staff_list list = {0};
    struct config config;
    char note[ERROR_SIZE];
    int64_t now_ms = clock_now_ms();
    int exit = CALL_CANNOT;

    call_parse(call, &argp, NULL, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    if (!read_staff(&config, &list, note, sizeof note)) {
        call_end(CALL_CANNOT, "%s", note);
        goto out;
    }
    table = table_new(columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; table && i < list.count; i++)
        if (!list_line(table, &list.members[i], now_ms, call->json))
            goto out;
    if (!table || !table_print(table))
        goto out;
    exit = note[0] ? call_end(CALL_FINDING, "%s", note) : CALL_GOOD;
out:
    table_free(table);
    staff_file_free(&list);
    return exit;
}
