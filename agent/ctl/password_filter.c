/* confidectl password filter build: a site's list of leaked passwords becomes a filter file. Must not show a password.
 * In: a list, read twice: once to be checked and counted, once for pwqfilter. Out: a complete filter in the place of
 * the last one, by rename; whatever goes wrong, the last one stays. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <confide/password.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "pam_module/fold.h"
#include "pam_module/leaked.h"

#include "call.h"
#include "filter_maker.h"
#include "lines.h"
#include "local_commands.h"
#include "progress.h"

enum { ERROR_SIZE = 1024, PATH_SIZE = 4096, FORM_SIZE = 3 * PASSWORD_MAX_BYTES + 1, SHA1_HEX = 40, NTLM_HEX = 32 };
enum list_kind { LIST_PLAIN = 0, LIST_SHA1 = SHA1_HEX, LIST_NTLM = NTLM_HEX }; /* hashes: how many hex digits */

struct building {
    enum list_kind from;
    const char *input, *output;
    char temporary[PATH_SIZE], error[ERROR_SIZE];
    uint64_t good, skipped;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct building *building = state->input;

    if (key == 'f') {
        if (strcmp(argument, "plain") != 0 && strcmp(argument, "sha1") != 0 && strcmp(argument, "ntlm") != 0)
            argp_error(state, "--from must be one of: plain sha1 ntlm");
        building->from = *argument == 'p' ? LIST_PLAIN : *argument == 's' ? LIST_SHA1 : LIST_NTLM;
        return 0;
    }
    if (key == ARGP_KEY_END && !building->output)
        argp_error(state, "say which list, and which file the filter shall be");
    if (key != ARGP_KEY_ARG || state->arg_num > 1)
        return ARGP_ERR_UNKNOWN;
    *(state->arg_num == 0 ? &building->input : &building->output) = argument;
    return 0;
}

/* "5baa61...:3861493" to "5BAA61..."; false for anything else. */
static bool take_hash(char *form, const struct line *line, size_t digits)
{
    size_t length = strspn(line->text, "0123456789abcdefABCDEF");

    if (line->too_long || length != digits || (line->text[length] != '\0' && line->text[length] != ':'))
        return false;
    for (size_t i = 0; i < digits; i++)
        form[i] = line->text[i] >= 'a' ? (char)(line->text[i] - 'a' + 'A') : line->text[i];
    form[digits] = '\0';
    return true;
}

/* The form of a line that comes into the filter; "" for what no password can be: an empty line, no text, over 512
 * bytes. False when it is not what the list should hold. */
static bool take_line(const struct building *building, struct line *line, char *form)
{
    form[0] = '\0';
    if (line->length > 0 && line->text[line->length - 1] == '\r')
        line->text[--line->length] = '\0';
    if (line->length == 0)
        return true;
    if (building->from != LIST_PLAIN)
        return take_hash(form, line, building->from);
    if (!line->too_long && !memchr(line->text, '\0', line->length))
        fold_case(form, FORM_SIZE, line->text, true);
    return true;
}

/* Goes through the list; what is good goes to `to` unless that is NULL. */
static bool go_through(struct building *building, const char *what, FILE *to)
{
    struct lines *lines = lines_open(building->input, PASSWORD_MAX_BYTES + 2);
    struct progress progress;
    char form[FORM_SIZE];
    struct line line;
    bool good = lines != NULL;

    if (!lines) {
        text_format(building->error, ERROR_SIZE, "%s: %s", building->input, strerror(errno));
        return false;
    }
    building->good = building->skipped = 0;
    progress_start(&progress, what);
    while (good && lines_next(lines, &line)) {
        good = take_line(building, &line, form);
        if (!good)
            text_format(building->error, ERROR_SIZE,
                        "%s:%" PRIu64 ": not a hash of %u hex digits: is the list of another kind? See --from",
                        building->input, line.number, (unsigned)building->from);
        building->good += *form != '\0';
        building->skipped += *form == '\0';
        if (good && to && *form && fprintf(to, "%s\n", form) < 0)
            break; /* pwqfilter has ended, and will be asked why */
        progress_show(&progress, lines_done(lines), lines_total(lines));
    }
    progress_end(&progress);
    if (good && lines_error(lines)) {
        good = false;
        text_format(building->error, ERROR_SIZE, "%s: %s", building->input, strerror(lines_error(lines)));
    }
    explicit_bzero(form, sizeof form);
    lines_close(lines);
    return good;
}

/* The list is read twice, so it must be a file; and not the filter, should the two have been mixed up. */
static bool check_files(struct building *building)
{
    struct stat input, output;

    if (stat(building->input, &input) != 0)
        text_format(building->error, ERROR_SIZE, "%s: %s", building->input, strerror(errno));
    else if (!S_ISREG(input.st_mode))
        text_format(building->error, ERROR_SIZE, "%s is no file: write the list into one", building->input);
    else if (stat(building->output, &output) == 0 && !S_ISREG(output.st_mode))
        text_format(building->error, ERROR_SIZE, "%s is no file: choose another", building->output);
    else if (stat(building->output, &output) == 0 && input.st_ino == output.st_ino && input.st_dev == output.st_dev)
        text_format(building->error, ERROR_SIZE, "%s is the list itself: choose another file for the filter",
                    building->output);
    return building->error[0] == '\0';
}

/* The new file beside the last one, on the same file system. */
static bool make_temporary(struct building *building)
{
    int fd = -1;

    if (!text_format(building->temporary, PATH_SIZE, "%s.XXXXXX", building->output))
        errno = ENAMETOOLONG;
    else
        fd = mkostemp(building->temporary, O_CLOEXEC);
    if (fd < 0) {
        building->temporary[0] = '\0';
        text_format(building->error, ERROR_SIZE, "%s: %s", building->output, strerror(errno));
        return false;
    }
    close(fd);
    return true;
}

/* Asked once as the module would ask, then put in place, whole and on the disk. */
static bool put_in_place(struct building *building)
{
    int fd = open(building->temporary, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fchmod(fd, 0644) == 0 && fsync(fd) == 0;

    if (good &&
        leaked_find(building->temporary, "cabbage-lantern-otter", building->error, ERROR_SIZE) == LEAKED_UNKNOWN)
        good = false;
    else if (!good || rename(building->temporary, building->output) != 0) {
        good = false;
        text_format(building->error, ERROR_SIZE, "%s: %s", building->output, strerror(errno));
    }
    if (fd >= 0)
        close(fd);
    return good;
}

static bool build(struct building *building)
{
    struct filter_maker maker;
    bool good;

    if (!check_files(building) || !go_through(building, "count", NULL))
        return false;
    if (building->good == 0) {
        text_format(building->error, ERROR_SIZE, "%s holds no password", building->input);
        return false;
    }
    if (!make_temporary(building))
        return false;
    good = filter_maker_start(&maker, building->temporary, building->good, building->from == LIST_NTLM, building->error,
                              ERROR_SIZE);
    if (good) {
        good = go_through(building, "build", maker.lines);
        good = filter_maker_end(&maker, building->error, ERROR_SIZE) && good;
    }
    good = good && put_in_place(building);
    if (!good)
        unlink(building->temporary);
    return good;
}

int command_password_filter_build(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"from", 'f', "KIND", 0, "What the list holds: plain (passwords, the default), sha1 or ntlm (their hashes)", 0},
        {0}};
    static const struct argp argp = {
        own,
        parse,
        "LIST FILTER",
        "Makes a filter file from a list of leaked passwords, one a line; hashes may be "
        "followed by a colon and a count. The last filter stays until the new one is whole.",
        NULL,
        NULL,
        NULL};
    struct building building = {.from = LIST_PLAIN};
    struct stat status = {0};

    call_parse(call, &argp, &building, argc, argv);
    if (!build(&building))
        return call_end(CALL_CANNOT, "%s", building.error);
    stat(building.output, &status);
    if (call->json) {
        const struct json_field fields[] = {{"filter", building.output, 0},
                                            {"passwords", NULL, (int64_t)building.good},
                                            {"skipped", NULL, (int64_t)building.skipped},
                                            {"bytes", NULL, (int64_t)status.st_size}};
        char row[PATH_SIZE + ERROR_SIZE];

        json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
        puts(row);
        return CALL_GOOD;
    }
    printf("%s: %" PRIu64 " lines, %" PRIu64 " skipped that no password can be, %lld KiB.\n", building.output,
           building.good, building.skipped, (long long)(status.st_size + 1023) / 1024);
    printf("To use it: [password] filter = %s in confide.conf(5).\n", building.output);
    return CALL_GOOD;
}
