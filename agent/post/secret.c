/* Owns the secret's file. Who can read it can forge our reports, so it is looked at through its descriptor, not its
 * name, and refused where others could have read it. The text is wiped here, the key by the caller.
 *
 * In: a path. Out: a key, or why not and what to do. The secret itself is never shown. */
#include "agent/post/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "agent/post/sign.h"

enum { SECRET_TEXT_MAX = 256, SECRET_PATH_SIZE = 512 };

#define MAKE_ONE                                                                                                       \
    "make one: (umask 077; echo \"whsec_$(openssl rand -base64 32)\" > FILE), and give the same to the endpoint"

/* systemd may open a credential to the service's user by an access list, whose mask stat(2) shows as the group's bits:
 * 0440. Its folder is closed to all others. */
static const mode_t OPEN_TO_OTHERS = 077, OPEN_TO_OTHERS_IN_CREDENTIALS = 037;

static bool find_credential(char *path, size_t size)
{
    const char *dir = secure_getenv("CREDENTIALS_DIRECTORY");

    return dir && text_format(path, size, "%s/webhook-secret", dir) && access(path, F_OK) == 0;
}

/* What is wrong with the file as such, and how to mend it; NULL when it may be read. */
static const char *fault_of(const struct stat *about, mode_t forbidden)
{
    if (!S_ISREG(about->st_mode))
        return "not a regular file; [post] secret_file must name one";
    if (about->st_uid != 0 && about->st_uid != geteuid())
        return "owned by somebody else, who could change it; chown it to root or to the user of confide-post";
    if (about->st_mode & forbidden)
        return "others may read or change it; chmod 0400 it, and make a new secret if others could read this one";
    if (about->st_size == 0)
        return "empty; " MAKE_ONE;
    return about->st_size >= SECRET_TEXT_MAX ? "too long for a secret; " MAKE_ONE : NULL;
}

static const char *fault_of_open(int code)
{
    switch (code) {
    case ENOENT:
        return "no such file; " MAKE_ONE;
    case EACCES:
        return "not readable; chown it to the user of confide-post";
    case ELOOP:
        return "a symbolic link; [post] secret_file must name the file itself";
    default:
        return strerror(code);
    }
}

/* Reads the one line; NULL when `text` holds it without its end. */
static const char *read_line(int fd, char *text, size_t size)
{
    ssize_t got = read(fd, text, size - 1);

    if (got < 0)
        return strerror(errno);
    text[got] = '\0';
    text[strcspn(text, "\r\n")] = '\0';
    return NULL;
}

bool secret_read(struct sign_key *key, const char *file, char *error, size_t size)
{
    char path[SECRET_PATH_SIZE], text[SECRET_TEXT_MAX] = "";
    bool is_credential = find_credential(path, sizeof path);
    const char *fault = NULL;
    struct stat about;
    int fd;

    if (!is_credential)
        text_copy(path, sizeof path, file);
    /* O_NONBLOCK: a pipe in the secret's place must not hold us up. */
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        fault = fault_of_open(errno);
    else if (fstat(fd, &about) != 0)
        fault = strerror(errno);
    else
        fault = fault_of(&about, is_credential ? OPEN_TO_OTHERS_IN_CREDENTIALS : OPEN_TO_OTHERS);
    if (!fault)
        fault = read_line(fd, text, sizeof text);
    if (!fault && (fault = sign_key_read(key, text)))
        text_format(error, size, "%s: not a webhook secret: %s; " MAKE_ONE, path, fault);
    else if (fault)
        text_format(error, size, "%s: %s", path, fault);
    explicit_bzero(text, sizeof text);
    if (fd >= 0)
        close(fd);
    return !fault;
}
