/* confidectl check: is what Confide stands on sound? Looks and changes nothing. In: configuration, staff list,
 * register, context tables, secret, folders, accounts, PAM stacks. Out: findings with file and line; exit 1 when one is
 * an error. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/staff_file.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/report/phrase.h"
#include "pam_module/register.h"

#include "call.h"
#include "check_accounts.h"
#include "check_places.h"
#include "check_post.h"
#include "check_records.h"
#include "findings.h"
#include "local_commands.h"
#include "pam_paths.h"
#include "pam_stacks.h"

#define PAM_FOLDER "/etc/pam.d"

enum { ERROR_SIZE = 1024, PATH_SIZE = 512 };

struct check_options {
    const char *root, *pam; /* NULL: not given */
};

/* A screen locker runs the login module as its user, and each program of the agent as its own. */
static void check_open_to_all(const char *file, struct findings *findings)
{
    struct stat about;

    if (stat(file, &about) == 0 && (~about.st_mode & (S_IRUSR | S_IRGRP | S_IROTH)) != 0)
        findings_add(findings, FINDING_ERROR, file,
                     "not everybody may read it, so neither can the agent nor a screen locker: chmod 644 it");
    else
        findings_add(findings, FINDING_GOOD, file, "is sound");
}

static void check_owners(const struct config *config, const struct staff_list *list, struct findings *findings)
{
    char where[PATH_SIZE];

    for (size_t i = 0; i < list->count; i++)
        if (list->members[i].kind == STAFF_UNOWNED) {
            text_format(where, sizeof where, "%s:%u", config->staff, (unsigned)list->members[i].line);
            findings_add(findings, FINDING_WARNING, where,
                         "'%s' is a person's login without a name, and is refused: say whose it is",
                         list->members[i].login);
        }
}

static void check_staff(const struct config *config, struct findings *findings)
{
    struct staff_list list = {0};
    struct stat about;
    char error[ERROR_SIZE], count[PHRASE_SIZE];

    if (staff_file_read(&list, config->staff, error, sizeof error))
        findings_add(findings, FINDING_GOOD, config->staff, "%s", phrase_many(count, list.count, "row"));
    else
        findings_add_line(findings, FINDING_ERROR, error);
    check_owners(config, &list, findings);
    staff_file_free(&list);
    if (stat(config->staff, &about) == 0 && about.st_mode & S_IRWXO)
        findings_add(findings, FINDING_WARNING, config->staff,
                     "everybody may read it, and it names people: chgrp confide and chmod 640 it");
}

/* The register is made from the staff list: an older one may still let in who has left. */
static void check_register(const struct config *config, struct findings *findings)
{
    struct staff_member *members = NULL;
    struct stat staff, made;
    char error[ERROR_SIZE], rows[PHRASE_SIZE];
    long count = register_read(config->register_file, &members, error, sizeof error);

    if (count < 0)
        findings_add_line(findings, FINDING_ERROR, error);
    else if (stat(config->staff, &staff) == 0 && stat(config->register_file, &made) == 0 &&
             (staff.st_mtim.tv_sec > made.st_mtim.tv_sec ||
              (staff.st_mtim.tv_sec == made.st_mtim.tv_sec && staff.st_mtim.tv_nsec > made.st_mtim.tv_nsec)))
        findings_add(findings, FINDING_ERROR, config->register_file,
                     "is older than %s: logins are still judged by the last list. Run `confidectl staff load`",
                     config->staff);
    else
        findings_add(findings, FINDING_GOOD, config->register_file, "%s", phrase_many(rows, (uint64_t)count, "row"));
    free(members);
}

static void check_context(const struct config *config, struct findings *findings)
{
    struct context context;
    char error[ERROR_SIZE], count[PHRASE_SIZE];

    context_load(&context, config->staff, config->context, config->register_file, error, sizeof error);
    for (char *rest = context.notes, *line; (line = strsep(&rest, "\n"));)
        if (*line)
            findings_add_line(findings, FINDING_WARNING, line);
    if (context.has_encounters)
        findings_add(findings, FINDING_GOOD, config->context, "%s",
                     phrase_many(count, context.encounter_count, "encounter"));
    context_free(&context);
}

/* Bounds that are sound each, and not together. */
static void check_asking(const struct config *config, const char *file, struct findings *findings)
{
    if (config->asking == ASKING_OFF)
        return;
    if (config->ask_points >= config->alert_points)
        findings_add(findings, FINDING_WARNING, file,
                     "nobody is ever asked, since a case comes first: set ask_points (%u) below alert_points (%u)",
                     config->ask_points, config->alert_points);
    if (config->dialogue_services[0] == '\0')
        findings_add(findings, FINDING_WARNING, file,
                     "nobody is ever shown what they are asked: name the logins that can show a line in "
                     "[login] dialogue_services");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct check_options *options = state->input;

    if (key == 'P')
        options->pam = argument;
    else if (key == 'R')
        options->root = argument;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

/* The last line: what it comes to. */
static int sum_up(const struct call *call, const struct findings *findings)
{
    char errors[PHRASE_SIZE], warnings[PHRASE_SIZE];
    unsigned count = findings_count(findings, FINDING_ERROR);

    if (!call->json)
        printf("%s, %s.\n", phrase_many(errors, count, "error"),
               phrase_many(warnings, findings_count(findings, FINDING_WARNING), "warning"));
    return count ? CALL_FINDING : CALL_GOOD;
}

int command_check(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"pam", 'P', "DIR", 0, "Look for PAM stacks here instead of " PAM_FOLDER, 0},
        {"root", 'R', "DIR", 0, "Look for accounts, display managers, polkit rules and PAM stacks under this folder",
         0},
        {0}};
    static const struct argp argp = {own,
                                     parse,
                                     NULL,
                                     "Checks configuration, record folders, kernel, staff list, register, context "
                                     "tables, secret, folders, accounts, "
                                     "display managers and PAM stacks. "
                                     "Changes nothing.\vExit 1 when something is an error.",
                                     NULL,
                                     NULL,
                                     NULL};
    struct check_options options = {.root = ""};
    char folder[PATH_SIZE];
    struct findings *findings;
    struct config config;
    char error[CONFIG_ERROR_SIZE];
    int exit = CALL_CANNOT;

    call_parse(call, &argp, &options, argc, argv);
    text_format(folder, sizeof folder, "%s%s", options.pam ? "" : options.root, options.pam ? options.pam : PAM_FOLDER);
    findings = findings_new(call->json);
    if (!findings)
        return call_end(CALL_CANNOT, "not enough memory");
    if (config_load(&config, call->config_file, error, sizeof error)) {
        check_open_to_all(call->config_file, findings);
        check_records(options.root, &config, call->config_file, findings);
        check_kernel(options.root, &config, findings);
        check_post(&config, call->config_file, findings);
        check_asking(&config, call->config_file, findings);
        check_staff(&config, findings);
        check_register(&config, findings);
        check_context(&config, findings);
        check_folders(&config, findings);
        check_accounts(options.root, &config, findings);
        check_polkit(options.root, &config, findings);
        pam_paths_check(folder, config.services, findings);
    } else {
        findings_add_line(findings, FINDING_ERROR, error); /* what it would name cannot be looked for */
    }
    check_autologin(options.root, findings);
    pam_stacks_check(folder, findings);
    if (findings_print(findings))
        exit = sum_up(call, findings);
    findings_free(findings);
    return exit;
}
