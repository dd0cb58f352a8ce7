/* What the PAM application says and is told: its items, its conversation. Owns nothing. */
#ifndef CONFIDE_PAM_TALK_H
#define CONFIDE_PAM_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include <security/pam_modules.h>

/* An item that is a text; "" where there is none. Borrowed from libpam. */
const char *talk_item(pam_handle_t *pamh, int type);

/* Who logs in; asks, where the program does not know yet. libpam itself would crash where there is nobody to ask: then
 * PAM_CONV_ERR. */
int talk_user(pam_handle_t *pamh, const char **name);

/* Shows one line, as an error or for information; nothing under PAM_SILENT or where nobody can be shown anything. */
void talk_error(pam_handle_t *pamh, int flags, const char *sentence);
void talk_inform(pam_handle_t *pamh, int flags, const char *sentence);

/* Shows one line to somebody who is let in, and puts it into the session's environment: a greeter starts the session
 * before the line can be read, so the desktop shows it again (confide-notice.desktop). */
void talk_welcome(pam_handle_t *pamh, int flags, const char *sentence);

/* Shows one more line to them, and puts it behind the first in the session's environment. */
void talk_also(pam_handle_t *pamh, int flags, const char *line);

/* Puts a question whose answer may be seen. False when it was not answered: the caller cannot ask (a locker, sshd after
 * a key), the person broke it off, or PAM_SILENT. `answer` is cut at `size`. */
bool talk_ask(pam_handle_t *pamh, int flags, const char *question, char *answer, size_t size);

#endif
