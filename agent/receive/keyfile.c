/* The files with keys. Owns how they are opened: looked at through the descriptor, refused where others could have read
 * or changed them. Must not own: what the keys are for. In: paths. Out: keys, or one line that says how to mend it. */
#include "keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/public_key.h"
#include "agent/base/text.h"

enum { TEXT_MOST = 64 * 1024 };

#define MAKE_ONE "make one: (umask 077; echo \"whsec_$(openssl rand -base64 32)\" > FILE)"

static const char *fault_of(int fd, bool is_secret, struct stat *about)
{
    if (fd < 0 && errno == ENOENT)
        return "it is not there: confide-receive(8), under SETTING IT UP, has the commands that make it";
    if (fd < 0 && errno == EACCES)
        return "we may not read it: chown confide-receive it, chmod 400 a key or secret and 444 the rest";
    if (fd < 0 || fstat(fd, about) != 0)
        return strerror(errno);
    if (!S_ISREG(about->st_mode) || about->st_size > TEXT_MOST)
        return "it is not a regular file of at most 64 KiB";
    if (about->st_uid != 0 && about->st_uid != geteuid())
        return "it belongs to somebody else, who could change it: chown it";
    if (about->st_mode & (is_secret ? 077 : 022))
        return is_secret ? "others may read it: chmod 0400 it, and make a new one if others could read this one"
                         : "others may change it: chmod 644 it";
    return NULL;
}

char *keyfile_text(const char *file, bool is_secret, char *error, size_t size)
{
    /* O_NONBLOCK: a pipe in the file's place must not hold us up. */
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat about;
    const char *why = fault_of(fd, is_secret, &about);
    char *text = why ? NULL : malloc((size_t)about.st_size + 1);
    ssize_t got = text ? read(fd, text, (size_t)about.st_size) : -1;

    if (!why && got < 0)
        why = text ? strerror(errno) : "out of memory";
    if (why) {
        text_format(error, size, "%s: %s", file, why);
        free(text);
        text = NULL;
    } else {
        text[got] = '\0';
    }
    if (fd >= 0)
        close(fd);
    return text;
}

bool keyfile_secret(struct believe_secret *secret, const char *file, char *error, size_t size)
{
    char *text = keyfile_text(file, true, error, size);
    const char *why;

    if (!text)
        return false;
    text[strcspn(text, "\r\n")] = '\0';
    why = believe_read_secret(secret, text);
    if (why)
        text_format(error, size, "%s: not a webhook secret: %s; " MAKE_ONE, file, why);
    explicit_bzero(text, strlen(text));
    free(text);
    return !why;
}

static const char *take_line(struct roster *roster, char *line)
{
    char *name = line + strcspn(line, " \t");
    uint8_t key[CRYPTO_PUBLIC_SIZE];
    const char *why;

    if (*name)
        *name++ = '\0';
    name += strspn(name, " \t");
    for (size_t length = strlen(name); length > 0 && strchr(" \t\r", name[length - 1]);)
        name[--length] = '\0';
    why = public_key_read(key, line);
    return why ? why : roster_add(roster, key, name, false);
}

bool keyfile_machines_in(struct roster *roster, char *text, const char *file, char *error, size_t size)
{
    unsigned number = 1;

    for (char *rest = text; rest && *rest; number++) {
        char *line = strsep(&rest, "\n");
        const char *why = NULL;

        line += strspn(line, " \t\r");
        if (line[0] != '\0' && line[0] != '#')
            why = take_line(roster, line);
        if (why) {
            text_format(error, size, "%s:%u: %s", file, number, why);
            return false;
        }
    }
    return true;
}

bool keyfile_machines(struct roster *roster, const char *file, char *error, size_t size)
{
    char *text = keyfile_text(file, false, error, size);
    bool good = text && keyfile_machines_in(roster, text, file, error, size);

    free(text);
    return good;
}
