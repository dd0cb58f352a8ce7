/* All that stands against a new password on this machine. Owns the order of the questions.
 * Must not own: any of the answers (password.c, leaked.c, similar.c), PAM.
 * In: a password, the one it replaces, config and login. Out: a verdict and one sentence. */
#include "pam_module/strength.h"

#include "agent/base/text.h"
#include "pam_module/leaked.h"
#include "pam_module/password.h"
#include "pam_module/register.h"
#include "pam_module/similar.h"
#include "pam_module/verdict.h"

void strength_add_words(struct strength_question *question, const struct config *config, const char *login,
                        const char *gecos)
{
    question->filter = config->filter;
    register_words(config->words_file, login, question->personal, sizeof question->personal);
    words_add(question->personal, sizeof question->personal, login);
    words_add(question->personal, sizeof question->personal, gecos);
    text_copy(question->clinic, sizeof question->clinic, config->words);
    words_add(question->clinic, sizeof question->clinic, config->clinic_name);
}

enum password_verdict strength_judge(const struct strength_question *question, const struct password_profile *profile,
                                     char *reason, char *error, size_t size)
{
    enum password_verdict verdict =
        password_judge(profile, question->password, question->personal, question->clinic, reason);

    *error = '\0';
    if (verdict != PASSWORD_OK)
        return verdict;
    if (leaked_find(question->filter, question->password, error, size) == LEAKED_YES)
        verdict = PASSWORD_LEAKED;
    else if (similar_passwords(question->password, question->old))
        verdict = PASSWORD_SIMILAR;
    verdict_sentence(reason, verdict, profile);
    return verdict;
}
