/* Print jobs. Owns cupsd's spool folder and inotify; must not keep or pass on what is printed, only whose job it is.
 * In: control files as cupsd (re)writes them. Out: each job once, as an event.
 *
 * cupsd writes c00012 as c00012.N and renames it, again at each change of the job's state: a second later (measured,
 * 2.4.2), and half a minute when it has much to do (cupsd.conf, DirtyCleanInterval). */
#include "agent/watch/devices/printing.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/config.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/devices/print_job.h"

/* CONTROL_SIZE: jobs have some 1 KiB, with many options 10. */
enum { KNOWN_MOST = 256, AGAIN_MS = 1000, CONTROL_SIZE = 64 * 1024 };

struct known {
    int32_t id, made_s;
};

struct printing {
    char folder[CONFIG_PATH];
    int fd, watch; /* of inotify; -1 = none */
    int64_t looked_ms;
    DIR *listing; /* not NULL: all of the folder is being looked through */
    int64_t since_s;
    /* Jobs that were told, in a ring, and the last of those that fell out of it. */
    struct known known[KNOWN_MOST], forgotten;
    unsigned known_next;
    _Alignas(struct inotify_event) char news[4096];
    size_t next, left;
    uint8_t control[CONTROL_SIZE];
};

struct printing *printing_open(const char *folder)
{
    struct printing *printing = calloc(1, sizeof(*printing));

    if (!printing)
        return NULL;
    text_copy(printing->folder, sizeof(printing->folder), folder);
    printing->fd = printing->watch = -1;
    printing->looked_ms = -AGAIN_MS;
    printing->since_s = clock_now_ms() / 1000;
    return printing;
}

static void forget_folder(struct printing *printing)
{
    if (printing->fd >= 0)
        close(printing->fd);
    printing->fd = printing->watch = -1;
    printing->left = 0;
    if (printing->listing)
        closedir(printing->listing);
    printing->listing = NULL;
}

void printing_close(struct printing *printing)
{
    forget_folder(printing);
    free(printing);
}

int printing_fd(const struct printing *printing)
{
    return printing->fd;
}

static void list_folder(struct printing *printing)
{
    if (printing->listing)
        closedir(printing->listing);
    printing->listing = opendir(printing->folder);
}

/* Watched first and listed after: a job that comes in between is met at least once. */
static void look_for_folder(struct printing *printing)
{
    int64_t now_ms = clock_monotonic_ms();

    if (printing->folder[0] == '\0' || now_ms < printing->looked_ms + AGAIN_MS)
        return;
    printing->looked_ms = now_ms;
    printing->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (printing->fd >= 0)
        printing->watch =
            inotify_add_watch(printing->fd, printing->folder, IN_MOVED_TO | IN_CLOSE_WRITE | IN_MOVE_SELF | IN_ONLYDIR);
    if (printing->watch < 0)
        forget_folder(printing);
    else
        list_folder(printing);
}

/* c and the job's number, five digits or more. */
static bool is_control_file(const char *name)
{
    return name[0] == 'c' && strlen(name) >= 6 && name[1 + strspn(name + 1, "0123456789")] == '\0';
}

/* True when the file holds a job, whole: cupsd may be writing it just now, and then it comes again. */
static bool read_job(struct printing *printing, const char *name, struct print_job *job)
{
    char path[CONFIG_PATH + NAME_MAX + 1];
    struct stat about;
    ssize_t size = -1;
    int fd;

    text_format(path, sizeof(path), "%s/%s", printing->folder, name);
    fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        if (errno == EACCES)
            log_warning("%s: a print job that may not be read: give confide-watch CAP_DAC_READ_SEARCH", path);
        return false;
    }
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode))
        size = read(fd, printing->control, sizeof(printing->control));
    close(fd);
    return size > 0 && print_job_read(job, printing->control, (size_t)size);
}

static bool is_known(const struct printing *printing, const struct print_job *job)
{
    for (unsigned i = 0; i < KNOWN_MOST; i++)
        if (printing->known[i].id == job->id && printing->known[i].made_s == job->made_s)
            return true;
    /* Either may begin anew: the number when the spool is emptied, the time when the clock is set back. Never both. */
    return job->id <= printing->forgotten.id && job->made_s <= printing->forgotten.made_s;
}

static void remember(struct printing *printing, const struct print_job *job)
{
    struct known *slot = &printing->known[printing->known_next++ % KNOWN_MOST];

    if (slot->id != 0)
        printing->forgotten = *slot;
    *slot = (struct known){job->id, job->made_s};
}

static void describe(const struct print_job *job, struct event *event)
{
    char host[sizeof(job->host)];

    memset(event, 0, sizeof(*event));
    event->time_ms = job->made_s != 0 ? (int64_t)job->made_s * 1000 : clock_now_ms();
    event->count = 1;
    event->uid = UINT32_MAX;
    event->kind = EVENT_ACCESS;
    event->action = ACTION_CREATE;
    event->source = SOURCE_FILE;
    event->outcome = OUTCOME_OK;
    event->named = NAMED_BY_SOURCE;
    text_copy(event->login, sizeof(event->login), job->login);
    text_copy(event->object, sizeof(event->object), job->title[0] ? job->title : "untitled");
    text_copy(event->to, sizeof(event->to), job->printer);
    text_format(event->evidence, sizeof(event->evidence), "cups job %d host=%s", (int)job->id,
                text_escape(host, sizeof(host), job->host));
}

/* `may_be_old`: it may be one from before we looked. */
static bool take_file(struct printing *printing, const char *name, bool may_be_old, struct event *event)
{
    struct print_job job;

    if (!is_control_file(name) || !read_job(printing, name, &job) || job.id <= 0 || job.login[0] == '\0' ||
        is_known(printing, &job) || (may_be_old && job.made_s < printing->since_s))
        return false;
    remember(printing, &job);
    describe(&job, event);
    return true;
}

static bool take_listed(struct printing *printing, struct event *event)
{
    struct dirent *entry;

    while (printing->listing && (entry = readdir(printing->listing)))
        if (take_file(printing, entry->d_name, true, event))
            return true;
    if (printing->listing)
        closedir(printing->listing);
    printing->listing = NULL;
    return false;
}

static bool read_news(struct printing *printing)
{
    ssize_t size = read(printing->fd, printing->news, sizeof(printing->news));

    printing->next = 0;
    printing->left = size > 0 ? (size_t)size : 0;
    return printing->left > 0;
}

/* The next thing inotify has to say; its name, or NULL when it has none. */
static const struct inotify_event *next_news(struct printing *printing)
{
    const struct inotify_event *news = (const void *)(printing->news + printing->next);
    size_t size = sizeof(*news) + news->len;

    printing->next += size;
    printing->left -= size;
    return news;
}

bool printing_take(struct printing *printing, struct event *event)
{
    if (printing->fd < 0)
        look_for_folder(printing);
    if (take_listed(printing, event))
        return true;
    while (printing->fd >= 0 && (printing->left > 0 || read_news(printing))) {
        const struct inotify_event *news = next_news(printing);

        if (news->mask & IN_Q_OVERFLOW)
            list_folder(printing);
        else if (news->mask & (IN_IGNORED | IN_MOVE_SELF | IN_UNMOUNT))
            forget_folder(printing); /* another may come in its place */
        else if (news->len > 0 && take_file(printing, news->name, false, event))
            return true;
        if (take_listed(printing, event))
            return true;
    }
    return false;
}
