/* A thread that reads the tables. Owns the thread. In: the files' names, the rows that were read before, which nobody
 * changes. Out: a context that is whole. The two share nothing that changes but who is to free it all: what the thread
 * makes is its own until it has ended, and its end is asked of the system. */
#include "loader.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

enum { PATH_SIZE = 4096, ABANDON_MS = 1000, PAUSE_NS = 10 * 1000 * 1000 };

/* Whichever comes second frees: the thread that ends after it was given up, or who asks after it has read. */
enum { LOADER_READS = 0, LOADER_HAS_READ, LOADER_GIVEN_UP };

struct loader {
    pthread_t thread;
    bool has_ended; /* the thread, and it was joined */
    atomic_int state;
    bool is_again;
    struct context last; /* a copy: while a slow disk is waited for, its holder may be freed */
    char staff_csv[PATH_SIZE], folder[PATH_SIZE], register_file[PATH_SIZE];
    struct context fresh;
    bool good;
    char error[CONTEXT_ERROR];
};

static void free_given_up(struct loader *loader)
{
    context_free(&loader->last);
    context_free(&loader->fresh);
    free(loader);
}

static void *run(void *data)
{
    struct loader *loader = data;

    if (loader->is_again)
        loader->good = context_reload(&loader->fresh, &loader->last, loader->staff_csv, loader->folder, loader->error,
                                      sizeof loader->error);
    else
        loader->good = context_load(&loader->fresh, loader->staff_csv, loader->folder, loader->register_file,
                                    loader->error, sizeof loader->error);
    if (atomic_exchange(&loader->state, LOADER_HAS_READ) == LOADER_GIVEN_UP)
        free_given_up(loader);
    return NULL;
}

/* Signals are the judge's loop's: one that came to the thread would be lost. */
static bool begin_thread(struct loader *loader)
{
    sigset_t all, before;
    int code;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(&loader->thread, NULL, run, loader);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code == 0;
}

struct loader *loader_begin(const struct context *last, const char *staff_csv, const char *folder,
                            const char *register_file)
{
    struct loader *loader = calloc(1, sizeof *loader);

    if (!loader)
        return NULL;
    loader->is_again = last != NULL;
    if (last)
        loader->last = *last;
    text_copy(loader->staff_csv, sizeof loader->staff_csv, staff_csv);
    text_copy(loader->folder, sizeof loader->folder, folder);
    text_copy(loader->register_file, sizeof loader->register_file, register_file);
    if (begin_thread(loader))
        return loader;
    free(loader);
    return NULL;
}

bool loader_is_over(struct loader *loader)
{
    if (!loader->has_ended)
        loader->has_ended = pthread_tryjoin_np(loader->thread, NULL) == 0;
    return loader->has_ended;
}

bool loader_end(struct loader *loader, struct context *context, char *error, size_t size)
{
    bool good;

    if (!loader->has_ended)
        pthread_join(loader->thread, NULL);
    *context = loader->fresh;
    text_copy(error, size, loader->error);
    good = loader->good;
    free(loader);
    return good;
}

/* False when it has just read its last. */
static bool give_up(struct loader *loader)
{
    pthread_t thread = loader->thread;

    if (atomic_exchange(&loader->state, LOADER_GIVEN_UP) == LOADER_HAS_READ)
        return false;
    pthread_detach(thread);
    return true;
}

bool loader_abandon(struct loader *loader)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    int64_t until_ms = clock_monotonic_ms() + ABANDON_MS;
    struct context context;
    char error[CONTEXT_ERROR];

    if (!loader)
        return true;
    while (!loader_is_over(loader)) {
        if (clock_monotonic_ms() > until_ms)
            break;
        nanosleep(&pause, NULL);
    }
    if (!loader->has_ended && give_up(loader))
        return false;
    loader_end(loader, &context, error, sizeof error);
    context_free(&context);
    return true;
}
