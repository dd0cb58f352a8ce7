/* The files that hold keys: certificate and key, the shared secret, the machines' public keys. Owns reading them. */
#ifndef CONFIDE_RECEIVE_KEYFILE_H
#define CONFIDE_RECEIVE_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "believe.h"
#include "roster.h"

/* The text of a regular file of at most 64 KiB, to be freed by the caller; root's or ours, and, where `is_secret`, open
 * to nobody else. NULL with one line in `error` that names the file and the remedy. */
char *keyfile_text(const char *file, bool is_secret, char *error, size_t size);

/* Reads the shared secret; the caller wipes it. */
bool keyfile_secret(struct believe_secret *secret, const char *file, char *error, size_t size);

/* Adds to an empty roster the lines of "whpk_... NAME"; `#` begins a comment. False with the roster undefined. */
bool keyfile_machines(struct roster *roster, const char *file, char *error, size_t size);

/* The same of a text that is there; `file` is for the error's line. `text` is altered. */
bool keyfile_machines_in(struct roster *roster, char *text, const char *file, char *error, size_t size);

#endif
