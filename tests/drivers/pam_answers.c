/* pam_answers SERVICES TABLE CALLER STAMP: asks a PAM module everything that a table of answers speaks of, each
 * question in a transaction of its own, and compares. SERVICES: a folder of PAM stacks, "-": libpam's own
 * (pam_wrapper). Rows of other CALLERs are left out. STAMP: a file removed before each row, so that a hung agent is
 * waited for again; "-": none. Out: each wrong cell, each row's cells, and what was shown; exit 1 when anything was
 * wrong. What a row is, and what the stacks must do for IGNORE to be told from SUCCESS, stands at the top of
 * tests/system/pam-answers.table. */
#include <security/pam_appl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { MOST_MESSAGES = 2, MOST_CHARACTERS = 80, WORDS = 10, ANSWER_SIZE = 5001 };

enum entry { AUTHENTICATE, SETCRED, ACCT_MGMT, OPEN_SESSION, CLOSE_SESSION, CHAUTHTOK };

struct question {
    const char *name;
    enum entry entry;
    const char *manner; /* of the conversation */
    int flags[12], count;
};

/* The columns of a plain row. */
static const struct question questions[] = {
    {"authenticate",
     AUTHENTICATE,
     "strong",
     {0, PAM_SILENT, PAM_DISALLOW_NULL_AUTHTOK, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK},
     4},
    {"setcred",
     SETCRED,
     "strong",
     {0, PAM_SILENT, PAM_ESTABLISH_CRED, PAM_DELETE_CRED, PAM_REINITIALIZE_CRED, PAM_REFRESH_CRED,
      PAM_SILENT | PAM_ESTABLISH_CRED, PAM_SILENT | PAM_DELETE_CRED, PAM_SILENT | PAM_REINITIALIZE_CRED,
      PAM_SILENT | PAM_REFRESH_CRED},
     10},
    {"acct_mgmt",
     ACCT_MGMT,
     "strong",
     {0, PAM_SILENT, PAM_DISALLOW_NULL_AUTHTOK, PAM_SILENT | PAM_DISALLOW_NULL_AUTHTOK},
     4},
    {"open_session", OPEN_SESSION, "strong", {0, PAM_SILENT}, 2},
    {"close_session", CLOSE_SESSION, "strong", {0, PAM_SILENT}, 2},
    {"chauthtok",
     CHAUTHTOK,
     "strong",
     {0, PAM_SILENT, PAM_CHANGE_EXPIRED_AUTHTOK, PAM_SILENT | PAM_CHANGE_EXPIRED_AUTHTOK},
     4},
    {"chauthtok of a weak one",
     CHAUTHTOK,
     "weak",
     {0, PAM_SILENT, PAM_CHANGE_EXPIRED_AUTHTOK, PAM_SILENT | PAM_CHANGE_EXPIRED_AUTHTOK},
     4},
};

enum { QUESTIONS = sizeof questions / sizeof questions[0] };

/* A whole login, in one transaction. */
static const enum entry course[] = {AUTHENTICATE, ACCT_MGMT, OPEN_SESSION, CLOSE_SESSION, CHAUTHTOK};

enum { COURSE = sizeof course / sizeof course[0] };

/* libpam shows no program a PAM_IGNORE: the stacks turn it into pam_deny's answers, which the module never gives. */
static const struct {
    const char *name;
    int code;
} codes[] = {{"SUCCESS", PAM_SUCCESS},         {"IGNORE", PAM_AUTH_ERR},   {"IGNORE", PAM_CRED_ERR},
             {"PERM_DENIED", PAM_PERM_DENIED}, {"MAXTRIES", PAM_MAXTRIES}, {"INCOMPLETE", PAM_INCOMPLETE},
             {"AUTHTOK_ERR", PAM_AUTHTOK_ERR}};

struct run {
    const char *services, *stamp;
    const char *manner; /* how the conversation goes now */
    unsigned line;      /* of the table */
    unsigned long cells, wrong, messages;
    unsigned since_prompt, in_call, most, longest;
};

/* ---- the conversation ------------------------------------------------------------------------ */

static void complain(struct run *run, const char *text)
{
    run->wrong++;
    printf("row %u: shows more, or otherwise, than it may: %s\n", run->line, text);
}

static void hear(struct run *run, const char *text)
{
    unsigned characters = 0;
    bool is_plain = text_is_utf8(text, strlen(text));

    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        characters += (*at & 0xc0) != 0x80;
        is_plain = is_plain && *at >= ' ' && *at != 0x7f;
    }
    run->messages++;
    run->in_call++;
    if (characters > run->longest)
        run->longest = characters;
    if (++run->since_prompt > run->most)
        run->most = run->since_prompt;
    if (!is_plain || characters == 0 || characters > MOST_CHARACTERS || run->since_prompt > MOST_MESSAGES)
        complain(run, text);
}

/* What is typed. A prompt whose answer is hidden asks for a password; the other is EMERGENCY's, or asks for the login.
 */
static char *typed(const char *manner, int style)
{
    bool is_hidden = style == PAM_PROMPT_ECHO_OFF;
    char *many;

    if (strcmp(manner, "weak") == 0)
        return strdup(is_hidden ? "Reception2024!" : "");
    if (strcmp(manner, "emergency") == 0)
        return strdup(is_hidden ? "cabbage-lantern-otter" : "EMERGENCY Mrs Hall fell in room 4");
    if (strcmp(manner, "odd") == 0)
        return strdup(is_hidden ? "\xff\xfe\x80 lantern \x1b[31m \xc3" : "EMERGENCY \xff\xfe\x1b[31m");
    if (strcmp(manner, "long") != 0)
        return strdup(is_hidden ? "cabbage-lantern-otter" : "");
    many = calloc(1, ANSWER_SIZE);
    if (many)
        memset(many, 'x', ANSWER_SIZE - 1);
    if (many && !is_hidden)
        memcpy(many, "EMERGENCY ", strlen("EMERGENCY "));
    return many;
}

static int failure_of(const char *manner)
{
    if (strcmp(manner, "error") == 0)
        return PAM_CONV_ERR;
    if (strcmp(manner, "again") == 0)
        return PAM_CONV_AGAIN;
    return strcmp(manner, "buffer") == 0 ? PAM_BUF_ERR : PAM_SUCCESS;
}

/* "nothing": says that all went well, and hands nothing back; "null": an answer that is none. */
static int converse(int count, const struct pam_message **messages, struct pam_response **responses, void *data)
{
    struct run *run = data;

    *responses = NULL;
    for (int i = 0; i < count; i++) {
        bool is_prompt = messages[i]->msg_style <= PAM_PROMPT_ECHO_ON;

        if (!is_prompt)
            hear(run, messages[i]->msg);
        else
            run->since_prompt = 0;
    }
    if (failure_of(run->manner) != PAM_SUCCESS)
        return failure_of(run->manner);
    if (strcmp(run->manner, "nothing") == 0)
        return PAM_SUCCESS;
    *responses = calloc((size_t)count, sizeof **responses);
    for (int i = 0; *responses && i < count && strcmp(run->manner, "null") != 0; i++)
        if (messages[i]->msg_style <= PAM_PROMPT_ECHO_ON)
            (*responses)[i].resp = typed(run->manner, messages[i]->msg_style);
    return PAM_SUCCESS;
}

/* In the place of libpam's own sleep. */
static void no_delay(int result, unsigned delay_us, void *data)
{
    (void)result;
    (void)delay_us;
    (void)data;
}

/* ---- a transaction --------------------------------------------------------------------------- */

static const char *name_of(int code)
{
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i].code == code)
            return codes[i].name;
    return "another answer";
}

/* `login` "?": the program does not know yet. libpam keeps its own copy of `conversation`, but not of `run`. */
static pam_handle_t *begin(struct run *run, const char *login, const char *service)
{
    const struct pam_conv conversation = {strcmp(run->manner, "none") == 0 ? NULL : converse, run};
    const char *user = strcmp(login, "?") == 0 ? NULL : login;
    void (*delay)(int, unsigned, void *) = no_delay;
    const void *delay_item;
    pam_handle_t *handle = NULL;
    bool is_private = strcmp(run->services, "-") != 0;
    int result = is_private ? pam_start_confdir(service, user, &conversation, run->services, &handle)
                            : pam_start(service, user, &conversation, &handle);

    if (result != PAM_SUCCESS) {
        fprintf(stderr, "pam_answers: no transaction for %s: %d\n", service, result);
        exit(3);
    }
    memcpy(&delay_item, &delay, sizeof delay_item);
    pam_set_item(handle, PAM_FAIL_DELAY, delay_item);
    if (strcmp(service, "sshd") == 0)
        pam_set_item(handle, PAM_RHOST, "192.0.2.1");
    return handle;
}

static int ask(struct run *run, pam_handle_t *handle, enum entry entry, int flags)
{
    static int (*const calls[])(pam_handle_t *,
                                int) = {[AUTHENTICATE] = pam_authenticate,   [SETCRED] = pam_setcred,
                                        [ACCT_MGMT] = pam_acct_mgmt,         [OPEN_SESSION] = pam_open_session,
                                        [CLOSE_SESSION] = pam_close_session, [CHAUTHTOK] = pam_chauthtok};

    run->since_prompt = run->in_call = 0;
    return calls[entry](handle, flags);
}

static void compare(struct run *run, const char *who, const char *where, const char *what, int flags, int answer,
                    const char *expected)
{
    const char *name = name_of(answer);
    bool is_talkative = run->in_call > MOST_MESSAGES && !strstr(what, "chauthtok"); /* three tries, a line each */

    run->cells++;
    if (strcmp(name, expected) == 0 && !is_talkative && !(flags & PAM_SILENT && run->in_call > 0))
        return;
    run->wrong++;
    printf("row %u: %s at %s, %s with flags %#x: %s (%d), %u messages; the table says %s\n", run->line, who, where,
           what, (unsigned)flags, name, answer, run->in_call, expected);
}

/* ---- the table ------------------------------------------------------------------------------- */

static void ask_each(struct run *run, const char *login, const char *service, char **expected)
{
    for (int i = 0; i < QUESTIONS; i++)
        for (int j = 0; j < questions[i].count; j++) {
            pam_handle_t *handle;
            int answer;

            run->manner = questions[i].manner;
            handle = begin(run, login, service);
            answer = ask(run, handle, questions[i].entry, questions[i].flags[j]);
            compare(run, login, service, questions[i].name, questions[i].flags[j], answer, expected[i]);
            pam_end(handle, PAM_ABORT); /* no failure of anybody's */
        }
}

/* "silent" is no manner of conversation, but PAM_SILENT in every call. A "*" stands for what is libpam's to say. */
static void ask_course(struct run *run, const char *login, const char *service, const char *manner, char **expected)
{
    static const char *const names[] = {"authenticate", "acct_mgmt", "open_session", "close_session", "chauthtok"};
    bool is_silent = strcmp(manner, "silent") == 0;
    pam_handle_t *handle;
    int answer;

    run->manner = is_silent ? "emergency" : manner;
    handle = begin(run, login, service);
    for (int i = 0; i < COURSE; i++) {
        answer = ask(run, handle, course[i], is_silent ? PAM_SILENT : 0);
        if (strcmp(expected[i], "*") != 0)
            compare(run, login, service, names[i], is_silent ? PAM_SILENT : 0, answer, expected[i]);
    }
    pam_end(handle, PAM_ABORT);
}

/* Every login of the first word, at every service of the second, in every manner of the third if it is a course. */
static void read_row(struct run *run, char **words, bool is_course)
{
    char *logins = words[0], *login;

    while ((login = strsep(&logins, ","))) {
        char places[128], *services = places, *service;

        text_copy(places, sizeof places, words[1]);
        while ((service = strsep(&services, ","))) {
            char ways[128], *manners = ways, *manner;

            text_copy(ways, sizeof ways, words[3]);
            if (!is_course)
                ask_each(run, login, service, words + 3);
            while (is_course && (manner = strsep(&manners, ",")))
                ask_course(run, login, service, manner, words + 4);
        }
    }
}

static void read_line(struct run *run, char *line, const char *caller)
{
    char *words[WORDS + 1], *word;
    int count = 0, wanted;
    unsigned long before = run->cells;
    bool is_course;

    line[strcspn(line, "#\n")] = '\0';
    while (count < WORDS && (word = strsep(&line, " ")))
        if (*word)
            words[count++] = word;
    if (count == 0)
        return;
    is_course = count == 4 + COURSE;
    wanted = is_course ? 4 + COURSE : 3 + QUESTIONS;
    if (count != wanted) {
        fprintf(stderr, "pam_answers: row %u has %d words\n", run->line, count);
        exit(2);
    }
    if (strcmp(words[2], "any") != 0 && strcmp(words[2], caller) != 0)
        return;
    if (strcmp(run->stamp, "-") != 0)
        unlink(run->stamp);
    read_row(run, words, is_course);
    printf("row %u: %lu cells\n", run->line, run->cells - before);
}

int main(int argc, char **argv)
{
    struct run run = {0};
    char line[512];
    FILE *table;

    if (argc != 5 || !(table = fopen(argv[2], "re"))) {
        fprintf(stderr, "usage: pam_answers SERVICES|- TABLE CALLER STAMP|-\n");
        return 2;
    }
    run.services = argv[1];
    run.stamp = argv[4];
    while (fgets(line, sizeof line, table)) {
        run.line++;
        read_line(&run, line, argv[3]);
    }
    fclose(table);
    printf("cells %lu wrong %lu; messages %lu, the longest of %u characters, at most %u together\n", run.cells,
           run.wrong, run.messages, run.longest, run.most);
    return run.wrong > 0 || run.cells == 0;
}
