/* confide-receive's configuration. Owns inih here, and the table of keys. Must not own: the files it names. In: one
 * file. Out: a plain struct, or one line that says which line is wrong and how to mend it. */
#include "settings.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { FILE_MOST = 64 * 1024 };

enum kind { A_TEXT, A_PATH, A_SERVER, A_MAILBOX, A_NUMBER, A_LONG, A_CHOICE };

struct key {
    const char *section, *name;
    enum kind kind;
    size_t offset, size;
    int64_t least, most, scale; /* numbers */
    const char *standard;       /* the default; of choices all words, the default first; NULL = another key sets it */
};

#define FIELD(name) offsetof(struct settings, name), sizeof((struct settings *)0)->name

static const struct key keys[] = {
    {"receive", "listen", A_TEXT, FIELD(listen), 0, 0, 0, "0.0.0.0:8443"},
    {"receive", "certificate", A_PATH, FIELD(certificate), 0, 0, 0, "/etc/confide/receive.pem"},
    {"receive", "key", A_PATH, FIELD(key), 0, 0, 0, "/etc/confide/receive.key"},
    {"receive", "client_ca", A_PATH, FIELD(client_ca), 0, 0, 0, ""},
    {"receive", "secret_file", A_PATH, FIELD(secret_file), 0, 0, 0, "/etc/confide/receive.secret"},
    {"receive", "machines", A_PATH, FIELD(machines), 0, 0, 0, "/etc/confide/machines"},
    {"receive", "database", A_PATH, FIELD(database), 0, 0, 0, "/var/lib/confide-receive/receive.db"},
    {"receive", "run", A_PATH, FIELD(run), 0, 0, 0, "/run/confide-receive"},
    {"receive", "enrol", A_CHOICE, FIELD(enrol), 0, 0, 0, "off first"},
    {"receive", "silence_minutes", A_LONG, FIELD(silence_ms), 1, 1440, 60 * 1000, "10"},
    {"receive", "silence_seconds", A_LONG, FIELD(silence_ms), 4, 86400, 1000, NULL},
    {"receive", "tolerance", A_LONG, FIELD(tolerance_s), 10, 3600, 1, "300"},
    {"receive", "max_mib", A_NUMBER, FIELD(max_mib), 1, 1048576, 1, "4096"},
    {"receive", "machine_mib", A_NUMBER, FIELD(machine_mib), 1, 1048576, 1, "64"},
    {"mail", "server", A_SERVER, FIELD(mail_server), 0, 0, 0, ""},
    {"mail", "from", A_MAILBOX, FIELD(mail_from), 0, 0, 0, ""},
    {"mail", "to", A_MAILBOX, FIELD(mail_to), 0, 0, 0, ""},
    {"mail", "ca_file", A_PATH, FIELD(mail_ca_file), 0, 0, 0, ""},
    {"mail", "login_file", A_PATH, FIELD(mail_login_file), 0, 0, 0, ""},
};

enum { KEYS = sizeof keys / sizeof keys[0] };

struct loading {
    struct settings *settings;
    bool seen[KEYS];
    char error[SETTINGS_ERROR / 2];
};

static bool complain(struct loading *loading, const char *what)
{
    if (loading->error[0] == '\0') /* the first complaint is the one whose line inih returns */
        text_copy(loading->error, sizeof loading->error, what);
    return false;
}

static bool set_number(struct loading *loading, const struct key *key, void *field, const char *value)
{
    char what[sizeof loading->error];
    int64_t number;
    unsigned small;

    if (!text_number(value, key->least, key->most, &number)) {
        text_format(what, sizeof what, "'%s' must be a whole number from %lld to %lld", key->name,
                    (long long)key->least, (long long)key->most);
        return complain(loading, what);
    }
    number *= key->scale;
    small = (unsigned)number;
    if (key->kind == A_LONG)
        memcpy(field, &number, sizeof number);
    else
        memcpy(field, &small, sizeof small);
    return true;
}

static bool set_choice(struct loading *loading, const struct key *key, void *field, const char *value)
{
    char what[sizeof loading->error];
    const char *word = key->standard;

    for (unsigned number = 0; *word; number++, word += strspn(word, " ")) {
        size_t length = strcspn(word, " ");

        if (strlen(value) == length && memcmp(word, value, length) == 0) {
            memcpy(field, &number, sizeof number);
            return true;
        }
        word += length;
    }
    text_format(what, sizeof what, "'%s' must be one of: %s", key->name, key->standard);
    return complain(loading, what);
}

/* Printable, and one mailbox only: it stands in a mail's header. */
static bool is_mailbox(const char *value)
{
    const char *at = strchr(value, '@');

    for (const char *letter = value; *letter; letter++)
        if (*letter <= ' ' || *letter > '~' || strchr(",;:<>()[]\\\"", *letter))
            return false;
    return at && at != value && at[1] != '\0' && !strchr(at + 1, '@');
}

static bool set_value(struct loading *loading, const struct key *key, const char *value)
{
    void *field = (char *)loading->settings + key->offset;

    switch (key->kind) {
    case A_NUMBER:
    case A_LONG:
        return set_number(loading, key, field, value);
    case A_CHOICE:
        return set_choice(loading, key, field, value);
    case A_PATH:
        if (value[0] != '\0' && value[0] != '/')
            return complain(loading, "give an absolute path, beginning with '/'");
        break;
    case A_SERVER:
        if (value[0] != '\0' && strncmp(value, "smtp://", 7) != 0 && strncmp(value, "smtps://", 8) != 0)
            return complain(loading, "the server must begin with smtp:// or smtps://");
        break;
    case A_MAILBOX:
        if (value[0] != '\0' && !is_mailbox(value))
            return complain(loading, "give one address, such as alerts@practice.example");
        break;
    default:
        break;
    }
    return text_copy(field, key->size, value) || complain(loading, "the value is too long");
}

/* inih's callback: 0 means that this line is bad. */
static int take_line(void *data, const char *section, const char *name, const char *value)
{
    struct loading *loading = data;
    char what[sizeof loading->error], shown[64];

    for (size_t i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].section, section) != 0 || strcmp(keys[i].name, name) != 0)
            continue;
        if (loading->seen[i])
            return complain(loading, "this key stands here twice: delete one of them");
        loading->seen[i] = true;
        return set_value(loading, &keys[i], value);
    }
    text_format(what, sizeof what, "unknown key '%s': confide-receive(8) lists them all",
                text_escape(shown, sizeof shown, name));
    return complain(loading, what);
}

static void set_defaults(struct settings *settings)
{
    struct loading loading = {.settings = settings};

    memset(settings, 0, sizeof *settings);
    for (size_t i = 0; i < KEYS; i++) {
        char first[16];

        if (keys[i].kind == A_CHOICE) {
            text_format(first, sizeof first, "%.*s", (int)strcspn(keys[i].standard, " "), keys[i].standard);
            set_value(&loading, &keys[i], first);
        } else if (keys[i].standard) {
            set_value(&loading, &keys[i], keys[i].standard);
        }
    }
}

bool settings_address(const char *listen, char *address, size_t size, uint16_t *port)
{
    const char *colon = strrchr(listen, ':');
    bool in_brackets = listen[0] == '[';
    int64_t number;
    size_t length;

    if (!colon || !text_number(colon + 1, 0, 65535, &number))
        return false;
    length = (size_t)(colon - listen);
    if (in_brackets && (length < 3 || listen[length - 1] != ']'))
        return false;
    if (!in_brackets && memchr(listen, ':', length))
        return false;
    *port = (uint16_t)number;
    return text_format(address, size, "%.*s", (int)(in_brackets ? length - 2 : length), listen + in_brackets) &&
           address[0] != '\0';
}

/* What no single line can say; NULL when all fits together. */
static const char *fault_of(const struct settings *settings)
{
    char address[64];
    uint16_t port;

    if (!settings_address(settings->listen, address, sizeof address, &port))
        return "'listen' must be ADDRESS:PORT or [ADDRESS]:PORT";
    if (settings->certificate[0] == '\0' || settings->key[0] == '\0')
        return "'certificate' and 'key' must be set: nothing is received without TLS";
    if (settings->enrol == ENROL_FIRST && settings->secret_file[0] == '\0')
        return "'enrol = first' needs a 'secret_file': else anybody could become a machine";
    if (settings->enrol == ENROL_OFF && settings->machines[0] == '\0')
        return "'machines' must name the file with the machines' keys";
    if (settings->mail_server[0] != '\0' && (settings->mail_from[0] == '\0' || settings->mail_to[0] == '\0'))
        return "[mail] needs 'from' and 'to'";
    return NULL;
}

/* Looks at the descriptor, not at the name. */
static FILE *open_safely(const char *file, char *error, size_t size)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    FILE *stream = NULL;
    const char *why = NULL;
    struct stat about;

    if (fd < 0 || fstat(fd, &about) != 0)
        why = strerror(errno);
    else if (!S_ISREG(about.st_mode) || about.st_size > FILE_MOST)
        why = "it is not a regular file of at most 64 KiB";
    else if ((about.st_uid != 0 && about.st_uid != geteuid()) || about.st_mode & (S_IWGRP | S_IWOTH))
        why = "others could change it: chown root and chmod 644 it";
    else if (!(stream = fdopen(fd, "r")))
        why = strerror(errno);
    if (why)
        text_format(error, size, "%s: cannot be read: %s", file, why);
    if (!stream && fd >= 0)
        close(fd);
    return stream;
}

bool settings_load(struct settings *settings, const char *file, char *error, size_t size)
{
    struct loading loading = {.settings = settings};
    FILE *stream = open_safely(file, error, size);
    const char *fault;
    int line;

    set_defaults(settings);
    if (!stream)
        return false;
    line = ini_parse_file(stream, take_line, &loading);
    fclose(stream);
    if (line != 0) {
        text_format(error, size, "%s:%d: %s", file, line,
                    loading.error[0] ? loading.error
                                     : "not 'key = value' or '[section]', or longer than 198 characters: mend it");
        return false;
    }
    fault = fault_of(settings);
    if (fault)
        text_format(error, size, "%s: %s", file, fault);
    return !fault;
}
