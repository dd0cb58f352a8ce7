/* Fails one allocation of a group of programs: the FAIL_AT-th, counted from 1 over all of them (0 = none), in the order
 * in which they ask. The count stands in the file FAIL_COUNT, which every program of the group maps: so a child that is
 * started anew does not meet the same failure again. Three 64-bit numbers: the count; 1 when the one that failed was
 * OpenSSL's own; the most blocks that one of the programs still held when it ended in order. Must not be loaded into
 * anything but a test. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void __libc_free(void *block);

enum { COUNT, IS_OPENSSL, HELD, NUMBERS };

static uint64_t *counted, fail_at;
static int64_t held;

/* The first that is registered is the last that is called: what others free at the end is free. */
static void tell_held(int status, void *data)
{
    (void)data;
    if (status == EXIT_SUCCESS && held > (int64_t)counted[HELD])
        counted[HELD] = (uint64_t)held;
}

static void *hold(void *block)
{
    if (block)
        __atomic_add_fetch(&held, 1, __ATOMIC_RELAXED);
    return block;
}

__attribute__((constructor)) static void prepare(void)
{
    const char *file = getenv("FAIL_COUNT"), *at = getenv("FAIL_AT");
    int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
    void *page = fd < 0 ? MAP_FAILED : mmap(NULL, NUMBERS * sizeof *counted, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (fd >= 0)
        close(fd);
    if (page == MAP_FAILED || on_exit(tell_held, NULL) != 0)
        abort();
    fail_at = at ? strtoull(at, NULL, 10) : 0;
    counted = page;
}

static bool fails(const void *caller)
{
    Dl_info in;

    if (!counted || __atomic_add_fetch(&counted[COUNT], 1, __ATOMIC_RELAXED) != fail_at)
        return false;
    counted[IS_OPENSSL] =
        dladdr(caller, &in) != 0 && (strstr(in.dli_fname, "/libcrypto.so") || strstr(in.dli_fname, "/libssl.so"));
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : hold(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : hold(__libc_calloc(count, size));
}

void *realloc(void *old, size_t size)
{
    if (fails(__builtin_return_address(0)))
        return NULL;
    return old ? __libc_realloc(old, size) : hold(__libc_malloc(size));
}

void free(void *block)
{
    if (block)
        __atomic_sub_fetch(&held, 1, __ATOMIC_RELAXED);
    __libc_free(block);
}
