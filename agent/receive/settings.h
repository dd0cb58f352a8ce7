/* confide-receive's configuration: one table of keys, their defaults and checks. */
#ifndef CONFIDE_RECEIVE_SETTINGS_H
#define CONFIDE_RECEIVE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SETTINGS_FILE "/etc/confide/receive.conf"

enum { SETTINGS_PATH = 256, SETTINGS_ERROR = 512 };
enum settings_enrol { ENROL_OFF = 0, ENROL_FIRST };

struct settings {
    /* [receive] */
    char listen[96]; /* ADDRESS:PORT, [ADDRESS]:PORT */
    char certificate[SETTINGS_PATH], key[SETTINGS_PATH];
    char client_ca[SETTINGS_PATH];   /* "" = no client certificate is asked for */
    char secret_file[SETTINGS_PATH]; /* "" = v1 signatures are not looked at */
    char machines[SETTINGS_PATH];    /* "" = there is none, and enrol must be first */
    char database[SETTINGS_PATH];
    char run[SETTINGS_PATH]; /* the folder of the control socket */
    unsigned enrol;          /* enum settings_enrol */
    int64_t silence_ms;
    int64_t tolerance_s;
    unsigned max_mib;     /* of the database */
    unsigned machine_mib; /* what one machine may make it grow by in a day */
    /* [mail] */
    char mail_server[SETTINGS_PATH]; /* smtp:// or smtps://, "" = no mail */
    char mail_from[128], mail_to[128];
    char mail_ca_file[SETTINGS_PATH];
    char mail_login_file[SETTINGS_PATH]; /* "user:password"; "" = without */
};

/* Reads FILE over the defaults: a regular file, root's or ours, not writable by group or others. False with one line in
 * `error` that names file, line and remedy. */
bool settings_load(struct settings *settings, const char *file, char *error, size_t size);

/* Parts "ADDRESS:PORT" or "[ADDRESS]:PORT". False when it is neither. */
bool settings_address(const char *listen, char *address, size_t size, uint16_t *port);

#endif
