/* pam_rounds SERVICES SERVICE LOGIN ROUNDS [interrupted]: whole PAM transactions in one process without a conversation
 * function, the modules loaded and unloaded each time as in a display manager that runs for months. Prints what was
 * left behind between a tenth of the rounds and all of them: descriptors, threads, mappings, memory, changed handlers
 * of signals; and how long the slowest round took. "interrupted": a signal that restarts no system call comes every
 * millisecond. */
#include <dirent.h>
#include <security/pam_appl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

/* One page of the heap more may be chance. */
enum { MOST_KIB = 256 };

struct state {
    long descriptors, threads, mappings, kib, handlers;
};

static long entries_of(const char *folder)
{
    DIR *entries = opendir(folder);
    long count = 0;

    while (entries && readdir(entries))
        count++;
    if (entries)
        closedir(entries);
    return count;
}

static long lines_of(const char *path)
{
    FILE *file = fopen(path, "re");
    long count = 0;

    for (int byte; file && (byte = fgetc(file)) != EOF;)
        count += byte == '\n';
    if (file)
        fclose(file);
    return count;
}

/* The anonymous pages alone: which pages of a library were touched is the kernel's to choose. */
static long resident_kib(void)
{
    FILE *file = fopen("/proc/self/status", "re");
    char line[256];
    long kib = 0;

    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "RssAnon:", 8) == 0)
            kib = strtol(line + 8, NULL, 10);
    if (file)
        fclose(file);
    return kib;
}

static long own_handlers(void)
{
    long count = 0;

    for (int i = 1; i < NSIG; i++) {
        struct sigaction action;

        count += sigaction(i, NULL, &action) == 0 && action.sa_handler != SIG_DFL;
    }
    return count;
}

static struct state look(void)
{
    return (struct state){entries_of("/proc/self/fd"), entries_of("/proc/self/task"), lines_of("/proc/self/maps"),
                          resident_kib(), own_handlers()};
}

static void transaction(char **names)
{
    static int (*const calls[])(pam_handle_t *, int) = {pam_authenticate, pam_setcred,       pam_acct_mgmt,
                                                        pam_open_session, pam_close_session, pam_chauthtok};
    const struct pam_conv nobody = {0};
    pam_handle_t *handle = NULL;
    int result = pam_start_confdir(names[1], names[2], &nobody, names[0], &handle);

    if (result != PAM_SUCCESS)
        exit(3);
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++)
        result = calls[i](handle, 0);
    pam_end(handle, result);
}

static void nothing(int signal)
{
    (void)signal;
}

static void interrupt_every_ms(void)
{
    const struct itimerval every = {{0, 1000}, {0, 1000}};
    const struct sigaction action = {.sa_handler = nothing};

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
}

static int report(const struct state *before, const struct state *after, int64_t slowest_ms)
{
    const long left[] = {after->descriptors - before->descriptors, after->threads - before->threads,
                         after->mappings - before->mappings, after->handlers - before->handlers};
    long kib = after->kib - before->kib;
    bool is_clean = kib <= MOST_KIB;

    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
        is_clean = is_clean && left[i] <= 0;
    printf(
        "%s: descriptors %+ld, threads %+ld, mappings %+ld, handlers %+ld, memory %+ld KiB of %ld; slowest %lld ms\n",
        is_clean ? "nothing left" : "left behind", left[0], left[1], left[2], left[3], kib, after->kib,
        (long long)slowest_ms);
    return !is_clean;
}

int main(int argc, char **argv)
{
    int64_t rounds, slowest_ms = 0;
    struct state before = {0}, after;

    if (argc < 5 || argc > 6 || !text_number(argv[4], 1, 1000000, &rounds)) {
        fprintf(stderr, "usage: pam_rounds SERVICES SERVICE LOGIN ROUNDS [interrupted]\n");
        return 2;
    }
    if (argc == 6)
        interrupt_every_ms();
    before = look();
    for (int64_t i = 1; i <= rounds; i++) {
        int64_t begin = clock_monotonic_ms(), took;

        transaction(argv + 1);
        took = clock_monotonic_ms() - begin;
        if (took > slowest_ms)
            slowest_ms = took;
        if (i == (rounds + 9) / 10)
            before = look();
    }
    after = look();
    return report(&before, &after, slowest_ms);
}
