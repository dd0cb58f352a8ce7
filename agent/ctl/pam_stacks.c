/* Where pam_confide.so stands in this machine's PAM stacks. Owns /etc/pam.d as files to read; must not judge what the
 * module does there. In: the folder. Out: findings with file:line. */
#include "pam_stacks.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/text.h"

#include "lines.h"

#define MODULE "pam_confide.so"

enum { TYPE_COUNT = 4, LINE_SIZE = 4096, PATH_SIZE = 1024 };

static const char *const types[TYPE_COUNT] = {"auth", "account", "password", "session"};

struct stacks {
    const char *folder;
    struct findings *findings;
    unsigned seen[TYPE_COUNT];
    char unguarded[PATH_SIZE]; /* a stack of su that the module's absence would leave open, or "" */
};

/* The n-th blank-separated word of a line, from 0; a control in [...] is one word. "" when there are fewer. */
static char *word_of(char *to, const char *line, unsigned n)
{
    for (;; n--) {
        size_t length;

        line += strspn(line, " \t");
        length = *line == '[' ? strcspn(line, "]") + (strchr(line, ']') != NULL) : strcspn(line, " \t");
        if (n == 0 || length == 0) {
            text_format(to, LINE_SIZE, "%.*s", (int)length, line);
            return to;
        }
        line += length;
    }
}

/* libpam looks for a bare name in the folder it was built with; distributions differ in where that is. */
static bool module_is_installed(const char *module)
{
    static const char *const places[] = {"/lib/*/security/",   "/usr/lib/*/security/", "/lib/security/",
                                         "/usr/lib/security/", "/lib64/security/",     "/usr/lib64/security/"};
    bool found = false;

    if (module[0] == '/')
        return access(module, F_OK) == 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0] && !found; i++) {
        char pattern[PATH_SIZE];
        glob_t paths;

        text_format(pattern, sizeof pattern, "%s%s", places[i], module);
        if (glob(pattern, 0, NULL, &paths) == 0) {
            found = paths.gl_pathc > 0;
            globfree(&paths);
        }
    }
    return found;
}

static void take_line(struct stacks *stacks, const char *where, const char *line)
{
    char type[LINE_SIZE], control[LINE_SIZE], module[LINE_SIZE];
    bool is_optional;

    if (!strstr(line, MODULE) || line[strspn(line, " \t")] == '#')
        return;
    word_of(type, line, 0);
    word_of(control, line, 1);
    word_of(module, line, 2);
    is_optional = type[0] == '-'; /* pam.conf(5): no complaint when the module is missing */
    for (size_t i = 0; i < TYPE_COUNT; i++)
        stacks->seen[i] += strcasecmp(type + is_optional, types[i]) == 0;
    if (module_is_installed(module))
        findings_add(stacks->findings, FINDING_GOOD, where, "%.16s %.64s %.200s", type, control, module);
    else
        findings_add(stacks->findings, FINDING_ERROR, where,
                     "names %.200s, which is not installed%s: install it, or take the line out", module,
                     is_optional || strstr(control, "module_unknown=ignore") || strcmp(control, "optional") == 0
                         ? ""
                         : ", so nobody can log in here");
}

/* su runs under its caller's limits: where those leave the module no room to load, only a line that does not let it be
 * missing ends su (pam_confide(8)). */
static bool is_guard(const char *line)
{
    char word[LINE_SIZE];

    return strcasecmp(word_of(word, line, 0), "auth") == 0 && strstr(line, MODULE) && strstr(line, " failed") &&
           !strstr(line, "module_unknown=ignore");
}

static bool needs_guard(const char *name)
{
    return strcmp(name, "su") == 0 || strcmp(name, "su-l") == 0;
}

static void take_file(struct stacks *stacks, const char *name)
{
    char path[PATH_SIZE], where[PATH_SIZE + 32];
    bool is_guarded = !needs_guard(name);
    struct lines *lines;
    struct line line;

    text_format(path, sizeof path, "%s/%s", stacks->folder, name);
    lines = lines_open(path, LINE_SIZE - 1);
    if (!lines) {
        findings_add(stacks->findings, FINDING_WARNING, path, "cannot be read: %s", strerror(errno));
        return;
    }
    while (lines_next(lines, &line)) {
        text_format(where, sizeof where, "%s:%llu", path, (unsigned long long)line.number);
        take_line(stacks, where, line.text);
        is_guarded = is_guarded || is_guard(line.text);
    }
    lines_close(lines);
    if (!is_guarded)
        text_copy(stacks->unguarded, sizeof stacks->unguarded, path);
}

static int is_service(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

void pam_stacks_check(const char *folder, struct findings *findings)
{
    struct stacks stacks = {.folder = folder, .findings = findings};
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_service, alphasort);
    unsigned in_all = 0;

    if (count < 0) {
        findings_add(findings, FINDING_ERROR, folder, "cannot be read: %s", strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        take_file(&stacks, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    for (size_t i = 0; i < TYPE_COUNT; i++)
        in_all += stacks.seen[i];
    if (in_all == 0) {
        findings_add(findings, FINDING_WARNING, folder,
                     "no stack names " MODULE ": no login is checked. The lines to add stand in pam_confide(8)");
        return;
    }
    if (stacks.unguarded[0])
        findings_add(findings, FINDING_WARNING, stacks.unguarded,
                     "whoever calls su with a low `ulimit -v` gets past " MODULE
                     ": add the line for su that stands in pam_confide(8), behind pam_rootok");
    for (size_t i = 0; i < TYPE_COUNT; i++)
        if (stacks.seen[i] == 0)
            findings_add(findings, FINDING_WARNING, folder, MODULE " stands in no %s stack", types[i]);
}
