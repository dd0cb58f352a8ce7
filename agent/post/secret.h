/* One file that a secret stands in, or a certificate. */
#ifndef CONFIDE_POST_SECRET_H
#define CONFIDE_POST_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret_file {
    const char *key;        /* of confide.conf(5): named in a remedy */
    const char *path;       /* absolute */
    const char *credential; /* a further name of its systemd credential, or NULL */
    const char *remedy;     /* how to make such a file */
    bool is_public;         /* others may read it, but not change it */
};

/* Reads the systemd credential of the file's base name, or of `file->credential`, where there is one
 * ($CREDENTIALS_DIRECTORY), else the file. It must be a regular one, owned by root or the effective user, and open to
 * nobody else. True, and its bytes in `to` with a NUL behind them: the caller wipes it. False, with one line in `error`
 * that names the file and the remedy. */
bool secret_read(char *to, size_t size, const struct secret_file *file, char *error, size_t error_size);

/* Which path that is: the credential's or the file's own. */
void secret_find(char *path, size_t size, const struct secret_file *file);

#endif
