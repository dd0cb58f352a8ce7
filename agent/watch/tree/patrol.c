/* The patrol. Owns the walk through the trees and what of it is still to do; must not read any file. In: paths. Out:
 * marks, folders for the table, numbers of files.
 *
 * A folder is marked first and read after, so that what comes into it in between is seen at least once. */
#include "agent/watch/tree/patrol.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/tree/known.h"
#include "agent/watch/eye/sieve.h"
#include "agent/watch/eye/mark.h"
#include "agent/watch/eye/place.h"

enum { WHOLES_MAX = 16 };

struct patrol {
    const struct eye *eye;
    struct folders *folders;
    struct known *known;
    char **paths; /* still to be visited; owned */
    size_t count, room;
    struct {
        uint64_t dev;
        enum eye_sight sight;
    } wholes[WHOLES_MAX];
    unsigned whole_count;
};

struct patrol *patrol_make(const struct eye *eye, struct folders *folders, struct known *known)
{
    struct patrol *patrol = calloc(1, sizeof(*patrol));

    if (patrol)
        *patrol = (struct patrol){.eye = eye, .folders = folders, .known = known};
    return patrol;
}

void patrol_free(struct patrol *patrol)
{
    while (patrol->count > 0)
        free(patrol->paths[--patrol->count]);
    free(patrol->paths);
    free(patrol);
}

static int open_folder(const char *path)
{
    return open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
}

static unsigned find_whole(const struct patrol *patrol, uint64_t dev)
{
    unsigned i = 0;

    while (i < patrol->whole_count && patrol->wholes[i].dev != dev)
        i++;
    return i;
}

static enum eye_sight whole_sight(const struct patrol *patrol, uint64_t dev)
{
    unsigned at = find_whole(patrol, dev);

    return at < patrol->whole_count ? patrol->wholes[at].sight : EYE_BLIND;
}

bool patrol_whole(struct patrol *patrol, const char *path, bool is_whole)
{
    struct stat status;
    enum eye_sight sight = EYE_BLIND;
    unsigned at;
    int fd = open_folder(path);

    if (fd < 0)
        return false;
    if (fstat(fd, &status) == 0) {
        at = find_whole(patrol, status.st_dev);
        if (is_whole && at < WHOLES_MAX)
            sight = mark_whole(patrol->eye, fd);
        if (sight != EYE_BLIND) {
            patrol->wholes[at].dev = status.st_dev;
            patrol->wholes[at].sight = sight;
            patrol->whole_count += at == patrol->whole_count;
        } else if (at < patrol->whole_count) {
            patrol->wholes[at] = patrol->wholes[--patrol->whole_count];
        }
    }
    close(fd);
    return sight != EYE_BLIND;
}

void patrol_later(struct patrol *patrol, const char *path)
{
    char **larger;

    if (patrol->count == patrol->room) {
        larger = realloc(patrol->paths, (2 * patrol->room + 64) * sizeof(char *));
        if (!larger)
            return;
        patrol->paths = larger;
        patrol->room = 2 * patrol->room + 64;
    }
    patrol->paths[patrol->count] = strdup(path);
    patrol->count += patrol->paths[patrol->count] != NULL;
}

static bool blind(struct patrol_walk *walk, const char *path)
{
    if (walk->blind++ == 0) {
        walk->blind_error = errno;
        text_copy(walk->blind_path, sizeof(walk->blind_path), path);
    }
    return false;
}

/* A folder so deep that no path leads to it cannot be watched: whoever goes down step by step gets there all the same.
 */
static void put_off(struct patrol *patrol, const char *folder, const char *name, struct patrol_walk *walk)
{
    char path[FOLDER_PATH_SIZE];

    if (text_format(path, sizeof(path), "%s/%s", folder, name)) {
        patrol_later(patrol, path);
        return;
    }
    errno = ENAMETOOLONG;
    blind(walk, folder);
}

/* Takes `fd` over. Counts the files when the folder is new, and puts its folders off for later. */
static void read_folder(struct patrol *patrol, int fd, const struct folder *met, bool is_new, struct patrol_walk *walk)
{
    bool is_whole = whole_sight(patrol, met->dev) != EYE_BLIND;
    DIR *stream = fdopendir(fd);
    struct dirent *entry;
    struct stat status;

    if (!stream) {
        close(fd);
        return;
    }
    while ((entry = readdir(stream))) {
        unsigned char type = entry->d_type;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (type == DT_UNKNOWN && fstatat(dirfd(stream), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0)
            type = IFTODT(status.st_mode);
        if (type == DT_DIR)
            put_off(patrol, met->path, entry->d_name, walk);
        else if (type == DT_REG && !is_whole) { /* no name leads out of a whole file system */
            known_add(patrol->known, met->dev, entry->d_ino);
            sieve_add(patrol->eye->sieve, entry->d_ino);
        }
        walk->files += type == DT_REG && is_new;
        walk->late += type == DT_REG && is_new && !is_whole;
    }
    closedir(stream);
}

static bool visit(struct patrol *patrol, const char *path, struct patrol_walk *walk)
{
    struct folder met = {.path = path};
    struct place_key key;
    struct stat status;
    enum eye_sight sight = EYE_BLIND;
    bool is_new = true;
    int fd = open_folder(path);

    if (fd < 0)
        /* Gone or made a link since we heard of it: there is nothing to watch. */
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? false : blind(walk, path);
    if (fstat(fd, &status) == 0) {
        sight = whole_sight(patrol, status.st_dev);
        sight = sight == EYE_BLIND ? mark_folder(patrol->eye, fd) : sight;
    }
    if (sight == EYE_BLIND) {
        blind(walk, path);
        close(fd);
        return false;
    }
    met.dev = status.st_dev;
    met.ino = status.st_ino;
    met.mode = status.st_mode;
    met.is_told = sight == EYE_TELLS;
    if (place_key(fd, &key))
        is_new = folder_add(patrol->folders, &key, &met);
    walk->folders += is_new;
    walk->only_told += is_new && met.is_told;
    walk->only_held += is_new && sight == EYE_OPENS;
    read_folder(patrol, fd, &met, is_new, walk);
    return true;
}

/* Down to the `least` oldest paths that were put down before. */
static void go_on(struct patrol *patrol, size_t least, int64_t until_ms, struct patrol_walk *walk)
{
    while (patrol->count > least && clock_monotonic_ms() < until_ms) {
        char *next = patrol->paths[--patrol->count];

        visit(patrol, next, walk);
        free(next);
    }
}

bool patrol_walk(struct patrol *patrol, const char *path, struct patrol_walk *walk)
{
    size_t least = patrol->count;
    bool is_watched = visit(patrol, path, walk);

    go_on(patrol, least, INT64_MAX, walk);
    return is_watched;
}

bool patrol_step(struct patrol *patrol, int64_t budget_ms, struct patrol_walk *walk)
{
    go_on(patrol, 0, clock_monotonic_ms() + budget_ms, walk);
    return patrol->count == 0;
}
