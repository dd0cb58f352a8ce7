/* tiny [-u|-r|-t|-w] FILE: the shortest program there is that does one thing to a file, and is gone: read it (no
 * option), unlink, rename to FILE.new, truncate by path, or write and close. Naming it is the hardest case of
 * tests/bench/attribution. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int touch(const char *path, int flags)
{
    char bytes[4096] = "x";
    int fd = open(path, flags);

    return fd < 0 || (flags == O_RDONLY ? read(fd, bytes, sizeof bytes) : write(fd, bytes, 1)) < 0 ? 1 : close(fd);
}

static int rename_it(const char *path)
{
    char to[1024];
    size_t length = strlen(path);

    if (length + sizeof ".new" > sizeof to)
        return 1;
    memcpy(to, path, length);
    memcpy(to + length, ".new", sizeof ".new");
    return rename(path, to);
}

int main(int argc, char **argv)
{
    const char *path = argv[argc - 1];

    if (argc == 2)
        _exit(touch(path, O_RDONLY) != 0);
    if (argc != 3 || argv[1][0] != '-')
        _exit(2);
    switch (argv[1][1]) {
    case 'u':
        _exit(unlink(path) != 0);
    case 'r':
        _exit(rename_it(path) != 0);
    case 't':
        _exit(truncate(path, 1) != 0);
    case 'w':
        _exit(touch(path, O_WRONLY) != 0);
    default:
        _exit(2);
    }
}
