/* A record's order and its form as bytes. Owns the form: numbers are little-endian base 128, a path is told by how much
 * of the former one it shares. In: paths below a root, what stat(2) says. Out: bytes, and back; hostile bytes are
 * refused. */
#include "agent/watch/inventory/record.h"

#include <string.h>

/* A name holds neither '/' nor NUL: they sort before every other byte, so that a folder's content follows it at once.
 */
static int rank(unsigned char c)
{
    if (c == '\0')
        return -1;
    return c == '/' ? 0 : c;
}

int record_order(const char *one, const char *two)
{
    size_t at = 0;

    while (one[at] != '\0' && one[at] == two[at])
        at++;
    return rank((unsigned char)one[at]) - rank((unsigned char)two[at]);
}

bool record_within(const char *path, const char *folder)
{
    size_t length = strlen(folder);

    return length == 0 || (strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

bool record_same(const struct record *one, const struct record *two)
{
    return one->ino == two->ino && one->size == two->size && one->mtime_ns == two->mtime_ns &&
           one->ctime_ns == two->ctime_ns && one->mode == two->mode;
}

static uint8_t *put_number(uint8_t *to, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        *to++ = (uint8_t)(number | 0x80);
    *to++ = (uint8_t)number;
    return to;
}

/* Small numbers of either sign become small ones. */
static uint64_t fold(int64_t number)
{
    return ((uint64_t)number << 1) ^ (uint64_t)(number >> 63);
}

static int64_t unfold(uint64_t number)
{
    return (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

size_t record_write(uint8_t *to, const char *before, const char *path, const struct record *record)
{
    size_t shared = 0, rest;
    uint8_t *at = to;

    while (before[shared] != '\0' && before[shared] == path[shared])
        shared++;
    rest = strlen(path + shared);
    at = put_number(at, shared);
    at = put_number(at, rest);
    memcpy(at, path + shared, rest);
    at += rest;
    at = put_number(at, record->ino);
    at = put_number(at, record->size);
    at = put_number(at, fold(record->mtime_ns));
    at = put_number(at, fold((int64_t)((uint64_t)record->ctime_ns - (uint64_t)record->mtime_ns)));
    at = put_number(at, record->mode);
    return (size_t)(at - to);
}

struct bytes {
    const uint8_t *at, *end;
    bool is_bad;
};

static uint64_t take_number(struct bytes *bytes)
{
    uint64_t number = 0;

    for (unsigned shift = 0; shift < 64 && bytes->at < bytes->end; shift += 7) {
        uint8_t byte = *bytes->at++;

        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    bytes->is_bad = true;
    return 0;
}

/* The new path, over the former one. It must be a path, and stand after the former. */
static bool take_path(struct bytes *bytes, char *path)
{
    uint64_t shared = take_number(bytes), rest = take_number(bytes);
    uint8_t former;
    char first;

    if (bytes->is_bad || shared > strlen(path) || rest == 0 || rest > (uint64_t)(bytes->end - bytes->at) ||
        shared + rest >= RECORD_PATH_SIZE || memchr(bytes->at, '\0', rest))
        return false;
    former = (uint8_t)path[shared];
    first = (char)bytes->at[0];
    if (rank((uint8_t)first) <= rank(former) || (first == '/' && shared == 0))
        return false;
    memcpy(path + shared, bytes->at, rest);
    path[shared + rest] = '\0';
    bytes->at += rest;
    return true;
}

size_t record_read(struct record *record, char *path, const uint8_t *bytes, size_t size)
{
    struct bytes from = {.at = bytes, .end = bytes + size};

    if (!take_path(&from, path))
        return 0;
    record->ino = take_number(&from);
    record->size = take_number(&from);
    record->mtime_ns = unfold(take_number(&from));
    record->ctime_ns = (int64_t)((uint64_t)unfold(take_number(&from)) + (uint64_t)record->mtime_ns);
    record->mode = (uint32_t)take_number(&from);
    return from.is_bad ? 0 : (size_t)(from.at - bytes);
}
