/* The endpoint's shared secret, as a file. */
#ifndef CONFIDE_POST_SECRET_H
#define CONFIDE_POST_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct sign_key;

/* Reads the systemd credential `webhook-secret` where there is one ($CREDENTIALS_DIRECTORY), else `file`. The file must
 * be a regular one, owned by root or the effective user, and open to nobody else. True when `key` is good: the caller
 * wipes it. False, with one line in `error` that names the file and the remedy. */
bool secret_read(struct sign_key *key, const char *file, char *error, size_t size);

#endif
