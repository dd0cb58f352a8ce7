/* Owns inih, and how confide.conf and conf.d are read. Linked into the PAM module as well: no logging, no variables,
 * only the files named. All or nothing: a file with one bad line leaves the defaults, and one line says which and how
 * to mend it. */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_line.h"
#include "text.h"

enum { FILE_SIZE_MAX = 64 * 1024 };

/* inih's callback: 0 means that this line is bad. */
static int take_line(void *data, const char *section, const char *name, const char *value)
{
    return config_line_take(data, section, name, value);
}

/* Looks at the descriptor, not at the name: nobody can swap the file in between. */
static FILE *open_safely(const char *file, char *error, size_t size)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    const char *why = NULL;
    struct stat status;
    FILE *stream = NULL;

    if (fd < 0 || fstat(fd, &status) != 0)
        why = errno == ELOOP ? "it is a symbolic link: put the file itself there" : strerror(errno);
    else if (!S_ISREG(status.st_mode))
        why = "it is not a regular file";
    else if (status.st_uid != 0 && status.st_uid != geteuid())
        why = "it belongs to another user: chown root it";
    else if (status.st_mode & (S_IWGRP | S_IWOTH))
        why = "others may write it: chmod 644 it";
    else if (status.st_size > FILE_SIZE_MAX)
        why = "it is larger than 64 KiB";
    else if (!(stream = fdopen(fd, "r")))
        why = strerror(errno);
    if (why)
        text_format(error, size, "%s: cannot be read: %s", file, why);
    if (!stream && fd >= 0)
        close(fd);
    return stream;
}

static bool load_file(struct config *config, const char *file, char *error, size_t size)
{
    struct config_line loading = {.config = config};
    FILE *stream = open_safely(file, error, size);
    int line;

    if (!stream)
        return false;
    line = ini_parse_file(stream, take_line, &loading);
    fclose(stream);
    if (line < 0)
        text_format(error, size, "%s: cannot be read", file);
    else if (line > 0)
        text_format(error, size, "%s:%d: %s", file, line,
                    loading.error[0]
                        ? loading.error
                        : "not 'key = value' or '[section]', or longer than 198 characters: mend or split the line");
    return line == 0;
}

static int is_conf(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".conf") == 0;
}

static bool load_folder(struct config *config, const char *file, char *error, size_t size)
{
    const char *slash = strrchr(file, '/');
    char folder[CONFIG_PATH], path[CONFIG_PATH + 256];
    struct dirent **entries = NULL;
    bool good = true;
    int count;

    text_format(folder, sizeof folder, "%.*sconf.d", slash ? (int)(slash - file + 1) : 0, file);
    count = scandir(folder, &entries, is_conf, alphasort);
    if (count < 0 && errno != ENOENT && errno != ENOTDIR) {
        text_format(error, size, "%s: cannot be read: %s", folder, strerror(errno));
        good = false;
    }
    for (int i = 0; i < count; i++) {
        if (good) {
            text_format(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
            good = load_file(config, path, error, size);
        }
        free(entries[i]);
    }
    free(entries);
    return good;
}

bool config_load(struct config *config, const char *file, char *error, size_t size)
{
    config_defaults(config);
    error[0] = '\0';
    if (load_file(config, file, error, size) && load_folder(config, file, error, size))
        return true;
    config_defaults(config);
    return false;
}
