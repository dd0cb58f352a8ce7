/* The journal's file. Owns its form: notes one after the other, each with its check. Must not judge what they say. In:
 * notes. Out: the same notes after a crash, up to the last whole one. */
#include "agent/watch/inventory/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/crypto.h"

#define NAME     "journal"
#define NAME_NEW "journal.new"

enum { BATCH = 128, LONG_BYTES = 64 << 20 };

static const int64_t TIME_END_MS = 4102444800000; /* the year 2100 */

_Static_assert(sizeof(struct note) == 24, "a note on disk has no holes");

static uint32_t check_of(const struct note *note)
{
    struct note plain = *note;
    uint8_t digest[CRYPTO_HASH_SIZE];
    uint32_t check;

    plain.check = 0;
    crypto_sha256(digest, &plain, sizeof(plain));
    memcpy(&check, digest, sizeof(check));
    return check;
}

static bool is_time(int64_t time_ms)
{
    return time_ms >= 0 && time_ms < TIME_END_MS;
}

static bool is_whole(const struct note *note)
{
    return note->kind >= NOTE_SEEN && note->kind <= NOTE_DEAF && note->check == check_of(note) &&
           is_time(note->from_ms) && (note->kind == NOTE_REMOVED ? note->hash != 0 : is_time(note->to_ms));
}

/* Whole notes from the front; where that ends is the journal's end. */
static bool read_all(struct journal *journal, struct ledger *ledger, bool *is_broken)
{
    struct note notes[BATCH];
    ssize_t got;
    off_t end;

    while ((got = pread(journal->fd, notes, sizeof(notes), (off_t)journal->size)) > 0) {
        size_t count = (size_t)got / sizeof(notes[0]), whole = 0;

        for (; whole < count && is_whole(&notes[whole]); whole++)
            ledger_take(ledger, &notes[whole]);
        journal->size += whole * sizeof(notes[0]);
        if (whole < BATCH)
            break;
    }
    end = lseek(journal->fd, 0, SEEK_END);
    if (got < 0 || end < 0)
        return false;
    /* One note can be torn, and a file system may have added zeros or a page's worth of nothing behind it. */
    *is_broken = (size_t)end - journal->size > 4096;
    return ftruncate(journal->fd, (off_t)journal->size) == 0;
}

bool journal_open(struct journal *journal, int folder, struct ledger *ledger, bool *is_broken)
{
    *is_broken = false;
    *journal = (struct journal){.folder = folder};
    journal->fd = openat(folder, NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (journal->fd < 0)
        return false;
    return read_all(journal, ledger, is_broken);
}

static bool write_all(int fd, const void *bytes, size_t size, size_t at)
{
    while (size > 0) {
        ssize_t put = pwrite(fd, bytes, size, (off_t)at);

        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        bytes = (const char *)bytes + put;
        size -= (size_t)put;
        at += (size_t)put;
    }
    return true;
}

bool journal_add(struct journal *journal, struct note *notes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        notes[i].check = check_of(&notes[i]);
    if (!write_all(journal->fd, notes, count * sizeof(*notes), journal->size))
        return false;
    journal->size += count * sizeof(*notes);
    return true;
}

struct copy {
    struct journal journal;
    struct note notes[BATCH];
    size_t count;
};

static bool copy_note(void *data, const struct note *note)
{
    struct copy *copy = data;

    copy->notes[copy->count++] = *note;
    if (copy->count < BATCH)
        return true;
    copy->count = 0;
    return journal_add(&copy->journal, copy->notes, BATCH);
}

bool journal_renew(struct journal *journal, const struct ledger *ledger)
{
    struct copy copy = {.journal = {.folder = journal->folder}};

    copy.journal.fd = openat(journal->folder, NAME_NEW, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (copy.journal.fd < 0)
        return false;
    if (!ledger_each(ledger, copy_note, &copy) || !journal_add(&copy.journal, copy.notes, copy.count) ||
        fsync(copy.journal.fd) < 0 || renameat(journal->folder, NAME_NEW, journal->folder, NAME) < 0) {
        close(copy.journal.fd);
        unlinkat(journal->folder, NAME_NEW, 0);
        return false;
    }
    fsync(journal->folder);
    close(journal->fd);
    *journal = copy.journal;
    return true;
}

bool journal_is_long(const struct journal *journal)
{
    return journal->size > LONG_BYTES;
}

void journal_close(struct journal *journal)
{
    close(journal->fd);
    journal->fd = -1;
}
