/* The tables are read by a thread of their own: what it reads is whole, what is judged by meanwhile stays as it was,
 * and a disk that does not answer holds nobody. */
#include "clinic.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>

#include "agent/judge/context/find.h"
#include "agent/judge/context/loader.h"

#define HEAD "patient,from,to,login\n"

enum { MANY = 20000 };

static struct loader *begin(const struct place *place, const struct context *last)
{
    struct loader *loader = loader_begin(last, place->staff, place->folder, "");

    CU_ASSERT_PTR_NOT_NULL_FATAL(loader);
    return loader;
}

static bool end(struct loader *loader, struct context *context, char error[CONTEXT_ERROR])
{
    while (!loader_is_over(loader))
        usleep(1000);
    return loader_end(loader, context, error, CONTEXT_ERROR);
}

static void write_many(const struct place *place)
{
    const size_t row = sizeof "M00000,2026-11-01,,ben\n" - 1;
    char *text = malloc(sizeof HEAD + MANY * row), *at = text;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    text_copy(at, sizeof HEAD, HEAD);
    at += sizeof HEAD - 1;
    for (unsigned i = 0; i < MANY; i++, at += row)
        text_format(at, row + 1, "M%05u,2026-11-01,,ben\n", i);
    trial_file(place->folder, "encounters.csv", text);
    free(text);
}

/* Opening the file for reading waits until the lease is given back (fcntl(2)): a disk that does not answer. -1: this
 * system gives no leases. */
static int hold_up(const struct place *place, const char *name)
{
    char path[128];
    int fd;

    text_format(path, sizeof path, "%s/%s", place->folder, name);
    fd = open(path, O_RDWR | O_CLOEXEC);
    CU_ASSERT_FATAL(fd >= 0);
    signal(SIGIO, SIG_IGN); /* how the kernel tells the holder that somebody waits */
    if (fcntl(fd, F_SETLEASE, F_WRLCK) == 0)
        return fd;
    printf("(no leases here: not tried) ");
    close(fd);
    return -1;
}

static void let_go(int fd)
{
    CU_ASSERT_EQUAL(fcntl(fd, F_SETLEASE, F_UNLCK), 0);
    close(fd);
}

static void first_tables(void)
{
    struct context context;
    struct place place;
    char error[CONTEXT_ERROR];

    place_open(&place, &clinic_whole);
    CU_ASSERT_TRUE(end(begin(&place, NULL), &context, error));
    CU_ASSERT_STRING_EQUAL(error, "");
    CU_ASSERT_EQUAL(context.encounter_count, 3);
    context_free(&context);
    trial_file(place.folder, "staff.csv", NULL);
    CU_ASSERT_FALSE(loader_end(begin(&place, NULL), &context, error, sizeof error)); /* waits by itself */
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "staff.csv"));
    CU_ASSERT_FALSE(context.has_staff);
    CU_ASSERT_EQUAL(context.encounter_count, 3);
    context_free(&context);
    place_close(&place);
}

/* Judges by the last tables until the fresh ones are there. */
static unsigned judge_meanwhile(struct trial *trial, struct loader *loader)
{
    unsigned judged = 0;

    do {
        struct event event = trial_event(trial, judged * SECOND, ACTION_READ, "ben", "M00007", "/r/M00007/a");

        trial_judge(trial, &event);
        judged++;
    } while (!loader_is_over(loader));
    return judged;
}

static void judged_meanwhile(void)
{
    struct trial trial;
    struct context fresh;
    struct place place;
    char error[CONTEXT_ERROR];

    trial_open(&trial, STAFF, NULL);
    place_open(&place, &clinic_whole);
    for (unsigned round = 0; round < 3; round++) {
        struct loader *loader;

        write_many(&place);
        loader = begin(&place, &trial.context);
        CU_ASSERT(judge_meanwhile(&trial, loader) > 0);
        CU_ASSERT_TRUE_FATAL(loader_end(loader, &fresh, error, sizeof error));
        CU_ASSERT_EQUAL(fresh.encounter_count, MANY);
        CU_ASSERT_TRUE_FATAL(judge_use(trial.judge, &fresh));
        context_free(&trial.context);
        trial.context = fresh;
    }
    place_close(&place);
    trial_close(&trial);
}

static void broken_meanwhile(void)
{
    struct context last, fresh;
    struct place place;
    char error[CONTEXT_ERROR];
    size_t count;

    place_open(&place, &clinic_whole);
    place_load(&place, &last);
    trial_file(place.folder, "encounters.csv", "patient,from\n\"");
    CU_ASSERT_TRUE(end(begin(&place, &last), &fresh, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(fresh.stale, "the last good rows stay in use"));
    CU_ASSERT_STRING_EQUAL(last.stale, "");
    context_free(&last);
    CU_ASSERT_PTR_NOT_NULL(find_encounters(&fresh, find_number(&fresh, "P2"), &count));
    CU_ASSERT_EQUAL(count, 2);
    context_free(&fresh);
    place_close(&place);
}

/* Where the process ends while a disk does not answer, whoever holds the last tables is freed: their rows are not. */
static void last_moves(void)
{
    struct context last, rows, fresh;
    struct loader *loader;
    struct place place;
    char error[CONTEXT_ERROR];
    int fd;

    place_open(&place, &clinic_whole);
    place_load(&place, &last);
    trial_file(place.folder, "staff.csv", STAFF_ROWS "cara,Cara Voss,person\n");
    trial_file(place.folder, "encounters.csv", "\"");
    fd = hold_up(&place, "staff.csv");
    if (fd >= 0) {
        loader = begin(&place, &last);
        usleep(20 * 1000);
        CU_ASSERT_FALSE(loader_is_over(loader));
        rows = last;
        last = (struct context){0};
        let_go(fd);
        CU_ASSERT_TRUE(end(loader, &fresh, error));
        CU_ASSERT_EQUAL(fresh.staff.count, 3);
        CU_ASSERT_EQUAL(fresh.encounter_count, 3);
        context_free(&fresh);
        last = rows;
    }
    context_free(&last);
    place_close(&place);
}

static unsigned threads(void)
{
    DIR *tasks = opendir("/proc/self/task");
    unsigned count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(tasks);
    for (const struct dirent *one; (one = readdir(tasks));)
        count += one->d_name[0] != '.';
    closedir(tasks);
    return count;
}

static void given_up(void)
{
    struct context last;
    struct place place;
    int64_t begun_ms;
    unsigned before;
    int fd;

    CU_ASSERT_TRUE(loader_abandon(NULL));
    place_open(&place, &clinic_whole);
    place_load(&place, &last);
    CU_ASSERT_TRUE(loader_abandon(begin(&place, NULL)));
    CU_ASSERT_TRUE(loader_abandon(begin(&place, &last)));
    before = threads();
    trial_file(place.folder, "rota.csv", ROTA_ROWS "\n");
    fd = hold_up(&place, "rota.csv");
    if (fd >= 0) {
        begun_ms = clock_monotonic_ms();
        CU_ASSERT_FALSE(loader_abandon(begin(&place, &last)));
        CU_ASSERT(clock_monotonic_ms() - begun_ms >= 1000);
        last = (struct context){0}; /* its rows are freed by the thread */
        let_go(fd);
        for (unsigned i = 0; i < 1000 && threads() != before; i++)
            usleep(10 * 1000);
        CU_ASSERT_EQUAL(threads(), before);
    }
    context_free(&last);
    place_close(&place);
}

/* Sent to the process while this thread blocks it, a signal that the reading thread took would end the process. */
static void no_signals(void)
{
    const struct timespec at_once = {0};
    struct loader *loader;
    struct context context;
    struct place place;
    sigset_t one, before;
    char error[CONTEXT_ERROR];
    int fd;

    place_open(&place, &clinic_whole);
    fd = hold_up(&place, "staff.csv");
    if (fd >= 0) {
        loader = begin(&place, NULL);
        sigemptyset(&one);
        sigaddset(&one, SIGUSR1);
        sigprocmask(SIG_BLOCK, &one, &before);
        kill(getpid(), SIGUSR1);
        usleep(20 * 1000);
        CU_ASSERT_EQUAL(sigtimedwait(&one, NULL, &at_once), SIGUSR1);
        sigprocmask(SIG_SETMASK, &before, NULL);
        let_go(fd);
        CU_ASSERT_TRUE(end(loader, &context, error));
        context_free(&context);
    }
    place_close(&place);
}

CU_TestInfo loader_tests[] = {
    {"the first tables are read whole, and a missing staff list is told", first_tables},
    {"events are judged by the last tables until the fresh ones are there", judged_meanwhile},
    {"a table that broke keeps the last rows, which are not touched", broken_meanwhile},
    {"the holder of the last tables may go while they are read: their rows stay", last_moves},
    {"a reading on a disk that does not answer is left to itself after a second", given_up},
    {"no signal of the process goes to the thread that reads", no_signals},
    CU_TEST_INFO_NULL,
};
