/* The shortest reader there is: open, read, gone. Naming it is the hardest case of tests/bench/attribution. */
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char bytes[4096];
    int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;

    if (fd < 0 || read(fd, bytes, sizeof bytes) < 0)
        _exit(1);
    _exit(0);
}
