/* Whether every way through a login service's PAM stack comes by pam_confide.so. Owns what is wrong in an order of
 * lines. Must not own: the files (pam_flat.c), lines that name a module which is not there (pam_stacks.c). In: stacks.
 * Out: findings with file:line, each place once though ten services include it. */
#include "pam_paths.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

#include "pam_flat.h"

#define MODULE "pam_confide.so"

enum { PLACES_MOST = 256, NOWHERE = -1, JUMP_MOST = 1000 };

struct paths {
    struct findings *findings;
    const char *service;
    char said[PLACES_MOST][PAM_PLACE]; /* places that need not be named again */
    unsigned said_count;
};

static bool is_said(struct paths *paths, const char *where)
{
    for (unsigned i = 0; i < paths->said_count; i++)
        if (strcmp(paths->said[i], where) == 0)
            return true;
    if (paths->said_count < PLACES_MOST)
        text_copy(paths->said[paths->said_count++], PAM_PLACE, where);
    return false;
}

static bool is_failed_line(const struct pam_line *line)
{
    return pam_line_is(line, MODULE) && text_in_list(line->arguments, "failed");
}

/* The line that decides, or NOWHERE. */
static long find_ours(const struct pam_flat *flat)
{
    for (size_t i = 0; i < flat->count; i++)
        if (pam_line_is(&flat->lines[i], MODULE) && !is_failed_line(&flat->lines[i]))
            return (long)i;
    return NOWHERE;
}

static bool holds(const struct pam_flat *flat, bool (*is)(const struct pam_line *))
{
    for (size_t i = 0; i < flat->count; i++)
        if (is(&flat->lines[i]))
            return true;
    return false;
}

/* How many lines this one jumps over when all is well; 0: it does not jump. */
static unsigned jump_of(const struct pam_line *line)
{
    char action[PAM_WORD];
    int64_t jump = 0;

    pam_line_on_success(line, action);
    return text_number(action, 1, JUMP_MOST, &jump) ? (unsigned)jump : 0;
}

/* Whether a pam_deny.so is met from line `at` on when every module is content. */
static bool meets_deny(const struct pam_flat *flat, size_t at)
{
    char action[PAM_WORD];
    unsigned jump;

    for (; at < flat->count; at = jump ? pam_flat_jump(flat, at, jump) : at + 1) {
        if (pam_line_is(&flat->lines[at], "pam_deny.so"))
            return true;
        pam_line_on_success(&flat->lines[at], action);
        if (strcmp(action, "done") == 0)
            return false;
        jump = jump_of(&flat->lines[at]);
    }
    return false;
}

static void check_landing(struct paths *paths, const struct pam_flat *flat, size_t from, unsigned jump)
{
    const struct pam_line *line = &flat->lines[from];
    size_t at = pam_flat_jump(flat, from, jump);
    const char *wrong = NULL;

    if (at >= flat->count)
        wrong = "jumps beyond the last line, so nobody gets in by it";
    else if (is_failed_line(&flat->lines[at]))
        wrong = "jumps to the `failed` line, so a right password counts as a wrong one";
    else if (pam_line_is(&flat->lines[at], "pam_deny.so"))
        wrong = "jumps to pam_deny.so, so a right password is refused";
    else if (meets_deny(flat, at))
        wrong = "comes to a second pam_deny.so, so nobody gets in";
    if (wrong && !is_said(paths, line->where))
        findings_add(paths->findings, FINDING_ERROR, line->where,
                     "success=%u %s: make these lines as in pam_confide(8)", jump, wrong);
}

/* A line before ours by whose success somebody is in before we are asked. In `auth` that is the lesser evil: `account`
 * asks again. root by pam_rootok.so is never refused anyway. */
static void check_before(struct paths *paths, const struct pam_flat *flat, size_t i, size_t ours, bool is_auth)
{
    const struct pam_line *line = &flat->lines[i];
    unsigned jump = jump_of(line);
    bool is_over = jump > 0 && pam_flat_jump(flat, i, jump) > ours;
    char action[PAM_WORD];

    pam_line_on_success(line, action);
    if (pam_line_is(line, "pam_rootok.so") || (!is_over && strcmp(action, "done") != 0) || is_said(paths, line->where))
        return;
    if (!is_over)
        findings_add(paths->findings, is_auth ? FINDING_WARNING : FINDING_ERROR, line->where,
                     "%s ends the stack with success before " MODULE " (%s) is asked: move that line in front of it",
                     line->module, flat->lines[ours].where);
    else
        findings_add(paths->findings, FINDING_ERROR, line->where,
                     "success=%u jumps over " MODULE " (%s): move that line in front of it", jump,
                     flat->lines[ours].where);
}

static bool lets_in(const struct pam_line *line)
{
    return pam_line_is(line, "pam_permit.so");
}

static bool proves(const struct pam_line *line)
{
    static const char *const idle[] = {"pam_permit.so",  "pam_env.so",   "pam_nologin.so",   "pam_deny.so",
                                       MODULE,           "pam_group.so", "pam_shells.so",    "pam_succeed_if.so",
                                       "pam_cap.so",     "pam_warn.so",  "pam_faildelay.so", "pam_gnome_keyring.so",
                                       "pam_kwallet5.so"};

    for (size_t i = 0; i < sizeof idle / sizeof idle[0]; i++)
        if (pam_line_is(line, idle[i]))
            return false;
    return true;
}

static void check_auth(struct paths *paths, const struct pam_flat *flat, const char *file)
{
    long ours = find_ours(flat);

    for (size_t i = 0; i < flat->count; i++)
        if (ours != NOWHERE && jump_of(&flat->lines[i]) > 0)
            check_landing(paths, flat, i, jump_of(&flat->lines[i]));
    for (long i = 0; i < ours; i++)
        check_before(paths, flat, (size_t)i, (size_t)ours, true);
    if (ours != NOWHERE && !holds(flat, is_failed_line) && !is_said(paths, flat->lines[ours].where))
        findings_add(paths->findings, FINDING_WARNING, flat->lines[ours].where,
                     "no `failed` line follows, so some wrong passwords go uncounted: add it as in pam_confide(8)");
    if (holds(flat, lets_in) && !holds(flat, proves))
        findings_add(paths->findings, ours == NOWHERE ? FINDING_ERROR : FINDING_WARNING, file,
                     "pam_permit.so alone lets everybody in without a password: take this service out of use");
}

static void check_account(struct paths *paths, const struct pam_flat *flat, const char *file)
{
    long ours = find_ours(flat);

    for (size_t i = 0; i < flat->count; i++)
        if (ours != NOWHERE && jump_of(&flat->lines[i]) > 0)
            check_landing(paths, flat, i, jump_of(&flat->lines[i]));
    for (long i = 0; i < ours; i++)
        check_before(paths, flat, (size_t)i, (size_t)ours, false);
    if (ours == NOWHERE)
        findings_add(paths->findings, FINDING_WARNING, file,
                     MODULE " stands in no account line%s: add it as in pam_confide(8)",
                     strcmp(paths->service, "sshd") == 0 ? ", so whoever comes with an ssh key is not asked who it is"
                                                         : ", so not every way into this service comes by it");
}

static void check_session(struct paths *paths, const struct pam_flat *flat)
{
    long ours = find_ours(flat);

    for (size_t i = ours == NOWHERE ? flat->count : (size_t)ours; i < flat->count; i++)
        if (pam_line_is(&flat->lines[i], "pam_systemd.so") && !is_said(paths, flat->lines[ours].where))
            findings_add(paths->findings, FINDING_WARNING, flat->lines[ours].where,
                         "stands before pam_systemd.so (%s), so it cannot name the session: move it behind that line",
                         flat->lines[i].where);
}

static void check_service(struct paths *paths, const char *folder, const char *type)
{
    struct pam_flat flat;
    char file[PAM_PLACE];

    text_format(file, sizeof file, "%s/%s", folder, paths->service);
    if (pam_flat_read(&flat, folder, paths->service, type)) {
        if (flat.missing[0] && !is_said(paths, flat.missing))
            findings_add(paths->findings, FINDING_ERROR, flat.missing,
                         "includes a file that cannot be read, so nobody can log in here: mend the name, or make it");
        if (strcmp(type, "auth") == 0)
            check_auth(paths, &flat, file);
        else if (strcmp(type, "account") == 0)
            check_account(paths, &flat, file);
        else
            check_session(paths, &flat);
    }
    pam_flat_free(&flat);
}

static int is_service(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Without us in any stack there is one thing to say, and pam_stacks.c says it. */
static bool is_anywhere(const char *folder, struct dirent *const *entries, int count)
{
    static const char *const types[] = {"auth", "account", "session"};

    for (int i = 0; i < count; i++)
        for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
            struct pam_flat flat;
            bool found = pam_flat_read(&flat, folder, entries[i]->d_name, types[t]) && find_ours(&flat) != NOWHERE;

            pam_flat_free(&flat);
            if (found)
                return true;
        }
    return false;
}

void pam_paths_check(const char *folder, const char *services, struct findings *findings)
{
    static const char *const types[] = {"auth", "account", "session"};
    struct paths *paths = calloc(1, sizeof *paths);
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_service, alphasort);
    bool is_used = paths && count > 0 && is_anywhere(folder, entries, count);

    for (int i = 0; i < count; i++) {
        if (is_used && text_in_list(services, entries[i]->d_name)) {
            paths->findings = findings;
            paths->service = entries[i]->d_name;
            for (size_t t = 0; t < sizeof types / sizeof types[0]; t++)
                check_service(paths, folder, types[t]);
        }
        free(entries[i]);
    }
    free(entries);
    free(paths);
}
