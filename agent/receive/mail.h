/* One mail at a time, sent by a child process: what hangs in it (a name server, a mail server) hangs nobody else. Owns
 * libcurl here. */
#ifndef CONFIDE_RECEIVE_MAIL_H
#define CONFIDE_RECEIVE_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MAIL_SECONDS = 60 };

struct mail_server {
    const char *url; /* smtp:// or smtps:// */
    const char *from, *mailbox;
    const char *ca_file; /* "" = the system's */
    const char *login;   /* "user:password", NULL = without */
};

/* Begins to send `text`, a whole mail. The child's pid; -1 when there can be none. It ends within
 * MAIL_SECONDS. */
pid_t mail_send(const struct mail_server *server, const char *text, size_t size);

/* What became of it: true when it has ended; `*is_sent` says how, and where not, the log has said why. */
bool mail_ended(pid_t child, bool *is_sent);

#endif
