/* fanotify. Owns the groups and the layout of their events; must not look at /proc, name anybody or remember anything.
 * In: what mark.c marked. Out: raw events with a descriptor to answer, or with the place where something changed. */
#include "agent/watch/eye/eye.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/fanotify.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "agent/watch/eye/guard.h"
#include "agent/watch/eye/sieve.h"

/* Not O_NONBLOCK: with it the kernel refuses the opener of a file that another holds a write lease on (fcntl(2),
 * F_SETLEASE), and says EAGAIN to us as if nothing had happened. */
static const unsigned event_flags = O_RDONLY | O_LARGEFILE | O_CLOEXEC | O_NOATIME;

/* What a group is asked to report, best first: RHEL 8 and plain 5.15 lack one or the other. The surrounding's events
 * come without a pidfd: making and closing it costs more than all else about an event, and witness.c has other proof.
 */
static const unsigned tell_reports[] = {FAN_REPORT_DFID_NAME_TARGET | FAN_REPORT_PIDFD, FAN_REPORT_DFID_NAME_TARGET,
                                        FAN_REPORT_DFID_NAME | FAN_REPORT_PIDFD, FAN_REPORT_DFID_NAME};
static const unsigned around_reports[] = {FAN_REPORT_DFID_NAME_TARGET, FAN_REPORT_DFID_NAME};

/* rm, mv and their like open no record: their change is told when they may be gone already. That they start is told
 * some half a millisecond earlier, and it makes nobody wait. */
static const char *const programs[] = {"/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"};

static void mark_programs(const struct eye *eye)
{
    for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
        fanotify_mark(eye->telling, FAN_MARK_ADD | FAN_MARK_ONLYDIR, FAN_OPEN_EXEC | FAN_EVENT_ON_CHILD, AT_FDCWD,
                      programs[i]);
}

static int open_reporting(const unsigned *reports, size_t count)
{
    int fd = -1;

    for (size_t i = 0; fd < 0 && i < count; i++) {
        fd =
            fanotify_init(FAN_CLASS_NOTIF | reports[i] | FAN_UNLIMITED_MARKS | FAN_CLOEXEC | FAN_NONBLOCK, event_flags);
        if (fd < 0 && errno != EINVAL)
            break;
    }
    return fd;
}

static void explain(char *error, size_t size, const char *what)
{
    if (errno == EPERM)
        text_format(error, size,
                    "%s: not permitted. Watching files needs CAP_SYS_ADMIN: run it as root, or from its own unit "
                    "(systemctl start confide-watch); a container needs --cap-add SYS_ADMIN",
                    what);
    else if (errno == ENOSYS)
        text_format(error, size, "%s: this kernel has no fanotify. Confide needs Linux 5.15 or later", what);
    else
        text_format(error, size, "%s: %s. Confide needs Linux 5.15 or later with CONFIG_FANOTIFY_ACCESS_PERMISSIONS",
                    what, strerror(errno));
}

bool eye_open(struct eye *eye, bool barrier, char *error, size_t size)
{
    *eye = (struct eye){.holding = -1, .telling = -1, .around = -1, .guard = guard_make(), .sieve = sieve_make()};
    eye->telling =
        eye->guard && eye->sieve ? open_reporting(tell_reports, sizeof(tell_reports) / sizeof(tell_reports[0])) : -1;
    if (eye->telling < 0) {
        explain(error, size, "fanotify, to hear of changes");
        eye_close(eye);
        return false;
    }
    mark_programs(eye);
    /* Without it the records are watched all the same. */
    eye->around = open_reporting(around_reports, sizeof(around_reports) / sizeof(around_reports[0]));
    /* Last, so that it has the highest number: a dying process closes its files from the last to the first, and until
     * this one is closed and its openers are let go, they pin the other groups' marks, for which closing those waits.
     */
    if (barrier) {
        eye->holding = fanotify_init(
            FAN_CLASS_CONTENT | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS | FAN_CLOEXEC | FAN_NONBLOCK, event_flags);
        if (eye->holding < 0) {
            explain(error, size, "fanotify, to hold opens");
            eye_close(eye);
            return false;
        }
    }
    return true;
}

unsigned eye_wait(const struct eye *eye, unsigned asked, int wake_fd, int wait_ms)
{
    struct pollfd polled[] = {{.fd = asked & EYE_HELD ? eye->holding : -1, .events = POLLIN},
                              {.fd = asked & EYE_TOLD ? eye->telling : -1, .events = POLLIN},
                              {.fd = asked & EYE_AROUND ? eye->around : -1, .events = POLLIN},
                              {.fd = wake_fd, .events = POLLIN}};

    if (poll(polled, sizeof(polled) / sizeof(polled[0]), wait_ms) <= 0)
        return 0;
    return (polled[0].revents ? EYE_HELD : 0U) | (polled[1].revents ? EYE_TOLD : 0U) |
           (polled[2].revents ? EYE_AROUND : 0U);
}

int eye_read(int group, struct eye_batch *batch)
{
    ssize_t length = group < 0 ? 0 : read(group, batch->bytes, batch->room);

    batch->next = batch->bytes;
    batch->left = length > 0 ? (size_t)length : 0;
    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    return length > 0 ? 1 : (int)length;
}

static void read_key(struct place_key *key, const struct fanotify_event_info_fid *info, size_t handle_size)
{
    const struct file_handle *handle = (const void *)info->handle;

    if (sizeof(info->fsid) + sizeof(handle->handle_type) + handle_size > sizeof(key->bytes))
        return;
    memcpy(key->bytes, &info->fsid, sizeof(info->fsid));
    memcpy(key->bytes + 8, &handle->handle_type, 4);
    memcpy(key->bytes + 12, handle->f_handle, handle_size);
    key->size = (uint16_t)(12 + handle_size);
}

static void read_place(struct raw *raw, const struct fanotify_event_info_fid *info)
{
    const struct file_handle *handle = (const void *)info->handle;
    const char *name = (const char *)handle->f_handle + handle->handle_bytes;
    struct place *place = &raw->at[info->hdr.info_type == FAN_EVENT_INFO_TYPE_NEW_DFID_NAME];

    switch (info->hdr.info_type) {
    case FAN_EVENT_INFO_TYPE_DFID_NAME:
    case FAN_EVENT_INFO_TYPE_OLD_DFID_NAME:
    case FAN_EVENT_INFO_TYPE_NEW_DFID_NAME:
        read_key(&place->folder, info, handle->handle_bytes);
        text_copy(place->name, sizeof(place->name), name);
        break;
    case FAN_EVENT_INFO_TYPE_DFID:
        read_key(&place->folder, info, handle->handle_bytes);
        text_copy(place->name, sizeof(place->name), ".");
        break;
    case FAN_EVENT_INFO_TYPE_FID:
        read_key(&raw->target, info, handle->handle_bytes);
        break;
    }
}

static int read_infos(struct raw *raw, const char *at, const char *end)
{
    int pidfd = PROCESS_UNKNOWN;

    while ((size_t)(end - at) >= sizeof(struct fanotify_event_info_header)) {
        const struct fanotify_event_info_header *header = (const void *)at;

        if (header->info_type == FAN_EVENT_INFO_TYPE_PIDFD)
            pidfd = ((const struct fanotify_event_info_pidfd *)header)->pidfd;
        else
            read_place(raw, (const void *)header);
        if (header->len < sizeof(*header))
            break;
        at += header->len;
    }
    return pidfd;
}

static uint32_t changes_of(uint64_t mask)
{
    return (mask & FAN_CREATE ? RAW_CREATED : 0U) | (mask & FAN_OPEN ? RAW_OPENED : 0U) |
           (mask & FAN_MODIFY ? RAW_WRITTEN : 0U) | (mask & FAN_RENAME ? RAW_RENAMED : 0U) |
           (mask & FAN_DELETE ? RAW_DELETED : 0U) | (mask & FAN_CLOSE_WRITE ? RAW_CLOSED : 0U) |
           (mask & FAN_ATTRIB ? RAW_ATTRIB : 0U);
}

bool eye_next(struct eye_batch *batch, struct raw *raw, int *fd, int *pidfd)
{
    struct fanotify_event_metadata event; /* a copy: the kernel aligns events to 4 bytes, the structure wants 8 */
    const char *at = batch->next;

    if (batch->left < sizeof(event))
        return false;
    memcpy(&event, at, sizeof(event));
    if (!FAN_EVENT_OK(&event, batch->left))
        return false;
    batch->next += event.event_len;
    batch->left -= event.event_len;
    memset(raw, 0, sizeof(*raw));
    raw->changes = changes_of(event.mask);
    raw->pid = event.pid;
    raw->is_folder = (event.mask & FAN_ONDIR) != 0;
    *fd = event.fd;
    *pidfd = event.fd >= 0 ? PROCESS_HELD : read_infos(raw, at + event.metadata_len, batch->next);
    if (event.mask & FAN_Q_OVERFLOW)
        raw->kind = RAW_OVERFLOW;
    else if (event.mask & FAN_OPEN_EXEC && !raw->changes)
        raw->kind = RAW_EXEC;
    else
        raw->kind = event.fd >= 0 ? RAW_OPEN : RAW_CHANGE;
    return true;
}

void eye_allow(const struct eye *eye, int fd)
{
    struct fanotify_response response = {.fd = fd, .response = FAN_ALLOW};

    /* It fails only when the opener was killed while it waited (ENOENT): then there is nobody to let go on. */
    while (write(eye->holding, &response, sizeof(response)) < 0 && errno == EINTR)
        continue;
}

void eye_close(struct eye *eye)
{
    if (eye->holding >= 0)
        close(eye->holding);
    if (eye->telling >= 0)
        close(eye->telling);
    if (eye->around >= 0)
        close(eye->around);
    guard_free(eye->guard);
    sieve_free(eye->sieve);
    *eye = (struct eye){.holding = -1, .telling = -1, .around = -1};
}
