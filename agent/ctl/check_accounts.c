/* What this machine's accounts do to the rule that every login is one named person. Owns the account files, to be read.
 * Must not own: who may log in (identity.c). In: passwd, shadow, group, the register. Out: findings with file:line, so
 * that IT sees them before anybody is refused. */
#include "check_accounts.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"
#include "agent/report/phrase.h"
#include "pam_module/register.h"

#include "lines.h"

#define OPEN_GROUP "nopasswdlogin" /* of gdm3 and lightdm on Debian: their members type no password */

enum { PATH_SIZE = 512, LINE_MOST = 65535, PLACE_SIZE = PATH_SIZE + 32, EXAMPLES = 3, FIELDS = 7, ERROR_SIZE = 1024 };

struct account {
    char name[EVENT_LOGIN_SIZE];
    int64_t uid;
    unsigned line;
    bool has_shell, has_password;
};

struct accounts {
    struct account *all;
    size_t count;
};

/* Splits a line at its colons; what is missing is "". */
static void split(char *line, char *fields[FIELDS])
{
    for (size_t i = 0; i < FIELDS; i++) {
        fields[i] = line;
        line += strcspn(line, ":");
        if (*line)
            *line++ = '\0';
    }
}

static bool is_shell(const char *shell)
{
    const char *slash = strrchr(shell, '/'), *name = slash ? slash + 1 : shell;

    return strcmp(name, "nologin") != 0 && strcmp(name, "false") != 0 && strcmp(name, "sync") != 0;
}

static bool take_account(void *data, char *text, unsigned line)
{
    struct accounts *accounts = data;
    struct account account = {.line = line}, *grown;
    char *fields[FIELDS];

    split(text, fields);
    if (fields[0][0] == '\0' || fields[0][0] == '#' || !text_number(fields[2], 0, UINT32_MAX, &account.uid))
        return true;
    grown = reallocarray(accounts->all, accounts->count + 1, sizeof *grown);
    if (!grown)
        return false;
    text_copy(account.name, sizeof account.name, fields[0]);
    account.has_shell = is_shell(fields[6]);
    accounts->all = grown;
    accounts->all[accounts->count++] = account;
    return true;
}

/* Hands on each line of a file. False when it cannot be read to its end. */
static bool each_line(const char *file, bool (*take)(void *data, char *text, unsigned line), void *data)
{
    struct lines *lines = lines_open(file, LINE_MOST);
    struct line line;
    bool good = lines != NULL;

    while (good && lines_next(lines, &line))
        good = take(data, line.text, (unsigned)line.number);
    good = good && lines_error(lines) == 0;
    if (lines)
        lines_close(lines);
    return good;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct account *)left)->name, ((const struct account *)right)->name);
}

static int by_uid(const void *left, const void *right)
{
    const struct account *a = left, *b = right;

    return a->uid != b->uid ? (a->uid > b->uid) - (a->uid < b->uid) : (a->line > b->line) - (a->line < b->line);
}

static struct account *find(const struct accounts *accounts, const char *name)
{
    struct account wanted = {.uid = 0};

    text_copy(wanted.name, sizeof wanted.name, name);
    return bsearch(&wanted, accounts->all, accounts->count, sizeof wanted, by_name);
}

/* An empty password is one too. */
static bool take_password(void *data, char *text, unsigned line)
{
    struct account *account;
    char *fields[FIELDS];

    (void)line;
    split(text, fields);
    account = find(data, fields[0]);
    if (account)
        account->has_password = fields[1][0] != '!' && fields[1][0] != '*';
    return true;
}

static void check_twins(const struct accounts *accounts, const char *file, struct findings *findings)
{
    char where[PLACE_SIZE];

    qsort(accounts->all, accounts->count, sizeof *accounts->all, by_uid);
    for (size_t i = 1; i < accounts->count; i++) {
        const struct account *first = &accounts->all[i - 1], *second = &accounts->all[i];

        text_format(where, sizeof where, "%s:%u", file, second->line);
        if (first->uid == second->uid && first->uid == 0)
            findings_add(findings, FINDING_WARNING, where,
                         "'%s' is root by another name, and root is never refused: remove it", second->name);
        else if (first->uid == second->uid)
            findings_add(findings, FINDING_WARNING, where,
                         "'%s' has the uid of '%s' (line %u), and is refused as its second name: give it a uid of its "
                         "own, or remove it",
                         second->name, first->name, first->line);
    }
    qsort(accounts->all, accounts->count, sizeof *accounts->all, by_name);
}

static int row_by_login(const void *left, const void *right)
{
    return strcmp(((const struct staff_member *)left)->login, ((const struct staff_member *)right)->login);
}

static void check_unlisted(const struct accounts *accounts, const char *file, const struct staff_member *rows,
                           size_t count, struct findings *findings)
{
    struct staff_member wanted = {.kind = 0};
    char where[PLACE_SIZE];

    for (size_t i = 0; i < accounts->count; i++) {
        const struct account *account = &accounts->all[i];

        text_copy(wanted.login, sizeof wanted.login, account->name);
        if (account->uid == 0 || !account->has_shell || !account->has_password ||
            bsearch(&wanted, rows, count, sizeof *rows, row_by_login))
            continue;
        text_format(where, sizeof where, "%s:%u", file, account->line);
        findings_add(findings, FINDING_WARNING, where,
                     "'%s' can log in, stands in no row of the staff list, and is refused: list it, or lock it "
                     "(usermod -L)",
                     account->name);
    }
}

/* A trust's list names people who never come to this machine: one line for all of them. */
static void check_strangers(const struct accounts *accounts, bool is_this_machine, const struct config *config,
                            const struct staff_member *rows, size_t count, struct findings *findings)
{
    char names[ERROR_SIZE / 2] = "", phrase[PHRASE_SIZE];
    uint64_t missing = 0;

    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(names);

        if (find(accounts, rows[i].login) || (is_this_machine && getpwnam(rows[i].login)))
            continue;
        if (missing++ < EXAMPLES)
            text_format(names + used, sizeof names - used, "%s%s", used > 0 ? ", " : "", rows[i].login);
    }
    if (missing > 0)
        findings_add(findings, FINDING_WARNING, config->register_file,
                     "%s of the staff list without an account on this machine (%s%s): make them, or leave it so where "
                     "they work elsewhere",
                     phrase_many(phrase, missing, "login"), names, missing > EXAMPLES ? ", ..." : "");
}

struct groups {
    const char *file;
    struct findings *findings;
};

static bool take_group(void *data, char *text, unsigned line)
{
    struct groups *groups = data;
    char where[PLACE_SIZE], *fields[FIELDS];

    split(text, fields);
    if (strcmp(fields[0], OPEN_GROUP) != 0 || fields[3][0] == '\0')
        return true;
    text_format(where, sizeof where, "%s:%u", groups->file, line);
    findings_add(groups->findings, FINDING_ERROR, where,
                 "%s may log in without a password: take them out of the group " OPEN_GROUP " (gpasswd -d)", fields[3]);
    return true;
}

static void check_against_register(struct accounts *accounts, const char *root, const char *passwd,
                                   const struct config *config, struct findings *findings)
{
    struct staff_member *rows = NULL;
    char shadow[PATH_SIZE], error[ERROR_SIZE];
    long count = register_read(config->register_file, &rows, error, sizeof error);

    text_format(shadow, sizeof shadow, "%s/etc/shadow", root);
    if (count < 0) /* check.c has said so */
        return;
    if (each_line(shadow, take_password, accounts))
        check_unlisted(accounts, passwd, rows, (size_t)count, findings);
    else
        findings_add(findings, FINDING_WARNING, shadow,
                     "cannot be read: %s: run this as root to see which accounts stand in no row", strerror(errno));
    check_strangers(accounts, root[0] == '\0', config, rows, (size_t)count, findings);
    free(rows);
}

void check_accounts(const char *root, const struct config *config, struct findings *findings)
{
    char passwd[PATH_SIZE], group[PATH_SIZE];
    struct groups groups = {.file = group, .findings = findings};
    struct accounts accounts = {0};

    text_format(passwd, sizeof passwd, "%s/etc/passwd", root);
    text_format(group, sizeof group, "%s/etc/group", root);
    if (each_line(passwd, take_account, &accounts)) {
        check_twins(&accounts, passwd, findings);
        check_against_register(&accounts, root, passwd, config, findings);
    } else {
        findings_add(findings, FINDING_WARNING, passwd, "cannot be read: %s: no account is checked", strerror(errno));
    }
    each_line(group, take_group, &groups);
    free(accounts.all);
}
