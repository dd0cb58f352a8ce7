/* opens FOLDER FILES [RATE SECONDS]: opens, reads and closes FOLDER/0, FOLDER/1, ... Without RATE each of the FILES
 * once, as fast as it goes; else RATE a second in turn for SECONDS. Prints: how many, seconds taken, how many were
 * refused, ns of one (10th percentile over batches of 100: the noise of a busy machine only adds), and us of the
 * slowest. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 100, BATCHES_MOST = 10000, ERROR_USAGE = 2 };

struct tally {
    long opens, refused, batches;
    double batch_ns[BATCHES_MOST], worst_ns;
};

static double now_ns(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void sleep_until(double ns)
{
    struct timespec time = {.tv_sec = (time_t)(ns / 1e9)};

    time.tv_nsec = (long)(ns - (double)time.tv_sec * 1e9);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
        ;
}

static void open_one(struct tally *tally, const char *folder, long file)
{
    char path[4096], bytes[256];
    double began;
    int fd;

    snprintf(path, sizeof(path), "%s/%ld", folder, file);
    began = now_ns();
    fd = open(path, O_RDONLY);
    if (fd < 0 || read(fd, bytes, sizeof(bytes)) < 0)
        tally->refused++;
    if (fd >= 0)
        close(fd);
    began = now_ns() - began;
    tally->opens++;
    if (began > tally->worst_ns)
        tally->worst_ns = began;
    if (tally->batches < BATCHES_MOST)
        tally->batch_ns[tally->batches] += began / BATCH;
    if (tally->opens % BATCH == 0 && tally->batches < BATCHES_MOST)
        tally->batches++;
}

static int by_size(const void *one, const void *two)
{
    double a = *(const double *)one, b = *(const double *)two;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    static struct tally tally;
    double began = now_ns();
    long files = argc > 2 ? strtol(argv[2], NULL, 10) : 0, rate = argc > 3 ? strtol(argv[3], NULL, 10) : 0;
    long all = rate > 0 && argc > 4 ? rate * strtol(argv[4], NULL, 10) : files;

    if (files <= 0 || (argc != 3 && argc != 5))
        return ERROR_USAGE;
    for (long i = 0; i < all; i++) {
        if (rate > 0)
            sleep_until(began + (double)i * 1e9 / (double)rate);
        open_one(&tally, argv[1], i % files);
    }
    qsort(tally.batch_ns, (size_t)tally.batches, sizeof(tally.batch_ns[0]), by_size);
    printf("%ld %.3f %ld %.0f %.0f\n", tally.opens, (now_ns() - began) / 1e9, tally.refused,
           tally.batch_ns[tally.batches / 10], tally.worst_ns / 1e3);
    return tally.refused > 0;
}
