/* The site's list of leaked passwords. Owns libpasswdqc, of which it asks the filter and nothing else.
 * Must not own: what makes a password strong (password.c), how a filter is made (confidectl).
 * In: a filter file, a password. Out: whether it stands there, or why that cannot be known. */
#include "pam_module/leaked.h"

#include <errno.h>
#include <passwdqc.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <confide/password.h>

#include "agent/base/text.h"
#include "pam_module/fold.h"
#include "pam_module/sha1.h"

enum { FORM_SIZE = 3 * PASSWORD_MAX_BYTES + 1, OPTION_SIZE = 4096 + 16 };

/* What passwdqc_check says of a password whose only fault is to be in the filter (passwdqc_check.c, REASON_FILTERED).
 */
static const char in_filter[] = "appears to be in a database";

/* A filter that others may write could refuse everybody every password. */
static const char *fault_of(const char *filter)
{
    struct stat status;

    if (stat(filter, &status) != 0)
        return errno == ENOENT ? "is missing" : strerror(errno);
    if (!S_ISREG(status.st_mode))
        return "is no file";
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return "belongs to another user: chown root it";
    if (status.st_mode & (S_IWGRP | S_IWOTH))
        return "others may write it: chmod 644 it";
    return NULL;
}

/* passwdqc with each rule of its own switched off. */
static bool begin(passwdqc_params_t *params, const char *filter)
{
    char option[OPTION_SIZE], *reason = NULL;
    const char *const options[] = {"min=0,0,0,0,0", "max=10000", "passphrase=0", "match=0", "similar=permit", option};

    passwdqc_params_reset(params);
    text_format(option, sizeof option, "filter=%s", filter);
    return passwdqc_params_parse(params, &reason, sizeof options / sizeof options[0], options) == 0;
}

static enum leaked_answer look_up(const passwdqc_params_t *params, const char *form)
{
    const char *reason = passwdqc_check(&params->qc, form, NULL, NULL);

    if (!reason)
        return LEAKED_NO;
    return strcmp(reason, in_filter) == 0 ? LEAKED_YES : LEAKED_UNKNOWN;
}

/* As typed, as a list without cases has it, and as a list of SHA-1 does. */
static enum leaked_answer look_up_forms(const passwdqc_params_t *params, const char *password)
{
    char typed[FORM_SIZE], folded[FORM_SIZE], hex[SHA1_HEX_SIZE];
    enum leaked_answer answer;

    fold_case(typed, sizeof typed, password, false);
    fold_case(folded, sizeof folded, password, true);
    sha1_hex(hex, typed, strlen(typed));
    answer = look_up(params, typed);
    if (answer == LEAKED_NO && strcmp(folded, typed) != 0)
        answer = look_up(params, folded);
    if (answer == LEAKED_NO)
        answer = look_up(params, hex);
    explicit_bzero(typed, sizeof typed);
    explicit_bzero(folded, sizeof folded);
    explicit_bzero(hex, sizeof hex);
    return answer;
}

enum leaked_answer leaked_find(const char *filter, const char *password, char *error, size_t size)
{
    enum leaked_answer answer = LEAKED_UNKNOWN;
    passwdqc_params_t params;
    const char *fault;

    *error = '\0';
    if (!*filter)
        return LEAKED_NO;
    fault = fault_of(filter);
    if (!fault && !begin(&params, filter)) {
        fault = "not enough memory to read it";
    } else if (!fault) {
        answer = look_up_forms(&params, password);
        if (answer == LEAKED_UNKNOWN)
            fault = "is no filter of leaked passwords";
        passwdqc_params_free(&params);
    }
    if (fault)
        text_format(error, size,
                    "%s: %s; no password is looked up until it is mended: confidectl password filter build", filter,
                    fault);
    return answer;
}
