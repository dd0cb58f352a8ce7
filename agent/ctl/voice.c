/* Would confide-post read this file? Owns becoming that account, in a child, for one look. Must not read what a file
 * holds. In: a path. Out: yes, or why not and what to do. */
#include "voice.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { NOT_BECOME = 255 }; /* no errno is so large */

static const char ACCOUNT[] = "confide-post",
                  AS_ROOT[] = "you may not look at it: run this as root (sudo confidectl check)";

/* 0, or the errno of the refusal. */
static int open_once(const char *file, enum voice_file kind)
{
    /* O_NONBLOCK: a pipe in the file's place must not hold us up. */
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (kind == VOICE_OTHERS ? 0 : O_NOFOLLOW));

    if (fd < 0)
        return errno;
    close(fd);
    return 0;
}

static int open_as(const struct passwd *account, const char *file, enum voice_file kind)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        if (initgroups(account->pw_name, account->pw_gid) != 0 || setgid(account->pw_gid) != 0 ||
            setuid(account->pw_uid) != 0)
            _exit(NOT_BECOME);
        _exit(open_once(file, kind));
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) == NOT_BECOME)
        return open_once(file, kind);
    return WEXITSTATUS(status);
}

static bool is_foreign(const struct stat *about, const struct passwd *account)
{
    return about->st_uid != 0 && about->st_uid != geteuid() && !(account && about->st_uid == account->pw_uid);
}

/* Refused though it is there: by its own rights, or by a folder's above it. */
static const char *fault_of_refusal(const struct stat *about, const struct passwd *account, enum voice_file kind)
{
    if (geteuid() != 0 || !account)
        return AS_ROOT;
    if (about->st_mode & S_IROTH || (about->st_uid == account->pw_uid && about->st_mode & S_IRUSR))
        return "not readable for confide-post, since a folder above it is closed; put it into /etc/confide";
    return kind == VOICE_SECRET ? "not readable; chown it to the user of confide-post (chown confide-post FILE)"
                                : "not readable for confide-post; chmod 0644 it";
}

static const char *fault_of_absence(int code)
{
    if (code == EACCES)
        return AS_ROOT;
    return code == ENOENT ? "no such file; make it, or name another" : strerror(code);
}

/* NULL when it would be read. */
static const char *fault_of(const char *file, enum voice_file kind)
{
    const struct passwd *account = getpwnam(ACCOUNT);
    struct stat about;
    int code;

    if ((kind == VOICE_OTHERS ? stat : lstat)(file, &about) != 0)
        return fault_of_absence(errno);
    if (S_ISLNK(about.st_mode))
        return "a symbolic link; name the file itself";
    if (!S_ISREG(about.st_mode))
        return "not a regular file; name another";
    if (kind != VOICE_OTHERS && is_foreign(&about, account))
        return "owned by somebody else, who could change it; chown it to root or to the user of confide-post";
    code = account && geteuid() == 0 ? open_as(account, file, kind) : open_once(file, kind);
    if (code == EACCES)
        return fault_of_refusal(&about, account, kind);
    if (code != 0)
        return strerror(code);
    return about.st_size == 0 ? "empty; write into it what belongs there, or name another" : NULL;
}

bool voice_reads(const char *file, enum voice_file kind, char *fault, size_t size)
{
    const char *what = fault_of(file, kind);

    text_copy(fault, size, what ? what : "");
    return !what;
}
