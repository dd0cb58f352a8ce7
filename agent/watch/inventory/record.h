/* A record as the inventory keeps it, the order in which records stand, and their form as bytes. Pure. */
#ifndef CONFIDE_WATCH_RECORD_H
#define CONFIDE_WATCH_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A path below the root, "" for the root itself: at most so many folders, each name at most 255 bytes (NAME_MAX). */
enum { RECORD_DEPTH = 256, RECORD_PATH_SIZE = RECORD_DEPTH * 256, RECORD_BYTES_MOST = RECORD_PATH_SIZE + 64 };

struct record {
    uint64_t ino, size;
    int64_t mtime_ns, ctime_ns; /* since 1970 */
    uint32_t mode;
};

/* Folder by folder, byte by byte: all that is in a folder stands together. Below, at or above 0. */
int record_order(const char *one, const char *two);

/* True when `path` is `folder` or lies in it. */
bool record_within(const char *path, const char *folder);

bool record_same(const struct record *one, const struct record *two);

/* Writes the record into `to`, which has room for RECORD_BYTES_MOST; of its path only what differs from `before`, the
 * path of the one that stands before it ("": none). The number of bytes. */
size_t record_write(uint8_t *to, const char *before, const char *path, const struct record *record);

/* Reads one record from `size` bytes; `path` (RECORD_PATH_SIZE) holds the one before it and is changed to its own. The
 * number of bytes it took; 0 when they are no record, or it does not stand after the one before: `path` is then
 * undefined. */
size_t record_read(struct record *record, char *path, const uint8_t *bytes, size_t size);

#endif
