/* What every fuzzer stands on: the one function that it is, and hostile bytes as a file for those that
 * read one. */
#ifndef CONFIDE_FUZZ_H
#define CONFIDE_FUZZ_H

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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

#endif
