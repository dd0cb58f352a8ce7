/* Owns the files that secrets and certificates stand in. Who can read a secret can forge our reports, so it is looked
 * at through its descriptor, not its name, and refused where others could have read it.
 *
 * In: a path. Out: its bytes, or why not and what to do. What a file holds is never shown. */
#include "agent/post/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

/* systemd may open a credential to the service's user by an access list, whose mask stat(2) shows as the group's bits:
 * 0440. Its folder is closed to all others. */
static const mode_t OPEN_TO_OTHERS = 077, OPEN_IN_CREDENTIALS = 037, CHANGED_BY_OTHERS = 022;

enum { SECRET_PATH = 512 };

/* What is wrong, and what the remedy is: in the words, to make the file, or to name another. */
struct fault {
    const char *what;
    enum { IN_WORDS, MAKE_IT, NAME_ANOTHER } remedy;
};

static bool has_credential(char *path, size_t size, const char *name)
{
    const char *dir = secure_getenv("CREDENTIALS_DIRECTORY");

    return dir && name && *name && text_format(path, size, "%s/%s", dir, name) && access(path, F_OK) == 0;
}

static bool find(char *path, size_t size, const struct secret_file *file)
{
    const char *slash = strrchr(file->path, '/');

    if (has_credential(path, size, slash ? slash + 1 : NULL) || has_credential(path, size, file->credential))
        return true;
    text_copy(path, size, file->path);
    return false;
}

void secret_find(char *path, size_t size, const struct secret_file *file)
{
    find(path, size, file);
}

static struct fault fault_of(const struct stat *about, mode_t forbidden, bool is_public, size_t size)
{
    if (!S_ISREG(about->st_mode))
        return (struct fault){"not a regular file", NAME_ANOTHER};
    if (about->st_uid != 0 && about->st_uid != geteuid())
        return (struct fault){
            "owned by somebody else, who could change it; chown it to root or to the user of confide-post", IN_WORDS};
    if (about->st_mode & forbidden && is_public)
        return (struct fault){"others may change it; chmod 0644 it", IN_WORDS};
    if (about->st_mode & forbidden)
        return (struct fault){
            "others may read or change it; chmod 0400 it, and make a new secret if others could read this one",
            IN_WORDS};
    if (about->st_size == 0)
        return (struct fault){"empty", MAKE_IT};
    return (struct fault){(size_t)about->st_size >= size ? "too long for a secret" : NULL, MAKE_IT};
}

static struct fault fault_of_open(int code)
{
    switch (code) {
    case ENOENT:
        return (struct fault){"no such file", MAKE_IT};
    case EACCES:
        return (struct fault){"not readable; chown it to the user of confide-post", IN_WORDS};
    case ELOOP:
        return (struct fault){"a symbolic link", NAME_ANOTHER};
    default:
        return (struct fault){strerror(code), IN_WORDS};
    }
}

static void say(char *error, size_t size, const char *path, const struct secret_file *file, struct fault fault)
{
    if (fault.remedy == MAKE_IT)
        text_format(error, size, "%s: %s; %s", path, fault.what, file->remedy);
    else if (fault.remedy == NAME_ANOTHER)
        text_format(error, size, "%s: %s; [post] %s must name the file itself", path, fault.what, file->key);
    else
        text_format(error, size, "%s: %s", path, fault.what);
}

bool secret_read(char *to, size_t size, const struct secret_file *file, char *error, size_t error_size)
{
    char path[SECRET_PATH];
    bool is_credential = find(path, sizeof path, file);
    mode_t forbidden = is_credential ? OPEN_IN_CREDENTIALS : file->is_public ? CHANGED_BY_OTHERS : OPEN_TO_OTHERS;
    /* O_NONBLOCK: a pipe in the secret's place must not hold us up. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct fault fault = {NULL, IN_WORDS};
    struct stat about;
    ssize_t got = 0;

    memset(to, 0, size);
    if (fd < 0)
        fault = fault_of_open(errno);
    else if (fstat(fd, &about) != 0)
        fault.what = strerror(errno);
    else
        fault = fault_of(&about, forbidden, file->is_public && !is_credential, size);
    if (!fault.what && (got = read(fd, to, size - 1)) < 0)
        fault = (struct fault){strerror(errno), IN_WORDS};
    if (fault.what)
        say(error, error_size, path, file, fault);
    if (fd >= 0)
        close(fd);
    return !fault.what;
}
