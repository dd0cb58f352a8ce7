/* The watcher's end of the inventory. Owns the fork and the two pipes; must never wait: the watcher's main thread has
 * no time. In: what the watch saw. Out: notes of a few bytes, paths only as hashes; and the process's news. Where the
 * pipe has no room, what matters is kept until it has. */
#include "agent/watch/inventory/inventory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/inventory/inventory_work.h"
#include "agent/watch/inventory/note.h"
#include "agent/watch/inventory/removed.h"

enum { NOTES_ROOM = 1 << 20 }; /* what anybody may have (fs.pipe-max-size): 43,000 removals */

static void close_both(int fds[2])
{
    close(fds[0]);
    close(fds[1]);
}

/* The child's life. It keeps nothing of the watcher's but its ends of the pipes. */
static void be_inventory(int watcher, int notes[2], int news[2], const char *folder, char *const *roots, size_t count)
{
    close(notes[1]);
    close(news[0]);
    _exit(inventory_work(&(struct inventory_orders){
        .watcher = watcher, .notes = notes[0], .news = news[1], .folder = folder, .roots = roots, .count = count}));
}

bool inventory_start(struct inventory *inventory, const char *folder, char *const *roots, size_t count)
{
    int notes[2], news[2], watcher, error;

    *inventory = (struct inventory){.fd = -1, .pid = -1, .notes = {-1, -1}};
    watcher = pidfd_open(getpid(), 0);
    if (watcher < 0)
        return false;
    if (pipe2(notes, O_CLOEXEC | O_NONBLOCK) < 0)
        goto out;
    fcntl(notes[1], F_SETPIPE_SZ, NOTES_ROOM); /* refused, it has what it has */
    if (pipe2(news, O_CLOEXEC | O_NONBLOCK) < 0) {
        close_both(notes);
        goto out;
    }
    inventory->pid = fork();
    if (inventory->pid == 0)
        be_inventory(watcher, notes, news, folder, roots, count);
    close(news[1]);
    if (inventory->pid > 0) {
        /* The reading end of the notes stays open here: writing to a process that died must not raise SIGPIPE. */
        memcpy(inventory->notes, notes, sizeof(notes));
        inventory->fd = news[0];
    } else {
        error = errno;
        close_both(notes);
        close(news[0]);
        errno = error;
    }
out:
    error = errno;
    close(watcher);
    errno = error;
    return inventory->fd >= 0;
}

static bool tell(const struct inventory *inventory, const struct note *note)
{
    return write(inventory->notes[1], note, sizeof(*note)) == (ssize_t)sizeof(*note);
}

static void tell_window(const struct inventory *inventory, enum note_kind kind, int64_t window[2])
{
    struct note note = {.kind = kind, .from_ms = window[0], .to_ms = window[1]};

    if (window[1] != 0 && tell(inventory, &note))
        window[0] = window[1] = 0;
}

static void widen(int64_t window[2], int64_t from_ms, int64_t to_ms)
{
    if (window[1] == 0 || from_ms < window[0])
        window[0] = from_ms;
    if (to_ms > window[1])
        window[1] = to_ms;
}

/* Tells what is still to be told; an inventory is asked for last. */
static void catch_up(struct inventory *inventory)
{
    struct note seeing = {.kind = NOTE_SEEN, .from_ms = inventory->seeing_ms}, compare = {.kind = NOTE_COMPARE};

    if (inventory->fd < 0)
        return;
    if (inventory->seeing_ms != 0 && tell(inventory, &seeing))
        inventory->seeing_ms = 0;
    tell_window(inventory, NOTE_UNSEEN, inventory->unseen_ms);
    tell_window(inventory, NOTE_DEAF, inventory->deaf_ms);
    if (inventory->is_compare_due && inventory->seeing_ms == 0 && tell(inventory, &compare))
        inventory->is_compare_due = false;
}

void inventory_seeing(struct inventory *inventory, int64_t now_ms)
{
    if (inventory->seeing_ms == 0)
        inventory->seeing_ms = now_ms;
    catch_up(inventory);
}

void inventory_unseen(struct inventory *inventory, int64_t since_ms, int64_t now_ms)
{
    widen(inventory->unseen_ms, since_ms, now_ms);
    catch_up(inventory);
}

void inventory_removed(struct inventory *inventory, const char *path, int64_t now_ms)
{
    struct note note = {.kind = NOTE_REMOVED, .from_ms = now_ms};

    if (inventory->fd < 0)
        return;
    note.hash = removed_hash(path, strlen(path));
    if (!tell(inventory, &note))
        widen(inventory->deaf_ms, now_ms, now_ms);
    else if (inventory->deaf_ms[1] != 0)
        catch_up(inventory);
}

void inventory_compare(struct inventory *inventory)
{
    inventory->is_compare_due = true;
    catch_up(inventory);
}

static void let_go(struct inventory *inventory)
{
    close(inventory->fd);
    close_both(inventory->notes);
    waitpid(inventory->pid, NULL, WNOHANG);
    *inventory = (struct inventory){.fd = -1, .pid = -1, .notes = {-1, -1}};
}

bool inventory_take(struct inventory *inventory, struct inventory_news *news)
{
    ssize_t got;

    if (inventory->fd < 0)
        return false;
    catch_up(inventory);
    got = read(inventory->fd, news, sizeof(*news));
    if (got == (ssize_t)sizeof(*news)) {
        news->path[sizeof(news->path) - 1] = '\0';
        return true;
    }
    if (got < 0)
        return false;
    let_go(inventory);
    *news = (struct inventory_news){.what = INVENTORY_WRONG};
    text_copy(news->path, sizeof(news->path),
              "the inventory's process has ended: what vanishes or changes unseen from now on is not known until "
              "confide-watch is started again");
    return true;
}

void inventory_stop(struct inventory *inventory)
{
    struct note stop = {.kind = NOTE_STOP, .from_ms = clock_now_ms()};

    if (inventory->fd < 0)
        return;
    catch_up(inventory);
    tell(inventory, &stop); /* where there is no room, our death says the same, less kindly */
    let_go(inventory);
}
