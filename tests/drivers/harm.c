/* What ransomware does to a file, and nothing else of it: harm HOW FILE... makes each file unreadable, three a second,
 * and writes its name to standard output when it is done with it. For scratch folders.
 *
 * HOW: write (over it, in place), map (the same through memory), empty (truncates it), save (through a temporary file),
 * anew (deletes it and makes another of its name); with "+rename" it then gets the extension "locked", and "copy"
 * writes FILE.enc and deletes FILE. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { FILE_MOST = 1024 * 1024, PAUSE_US = 333 * 1000 };

/* As a stream cipher would leave it (xorshift64). */
static void scramble(uint8_t *data, size_t size)
{
    uint64_t state = 0x9e3779b97f4a7c15U;

    for (size_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        data[i] ^= (uint8_t)(state >> 32);
    }
}

static size_t read_all(const char *path, uint8_t *bytes)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? -1 : read(fd, bytes, FILE_MOST);

    if (size < 0) {
        perror(path);
        exit(1);
    }
    close(fd);
    return (size_t)size;
}

static void write_all(const char *path, int flags, const uint8_t *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0644);

    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size) {
        perror(path);
        exit(1);
    }
    close(fd);
}

static void map_over(const char *path)
{
    struct stat status;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    uint8_t *map;

    if (fd < 0 || fstat(fd, &status) != 0) {
        perror(path);
        exit(1);
    }
    map = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) {
        perror(path);
        exit(1);
    }
    scramble(map, (size_t)status.st_size);
    munmap(map, (size_t)status.st_size);
    close(fd);
}

static void harm(const char *how, const char *path, uint8_t *bytes)
{
    char other[4096];
    size_t size = read_all(path, bytes);

    scramble(bytes, size);
    if (strncmp(how, "write", 5) == 0) {
        write_all(path, 0, bytes, size);
    } else if (strncmp(how, "map", 3) == 0) {
        map_over(path);
    } else if (strncmp(how, "empty", 5) == 0) {
        write_all(path, O_TRUNC, bytes, 0);
    } else if (strncmp(how, "save", 4) == 0) {
        text_format(other, sizeof other, "%s.tmp", path);
        write_all(other, O_CREAT | O_EXCL, bytes, size);
        rename(other, path);
    } else if (strncmp(how, "anew", 4) == 0) {
        unlink(path);
        write_all(path, O_CREAT | O_EXCL, bytes, size);
    } else {
        text_format(other, sizeof other, "%s.enc", path);
        write_all(other, O_CREAT | O_EXCL, bytes, size);
        unlink(path);
    }
    if (strstr(how, "+rename")) {
        text_format(other, sizeof other, "%s.locked", path);
        rename(path, other);
    }
}

int main(int argc, char **argv)
{
    uint8_t *bytes = malloc(FILE_MOST);

    for (int i = 2; i < argc && bytes; i++) {
        harm(argv[1], argv[i], bytes);
        puts(argv[i]);
        fflush(stdout);
        usleep(PAUSE_US);
    }
    free(bytes);
    return argc < 3;
}
