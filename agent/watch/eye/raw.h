/* What the answering thread hands to the main thread: one thing seen, before anyone has given it words. */
#ifndef CONFIDE_WATCH_RAW_H
#define CONFIDE_WATCH_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* loginuid and session of a process that came from no login (linux/audit.h: AUDIT_UID_UNSET). */
enum { IDENTITY_UNSET = UINT32_MAX };

/* Who a process belongs to. */
struct identity {
    uint32_t loginuid, session, uid;
    char comm[16]; /* TASK_COMM_LEN */
    char exe[256]; /* "" when it could not be read */
};

/* What the kernel says of an event's process in place of a pidfd >= 0 (fanotify(7), FAN_REPORT_PIDFD); its own -1 and
 * -2 say that the process is gone. */
enum { PROCESS_HELD = -10 /* it waits for our answer */, PROCESS_UNKNOWN = -11 /* this kernel does not say */ };

/* A folder as the kernel names it: fsid (8 bytes), handle type (4), handle (at most MAX_HANDLE_SZ = 128). */
enum { PLACE_KEY_SIZE = 8 + 4 + 128, PLACE_NAME_SIZE = 256 };

struct place_key {
    uint16_t size; /* 0 = none */
    uint8_t bytes[PLACE_KEY_SIZE];
};

/* A name in a folder, and what the name stands for. */
struct place {
    struct place_key folder;
    char name[PLACE_NAME_SIZE];
};

enum raw_kind {
    RAW_OPEN = 1, /* a file was opened; `path` is its place */
    RAW_OWN,      /* this program opened a folder: the canary */
    RAW_CHANGE,   /* `changes` say what happened at `at` */
    RAW_AROUND,   /* as RAW_CHANGE, but anywhere on a file system beside or around the records */
    RAW_EXEC,     /* a program was started, `at[0].name` is its name: never handed over, only remembered */
    RAW_OVERFLOW, /* the kernel's queue was full: events are missing, nobody knows how many */
    RAW_FAULT,    /* an event could not be read, `code` is errno: its opener may have been refused */
    RAW_LOST      /* the ring was full: `code` events are missing since `since_ms` */
};

/* What happened at a place; several at once where the kernel merged them. */
enum raw_change {
    RAW_CREATED = 1,
    RAW_OPENED = 2,
    RAW_WRITTEN = 4,
    RAW_RENAMED = 8,
    RAW_DELETED = 16,
    RAW_CLOSED = 32, /* closed by one who could write */
    RAW_ATTRIB = 64  /* its mode, owner, times or links */
};

struct raw {
    int64_t time_ms;         /* wall clock */
    int64_t since_ms;        /* RAW_LOST */
    uint64_t dev, ino, size; /* size: RAW_OPEN, of the file */
    uint32_t code;
    uint32_t changes; /* enum raw_change, or-ed */
    int32_t pid;
    uint8_t kind;      /* enum raw_kind */
    uint8_t named;     /* enum event_named */
    uint8_t is_folder; /* what was opened or changed is a folder */
    uint8_t has_path;  /* `path` counts, else `at` */
    struct identity who;
    struct place_key
        target; /* what was opened, without fsid; RAW_CHANGE: what it happened to, where the kernel says so */
    union {
        char path[1024];
        struct place at[2]; /* the second only for a rename: where to */
    };
};

#endif
