/* What every fuzzer stands on: the one function that it is, hostile bytes as a file for those that read one, and the
 * tables of a clinic for those that judge. */
#ifndef CONFIDE_FUZZ_H
#define CONFIDE_FUZZ_H

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What libFuzzer calls with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes `data` into a file of this process in the working folder, over what stood there, and fills `path` with its
 * name. */
static inline void as_file(char path[64], const uint8_t *data, size_t size)
{
    int fd;

    snprintf(path, 64, "input-%d", (int)getpid());
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    close(fd);
}

/* The same under a name of its own, in the working folder. */
static inline void as_table(const char *name, const char *text)
{
    char path[64];

    as_file(path, (const uint8_t *)text, strlen(text));
    if (rename(path, name) != 0)
        abort();
}

#endif
