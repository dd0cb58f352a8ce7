/* confidectl canary plant, remove, list: decoys in the record folders, at whose first change the watcher speaks. Owns
 * their files. Must not touch any other: one that is not there is made, one that is not as it was written stays. In:
 * the configured record folders. Out: decoys that lie like other files of their folder, and a line on each. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <confide/event.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/watch/tree/template.h"

#include "call.h"
#include "canary_commands.h"
#include "decoy.h"

enum { PLACE_SIZE = 4096, ROW_SIZE = 2 * PLACE_SIZE };

struct round {
    const struct call *call;
    struct config config;
    bool each, dry_run;                                              /* the options */
    bool into_each;                                                  /* goes into patients' folders */
    const char *(*visit)(struct round *round, int folder, size_t n); /* one decoy; its state, or NULL with errno */
    unsigned done, changed, failed;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct round *round = state->input;

    (void)argument;
    if (key == 'e')
        round->each = true;
    else if (key == 'n')
        round->dry_run = true;
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

/* ---- one decoy ------------------------------------------------------------------------------- */

enum state { STATE_NONE, STATE_WHOLE, STATE_CHANGED, STATE_UNKNOWN };

static enum state look(int folder, size_t n)
{
    int fd = openat(folder, decoy_name(n), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char bytes[DECOY_SIZE];
    enum state state = STATE_CHANGED;
    struct stat status;
    ssize_t size;

    if (fd < 0)
        return errno == ENOENT ? STATE_NONE : errno == ELOOP ? STATE_CHANGED : STATE_UNKNOWN;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (size = read(fd, bytes, sizeof bytes)) >= 0 &&
        decoy_is_whole(n, bytes, (size_t)size))
        state = STATE_WHOLE;
    close(fd);
    return state;
}

/* As whoever works in the folder would have made it; what runs as them must be able to harm it. */
static bool fill(const struct round *round, int fd, const struct stat *folder, size_t n)
{
    char bytes[DECOY_SIZE];
    size_t size = decoy_write(n, round->config.contact, bytes);

    return fchown(fd, folder->st_uid, folder->st_gid) == 0 && fchmod(fd, folder->st_mode & 0666) == 0 &&
           write(fd, bytes, size) == (ssize_t)size && fsync(fd) == 0;
}

static const char *plant(struct round *round, int folder, size_t n)
{
    struct stat status;
    bool is_good;
    int fd, error;

    switch (look(folder, n)) {
    case STATE_WHOLE:
        return "is there";
    case STATE_CHANGED:
        round->changed++;
        return "is not as it was planted: look at it, it stays as it is";
    case STATE_UNKNOWN:
        return NULL;
    case STATE_NONE:
        break;
    }
    round->done++;
    if (round->dry_run)
        return "would be planted";
    fd = openat(folder, decoy_name(n), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return NULL;
    is_good = fstat(folder, &status) == 0 && fill(round, fd, &status, n);
    error = errno;
    close(fd);
    if (is_good)
        return "planted";
    unlinkat(folder, decoy_name(n), 0);
    errno = error;
    return NULL;
}

static const char *take_away(struct round *round, int folder, size_t n)
{
    switch (look(folder, n)) {
    case STATE_NONE:
        return "";
    case STATE_CHANGED:
        round->changed++;
        return "is not as it was planted: look at it, it stays as it is";
    case STATE_UNKNOWN:
        return NULL;
    case STATE_WHOLE:
        break;
    }
    round->done++;
    return round->dry_run ? "would be removed" : unlinkat(folder, decoy_name(n), 0) == 0 ? "removed" : NULL;
}

static const char *show(struct round *round, int folder, size_t n)
{
    enum state state = look(folder, n);

    if (state == STATE_UNKNOWN)
        return NULL;
    round->changed += state == STATE_CHANGED;
    round->done += state == STATE_WHOLE;
    return state == STATE_WHOLE ? "whole" : state == STATE_CHANGED ? "is not as it was planted: look at it" : "";
}

/* ---- all folders ----------------------------------------------------------------------------- */

static void say(struct round *round, const char *path, const char *what)
{
    const struct json_field fields[] = {{"canary", path, 0}, {"state", what, 0}};
    char row[ROW_SIZE];

    if (round->call->json) {
        json_fields_write(fields, 2, row, sizeof row);
        puts(row);
    } else {
        printf("%s %s\n", text_escape(row, sizeof row, path), what);
    }
}

static void fail(struct round *round, const char *path, int error)
{
    char safe[ROW_SIZE];

    round->failed++;
    call_end(CALL_CANNOT, "%s: %s", text_escape(safe, sizeof safe, path), strerror(error));
}

static void visit_folder(struct round *round, int folder, const char *path)
{
    for (size_t n = 0; decoy_name(n); n++) {
        const char *what = round->visit(round, folder, n);
        int error = errno;
        char place[PLACE_SIZE];

        text_format(place, sizeof place, "%s/%s", path, decoy_name(n));
        if (!what)
            fail(round, place, error);
        else if (*what)
            say(round, place, what);
    }
}

static void visit_patients(struct round *round, int folder, const struct template *template)
{
    char patient[EVENT_PATIENT_SIZE], path[PLACE_SIZE];
    DIR *listing = fdopendir(dup(folder));
    struct dirent *entry;

    if (!listing) {
        fail(round, template->root, errno);
        return;
    }
    while ((entry = readdir(listing))) {
        int inner;

        text_format(path, sizeof path, "%s/%s", template->root, entry->d_name);
        if (entry->d_name[0] == '.' || !template_patient(template, path, true, patient, sizeof patient))
            continue;
        inner = openat(folder, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (inner >= 0)
            visit_folder(round, inner, path);
        else if (errno != ENOTDIR && errno != ELOOP && errno != ENOENT)
            fail(round, path, errno);
        if (inner >= 0)
            close(inner);
    }
    closedir(listing);
}

static void visit_root(struct round *round, const char *records)
{
    const char *wrong;
    struct template template;
    int folder;

    wrong = template_parse(&template, records);
    if (wrong) {
        round->failed++;
        call_end(CALL_CANNOT, "%s: %s", records, wrong);
        return;
    }
    folder = open(template.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        fail(round, template.root, errno);
        return;
    }
    visit_folder(round, folder, template.root);
    if (round->into_each && template.names_patient)
        visit_patients(round, folder, &template);
    close(folder);
}

static int go_round(struct round *round)
{
    if (!call_config(round->call, &round->config))
        return CALL_CANNOT;
    if (round->config.record_count == 0)
        return call_end(CALL_CANNOT, "no record folder is configured: say where they are with records in [watch]");
    for (unsigned i = 0; i < round->config.record_count; i++)
        visit_root(round, round->config.records[i]);
    return round->failed ? CALL_CANNOT : round->changed ? CALL_FINDING : CALL_GOOD;
}

/* ---- the commands ---------------------------------------------------------------------------- */

static const struct argp_option dry_run = {"dry-run", 'n', NULL, 0, "Say what would be done, and do nothing", 0};

static bool is_root(void)
{
    if (geteuid() == 0)
        return true;
    call_end(CALL_CANNOT, "only root can give a decoy to whoever works in its folder: call it with sudo");
    return false;
}

int command_canary_plant(struct call *call, int argc, char **argv)
{
    const struct argp_option own[] = {{"each", 'e', NULL, 0, "Into each patient's folder as well", 0}, dry_run, {0}};
    const struct argp argp = {
        own,  parse, NULL, "Plants decoys in the record folders; whoever changes one is reported at once.",
        NULL, NULL,  NULL};
    struct round round = {.call = call, .visit = plant};

    call_parse(call, &argp, &round, argc, argv);
    round.into_each = round.each;
    return is_root() ? go_round(&round) : CALL_CANNOT;
}

int command_canary_remove(struct call *call, int argc, char **argv)
{
    const struct argp_option own[] = {dry_run, {0}};
    const struct argp argp = {
        own,  parse, NULL, "Removes the decoys, wherever they were planted. The watch reports that, while it runs.",
        NULL, NULL,  NULL};
    struct round round = {.call = call, .visit = take_away, .into_each = true};

    call_parse(call, &argp, &round, argc, argv);
    return is_root() ? go_round(&round) : CALL_CANNOT;
}

int command_canary_list(struct call *call, int argc, char **argv)
{
    static const struct argp argp = {NULL, NULL, NULL, "Lists the decoys. Exit 1 when one is not as it was planted.",
                                     NULL, NULL, NULL};
    struct round round = {.call = call, .visit = show, .into_each = true};
    int exit;

    call_parse(call, &argp, &round, argc, argv);
    exit = go_round(&round);
    if (exit == CALL_GOOD && round.done == 0)
        return call_end(CALL_GOOD, "there is no decoy: `confidectl canary plant` plants some");
    return exit;
}
