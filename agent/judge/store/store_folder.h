/* The folder the store lives in: its lock, its keys and its ballast. Owns those files, and knows nothing of the
 * database beside them but its name. Private to store*.c and verify.c. */
#ifndef CONFIDE_JUDGE_STORE_FOLDER_H
#define CONFIDE_JUDGE_STORE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/crypto.h"

enum { STORE_PATH = 512 };

struct store_folder {
    int fd;   /* of the folder, -1 when closed */
    int lock; /* held as long as it is open */
    bool made_key;
    char path[STORE_PATH];
    char database[STORE_PATH + 16];
};

/* Opens `path`, or makes it (0700), and locks it. False with one line in `error`. Close it in any case. */
bool store_folder_open(struct store_folder *folder, const char *path, char *error, size_t size);
void store_folder_close(struct store_folder *folder);

/* Makes an empty database file (0600) where there is none; `*is_new` says that it holds nothing yet. */
bool store_folder_database(struct store_folder *folder, bool *is_new, char *error, size_t size);

/* Reads keys/NAME. Where it is missing and `may_make`, it is made of chance, for good. */
bool store_folder_key(struct store_folder *folder, const char *name, bool may_make, uint8_t key[CRYPTO_KEY_SIZE],
                      char *error, size_t size);

/* Sets `mib` aside as the file `ballast`; true when it is there, or none is wanted. It is never made of the last room:
 * a MiB must stay beside it. */
bool store_folder_ballast(struct store_folder *folder, unsigned mib);
void store_folder_drop_ballast(struct store_folder *folder);

/* Bytes that may still be written to the folder's disk. */
uint64_t store_folder_room(const struct store_folder *folder);

/* For readers of a database FILE: a lock beside it, held in `*lock` until it is closed, keeps an agent out; -1 when no
 * agent ever ran there. False with a line in `error` when one runs there now. */
bool store_folder_share(const char *file, int *lock, char *error, size_t size);

#endif
