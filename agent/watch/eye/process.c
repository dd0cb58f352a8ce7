/* /proc/PID -> identity. Owns the descriptors of recently seen processes. A descriptor in /proc stays with its process:
 * after its end reads fail with ESRCH, also when the number is given to another. That is what makes the slots safe. */
#include "agent/watch/eye/process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

static bool read_number(int fd, uint32_t *number)
{
    char text[16];
    ssize_t length = pread(fd, text, sizeof(text) - 1, 0);
    int64_t value;

    if (length <= 0)
        return false;
    text[length] = '\0';
    text[strcspn(text, "\n")] = '\0';
    if (!text_number(text, 0, UINT32_MAX, &value))
        return false;
    *number = (uint32_t)value;
    return true;
}

static void read_comm(const struct process_slot *slot, struct identity *who)
{
    int fd = openat(slot->folder, "comm", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, who->comm, sizeof(who->comm) - 1);

    who->comm[length > 0 ? length : 0] = '\0';
    who->comm[strcspn(who->comm, "\n")] = '\0';
    if (fd >= 0)
        close(fd);
}

static void close_slot(struct process_slot *slot)
{
    if (slot->pid) {
        close(slot->folder);
        close(slot->loginuid);
        close(slot->session);
    }
    memset(slot, 0, sizeof(*slot));
}

static bool open_slot(struct process_slot *slot, pid_t pid)
{
    char path[32];

    close_slot(slot);
    text_format(path, sizeof(path), "/proc/%d", (int)pid);
    slot->pid = pid;
    slot->folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    slot->loginuid = slot->folder < 0 ? -1 : openat(slot->folder, "loginuid", O_RDONLY | O_CLOEXEC);
    slot->session = slot->folder < 0 ? -1 : openat(slot->folder, "sessionid", O_RDONLY | O_CLOEXEC);
    return slot->loginuid >= 0 && slot->session >= 0;
}

/* Whoever sets a loginuid gets a new session with it, whoever clears it loses the session too (audit_set_loginuid in
 * Linux' kernel/audit.c): the one tells of the other. Read between the two, they do not agree. */
static bool is_settled(const struct process_slot *slot)
{
    const uint32_t unset = IDENTITY_UNSET;

    return slot->is_read && (slot->who.session == unset) == (slot->who.loginuid == unset);
}

/* False when the slot's process is gone. */
static bool read_login(struct process_slot *slot)
{
    struct identity *who = &slot->who;
    uint32_t session;

    if (!read_number(slot->session, &session))
        return false;
    if (session == who->session && is_settled(slot))
        return true;
    who->session = session;
    return read_number(slot->loginuid, &who->loginuid);
}

static bool read_slot(struct process_slot *slot)
{
    struct identity *who = &slot->who;
    char exe[sizeof(who->exe)];
    struct stat status;
    ssize_t length;

    if (!read_login(slot))
        return false;
    who->uid = fstat(slot->folder, &status) == 0 ? status.st_uid : UINT32_MAX;
    length = readlinkat(slot->folder, "exe", exe, sizeof(exe) - 1);
    exe[length > 0 ? length : 0] = '\0';
    /* A process that is just ending has no exe any more: what it was before still holds. */
    if (who->comm[0] == '\0' || (exe[0] && strcmp(exe, who->exe) != 0)) {
        memcpy(who->exe, exe, sizeof(exe));
        read_comm(slot, who);
    }
    slot->is_read = true;
    return true;
}

/* EPERM too says that it lives. */
static bool still_lives(int pidfd)
{
    return pidfd < 0 || pidfd_send_signal(pidfd, 0, NULL, 0) == 0 || errno != ESRCH;
}

bool process_identify(struct processes *processes, pid_t pid, int pidfd, struct identity *who)
{
    struct process_slot *slot = &processes->slots[(unsigned)pid % PROCESS_SLOTS];

    if (pid <= 0 || (pidfd < 0 && pidfd != PROCESS_HELD && pidfd != PROCESS_UNKNOWN))
        return false;
    if (slot->pid != pid || !read_slot(slot)) {
        if (!open_slot(slot, pid) || !read_slot(slot)) {
            close_slot(slot);
            return false;
        }
    }
    *who = slot->who;
    return still_lives(pidfd);
}

bool process_is_known(const struct processes *processes, pid_t pid)
{
    return processes->slots[(unsigned)pid % PROCESS_SLOTS].pid == pid;
}

bool process_sealed(struct processes *processes, pid_t pid, uint64_t seal, struct identity *who)
{
    struct process_slot *slot = &processes->slots[(unsigned)pid % PROCESS_SLOTS];

    if (pid > 0 && seal != 0 && slot->pid == pid && slot->seal == seal && read_login(slot)) {
        *who = slot->who;
        return true;
    }
    if (!process_identify(processes, pid, PROCESS_HELD, who))
        return false;
    slot->seal = seal;
    return true;
}

void process_close(struct processes *processes)
{
    for (int i = 0; i < PROCESS_SLOTS; i++)
        close_slot(&processes->slots[i]);
}
