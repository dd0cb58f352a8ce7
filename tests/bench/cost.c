/* cost FOLDER ELSEWHERE [CPU OTHER]: nanoseconds of open + read + close of a small file in each folder, and of a
 * hand-off to another thread and back (two eventfds), interleaved in one run; by a thread on CPU, the other one on
 * OTHER, or wherever the kernel puts them. Prints the three 10th percentiles over batches: the noise of a busy machine
 * only adds. */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 50, BATCH = 100, ROUNDS = 200 };

struct pair {
    int there, back;
    const char *cpu; /* of the other thread; NULL = anywhere */
};

static void stay_on(const char *cpu)
{
    cpu_set_t set;

    if (!cpu)
        return;
    CPU_ZERO(&set);
    CPU_SET(strtoul(cpu, NULL, 10), &set);
    if (sched_setaffinity(0, sizeof set, &set))
        exit(2);
}

static double now_ns(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double read_files(const char *folder)
{
    char paths[FILES][256], bytes[256];
    double began;

    for (int i = 0; i < FILES; i++)
        snprintf(paths[i], sizeof paths[i], "%s/f%d", folder, i);
    began = now_ns();
    for (int i = 0; i < BATCH; i++) {
        int fd = open(paths[i % FILES], O_RDONLY);

        if (fd < 0 || read(fd, bytes, sizeof bytes) < 0)
            exit(1);
        close(fd);
    }
    return (now_ns() - began) / BATCH;
}

static void *echo(void *data)
{
    struct pair *pair = data;
    uint64_t count;

    stay_on(pair->cpu);
    while (read(pair->there, &count, sizeof count) == sizeof count && count < 2)
        if (write(pair->back, &count, sizeof count) < 0)
            break;
    return NULL;
}

static double hand_off(const struct pair *pair)
{
    uint64_t count = 1;
    double began = now_ns();

    for (int i = 0; i < BATCH; i++)
        if (write(pair->there, &count, sizeof count) < 0 || read(pair->back, &count, sizeof count) < 0)
            exit(1);
    return (now_ns() - began) / BATCH;
}

static int by_size(const void *one, const void *two)
{
    double a = *(const double *)one, b = *(const double *)two;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    static double in[ROUNDS], out[ROUNDS], off[ROUNDS];
    struct pair pair = {eventfd(0, 0), eventfd(0, 0), argc == 5 ? argv[4] : NULL};
    pthread_t thread;

    if ((argc != 3 && argc != 5) || pthread_create(&thread, NULL, echo, &pair))
        return 2;
    stay_on(argc == 5 ? argv[3] : NULL);
    for (int i = 0; i < ROUNDS; i++)
        out[i] = read_files(argv[2]); /* by itself: hand-offs leave the caches cold */
    for (int i = 0; i < ROUNDS; i++) {
        in[i] = read_files(argv[1]);
        off[i] = hand_off(&pair);
    }
    qsort(in, ROUNDS, sizeof *in, by_size);
    qsort(out, ROUNDS, sizeof *out, by_size);
    qsort(off, ROUNDS, sizeof *off, by_size);
    printf("%.0f %.0f %.0f\n", in[ROUNDS / 10], out[ROUNDS / 10], off[ROUNDS / 10]);
    return 0;
}
