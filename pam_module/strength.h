/* All that stands against a new password on this machine: how easily it is guessed, lists
 * of leaked ones, and the password it replaces. What
 * the module and confidectl ask. */
#ifndef CONFIDE_PAM_STRENGTH_H
#define CONFIDE_PAM_STRENGTH_H

#include <confide/password.h>

#include "agent/base/config.h"
#include "pam_module/words.h"

enum { STRENGTH_WORDS = 2 * WORDS_SIZE };

struct strength_question {
    const char *password, *old, *filter;                   /* `old` "": not known; `filter` "": none */
    char personal[STRENGTH_WORDS], clinic[STRENGTH_WORDS]; /* blank-separated words that are weak here */
};

/* Fills in the filter and the words: the clinic's from the config, the person's from the file of words (root only),
 * their login, and their account's description `gecos` ("": none). The caller wipes the question when done. */
void strength_add_words(struct strength_question *question, const struct config *config, const char *login,
                        const char *gecos);

/* Judges by `profile`. With any verdict but PASSWORD_OK, `reason` (PASSWORD_REASON_SIZE bytes) holds one sentence. What
 * else must be known, such as a filter that cannot be read and so refuses nobody, stands in `error` as one line, else
 * "". */
enum password_verdict strength_judge(const struct strength_question *question, const struct password_profile *profile,
                                     char *reason, char *error, size_t size);

#endif
