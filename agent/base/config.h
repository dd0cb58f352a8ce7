/* confide.conf(5): the one table of keys, its defaults and its checks. Owns inih. Also linked into the PAM module: no
 * state, no logging, nothing but the file named. */
#ifndef CONFIDE_BASE_CONFIG_H
#define CONFIDE_BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONFIG_FILE "/etc/confide/confide.conf"

enum {
    CONFIG_PATH = 256,
    CONFIG_RECORDS = 16,
    CONFIG_DAEMONS = 32,
    CONFIG_ENDPOINTS = 8,
    CONFIG_NAME = 17,
    CONFIG_ERROR_SIZE = 512
};

enum login_mode { LOGIN_ENFORCE = 0, LOGIN_AUDIT };
enum login_seats { SEATS_LOCK = 0, SEATS_REPORT, SEATS_OFF };
enum watch_attribution { WATCH_BARRIER = 0, WATCH_BEST_EFFORT };
enum judge_asking { ASKING_OFF = 0, ASKING_NOTICE, ASKING_ASK };
enum post_format {
    POST_WEBHOOK = 0, /* Standard Webhooks 1.0 */
    POST_CLOUDEVENTS, /* CloudEvents 1.0.2, structured */
    POST_PAGERDUTY,   /* Events API v2 */
    POST_ALERTMANAGER,
    POST_OCSF, /* Detection Finding, class 2004 */
    POST_THEHIVE,
    POST_TEAMS,
    POST_SERVICENOW,
    POST_MAIL
};
enum post_detail { POST_REFERENCE = 0, POST_LOGINS, POST_FULL };
enum post_reminders { REMINDERS_ON = 0, REMINDERS_OFF };
enum post_when { POST_ALWAYS = 0, POST_FIRST_SILENT };

/* Whom reports are sent to, and how. */
struct config_endpoint {
    char name[CONFIG_NAME]; /* "" = [post], the first; else of [post NAME] */
    char url[CONFIG_PATH];  /* https, or smtp(s) for mail; "" = none */
    enum post_format format;
    enum post_detail detail;       /* how much it may be told; full only over mutual TLS */
    unsigned least_severity;       /* it is told of cases of this severity and more */
    enum post_when when;           /* or only when the first has accepted nothing for an hour */
    char secret_file[CONFIG_PATH]; /* whsec_... or whsk_..., a routing key, a token, user:password; "" = none */
    char ca_file[CONFIG_PATH];     /* "" = the system's */
    char crl_file[CONFIG_PATH];
    char certificate[CONFIG_PATH], key[CONFIG_PATH]; /* our own, for mutual TLS */
    char pin[CONFIG_PATH];                           /* sha256//BASE64 of its public key, more of them divided by ';' */
    unsigned staple; /* 1: it must prove by OCSP stapling that its certificate still holds */
    char proxy[CONFIG_PATH];
    char from[128], to[256]; /* mail: addresses, in `to` divided by commas */
};

struct config {
    /* [clinic] */
    char clinic_name[128];
    char contact[64]; /* who helps with logins: completes "Use your own, or ask ..." */
    char words[1024]; /* the clinic's own words, blank-separated: weak in a password */
    /* [login] */
    enum login_mode mode;
    char services[512];          /* PAM services that are logins, blank-separated, `*` at an end */
    char emergency_group[64];    /* members are never refused; "" = none */
    unsigned emergency_minutes;  /* a refused person may get in for so long by EMERGENCY and a reason; 0 = nobody may */
    char dialogue_services[256]; /* PAM services that can show a line and put a question; as `services` */
    enum login_seats seats;      /* what becomes of a person's older sessions when a newer one begins */
    unsigned delay_most_s;       /* after wrong passwords: the longest wait */
    /* [password] */
    char profile[32];
    char filter[CONFIG_PATH]; /* of leaked passwords, or "" */
    /* [watch] */
    char records[CONFIG_RECORDS][CONFIG_PATH]; /* templates: /srv/records/{patient}/... */
    unsigned record_count;
    char daemons[CONFIG_DAEMONS][CONFIG_PATH]; /* programs that may touch records without a loginuid */
    unsigned daemon_count;
    enum watch_attribution attribution;
    unsigned watch_queue;                        /* events held in memory while the judge is away */
    char removable[CONFIG_DAEMONS][CONFIG_PATH]; /* mount points that count as removable media, beside those that are */
    unsigned removable_count;
    char cups_spool[CONFIG_PATH]; /* where cupsd keeps its jobs; "" = printing is not watched */
    unsigned inventory_hours;     /* between two inventories of the records; 0 = there are none */
    /* [judge] */
    unsigned bulk_patients, bulk_minutes;
    unsigned delete_files, delete_seconds;
    unsigned rewrite_files, rewrite_seconds; /* changes of which nobody knows what they left */
    unsigned damage_files, damage_minutes;   /* changes with signs of damage */
    unsigned explain_days_before, explain_days_after;
    char office_roles[1024]; /* whole roles of staff.csv, divided by commas, `*` at an end: they may declare work on
                              * many records */
    unsigned story_hours;    /* a case takes in further events until it has been quiet this long */
    unsigned update_minutes; /* a growing case is reported again at most this often */
    unsigned alert_points;   /* what nothing explains becomes a case at so many points in one story */
    unsigned story_days;     /* as story_hours, for cases of inappropriate access, which are slow */
    enum judge_asking asking;
    unsigned ask_points; /* and becomes a question to the person at so many, where `asking` is not off */
    unsigned ask_hours;  /* how long a question may stay unanswered before it becomes a case */
    /* [post] */
    struct config_endpoint endpoints[CONFIG_ENDPOINTS]; /* where all have the url "", reports are kept, none is sent */
    unsigned endpoint_count;                            /* 1 at least */
    unsigned retry_base_s, retry_cap_s, timeout_s;
    unsigned heartbeat_s; /* between two heartbeats, 0 = none */
    enum post_reminders reminders;
    /* [store] */
    unsigned max_mib, ballast_mib;
    unsigned keep_events_days, keep_cases_days, keep_ledger_days; /* 0 = for ever */
    /* [paths] */
    char staff[CONFIG_PATH];   /* HR's staff.csv */
    char context[CONFIG_PATH]; /* folder of encounters.csv and further tables */
    char register_file[CONFIG_PATH];
    char words_file[CONFIG_PATH]; /* each person's own words, root's alone: made beside the register */
    char state[CONFIG_PATH];      /* the agent's: database, keys, ballast */
    char inventory[CONFIG_PATH];  /* the watcher's: what records there were */
    char spool[CONFIG_PATH];      /* the module's facts while the agent is away */
    char run[CONFIG_PATH];        /* the sockets */
};

/* Fills `config` with the defaults, then reads FILE and, where there is a folder `conf.d` beside it, every *.conf in it
 * in order of name. Each file must be a regular file, owned by root or by the effective user, not writable by group or
 * others. True when all is well. False, with one line in `error` that names file, line and remedy: `config` then holds
 * the defaults. */
bool config_load(struct config *config, const char *file, char *error, size_t size);

/* The defaults alone. */
void config_defaults(struct config *config);

#endif
