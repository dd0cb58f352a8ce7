/* devices: drives the watcher's parts that look at mounts, disks and print jobs, a line for each thing they say.
 *
 *     devices mounts [REMOVABLE...]   "there" and "gone" with the mount point and what it is; at each change of mounts
 *     devices health FOLDER           what is told of its disk, looked at ten times a second
 *     devices printing SPOOL          print jobs as they come
 *
 * Until it is killed. A look that takes longer than 2 s kills it: none may wait. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <confide/event.h>

#include "agent/base/config.h"
#include "agent/base/json_event.h"
#include "agent/base/text.h"
#include "agent/watch/devices/health.h"
#include "agent/watch/devices/mounts.h"
#include "agent/watch/devices/printing.h"

enum { EXIT_USAGE = 2, EXIT_CANNOT = 3, LOOK_US = 100000, PATIENCE_S = 2 };

static void say(const char *what, const struct mount *mount)
{
    printf("%s %s %s%s%s%llu\n", what, mount->point, mount->type, mount->is_removable ? " removable" : "",
           mount->is_local ? " local " : " ", (unsigned long long)mount->dev);
}

static void say_gone(void *data, const struct mount *mount)
{
    (void)data;
    say("gone", mount);
}

static int mounts_loop(char **removable, int count)
{
    static struct config config;
    struct mounts *mounts;
    struct pollfd changes;

    config_defaults(&config);
    for (int i = 0; i < count && i < CONFIG_DAEMONS; i++)
        text_copy(config.removable[config.removable_count++], CONFIG_PATH, removable[i]);
    mounts = mounts_open(&config);
    if (!mounts)
        return EXIT_CANNOT;
    changes = (struct pollfd){.fd = mounts_fd(mounts), .events = POLLPRI};
    for (;;) {
        alarm(PATIENCE_S);
        if (!mounts_read(mounts, say_gone, NULL))
            return EXIT_CANNOT;
        for (size_t i = 0; mounts_at(mounts, i); i++)
            if (mounts_at(mounts, i)->is_new)
                say("there", mounts_at(mounts, i));
        alarm(0);
        puts("read");
        poll(&changes, 1, -1);
    }
}

static _Noreturn void health_loop(const char *folder)
{
    struct health health = {0};
    char words[256];
    unsigned action;

    for (;;) {
        alarm(PATIENCE_S);
        while (health_look(&health, folder, &action, words, sizeof(words)))
            printf("%s: %s\n", json_event_action(action), words);
        alarm(0);
        usleep(LOOK_US);
    }
}

static int printing_loop(const char *spool)
{
    struct printing *printing = printing_open(spool);
    static char text[JSON_EVENT_SIZE];
    struct event event;

    if (!printing)
        return EXIT_CANNOT;
    for (;;) {
        struct pollfd news = {.fd = printing_fd(printing), .events = POLLIN};

        while (printing_take(printing, &event))
            if (json_event_write(&event, text, sizeof(text)) > 0)
                puts(text);
        poll(&news, 1, LOOK_US / 1000);
    }
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc >= 2 && strcmp(argv[1], "mounts") == 0)
        return mounts_loop(argv + 2, argc - 2);
    if (argc == 3 && strcmp(argv[1], "health") == 0)
        health_loop(argv[2]);
    if (argc == 3 && strcmp(argv[1], "printing") == 0)
        return printing_loop(argv[2]);
    fprintf(stderr, "usage: devices mounts [REMOVABLE...] | health FOLDER | printing SPOOL\n");
    return EXIT_USAGE;
}
