/* The walk through a root. Owns the folders that are open on the way down, and the memory their names are in; must not
 * know what was there before. In: a folder. Out: its files in order, and where it could not look. A folder's names that
 * do not fit are read again from the disk: a million names in one folder take no more memory than ten thousand. */
#include "agent/watch/inventory/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "agent/watch/inventory/look.h"
#include "agent/watch/inventory/siblings.h"

enum { LEVEL_ROOM_LEAST = 32 << 10, DIRENTS_SIZE = 64 << 10 };

_Static_assert(WALK_MEMORY > 2 * RECORD_DEPTH * LEVEL_ROOM_LEAST, "each level has its least");

struct level {
    int fd;
    size_t path_length;
    size_t base; /* where its names begin */
    struct siblings names;
};

struct walk {
    uint64_t mount;
    char *memory;
    size_t used;
    size_t depth; /* levels that are open */
    struct level levels[RECORD_DEPTH];
    char path[RECORD_PATH_SIZE];
    char dirents[DIRENTS_SIZE] __attribute__((aligned(16)));
};

struct walk *walk_begin(int root, uint64_t mount)
{
    struct walk *walk = calloc(1, sizeof(*walk));
    void *memory = mmap(NULL, WALK_MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int fd = openat(root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (walk && memory != MAP_FAILED && fd >= 0) {
        walk->mount = mount;
        walk->memory = memory;
        walk->depth = 1;
        walk->levels[0].fd = fd;
        walk->levels[0].names.is_partial = true;
        return walk;
    }
    if (fd >= 0)
        close(fd);
    if (memory != MAP_FAILED)
        munmap(memory, WALK_MEMORY);
    free(walk);
    return NULL;
}

void walk_end(struct walk *walk)
{
    while (walk->depth > 0)
        close(walk->levels[--walk->depth].fd);
    munmap(walk->memory, WALK_MEMORY);
    free(walk);
}

/* Half of what is left, beyond what the levels below need at least. */
static size_t room_for(const struct walk *walk)
{
    size_t least = (RECORD_DEPTH - walk->depth + 1) * LEVEL_ROOM_LEAST;
    size_t room = LEVEL_ROOM_LEAST + (WALK_MEMORY - walk->used - least) / 2;

    return room & ~(size_t)3;
}

/* Reads the names of the last level that stand after those it has. 0, or errno. */
static int read_names(struct walk *walk, struct level *level)
{
    char after[SIBLINGS_NAME_SIZE];
    ssize_t size;

    text_copy(after, sizeof(after), siblings_last(&level->names));
    walk->used = level->base;
    siblings_begin(&level->names, walk->memory + level->base, room_for(walk));
    if (lseek(level->fd, 0, SEEK_SET) < 0)
        return errno;
    while ((size = getdents64(level->fd, walk->dirents, sizeof(walk->dirents))) > 0)
        for (ssize_t at = 0; at < size;) {
            const struct dirent64 *entry = (const void *)(walk->dirents + at);

            if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                siblings_add(&level->names, after, entry->d_name, entry->d_type);
            at += entry->d_reclen;
        }
    if (size < 0 && errno != ENOENT) /* ENOENT: it was removed meanwhile */
        return errno;
    walk->used += siblings_settle(&level->names);
    return 0;
}

static void leave(struct walk *walk)
{
    struct level *level = &walk->levels[--walk->depth];

    walk->used = level->base;
    close(level->fd);
}

/* Goes down into the folder `walk->path`. 0, or errno. */
static int enter(struct walk *walk, const char *name)
{
    const struct level *above = &walk->levels[walk->depth - 1];
    struct level *level = &walk->levels[walk->depth];
    int fd = openat(above->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return errno;
    *level = (struct level){.fd = fd, .path_length = strlen(walk->path), .base = walk->used};
    level->names.is_partial = true;
    walk->depth++;
    return 0;
}

/* The path of `name` in the last level. Depth and NAME_MAX bound it. */
static void name_path(struct walk *walk, const struct level *level, const char *name)
{
    char *end = walk->path + level->path_length;

    if (level->path_length > 0)
        *end++ = '/';
    text_copy(end, SIBLINGS_NAME_SIZE, name);
}

static enum walk_step cannot(struct walk_place *place, enum walk_step step, int error)
{
    place->error = error;
    return step;
}

static bool is_gone(int error)
{
    return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

/* One name of the last level. 0: nothing to say. */
static int step(struct walk *walk, struct level *level, const char *name, struct walk_place *place)
{
    struct look look;
    int error;

    name_path(walk, level, name);
    switch (look_at(level->fd, name, walk->mount, &look)) {
    case LOOK_FILE:
        place->record = look.record;
        place->dev = look.dev;
        place->links = look.links;
        return WALK_RECORD;
    case LOOK_FOLDER:
        if (walk->depth == RECORD_DEPTH)
            return (int)cannot(place, WALK_TOO_DEEP, 0);
        error = enter(walk, name);
        if (error == 0)
            return WALK_FOLDER;
        return is_gone(error) ? 0 : (int)cannot(place, WALK_UNREADABLE, error);
    case LOOK_ELSEWHERE:
        return (int)cannot(place, WALK_ELSEWHERE, 0);
    case LOOK_FAILED:
        return (int)cannot(place, WALK_UNREADABLE, look.error);
    case LOOK_OTHER:
    case LOOK_GONE:
        return 0;
    }
    return 0;
}

static bool may_matter(unsigned char type)
{
    return type == DT_REG || type == DT_DIR || type == DT_UNKNOWN;
}

enum walk_step walk_next(struct walk *walk, struct walk_place *place)
{
    place->path = walk->path;
    while (walk->depth > 0) {
        struct level *level = &walk->levels[walk->depth - 1];
        unsigned char type;
        const char *name = siblings_next(&level->names, &type);
        int error = 0, found = 0;

        if (name && may_matter(type))
            found = step(walk, level, name, place);
        else if (!name && level->names.is_partial)
            error = read_names(walk, level);
        else if (!name)
            leave(walk);
        if (found != 0)
            return (enum walk_step)found;
        if (error != 0) {
            walk->path[level->path_length] = '\0';
            leave(walk);
            return cannot(place, WALK_UNREADABLE, error);
        }
    }
    return WALK_END;
}
