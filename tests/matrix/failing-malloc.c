/* failing-malloc.so, preloaded into every program of the matrix's world. In those that have loaded pam_confide.so it
 * fails the allocation whose number, counted from 1, stands in /run/matrix/fail-at; at 0 each one. Counted are those on
 * our account: pam_confide.so is on the stack, and above it nothing that is_spared. Leaves /run/matrix/failed when it
 * has failed one. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

enum { DEPTH = 128 };

static int fail_at = -1, counted;
static bool is_loaded;
static __thread bool is_looking; /* what looks at the stack may allocate itself */

__attribute__((constructor)) static void prepare(void)
{
    char number[16] = "";
    int fd = open("/run/matrix/fail-at", O_RDONLY | O_CLOEXEC);
    void *frame;

    if (fd >= 0 && read(fd, number, sizeof number - 1) > 0)
        fail_at = (int)strtol(number, NULL, 10);
    if (fd >= 0)
        close(fd);
    backtrace(&frame, 1); /* its first call loads a library */
}

/* libpam loads the module by this. */
void *dlopen(const char *file, int mode)
{
    void *(*next)(const char *, int) = (void *(*)(const char *, int))dlsym(RTLD_NEXT, "dlopen");
    void *library = next(file, mode);

    is_loaded = is_loaded || (library && file && strstr(file, "/pam_confide.so"));
    return library;
}

/* What the program and Debian's own modules need memory for just the same: to look up an account, to ask, to show what
 * the program shows. And libzxcvbn, which checks no allocation: it crashes, and nothing of ours can keep it from that.
 */
static bool is_spared(const Dl_info *in)
{
    static const char *const functions[] = {"getpwnam_r", "pam_vprompt", "pam_get_authtok_noverify",
                                            "pam_get_authtok_verify"};
    static const char *const libraries[] = {"/libpam_misc.so", "/libzxcvbn.so"};

    for (size_t i = 0; in->dli_sname && i < sizeof functions / sizeof *functions; i++)
        if (strcmp(in->dli_sname, functions[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
        if (strstr(in->dli_fname, libraries[i]))
            return true;
    return (ElfW(Addr))in->dli_fbase == _r_debug.r_map->l_addr; /* the program itself */
}

static bool is_ours(void)
{
    void *frames[DEPTH];
    int depth = backtrace(frames, DEPTH);

    for (int i = 0; i < depth; i++) {
        Dl_info in;

        if (dladdr(frames[i], &in) == 0)
            continue;
        if (strstr(in.dli_fname, "/pam_confide.so"))
            return true;
        if (is_spared(&in))
            return false;
    }
    return false;
}

static bool fails(void)
{
    bool ours;

    if (fail_at < 0 || !is_loaded || is_looking)
        return false;
    is_looking = true;
    ours = is_ours();
    if (ours)
        counted++;
    is_looking = false;
    if (!ours || (fail_at != 0 && counted != fail_at))
        return false;
    close(open("/run/matrix/failed", O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}
