/* pwqfilter(1) at work. Owns the process, its pipe and what it says. No shell. Ignores SIGPIPE from the start on, so
 * that a pwqfilter that dies is an error and not our death. */
#include "filter_maker.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { OPTION_SIZE = 4096 + 16, SAID_SIZE = 256 };

extern char **environ;

/* A tenth more than needed: it gives up above a load of 97 %. */
static int spawn(struct filter_maker *maker, const char *file, uint64_t count, bool ntlm, int input)
{
    char create[64], output[OPTION_SIZE], name[] = "pwqfilter", hashed[] = "--pre-hashed",
                                          hash[] = "--hash-ntlm-cp1252";
    char *const arguments[] = {name, create, output, ntlm ? hashed : NULL, hash, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t standard;
    int result;

    text_format(create, sizeof create, "--create=%" PRIu64, count + count / 10 + 16);
    text_format(output, sizeof output, "--output=%s", file);
    sigemptyset(&standard);
    sigaddset(&standard, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, maker->errors, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, maker->errors, STDERR_FILENO);
    posix_spawnattr_setsigdefault(&attributes, &standard);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    result = posix_spawnp(&maker->process, name, &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return result;
}

bool filter_maker_start(struct filter_maker *maker, const char *file, uint64_t count, bool ntlm, char *error,
                        size_t size)
{
    int ends[2] = {-1, -1}, result = 0;

    *maker = (struct filter_maker){.process = -1};
    signal(SIGPIPE, SIG_IGN);
    maker->errors = memfd_create("pwqfilter", MFD_CLOEXEC);
    if (maker->errors < 0 || pipe2(ends, O_CLOEXEC) != 0 || !(maker->lines = fdopen(ends[1], "w"))) {
        text_format(error, size, "pwqfilter cannot be started: %s", strerror(errno));
        goto out;
    }
    result = spawn(maker, file, count, ntlm, ends[0]);
    if (result == ENOENT)
        text_copy(error, size, "pwqfilter is missing, which makes the filter: apt-get install passwdqc");
    else if (result != 0)
        text_format(error, size, "pwqfilter cannot be started: %s", strerror(result));
out:
    if (ends[0] >= 0)
        close(ends[0]);
    if (maker->process > 0)
        return true;
    if (maker->lines)
        fclose(maker->lines);
    else if (ends[1] >= 0)
        close(ends[1]);
    if (maker->errors >= 0)
        close(maker->errors);
    return false;
}

/* The last line of what it said, which it overwrites with returns. */
static void read_last_words(int errors, char *words, size_t size)
{
    char said[SAID_SIZE], *last = said;
    off_t end = lseek(errors, 0, SEEK_END), from = end > SAID_SIZE - 1 ? end - (SAID_SIZE - 1) : 0;
    ssize_t count = pread(errors, said, SAID_SIZE - 1, from);

    if (count < 0)
        count = 0;
    while (count > 0 && (said[count - 1] == '\n' || said[count - 1] == '\r'))
        count--;
    said[count] = '\0';
    for (char *at = said; *at; at++)
        if (*at == '\n' || *at == '\r')
            last = at + 1;
    text_escape(words, size, last);
}

bool filter_maker_end(struct filter_maker *maker, char *error, size_t size)
{
    bool wrote = fclose(maker->lines) == 0;
    char words[SAID_SIZE];
    int status = -1;

    while (waitpid(maker->process, &status, 0) < 0 && errno == EINTR)
        continue;
    read_last_words(maker->errors, words, sizeof words);
    close(maker->errors);
    if (wrote && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    text_format(error, size, "pwqfilter made no filter: %s: is there memory and room on the disk?",
                *words ? words : "it was ended");
    return false;
}
