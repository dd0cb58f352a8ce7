/* The list of a root's records as a file. Owns its form: blocks of kind, size, count, bytes, and the SHA-256 of these
 * and of the block before. Must not know what a difference means. In: records in order. Out: the same, or that it is
 * torn. Blocks are checked before they are read, and a block can be read without the one before. */
#include "agent/watch/inventory/listing.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"

enum { VERSION = 1, BLOCK_FULL = 64 << 10, BLOCK_MOST = BLOCK_FULL + RECORD_BYTES_MOST };
enum block_kind { BLOCK_HEAD = 0x1c0f1de1, BLOCK_RECORDS, BLOCK_END };

struct block_head {
    uint32_t kind, size, count, version;
};

struct listing {
    int folder, fd;
    bool is_ended;                                                 /* reading: it was */
    char name[LISTING_NAME_SIZE], name_new[LISTING_NAME_SIZE + 4]; /* name_new: "" = it has none (any more) */
    struct listing_end end;
    uint8_t hash[CRYPTO_HASH_SIZE];       /* of the last block */
    uint8_t hash_first[CRYPTO_HASH_SIZE]; /* of the head, which has a fixed size: the records begin behind it */
    char before[RECORD_PATH_SIZE];        /* writing: the last path of this block */
    struct block_head block;
    size_t at; /* reading: in `bytes` */
    uint8_t bytes[BLOCK_MOST + CRYPTO_HASH_SIZE];
};

static void name_of(char name[LISTING_NAME_SIZE], const char *root)
{
    uint8_t digest[CRYPTO_HASH_SIZE];
    char hex[17];

    crypto_sha256(digest, root, strlen(root));
    text_hex(hex, digest, 8);
    text_format(name, LISTING_NAME_SIZE, "%s.list", hex);
}

static void hash_block(const struct listing *listing, uint8_t hash[CRYPTO_HASH_SIZE])
{
    const struct crypto_part parts[] = {{listing->hash, sizeof(listing->hash)},
                                        {&listing->block, sizeof(listing->block)},
                                        {listing->bytes, listing->block.size}};

    crypto_digest(hash, parts, sizeof(parts) / sizeof(parts[0]));
}

/* ---- reading ---- */

static bool take(int fd, void *bytes, size_t size)
{
    while (size > 0) {
        ssize_t got = read(fd, bytes, size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes = (char *)bytes + got;
        size -= (size_t)got;
    }
    return true;
}

static bool take_block(struct listing *listing)
{
    uint8_t hash[CRYPTO_HASH_SIZE];

    if (!take(listing->fd, &listing->block, sizeof(listing->block)) || listing->block.size > BLOCK_MOST ||
        listing->block.version != VERSION ||
        !take(listing->fd, listing->bytes, listing->block.size + (size_t)CRYPTO_HASH_SIZE))
        return false;
    hash_block(listing, hash);
    memcpy(listing->hash, listing->bytes + listing->block.size, CRYPTO_HASH_SIZE);
    listing->at = 0;
    return memcmp(hash, listing->hash, CRYPTO_HASH_SIZE) == 0;
}

/* Every block is whole, every byte a record, in order, and as many as the end says. */
static bool is_whole(struct listing *listing, char *path)
{
    char last[RECORD_PATH_SIZE] = "";
    struct record record;
    struct listing_end end;
    bool is_block = take_block(listing);

    for (; is_block && listing->block.kind == BLOCK_RECORDS; is_block = take_block(listing)) {
        uint32_t count = 0;

        path[0] = '\0';
        for (size_t took; listing->at < listing->block.size; listing->at += took, count++) {
            took = record_read(&record, path, listing->bytes + listing->at, listing->block.size - listing->at);
            if (took == 0 || (count == 0 && last[0] != '\0' && record_order(last, path) >= 0))
                return false;
        }
        if (count == 0 || count != listing->block.count)
            return false;
        listing->end.count += count;
        text_copy(last, sizeof(last), path);
    }
    if (!is_block || listing->block.kind != BLOCK_END || listing->block.size != sizeof(end))
        return false;
    memcpy(&end, listing->bytes, sizeof(end));
    listing->end.since_ms = end.since_ms;
    return end.count == listing->end.count;
}

static bool rewind_to_first(struct listing *listing)
{
    off_t first = (off_t)(sizeof(struct block_head) + sizeof(struct listing_head) + CRYPTO_HASH_SIZE);

    listing->is_ended = false;
    listing->block = (struct block_head){0};
    listing->at = 0;
    memcpy(listing->hash, listing->hash_first, sizeof(listing->hash));
    return lseek(listing->fd, first, SEEK_SET) == first;
}

static bool check_head(struct listing *listing, struct listing_head *head)
{
    const char *root = (const char *)listing->bytes + offsetof(struct listing_head, root);

    if (!take_block(listing) || listing->block.kind != BLOCK_HEAD || listing->block.size != sizeof(*head) ||
        strncmp(root, head->root, sizeof(head->root)) != 0)
        return false;
    memcpy(head, listing->bytes, sizeof(*head));
    memcpy(listing->hash_first, listing->hash, sizeof(listing->hash));
    return true;
}

static enum listing_state check(struct listing *listing, struct listing_head *head)
{
    char *path = malloc(RECORD_PATH_SIZE);
    enum listing_state state = LISTING_FAILED;

    if (path)
        state = check_head(listing, head) && is_whole(listing, path) && rewind_to_first(listing) ? LISTING_GOOD
                                                                                                 : LISTING_BROKEN;
    free(path);
    return state;
}

static struct listing *make(int folder)
{
    struct listing *listing = calloc(1, sizeof(*listing));

    if (listing) {
        listing->folder = folder;
        listing->fd = -1;
    }
    return listing;
}

enum listing_state listing_open(struct listing **listing, int folder, struct listing_head *head,
                                struct listing_end *end)
{
    struct listing *made = make(folder);
    enum listing_state state = LISTING_FAILED;

    *listing = NULL;
    if (!made)
        return LISTING_FAILED;
    name_of(made->name, head->root);
    made->fd = openat(folder, made->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (made->fd >= 0)
        state = check(made, head);
    else if (errno == ENOENT)
        state = LISTING_NONE;
    if (state != LISTING_GOOD) {
        listing_free(made);
        return state;
    }
    *end = made->end;
    *listing = made;
    return LISTING_GOOD;
}

/* A list that changes under us between the check and here ends early: its blocks are checked again. */
bool listing_next(struct listing *listing, char *path, struct record *record)
{
    size_t took;

    while (!listing->is_ended && listing->at == listing->block.size) {
        listing->is_ended = !take_block(listing) || listing->block.kind != BLOCK_RECORDS;
        path[0] = '\0';
    }
    if (listing->is_ended)
        return false;
    took = record_read(record, path, listing->bytes + listing->at, listing->block.size - listing->at);
    listing->at += took;
    listing->is_ended = took == 0;
    return took != 0;
}

/* ---- writing ---- */

static bool give(int fd, const void *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = write(fd, bytes, size);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        bytes = (const char *)bytes + put;
        size -= (size_t)put;
    }
    return true;
}

static bool give_block(struct listing *listing, enum block_kind kind)
{
    listing->block.kind = kind;
    listing->block.version = VERSION;
    hash_block(listing, listing->hash);
    memcpy(listing->bytes + listing->block.size, listing->hash, CRYPTO_HASH_SIZE);
    if (!give(listing->fd, &listing->block, sizeof(listing->block)) ||
        !give(listing->fd, listing->bytes, listing->block.size + (size_t)CRYPTO_HASH_SIZE))
        return false;
    listing->block = (struct block_head){0};
    listing->before[0] = '\0';
    return true;
}

static bool give_head(struct listing *listing, const struct listing_head *head)
{
    listing->block.size = sizeof(*head);
    memcpy(listing->bytes, head, sizeof(*head));
    if (!give_block(listing, BLOCK_HEAD))
        return false;
    memcpy(listing->hash_first, listing->hash, sizeof(listing->hash));
    return true;
}

struct listing *listing_create(int folder, const struct listing_head *head, bool is_scratch)
{
    struct listing *listing = make(folder);

    if (!listing)
        return NULL;
    name_of(listing->name, head->root);
    text_format(listing->name_new, sizeof(listing->name_new), "%s.%s", listing->name, is_scratch ? "look" : "new");
    unlinkat(folder, listing->name_new, 0);
    listing->fd = openat(folder, listing->name_new, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (listing->fd >= 0 && give_head(listing, head)) {
        if (is_scratch)
            unlinkat(folder, listing->name_new, 0);
        return listing;
    }
    listing_free(listing);
    return NULL;
}

bool listing_put(struct listing *listing, const char *path, const struct record *record)
{
    if (listing->block.size >= BLOCK_FULL && !give_block(listing, BLOCK_RECORDS))
        return false;
    listing->block.size += (uint32_t)record_write(listing->bytes + listing->block.size, listing->before, path, record);
    listing->block.count++;
    listing->end.count++;
    text_copy(listing->before, sizeof(listing->before), path);
    return true;
}

static bool give_end(struct listing *listing)
{
    if (listing->block.count > 0 && !give_block(listing, BLOCK_RECORDS))
        return false;
    listing->block.size = sizeof(listing->end);
    memcpy(listing->bytes, &listing->end, sizeof(listing->end));
    return give_block(listing, BLOCK_END);
}

bool listing_commit(struct listing *listing, int64_t since_ms)
{
    listing->end.since_ms = since_ms;
    if (!give_end(listing) || fsync(listing->fd) < 0 ||
        renameat(listing->folder, listing->name_new, listing->folder, listing->name) < 0)
        return false;
    listing->name_new[0] = '\0';
    fsync(listing->folder);
    return true;
}

bool listing_reread(struct listing *listing)
{
    return give_end(listing) && rewind_to_first(listing);
}

void listing_free(struct listing *listing)
{
    int error = errno;

    if (!listing)
        return;
    if (listing->name_new[0] != '\0')
        unlinkat(listing->folder, listing->name_new, 0);
    if (listing->fd >= 0)
        close(listing->fd);
    free(listing);
    errno = error;
}
