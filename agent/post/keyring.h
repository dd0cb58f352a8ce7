/* The files of one endpoint's secrets, read together. */
#ifndef CONFIDE_POST_KEYRING_H
#define CONFIDE_POST_KEYRING_H

#include <stdbool.h>
#include <stddef.h>

struct config_endpoint;
struct keys;

/* Reads the files that `to` names. True when all are good: the caller wipes `keys`. False, with one line in `error`
 * that names the file and the remedy, and `keys` wiped. */
bool keyring_read(struct keys *keys, const struct config_endpoint *to, char *error, size_t size);

#endif
