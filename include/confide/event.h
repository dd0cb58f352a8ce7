/* One thing that happened to a record, a login, a device or the agent itself: the language all of Confide's programs
 * speak. Fixed size, no pointers: it is copied from process to process as it is (wire.h). As JSON:
 * agent/base/json_event.h. */
#ifndef CONFIDE_EVENT_H
#define CONFIDE_EVENT_H

#include <stdint.h>

enum event_kind { EVENT_ACCESS = 1, EVENT_LOGIN, EVENT_DEVICE, EVENT_INTEGRITY };

enum event_action {
    ACTION_READ = 1, /* access */
    ACTION_CREATE,
    ACTION_UPDATE,
    ACTION_DELETE,
    ACTION_RENAME,
    ACTION_EXPORT,
    ACTION_PRINT,
    ACTION_SEARCH,
    ACTION_OVERRIDE,
    ACTION_OPEN, /* login */
    ACTION_CLOSE,
    ACTION_FAIL,
    ACTION_REFUSE,
    ACTION_LOCK,
    ACTION_UNLOCK,
    ACTION_ATTACH, /* device */
    ACTION_DETACH,
    ACTION_MISSING,
    ACTION_FULL,
    ACTION_GAP, /* integrity */
    ACTION_SILENT,
    ACTION_STOPPED,
    ACTION_TAMPERED,
    ACTION_CLOCK,
    ACTION_SELFTEST, /* planted by confidectl selftest: judged by no rule, reported as a test */
    ACTION_READONLY, /* device: it takes no more writes */
    ACTION_FAILING,  /* device: reading or writing it goes wrong */
    ACTION_VANISHED, /* integrity: a record is gone and nobody was seen doing it */
    ACTION_ALTERED   /* integrity: a record is another and nobody was seen doing it */
};

/* What makes a change of a record more, or less, than it looks: bits of event.signs. */
enum event_sign {
    SIGN_TEMPORARY = 1,  /* the same person made the file shortly before: no record goes with it */
    SIGN_HEADER = 2,     /* its first bytes are no longer those of the kind its name says */
    SIGN_EMPTIED = 4,    /* nothing is left in it */
    SIGN_NOISE = 8,      /* written over, and its first bytes are of no known kind; nobody knows what it was */
    SIGN_EXTENSION = 16, /* renamed to an extension that no known kind of file has */
    SIGN_COPY = 32,      /* gone, after a copy of no known kind was made beside it */
    SIGN_CANARY = 64,    /* one of the agent's own files, which nobody has any business with */
    SIGN_WIDENED = 128,  /* more people than before may open it now */
    SIGN_LOOKED = 256    /* what it holds now was looked at: without a sign above it is as it should be */
};

/* Those that say that a record is no longer what it was. */
enum { SIGN_DAMAGE = SIGN_HEADER | SIGN_EMPTIED | SIGN_NOISE | SIGN_EXTENSION | SIGN_COPY };

enum event_source { SOURCE_FILE = 1, SOURCE_EHR, SOURCE_PACS, SOURCE_PAM, SOURCE_AGENT };

enum event_outcome { OUTCOME_UNKNOWN = 0, OUTCOME_OK, OUTCOME_DENIED, OUTCOME_FAILED };

/* How the source came to know who did it. Only NAMED_NOBODY says that the process truly belonged to nobody. */
enum event_named {
    NAMED_BY_SOURCE = 0, /* the source's own record says so (PAM, an EHR) */
    NAMED_WAITING,       /* read from /proc while the kernel held the open: certain */
    NAMED_AFTER,         /* read from /proc after the fact, the process still lived */
    NAMED_MEMORY,        /* the process was gone; named by what it was seen doing shortly before */
    NAMED_NOBODY,        /* the process has no loginuid: a daemon, or somebody who avoided login */
    NAMED_GONE           /* the process was gone before anyone could look */
};

enum {
    EVENT_ID_SIZE = 16,
    EVENT_LOGIN_SIZE = 64,
    EVENT_PATIENT_SIZE = 64,
    EVENT_PATH_SIZE = 1024,
    EVENT_REASON_SIZE = 256
};

struct event {
    uint8_t id[EVENT_ID_SIZE]; /* unique for ever; its source gives it, so that a second delivery is recognised */
    int64_t time_ms;           /* when the source says it happened: milliseconds since 1970-01-01T00:00:00Z */
    uint64_t bytes;
    uint64_t dev, ino; /* of the file, 0 where there is none: what a path is called may change, this does not */
    uint32_t count;    /* equal events merged by the source, at least 1 */
    uint32_t uid;      /* the process's user, UINT32_MAX where unknown */
    int32_t pid;       /* 0 where unknown */
    uint8_t kind;      /* enum event_kind */
    uint8_t action;    /* enum event_action */
    uint8_t source;    /* enum event_source */
    uint8_t outcome;   /* enum event_outcome */
    uint8_t named;     /* enum event_named */
    uint8_t zero;
    uint16_t signs;                   /* enum event_sign, or-ed */
    char login[EVENT_LOGIN_SIZE];     /* the person's login, "" when nobody could be named */
    char patient[EVENT_PATIENT_SIZE]; /* as the source names the record's subject, "" when there is none */
    char session[32];
    char host[64];
    char program[256];
    char service[32];             /* login: the PAM service */
    char object[EVENT_PATH_SIZE]; /* path, or the resource's name */
    char to[EVENT_PATH_SIZE];     /* a rename's or export's new place */
    char purpose[64];
    char reason[EVENT_REASON_SIZE];
    char query[128];
    char evidence[128]; /* the source's own id or line */
};

#endif
