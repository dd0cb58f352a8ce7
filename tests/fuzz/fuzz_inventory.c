/* The inventory's list and journal on hostile bytes, as they stand and with good checks; the first byte says which.
 * Records come in order and fit; a list that is taken gives as many records as it
 * says; a journal's notes, written anew, say the same. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/crypto.h"
#include "agent/watch/inventory/journal.h"
#include "agent/watch/inventory/listing.h"
#include "tests/fuzz/fuzz.h"

#define LIST "a3d9ac4fdee9c242.list" /* what the list of /srv is called */

static void read_records(const uint8_t *data, size_t size)
{
    static char path[RECORD_PATH_SIZE], before[RECORD_PATH_SIZE];
    static uint8_t again[RECORD_BYTES_MOST];
    struct record record, same;

    path[0] = before[0] = '\0';
    for (size_t took; size > 0; data += took, size -= took) {
        took = record_read(&record, path, data, size);
        if (took == 0)
            return;
        if (took > size || record_order(before, path) >= 0 || path[0] == '/' || strlen(path) >= RECORD_PATH_SIZE)
            abort();
        if (record_read(&same, before, again, record_write(again, before, path, &record)) == 0 ||
            !record_same(&record, &same) || strcmp(before, path) != 0)
            abort();
    }
}

static void read_list(int folder)
{
    static char path[RECORD_PATH_SIZE];
    struct listing_head head = {.root = "/srv"};
    struct listing_end end;
    struct listing *listing;
    struct record record;
    uint64_t count = 0;

    if (listing_open(&listing, folder, &head, &end) != LISTING_GOOD) {
        if (listing)
            abort();
        return;
    }
    for (path[0] = '\0'; listing_next(listing, path, &record); count++)
        ;
    if (count != end.count)
        abort();
    listing_free(listing);
}

static void read_journal(int folder)
{
    struct ledger ledger = {0}, again = {0};
    struct journal journal;
    bool is_broken, is_whole = true;

    if (!journal_open(&journal, folder, &ledger, &is_broken) || !journal_renew(&journal, &ledger))
        abort();
    journal_close(&journal);
    if (!journal_open(&journal, folder, &again, &is_whole) || is_whole)
        abort();
    if (memcmp(&ledger.cover, &again.cover, sizeof ledger.cover) != 0 || ledger.removed.count != again.removed.count)
        abort();
    journal_close(&journal);
    ledger_free(&ledger);
    ledger_free(&again);
}

/* A block as listing.c writes it: its hash is good, so that what stands in it is looked at. */
static void put_block(FILE *file, uint8_t hash[CRYPTO_HASH_SIZE], uint32_t kind, uint32_t count, const void *bytes,
                      size_t size)
{
    uint32_t head[4] = {kind, (uint32_t)size, count, 1};
    struct crypto_part parts[] = {{hash, CRYPTO_HASH_SIZE}, {head, sizeof head}, {bytes, size}};

    crypto_digest(hash, parts, 3);
    if (fwrite(head, sizeof head, 1, file) != 1 || (size > 0 && fwrite(bytes, size, 1, file) != 1) ||
        fwrite(hash, CRYPTO_HASH_SIZE, 1, file) != 1)
        abort();
}

static void write_list(int folder, const uint8_t *data, size_t size)
{
    int fd = openat(folder, LIST, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    FILE *file = fdopen(fd, "w");
    uint8_t hash[CRYPTO_HASH_SIZE] = {0};
    struct listing_head head = {.root = "/srv"};
    struct listing_end end = {.count = data[0] + (size > 1 ? data[1] : 0U)};
    size_t first = size > 2 ? data[2] % size : 0;

    if (!file)
        abort();
    put_block(file, hash, 0x1c0f1de1, 0, &head, sizeof head);
    put_block(file, hash, 0x1c0f1de2, data[0], data, first);
    put_block(file, hash, 0x1c0f1de2, (uint32_t)end.count - data[0], data + first, size - first);
    put_block(file, hash, 0x1c0f1de3, 0, &end, sizeof end);
    fclose(file);
}

/* Notes with good checks. */
static void write_journal(int folder, const uint8_t *data, size_t size)
{
    struct note notes[64] = {0};
    struct journal journal = {.folder = folder};

    memcpy(notes, data, size < sizeof notes ? size : sizeof notes);
    journal.fd = openat(folder, "journal", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (journal.fd < 0 || !journal_add(&journal, notes, size / sizeof notes[0] % 64))
        abort();
    journal_close(&journal);
}

static void write_plain(int folder, const char *name, const uint8_t *data, size_t size)
{
    char path[64];

    as_file(path, data, size);
    if (renameat(AT_FDCWD, path, folder, name) < 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    int folder;

    if (size < 2)
        return 0;
    snprintf(path, sizeof path, "folder-%d", (int)getpid());
    mkdir(path, 0700);
    folder = open(path, O_RDONLY | O_DIRECTORY);
    if (data[0] % 5 == 0)
        read_records(data + 1, size - 1);
    else if (data[0] % 5 == 1)
        write_plain(folder, LIST, data + 1, size - 1);
    else if (data[0] % 5 == 2)
        write_list(folder, data + 1, size - 1);
    else if (data[0] % 5 == 3)
        write_plain(folder, "journal", data + 1, size - 1);
    else
        write_journal(folder, data + 1, size - 1);
    if (data[0] % 5 == 1 || data[0] % 5 == 2)
        read_list(folder);
    else if (data[0] % 5 > 2)
        read_journal(folder);
    close(folder);
    return 0;
}
