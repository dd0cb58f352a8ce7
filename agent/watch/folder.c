/* The watched folders. Owns the table and the walk through the tree; must not read any file in it. In: paths to watch,
 * moves and removals as the eye reports them. Out: marks, and paths for the kernel's names.
 *
 * A folder is marked first and read after, so that what comes into it in between is seen at least once. */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "agent/watch/mark.h"
#include "agent/watch/template.h"

/* HANDLE_AS_EVENT is AT_HANDLE_FID (Linux 6.5): the handle exactly as events hold it, also on overlayfs and the like,
 * whose folders have no other. */
enum { FIRST_BUCKETS = 1024, HANDLE_AS_EVENT = 0x200 };

struct folder {
    struct folder *next;
    char *path;
    uint64_t dev, ino;
    uint16_t key_size;
    uint8_t key[];
};

struct folders {
    const struct eye *eye;
    struct folder **buckets;
    size_t bucket_count, count;
};

/* Paths still to be visited; each is owned by the list. */
struct todo {
    char **paths;
    size_t count, room;
};

static size_t bucket_of(const struct folders *folders, const uint8_t *key, size_t size)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ key[i]) * 1099511628211u;
    return hash & (folders->bucket_count - 1);
}

static struct folder **find(const struct folders *folders, const struct place_key *key)
{
    struct folder **at = &folders->buckets[bucket_of(folders, key->bytes, key->size)];

    while (*at && ((*at)->key_size != key->size || memcmp((*at)->key, key->bytes, key->size) != 0))
        at = &(*at)->next;
    return at;
}

static void grow(struct folders *folders)
{
    struct folders larger = {.bucket_count = folders->bucket_count * 2};

    larger.buckets = calloc(larger.bucket_count, sizeof(struct folder *));
    if (!larger.buckets)
        return; /* the old table still works, only slower */
    for (size_t i = 0; i < folders->bucket_count; i++)
        for (struct folder *folder = folders->buckets[i], *next; folder; folder = next) {
            struct folder **at = &larger.buckets[bucket_of(&larger, folder->key, folder->key_size)];

            next = folder->next;
            folder->next = *at;
            *at = folder;
        }
    free(folders->buckets);
    folders->buckets = larger.buckets;
    folders->bucket_count = larger.bucket_count;
}

struct folders *folder_table(const struct eye *eye)
{
    struct folders *folders = calloc(1, sizeof(*folders));

    if (!folders)
        return NULL;
    folders->eye = eye;
    folders->bucket_count = FIRST_BUCKETS;
    folders->buckets = calloc(FIRST_BUCKETS, sizeof(struct folder *));
    if (folders->buckets)
        return folders;
    free(folders);
    return NULL;
}

static void drop(struct folders *folders, struct folder **at)
{
    struct folder *folder = *at;

    *at = folder->next;
    folders->count--;
    free(folder->path);
    free(folder);
}

void folder_free(struct folders *folders)
{
    for (size_t i = 0; i < folders->bucket_count; i++)
        while (folders->buckets[i])
            drop(folders, &folders->buckets[i]);
    free(folders->buckets);
    free(folders);
}

static bool rename_to(struct folder *folder, const char *path)
{
    char *copy = strdup(path);

    if (!copy)
        return false;
    free(folder->path);
    folder->path = copy;
    return true;
}

/* True when the folder was not in the table yet. */
static bool add(struct folders *folders, const struct place_key *key, const char *path, const struct stat *status)
{
    struct folder **at = find(folders, key), *folder;

    if (*at) {
        if (strcmp((*at)->path, path) != 0)
            rename_to(*at, path);
        return false;
    }
    folder = calloc(1, sizeof(*folder) + key->size);
    if (!folder || !rename_to(folder, path)) {
        free(folder);
        return true; /* it is watched all the same; its changes will lack a path */
    }
    folder->dev = status->st_dev;
    folder->ino = status->st_ino;
    folder->key_size = key->size;
    memcpy(folder->key, key->bytes, key->size);
    *at = folder;
    if (++folders->count > folders->bucket_count)
        grow(folders);
    return true;
}

static bool handle_of(int fd, int flags, struct file_handle *handle)
{
    int mount;

    handle->handle_bytes = MAX_HANDLE_SZ;
    return name_to_handle_at(fd, "", handle, &mount, flags) == 0;
}

/* The same bytes that eye.c finds in an event of the folder open at `fd`. */
static bool key_of(int fd, struct place_key *key)
{
    union {
        struct file_handle handle;
        char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } is;
    struct statfs fs;

    if (fstatfs(fd, &fs) < 0 ||
        !(handle_of(fd, AT_EMPTY_PATH | HANDLE_AS_EVENT, &is.handle) || handle_of(fd, AT_EMPTY_PATH, &is.handle)))
        return false;
    memset(key, 0, sizeof(*key));
    memcpy(key->bytes, &fs.f_fsid, sizeof(fs.f_fsid));
    memcpy(key->bytes + 8, &is.handle.handle_type, 4);
    memcpy(key->bytes + 12, is.handle.f_handle, is.handle.handle_bytes);
    key->size = (uint16_t)(12 + is.handle.handle_bytes);
    return true;
}

static void put_off(struct todo *todo, const char *folder, const char *name)
{
    char path[FOLDER_PATH_SIZE];
    char **larger;

    if (!text_format(path, sizeof(path), "%s/%s", folder, name))
        return;
    if (todo->count == todo->room) {
        larger = realloc(todo->paths, (2 * todo->room + 64) * sizeof(char *));
        if (!larger)
            return;
        todo->paths = larger;
        todo->room = 2 * todo->room + 64;
    }
    todo->paths[todo->count] = strdup(path);
    todo->count += todo->paths[todo->count] != NULL;
}

/* Takes `fd` over. Counts the files when the folder is new, and puts its folders off for later. */
static void read_folder(int fd, const char *path, bool is_new, struct todo *todo, struct folder_walk *walk)
{
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
            put_off(todo, path, entry->d_name);
        else if (type == DT_REG && is_new)
            walk->files++;
    }
    closedir(stream);
}

static bool blind(struct folder_walk *walk, const char *path)
{
    if (walk->blind++ == 0) {
        walk->blind_error = errno;
        text_copy(walk->blind_path, sizeof(walk->blind_path), path);
    }
    return false;
}

static bool visit(struct folders *folders, const char *path, struct todo *todo, struct folder_walk *walk)
{
    struct place_key key;
    struct stat status;
    enum eye_sight sight;
    bool is_new = true;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        /* Gone or made a link since we heard of it: there is nothing to watch. */
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? false : blind(walk, path);
    sight = mark_folder(folders->eye, fd);
    if (sight == EYE_BLIND || fstat(fd, &status) < 0) {
        blind(walk, path);
        close(fd);
        return false;
    }
    if (key_of(fd, &key))
        is_new = add(folders, &key, path, &status);
    walk->folders += is_new;
    walk->only_told += is_new && sight == EYE_TELLS;
    read_folder(fd, path, is_new, todo, walk);
    return true;
}

bool folder_watch(struct folders *folders, const char *path, struct folder_walk *walk)
{
    struct todo todo = {0};
    bool is_watched = visit(folders, path, &todo, walk);

    while (todo.count > 0) {
        char *next = todo.paths[--todo.count];

        visit(folders, next, &todo, walk);
        free(next);
    }
    free(todo.paths);
    return is_watched;
}

const char *folder_path(const struct folders *folders, const struct place_key *key)
{
    struct folder *folder = key->size ? *find(folders, key) : NULL;

    return folder ? folder->path : NULL;
}

const char *folder_at(const struct folders *folders, uint64_t dev, uint64_t ino)
{
    for (size_t i = 0; i < folders->bucket_count; i++)
        for (struct folder *folder = folders->buckets[i]; folder; folder = folder->next)
            if (folder->ino == ino && folder->dev == dev)
                return folder->path;
    return NULL;
}

const char *folder_on(const struct folders *folders, uint64_t dev)
{
    for (size_t i = 0; i < folders->bucket_count; i++)
        for (struct folder *folder = folders->buckets[i]; folder; folder = folder->next)
            if (folder->dev == dev)
                return folder->path;
    return NULL;
}

void folder_move(struct folders *folders, const char *from, const char *to)
{
    char path[FOLDER_PATH_SIZE];

    for (size_t i = 0; i < folders->bucket_count; i++)
        for (struct folder *folder = folders->buckets[i]; folder; folder = folder->next)
            if (template_holds(from, folder->path) &&
                text_format(path, sizeof(path), "%s%s", to, folder->path + strlen(from)))
                rename_to(folder, path);
}

void folder_forget(struct folders *folders, const struct place_key *key)
{
    struct folder **at = find(folders, key);

    if (key->size && *at)
        drop(folders, at);
}
