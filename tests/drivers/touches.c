/* touches HOW FILE [TO]: one way of getting at a file, for the tests of the watcher: those for which there is no
 * everyday command. Ways: see the table at the end. Exit 0 when it was done, 77 when this kernel or its limits refuse
 * that way, 1 when it went wrong, 2 for wrong usage. */
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_REFUSED = 77, BYTES = 64, RENAMES = 20000 };

/* Whether something of it could be read. */
static bool take(int fd)
{
    char bytes[BYTES];

    return fd >= 0 && read(fd, bytes, sizeof(bytes)) > 0;
}

static bool by_mmap(const char *file, const char *to)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    const char *bytes = fd < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);

    (void)to;
    return bytes != MAP_FAILED && bytes[0] != '\0';
}

/* O_PATH is no open; what is done by way of /proc is. */
static bool by_path(const char *file, const char *to)
{
    char again[64];
    int fd = open(file, O_PATH | O_CLOEXEC);

    (void)to;
    snprintf(again, sizeof(again), "/proc/self/fd/%d", fd);
    return fd >= 0 && take(open(again, O_RDONLY | O_CLOEXEC));
}

static bool by_sendfile(const char *file, const char *to)
{
    int in = open(file, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    return in >= 0 && out >= 0 && sendfile(out, in, NULL, BYTES) > 0;
}

static bool by_copy_range(const char *file, const char *to)
{
    int in = open(file, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    return in >= 0 && out >= 0 && copy_file_range(in, NULL, out, NULL, BYTES, 0) > 0;
}

static bool by_handle(const char *file, const char *to)
{
    union {
        struct file_handle handle;
        char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
    } name = {.handle.handle_bytes = MAX_HANDLE_SZ};
    int mount_id, mount = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return name_to_handle_at(AT_FDCWD, file, &name.handle, &mount_id, 0) == 0 &&
           take(open_by_handle_at(mount, &name.handle, O_RDONLY | O_CLOEXEC));
}

/* A ring of one place, by hand: the library for it is not on every machine. */
static bool by_uring_with(const char *file, unsigned flags)
{
    struct io_uring_params about = {0};
    int ring = (int)syscall(SYS_io_uring_setup, 1, &about);
    size_t size = about.cq_off.cqes + about.cq_entries * sizeof(struct io_uring_cqe);
    size_t submit_size = about.sq_off.array + about.sq_entries * sizeof(uint32_t);
    struct io_uring_sqe *asked;
    const struct io_uring_cqe *got;
    char *rings;

    if (ring < 0 || !(about.features & IORING_FEAT_SINGLE_MMAP)) {
        errno = ENOSYS; /* a refusal to make the ring (sysctl kernel.io_uring_disabled) is not one to open */
        return false;
    }
    size = size > submit_size ? size : submit_size;
    rings = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    asked = mmap(NULL, sizeof(*asked), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    if (rings == MAP_FAILED || asked == MAP_FAILED)
        return false;
    *asked = (struct io_uring_sqe){.opcode = IORING_OP_OPENAT,
                                   .flags = (uint8_t)flags,
                                   .fd = AT_FDCWD,
                                   .addr = (uintptr_t)file,
                                   .open_flags = O_RDONLY};
    *(uint32_t *)(void *)(rings + about.sq_off.array) = 0;
    __atomic_store_n((uint32_t *)(void *)(rings + about.sq_off.tail), 1, __ATOMIC_RELEASE);
    if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
        return false;
    got = (const void *)(rings + about.cq_off.cqes);
    errno = got->res < 0 ? -got->res : 0;
    return take(got->res);
}

static bool by_uring(const char *file, const char *to)
{
    (void)to;
    return by_uring_with(file, 0);
}

/* By one of the kernel's own workers, in the name of this process. */
static bool by_uring_worker(const char *file, const char *to)
{
    (void)to;
    return by_uring_with(file, IOSQE_ASYNC);
}

static bool by_truncate(const char *file, const char *to)
{
    (void)to;
    return truncate(file, 3) == 0;
}

static bool by_ftruncate(const char *file, const char *to)
{
    (void)to;
    return ftruncate(open(file, O_WRONLY | O_CLOEXEC), 3) == 0;
}

static bool by_punching(const char *file, const char *to)
{
    (void)to;
    return fallocate(open(file, O_WRONLY | O_CLOEXEC), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4) == 0;
}

/* A file without a name that gets one when it is written. */
static bool by_tmpfile(const char *file, const char *to)
{
    char made[64];
    int fd = open(to, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    snprintf(made, sizeof(made), "/proc/self/fd/%d", fd);
    return fd >= 0 && write(fd, "x", 1) == 1 && linkat(AT_FDCWD, made, AT_FDCWD, file, AT_SYMLINK_FOLLOW) == 0;
}

/* To TO.0, TO.1 ...: many changes that open nothing, no two the same, for the kernel merges those. */
static bool by_renaming(const char *file, const char *to)
{
    char names[2][4096];
    bool is_done = snprintf(names[1], sizeof(names[1]), "%s", file) > 0;

    for (int i = 0; i < RENAMES && is_done; i++) {
        snprintf(names[i % 2], sizeof(names[0]), "%s.%d", to, i);
        is_done = rename(names[(i + 1) % 2], names[i % 2]) == 0;
    }
    return is_done;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        bool (*touch)(const char *file, const char *to);
        bool needs_to;
    } ways[] = {
        {"mmap", by_mmap, false},
        {"path", by_path, false},
        {"sendfile", by_sendfile, true},
        {"copy_file_range", by_copy_range, true},
        {"handle", by_handle, true},
        {"io_uring", by_uring, false},
        {"io_uring-worker", by_uring_worker, false},
        {"truncate", by_truncate, false},
        {"ftruncate", by_ftruncate, false},
        {"punch", by_punching, false},
        {"tmpfile", by_tmpfile, true},
        {"rename", by_renaming, true},
    };

    for (unsigned i = 0; argc > 2 && i < sizeof(ways) / sizeof(ways[0]); i++) {
        if (strcmp(argv[1], ways[i].name) != 0 || (ways[i].needs_to && argc != 4))
            continue;
        errno = 0;
        if (ways[i].touch(argv[2], argv[3]))
            return EXIT_SUCCESS;
        perror(argv[1]);
        return errno == ENOSYS || errno == EOPNOTSUPP ? EXIT_REFUSED : EXIT_FAILURE;
    }
    fputs("use: touches "
          "mmap|path|sendfile|copy_file_range|handle|io_uring|io_uring-worker|truncate|ftruncate|punch|tmpfile|rename "
          "FILE "
          "[TO]\n",
          stderr);
    return EXIT_USAGE;
}
