/* many FOLDER COUNT: makes COUNT small files in FOLDER as tar(1) does, opens and reads each, writes each anew, deletes
 * each. Prints how many milliseconds each of the four took. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 512 };

static const struct timespec old[] = {{.tv_sec = 1}, {.tv_sec = 1}};

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool make_one(const char *name)
{
    char bytes[SIZE] = {0};
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    return fd >= 0 && write(fd, bytes, SIZE) == SIZE && futimens(fd, old) == 0 && close(fd) == 0 &&
           chmod(name, 0644) == 0;
}

static bool read_one(const char *name)
{
    char bytes[SIZE];
    int fd = open(name, O_RDONLY | O_CLOEXEC);

    return fd >= 0 && read(fd, bytes, SIZE) == SIZE && close(fd) == 0;
}

static bool write_one(const char *name)
{
    char bytes[SIZE] = {1};
    int fd = open(name, O_WRONLY | O_TRUNC | O_CLOEXEC);

    return fd >= 0 && write(fd, bytes, SIZE) == SIZE && close(fd) == 0;
}

static bool delete_one(const char *name)
{
    return unlink(name) == 0;
}

int main(int argc, char **argv)
{
    bool (*const works[])(const char *) = {make_one, read_one, write_one, delete_one};
    long count = argc == 3 && chdir(argv[1]) == 0 ? strtol(argv[2], NULL, 10) : 0;
    char name[32];

    for (size_t work = 0; work < sizeof(works) / sizeof(works[0]) && count > 0; work++) {
        double began = now_ms();

        for (long i = 0; i < count; i++) {
            snprintf(name, sizeof(name), "f%ld", i);
            if (!works[work](name)) {
                perror(name);
                return 1;
            }
        }
        printf("%.1f%c", now_ms() - began, work == 3 ? '\n' : ' ');
    }
    return count > 0 ? 0 : 2;
}
