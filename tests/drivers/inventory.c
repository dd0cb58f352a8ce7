/* inventory FOLDER ROOT...: plays the watcher to agent/watch/inventory, in FOLDER. Standard input says what happens, a
 * line each:
 *   seeing | unseen MS (ago, until now) | removed PATH | removed-many N | compare | stop (in good order) | die
 *   wait [SECONDS]: until an inventory is done, else exit 1 | hear MS: what comes within that time | pid
 * `removed-many` tells N removals of nothing at once. Prints what the inventory says, a line each, paths escaped:
 *   KIND [more=N] [for=MS, the window's length] PATH | done N | progress N of N */
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/watch/inventory/inventory.h"

enum { WAIT_SECONDS = 60, ANSWER_MS = 100 };

static void print_finding(const char *kind, const struct inventory_news *news)
{
    char escaped[4 * INVENTORY_PATH_SIZE];

    printf("%s", kind);
    if (news->more > 0)
        printf(" more=%" PRIu32, news->more);
    if (news->since_ms != 0)
        printf(" for=%" PRId64, news->until_ms - news->since_ms);
    printf(" %s\n", text_escape(escaped, sizeof escaped, news->path));
}

static void print_news(const struct inventory_news *news)
{
    static const char *const kinds[] = {
        [INVENTORY_VANISHED] = "vanished", [INVENTORY_ALTERED] = "altered", [INVENTORY_LINKED] = "linked"};
    char escaped[4 * INVENTORY_PATH_SIZE];

    if (news->what == INVENTORY_DONE)
        printf("done %" PRIu64 "\n", news->total);
    else if (news->what == INVENTORY_PROGRESS)
        printf("progress %" PRIu64 " of %" PRIu64 "\n", news->done, news->total);
    else if (news->what == INVENTORY_WRONG)
        printf("wrong %s\n", text_escape(escaped, sizeof escaped, news->path));
    else
        print_finding(kinds[news->what], news);
    fflush(stdout);
}

/* True when an inventory ended within the time. */
static bool hear(struct inventory *inventory, int64_t ms, bool until_done)
{
    int64_t until_ms = clock_monotonic_ms() + ms;
    struct inventory_news news;

    while (inventory->fd >= 0 && clock_monotonic_ms() < until_ms) {
        struct pollfd polled = {.fd = inventory->fd, .events = POLLIN};

        poll(&polled, 1, ANSWER_MS);
        while (inventory_take(inventory, &news)) {
            print_news(&news);
            if (until_done && news.what == INVENTORY_DONE)
                return true;
        }
    }
    return false;
}

static void remove_many(struct inventory *inventory, int64_t count)
{
    char path[64];

    for (int64_t i = 0; i < count; i++) {
        text_format(path, sizeof path, "/nowhere/%" PRId64, i);
        inventory_removed(inventory, path, clock_now_ms());
    }
}

static bool number_of(const char *words, int64_t *number)
{
    return words[0] == '\0' || text_number(words, 0, 1000000000, number);
}

static bool obey(struct inventory *inventory, const char *word, const char *rest)
{
    int64_t now_ms = clock_now_ms(), number = 0;

    if (strcmp(word, "seeing") == 0)
        inventory_seeing(inventory, now_ms);
    else if (strcmp(word, "unseen") == 0 && number_of(rest, &number))
        inventory_unseen(inventory, now_ms - number, now_ms);
    else if (strcmp(word, "removed") == 0)
        inventory_removed(inventory, rest, now_ms);
    else if (strcmp(word, "removed-many") == 0 && number_of(rest, &number))
        remove_many(inventory, number);
    else if (strcmp(word, "compare") == 0)
        inventory_compare(inventory);
    else if (strcmp(word, "stop") == 0)
        inventory_stop(inventory);
    else if (strcmp(word, "hear") == 0 && number_of(rest, &number))
        hear(inventory, number, false);
    else if (strcmp(word, "wait") == 0 && (number = WAIT_SECONDS, number_of(rest, &number)))
        return hear(inventory, number * 1000, true);
    else if (strcmp(word, "die") == 0)
        kill(getpid(), SIGKILL);
    else if (strcmp(word, "pid") == 0)
        printf("pid %d\n", (int)inventory->pid);
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    struct inventory inventory;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    int code = EXIT_SUCCESS;

    if (argc < 3 || !crypto_start() || !inventory_start(&inventory, argv[1], argv + 2, (size_t)(argc - 2)))
        return 3;
    while (code == EXIT_SUCCESS && (length = getline(&line, &room, stdin)) > 0) {
        char *rest;

        line[length - 1] = '\0';
        rest = strchrnul(line, ' ');
        if (*rest)
            *rest++ = '\0';
        if (!obey(&inventory, line, rest)) {
            fprintf(stderr, "inventory: %s %s: not done\n", line, rest);
            code = EXIT_FAILURE;
        }
        fflush(stdout);
    }
    free(line);
    return code;
}
