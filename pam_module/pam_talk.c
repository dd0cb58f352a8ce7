/* The conversation with whoever stands before the PAM application. Owns: what may be shown when. Must not own: any
 * words (sentences.c, password.c). In: a line, a question. Out: shown or not, an answer or none. */
#include "pam_module/pam_talk.h"

#include <stdlib.h>
#include <string.h>

#include <security/pam_ext.h>

#include "agent/base/text.h"
#include "pam_module/sentences.h"

const char *talk_item(pam_handle_t *pamh, int type)
{
    const void *text = NULL;

    return pam_get_item(pamh, type, &text) == PAM_SUCCESS && text ? text : "";
}

/* libpam complains loudly of a message that nobody can be shown. */
static bool can_talk(pam_handle_t *pamh, int flags)
{
    const void *conv = NULL;

    return !(flags & PAM_SILENT) && pam_get_item(pamh, PAM_CONV, &conv) == PAM_SUCCESS && conv &&
           ((const struct pam_conv *)conv)->conv;
}

int talk_user(pam_handle_t *pamh, const char **name)
{
    *name = NULL;
    return *talk_item(pamh, PAM_USER) || can_talk(pamh, 0) ? pam_get_user(pamh, name, NULL) : PAM_CONV_ERR;
}

void talk_error(pam_handle_t *pamh, int flags, const char *sentence)
{
    if (can_talk(pamh, flags))
        pam_error(pamh, "%s", sentence);
}

void talk_inform(pam_handle_t *pamh, int flags, const char *sentence)
{
    if (can_talk(pamh, flags))
        pam_info(pamh, "%s", sentence);
}

void talk_welcome(pam_handle_t *pamh, int flags, const char *sentence)
{
    char variable[sizeof "CONFIDE_NOTICE=" + SENTENCE_SIZE];

    talk_inform(pamh, flags, sentence);
    if (text_format(variable, sizeof variable, "CONFIDE_NOTICE=%s", sentence))
        pam_putenv(pamh, variable);
}

void talk_also(pam_handle_t *pamh, int flags, const char *line)
{
    char variable[sizeof "CONFIDE_NOTICE=" + 2 * SENTENCE_SIZE];
    const char *before = pam_getenv(pamh, "CONFIDE_NOTICE");

    talk_inform(pamh, flags, line);
    if (text_format(variable, sizeof variable, "CONFIDE_NOTICE=%s%s%s", before ? before : "", before ? " " : "", line))
        pam_putenv(pamh, variable);
}

bool talk_ask(pam_handle_t *pamh, int flags, const char *question, char *answer, size_t size)
{
    char *given = NULL;
    bool is_answered;

    answer[0] = '\0';
    is_answered =
        can_talk(pamh, flags) && pam_prompt(pamh, PAM_PROMPT_ECHO_ON, &given, "%s", question) == PAM_SUCCESS && given;
    if (is_answered)
        text_copy(answer, size, given);
    if (given)
        explicit_bzero(given, strlen(given));
    free(given);
    return is_answered;
}
