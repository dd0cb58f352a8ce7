/* The process connector. Owns the netlink socket and the layout of its messages; must not conclude anything from them
 * (lineage.c) or name anybody. In: the kernel's news. Out: a lineage that is up to date. */
#include "agent/watch/eye/kin.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>

#include "agent/base/text.h"
#include "agent/watch/eye/process.h"

enum {
    AT_ONCE = 32,
    ROUNDS = 128,          /* 4,096 messages: some 1 ms */
    LOOKS = 4,             /* some 20 us each */
    QUEUE_BYTES = 8 << 20, /* some 8,000 messages; the kernel takes memory only for those that wait */
    REPLY_MS = 200
};

/* Where the news begin in a message, and what is in them: the kernel packs them without padding. */
enum {
    NEWS_AT = NLMSG_HDRLEN + sizeof(struct cn_msg),
    WHAT_AT = NEWS_AT + offsetof(struct proc_event, what),
    DATA_AT = NEWS_AT + offsetof(struct proc_event, event_data)
};

struct message {
    _Alignas(8) char bytes[256];
};

struct kin {
    int fd, error;
    bool is_overrun;
    unsigned looks;
    struct message messages[AT_ONCE];
    struct sockaddr_nl senders[AT_ONCE];
    struct iovec rooms[AT_ONCE];
    struct mmsghdr headers[AT_ONCE];
    struct lineage lineage;
};

int64_t kin_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Threads come and go more often than processes, and names and groups change nothing: the kernel need not keep them for
 * us. It reads the words as big-endian ones. */
static bool leave_out_threads(int fd)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, WHAT_AT),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __builtin_bswap32(PROC_EVENT_FORK), 4, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __builtin_bswap32(PROC_EVENT_EXIT), 7, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __builtin_bswap32(PROC_EVENT_EXEC), 10, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __builtin_bswap32(PROC_EVENT_UID), 9, 0),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA_AT + 12), /* fork: is the child's tgid its pid? */
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA_AT + 8),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 4, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA_AT + 4), /* exit: is the tgid the pid? */
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, DATA_AT),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};

    return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0;
}

static bool ask(int fd)
{
    struct message message = {0};
    struct nlmsghdr *head = (struct nlmsghdr *)message.bytes;
    struct cn_msg *body = NLMSG_DATA(head);
    enum proc_cn_mcast_op listen = PROC_CN_MCAST_LISTEN;

    head->nlmsg_len = NLMSG_LENGTH(sizeof(*body) + sizeof(listen));
    head->nlmsg_type = NLMSG_DONE;
    body->id = (struct cb_id){.idx = CN_IDX_PROC, .val = CN_VAL_PROC};
    body->len = sizeof(listen);
    memcpy(body->data, &listen, sizeof(listen));
    return send(fd, message.bytes, head->nlmsg_len, 0) == (ssize_t)head->nlmsg_len;
}

/* False when the message is not the kernel's, or too short for what it says it is. */
static bool read_news(struct proc_event *news, const struct message *message, size_t size,
                      const struct sockaddr_nl *sender)
{
    size_t most = size < NEWS_AT + sizeof(*news) ? size - NEWS_AT : sizeof(*news);

    if (sender->nl_pid != 0 || size < DATA_AT + sizeof(news->event_data.exec))
        return false;
    memset(news, 0, sizeof(*news));
    memcpy(news, message->bytes + NEWS_AT, most);
    return true;
}

/* The answer stands among the news. None comes in a process namespace of one's own. */
static int await_reply(int fd)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    struct message message;
    struct sockaddr_nl sender;
    struct proc_event news;
    int64_t until_ns = kin_now_ns() + REPLY_MS * 1000000LL;

    while (kin_now_ns() < until_ns && poll(&polled, 1, REPLY_MS) > 0) {
        socklen_t size = sizeof(sender);
        ssize_t length =
            recvfrom(fd, message.bytes, sizeof(message.bytes), MSG_DONTWAIT, (struct sockaddr *)&sender, &size);

        if (length > 0 && read_news(&news, &message, (size_t)length, &sender) && news.what == PROC_EVENT_NONE)
            return (int)news.event_data.ack.err;
    }
    return EOPNOTSUPP;
}

/* 0, or why there is no news. */
static int subscribe(struct kin *kin, int given)
{
    const struct sockaddr_nl group = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
    const int bytes = QUEUE_BYTES;
    int error;

    kin->fd = given >= 0 ? given : socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR);
    if (kin->fd < 0 || (given < 0 && bind(kin->fd, (const struct sockaddr *)&group, sizeof(group)) < 0))
        return errno;
    setsockopt(kin->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
    if (!ask(kin->fd))
        return errno;
    error = await_reply(kin->fd);
    return error == 0 && !leave_out_threads(kin->fd) ? errno : error;
}

/* Whom the processes belong to that run already: the shells of those who are at work. */
static void read_all(struct kin *kin)
{
    struct processes processes = {0};
    DIR *proc = opendir("/proc");
    struct dirent *entry;
    struct identity who;
    int64_t pid;

    while (proc && (entry = readdir(proc)))
        if (text_number(entry->d_name, 1, INT32_MAX, &pid) &&
            process_identify(&processes, (pid_t)pid, PROCESS_UNKNOWN, &who))
            lineage_learn(&kin->lineage, (int32_t)pid, &who, kin_now_ns());
    if (proc)
        closedir(proc);
    process_close(&processes);
}

struct kin *kin_open(int given)
{
    struct kin *kin = calloc(1, sizeof(*kin));

    if (!kin)
        return NULL;
    for (int i = 0; i < AT_ONCE; i++) {
        kin->rooms[i] = (struct iovec){.iov_base = kin->messages[i].bytes, .iov_len = sizeof(kin->messages[i].bytes)};
        kin->headers[i].msg_hdr = (struct msghdr){.msg_name = &kin->senders[i],
                                                  .msg_namelen = sizeof(kin->senders[i]),
                                                  .msg_iov = &kin->rooms[i],
                                                  .msg_iovlen = 1};
    }
    kin->error = subscribe(kin, given);
    if (kin->error == 0) {
        read_all(kin);
    } else if (kin->fd >= 0) {
        close(kin->fd);
        kin->fd = -1;
    }
    return kin;
}

bool kin_works(const struct kin *kin, int *error)
{
    *error = kin->error;
    return kin->fd >= 0;
}

static void look_at(struct kin *kin, int32_t pid, struct processes *processes)
{
    struct identity who;

    if (kin->looks > 0 && process_identify(processes, pid, PROCESS_UNKNOWN, &who))
        lineage_learn(&kin->lineage, pid, &who, kin_now_ns());
    kin->looks -= kin->looks > 0;
}

static void hear(struct kin *kin, const struct proc_event *news, struct processes *processes)
{
    struct lineage *lineage = &kin->lineage;
    int64_t at_ns = (int64_t)news->timestamp_ns;
    int32_t pid;

    switch ((unsigned)news->what) {
    case PROC_EVENT_FORK:
        pid = news->event_data.fork.parent_tgid;
        if (lineage_fork(lineage, pid, news->event_data.fork.child_tgid, at_ns))
            look_at(kin, pid, processes);
        break;
    case PROC_EVENT_UID:
        pid = news->event_data.id.process_tgid;
        if (lineage_user(lineage, pid, news->event_data.id.r.ruid, news->event_data.id.e.euid, at_ns))
            look_at(kin, pid, processes);
        break;
    case PROC_EVENT_EXEC:
        lineage_exec(lineage, news->event_data.exec.process_tgid);
        break;
    case PROC_EVENT_EXIT:
        lineage_exit(lineage, news->event_data.exit.process_tgid, at_ns);
        break;
    }
}

/* When the queue has run over, the kernel keeps nothing more for us until it is empty. */
static bool end_of_news(struct kin *kin)
{
    if (kin->is_overrun)
        lineage_forget(&kin->lineage, kin_now_ns());
    kin->is_overrun = false;
    return true;
}

bool kin_listen(struct kin *kin, struct processes *processes)
{
    struct proc_event news;

    if (kin->fd < 0)
        return true;
    kin->looks = LOOKS;
    for (int round = 0; round < ROUNDS; round++) {
        int count = recvmmsg(kin->fd, kin->headers, AT_ONCE, MSG_DONTWAIT, NULL);

        if (count < 0 && errno == ENOBUFS)
            kin->is_overrun = true;
        else if (count <= 0)
            return end_of_news(kin);
        for (int i = 0; i < count; i++)
            if (!kin->is_overrun && read_news(&news, &kin->messages[i], kin->headers[i].msg_len, &kin->senders[i]))
                hear(kin, &news, processes);
    }
    return false;
}

struct lineage *kin_lineage(struct kin *kin)
{
    return &kin->lineage;
}

void kin_close(struct kin *kin)
{
    if (kin && kin->fd >= 0)
        close(kin->fd);
    free(kin);
}
