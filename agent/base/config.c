/* The table of confide.conf(5)'s keys: defaults, checks, places. Owns what a line means. Must not own: files
 * (config_read.c). Linked into the PAM module as well: no logging, no variables. */
#include "config.h"

#include <string.h>

#include "config_line.h"
#include "text.h"

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

enum value_type {
    VALUE_TEXT,
    VALUE_WORDS,
    VALUE_PATH,
    VALUE_PATHS,
    VALUE_PROGRAMS, /* paths, and kernel threads as [name] */
    VALUE_TEMPLATES,
    VALUE_URL,
    VALUE_NUMBER,
    VALUE_CHOICE
};

struct key {
    const char *section, *name;
    enum value_type type;
    size_t offset, size;  /* where in struct config, and how many bytes (of one entry, for lists) */
    size_t count_offset;  /* lists: where their number stands */
    int64_t least, most;  /* numbers; lists: `most` entries; paths: 1 = may be empty */
    const char *standard; /* the default; for choices all words, the default first */
};

#define FIELD(name)   offsetof(struct config, name), sizeof((struct config *)0)->name
#define LIST(name, n) offsetof(struct config, name), sizeof((struct config *)0)->name[0], offsetof(struct config, n)

/* The services at which a person logs in. Left out on purpose: greeters' own sessions (gdm-launch-environment), cron,
 * systemd-user, atd. */
#define LOGIN_SERVICES                                                                                                 \
    "login remote sshd gdm-password gdm-fingerprint gdm-smartcard gdm-autologin lightdm lightdm-autologin sddm "       \
    "sddm-autologin xrdp-sesman su su-l sudo sudo-i polkit-1 vlock i3lock swaylock hyprlock gtklock xscreensaver kde " \
    "kscreensaver xfce4-screensaver mate-screensaver cinnamon-screensaver"

/* Those of them that ask for the account phase after the password, and can show a line and put a question there. */
#define DIALOGUE_SERVICES "login remote sshd gdm-password lightdm sddm xrdp-sesman"

/* Whoever may declare work on many records. Whole roles: a care manager is none of them, nor a record clerk. */
#define OFFICE_ROLES                                                                                                   \
    "manager, practice manager, deputy practice manager, assistant practice manager, business manager, "               \
    "operations manager, office manager, data manager, data quality*, data analyst, data officer, "                    \
    "data protection*, information manager, information governance*, caldicott guardian, records manager, "            \
    "health records manager, medical records manager, admin, administrator, practice administrator, "                  \
    "administration manager, auditor, clinical auditor, internal auditor, audit manager, audit lead, "                 \
    "clinical audit*, secretary, medical secretary, practice secretary, clinic secretary, it, it *, "                  \
    "system administrator, systems administrator"

/* confide.conf.5 describes each. */
static const struct key keys[] = {
    {"clinic", "name", VALUE_TEXT, FIELD(clinic_name), 0, 0, 0, ""},
    {"clinic", "contact", VALUE_TEXT, FIELD(contact), 0, 0, 0, "your manager"},
    {"clinic", "words", VALUE_WORDS, FIELD(words), 0, 0, 0, ""},
    {"login", "mode", VALUE_CHOICE, FIELD(mode), 0, 0, 0, "enforce audit"},
    {"login", "services", VALUE_WORDS, FIELD(services), 0, 0, 0, LOGIN_SERVICES},
    {"login", "emergency_group", VALUE_TEXT, FIELD(emergency_group), 0, 0, 0, ""},
    {"login", "emergency_minutes", VALUE_NUMBER, FIELD(emergency_minutes), 0, 0, 1440, "60"},
    {"login", "dialogue_services", VALUE_WORDS, FIELD(dialogue_services), 0, 0, 0, DIALOGUE_SERVICES},
    {"login", "seats", VALUE_CHOICE, FIELD(seats), 0, 0, 0, "lock report off"},
    {"login", "delay_most", VALUE_NUMBER, FIELD(delay_most_s), 0, 1, 3600, "3600"},
    {"password", "profile", VALUE_CHOICE, FIELD(profile), 0, 0, 0, "ncsc nist-single nist-mfa asvs-l2"},
    {"password", "filter", VALUE_PATH, FIELD(filter), 0, 0, 0, ""},
    {"watch", "records", VALUE_TEMPLATES, LIST(records, record_count), 1, CONFIG_RECORDS, ""},
    {"watch", "daemons", VALUE_PROGRAMS, LIST(daemons, daemon_count), 1, CONFIG_DAEMONS, ""},
    {"watch", "attribution", VALUE_CHOICE, FIELD(attribution), 0, 0, 0, "barrier best-effort"},
    {"watch", "queue", VALUE_NUMBER, FIELD(watch_queue), 0, 64, 1000000, "32768"},
    {"watch", "removable", VALUE_PATHS, LIST(removable, removable_count), 1, CONFIG_DAEMONS, ""},
    {"watch", "cups_spool", VALUE_PATH, FIELD(cups_spool), 0, 0, 1, "/var/spool/cups"},
    {"watch", "inventory_hours", VALUE_NUMBER, FIELD(inventory_hours), 0, 0, 168, "24"},
    {"judge", "bulk_patients", VALUE_NUMBER, FIELD(bulk_patients), 0, 2, 500, "20"},
    {"judge", "bulk_minutes", VALUE_NUMBER, FIELD(bulk_minutes), 0, 1, 1440, "60"},
    {"judge", "delete_files", VALUE_NUMBER, FIELD(delete_files), 0, 2, 500, "5"},
    {"judge", "delete_seconds", VALUE_NUMBER, FIELD(delete_seconds), 0, 1, 86400, "300"},
    {"judge", "rewrite_files", VALUE_NUMBER, FIELD(rewrite_files), 0, 2, 500, "5"},
    {"judge", "rewrite_seconds", VALUE_NUMBER, FIELD(rewrite_seconds), 0, 1, 86400, "60"},
    {"judge", "damage_files", VALUE_NUMBER, FIELD(damage_files), 0, 1, 500, "3"},
    {"judge", "damage_minutes", VALUE_NUMBER, FIELD(damage_minutes), 0, 1, 1440, "60"},
    {"judge", "explain_days_before", VALUE_NUMBER, FIELD(explain_days_before), 0, 0, 3650, "30"},
    {"judge", "explain_days_after", VALUE_NUMBER, FIELD(explain_days_after), 0, 0, 3650, "90"},
    {"judge", "office_roles", VALUE_TEXT, FIELD(office_roles), 0, 0, 0, OFFICE_ROLES},
    {"judge", "story_hours", VALUE_NUMBER, FIELD(story_hours), 0, 1, 720, "24"},
    {"judge", "update_minutes", VALUE_NUMBER, FIELD(update_minutes), 0, 1, 10080, "60"},
    {"judge", "alert_points", VALUE_NUMBER, FIELD(alert_points), 0, 50, 1000, "76"},
    {"judge", "story_days", VALUE_NUMBER, FIELD(story_days), 0, 1, 400, "60"},
    {"judge", "asking", VALUE_CHOICE, FIELD(asking), 0, 0, 0, "off notice ask"},
    {"judge", "ask_points", VALUE_NUMBER, FIELD(ask_points), 0, 10, 1000, "60"},
    {"judge", "ask_hours", VALUE_NUMBER, FIELD(ask_hours), 0, 1, 720, "72"},
    {"post", "retry_base", VALUE_NUMBER, FIELD(retry_base_s), 0, 1, 3600, "5"},
    {"post", "retry_cap", VALUE_NUMBER, FIELD(retry_cap_s), 0, 1, 3600, "900"},
    {"post", "timeout", VALUE_NUMBER, FIELD(timeout_s), 0, 1, 120, "30"},
    {"post", "heartbeat", VALUE_NUMBER, FIELD(heartbeat_s), 0, 0, 3600, "300"},
    {"post", "reminders", VALUE_CHOICE, FIELD(reminders), 0, 0, 0, "on off"},
    {"store", "max_mib", VALUE_NUMBER, FIELD(max_mib), 0, 1, 1048576, "1024"},
    {"store", "ballast_mib", VALUE_NUMBER, FIELD(ballast_mib), 0, 0, 1024, "16"},
    {"store", "keep_events_days", VALUE_NUMBER, FIELD(keep_events_days), 0, 0, 36500, "400"},
    {"store", "keep_cases_days", VALUE_NUMBER, FIELD(keep_cases_days), 0, 0, 36500, "2190"},
    {"store", "keep_ledger_days", VALUE_NUMBER, FIELD(keep_ledger_days), 0, 0, 36500, "2190"},
    {"paths", "staff", VALUE_PATH, FIELD(staff), 0, 0, 0, "/etc/confide/staff.csv"},
    {"paths", "context", VALUE_PATH, FIELD(context), 0, 0, 0, "/etc/confide/context"},
    {"paths", "register", VALUE_PATH, FIELD(register_file), 0, 0, 0, "/var/lib/confide/register"},
    {"paths", "words", VALUE_PATH, FIELD(words_file), 0, 0, 0, "/var/lib/confide/words"},
    {"paths", "state", VALUE_PATH, FIELD(state), 0, 0, 0, "/var/lib/confide/agent"},
    {"paths", "inventory", VALUE_PATH, FIELD(inventory), 0, 0, 0, "/var/lib/confide/inventory"},
    {"paths", "spool", VALUE_PATH, FIELD(spool), 0, 0, 0, "/var/lib/confide/spool"},
    {"paths", "run", VALUE_PATH, FIELD(run), 0, 0, 0, "/run/confide"},
};

enum { KEY_COUNT = sizeof keys / sizeof keys[0] };
_Static_assert((int)KEY_COUNT <= (int)CONFIG_LINE_KEYS, "each key is remembered as seen");

#define PART(name) offsetof(struct config_endpoint, name), sizeof((struct config_endpoint *)0)->name

/* Of one endpoint: [post] is the first, [post NAME] a further one. */
static const struct key endpoint_keys[] = {
    {"post", "endpoint", VALUE_URL, PART(url), 0, 0, 0, ""},
    {"post", "format", VALUE_CHOICE, PART(format), 0, 0, 0,
     "webhook cloudevents pagerduty alertmanager ocsf thehive teams servicenow mail"},
    {"post", "detail", VALUE_CHOICE, PART(detail), 0, 0, 0, "reference logins full"},
    {"post", "least_severity", VALUE_NUMBER, PART(least_severity), 0, 1, 5, "1"},
    {"post", "when", VALUE_CHOICE, PART(when), 0, 0, 0, "always first-silent"},
    {"post", "secret_file", VALUE_PATH, PART(secret_file), 0, 0, 1, "/etc/confide/webhook-secret"},
    {"post", "ca_file", VALUE_PATH, PART(ca_file), 0, 0, 0, ""},
    {"post", "crl_file", VALUE_PATH, PART(crl_file), 0, 0, 0, ""},
    {"post", "certificate", VALUE_PATH, PART(certificate), 0, 0, 0, ""},
    {"post", "key", VALUE_PATH, PART(key), 0, 0, 0, ""},
    {"post", "pin", VALUE_TEXT, PART(pin), 0, 0, 0, ""},
    {"post", "staple", VALUE_CHOICE, PART(staple), 0, 0, 0, "no required"},
    {"post", "proxy", VALUE_TEXT, PART(proxy), 0, 0, 0, ""},
    {"post", "from", VALUE_TEXT, PART(from), 0, 0, 0, ""},
    {"post", "to", VALUE_TEXT, PART(to), 0, 0, 0, ""},
};

enum { ENDPOINT_KEY_COUNT = sizeof endpoint_keys / sizeof endpoint_keys[0] };
_Static_assert((int)ENDPOINT_KEY_COUNT <= (int)CONFIG_LINE_ENDPOINT_KEYS, "each key is remembered as seen");

static bool complain(struct config_line *loading, const char *what)
{
    if (loading->error[0] == '\0') /* the first complaint is the one whose line inih returns */
        text_copy(loading->error, sizeof loading->error, what);
    return false;
}

static bool set_number(struct config_line *loading, char *base, const struct key *key, const char *value)
{
    char what[sizeof loading->error];
    int64_t number;
    unsigned stored;

    if (!text_number(value, key->least, key->most, &number)) {
        text_format(what, sizeof what, "'%s' must be a whole number from %lld to %lld", key->name,
                    (long long)key->least, (long long)key->most);
        return complain(loading, what);
    }
    stored = (unsigned)number;
    memcpy(base + key->offset, &stored, sizeof stored);
    return true;
}

/* One of the blank-separated words of key->standard: kept as its number in an enum, as itself in a text. */
static bool set_choice(struct config_line *loading, char *base, const struct key *key, const char *value)
{
    char *field = base + key->offset, what[sizeof loading->error];
    const char *word = key->standard;
    unsigned number = 0;

    for (; *word; word += strspn(word, " "), number++) {
        size_t length = strcspn(word, " ");

        if (strlen(value) == length && memcmp(value, word, length) == 0) {
            if (key->size == sizeof number)
                memcpy(field, &number, sizeof number);
            else
                text_copy(field, key->size, value);
            return true;
        }
        word += length;
    }
    text_format(what, sizeof what, "'%s' must be one of: %s", key->name, key->standard);
    return complain(loading, what);
}

/* Adds to what earlier lines of the same file gave: inih's lines end at 200 bytes, so long lists take several. */
static bool add_words(struct config_line *loading, const struct key *key, const char *value, bool again)
{
    char *field = (char *)loading->config + key->offset;
    size_t used = again ? strlen(field) : 0;

    field[used] = '\0';
    if (text_format(field + used, key->size - used, "%s%s", used ? " " : "", value))
        return true;
    return complain(loading, "too many words: shorten the list");
}

static bool add_path(struct config_line *loading, const struct key *key, const char *value, bool again)
{
    unsigned *count = (unsigned *)(void *)((char *)loading->config + key->count_offset);

    if (!again)
        *count = 0;
    if (value[0] != '/' && !(key->type == VALUE_PROGRAMS && value[0] == '['))
        return complain(loading, "give an absolute path, beginning with '/'");
    if (key->type == VALUE_TEMPLATES && !strstr(value, "{patient}"))
        return complain(loading,
                        "a records template must say where the patient's id stands: /srv/records/{patient}/...");
    if (*count == (unsigned)key->most)
        return complain(loading, "too many entries of this key");
    if (!text_copy((char *)loading->config + key->offset + *count * key->size, key->size, value))
        return complain(loading, "the path is too long");
    (*count)++;
    return true;
}

static bool set_value(struct config_line *loading, char *base, const struct key *key, const char *value, bool again)
{
    char *field = base + key->offset;

    switch (key->type) {
    case VALUE_WORDS:
        return add_words(loading, key, value, again);
    case VALUE_PATHS:
    case VALUE_PROGRAMS:
    case VALUE_TEMPLATES:
        return add_path(loading, key, value, again);
    default:
        break;
    }
    if (again)
        return complain(loading, "this key is given twice: remove one");
    switch (key->type) {
    case VALUE_NUMBER:
        return set_number(loading, base, key, value);
    case VALUE_CHOICE:
        return set_choice(loading, base, key, value);
    case VALUE_PATH:
        if (value[0] != '/' &&
            (value[0] != '\0' || (key->standard[0] != '\0' && !key->most))) /* empty is a default that can be given */
            return complain(loading, "give an absolute path, beginning with '/'");
        break;
    case VALUE_URL:
        if (value[0] != '\0' && strncmp(value, "https://", 8) != 0 && strncmp(value, "smtp://", 7) != 0 &&
            strncmp(value, "smtps://", 8) != 0)
            return complain(loading, "the endpoint must begin with https:// (mail: smtp:// or smtps://)");
        break;
    default:
        break;
    }
    return text_copy(field, key->size, value) || complain(loading, "the value is too long");
}

/* One key's default. */
static void set_standard(struct config_line *loading, char *base, const struct key *key)
{
    char first[32];

    if (key->type == VALUE_CHOICE) {
        text_format(first, sizeof first, "%.*s", (int)strcspn(key->standard, " "), key->standard);
        set_choice(loading, base, key, first);
    } else if (key->type == VALUE_NUMBER) {
        set_number(loading, base, key, key->standard);
    } else if (key->type != VALUE_PATHS && key->type != VALUE_PROGRAMS && key->type != VALUE_TEMPLATES) {
        text_copy(base + key->offset, key->size, key->standard);
    }
}

static void endpoint_defaults(struct config_line *loading, struct config_endpoint *endpoint)
{
    for (size_t i = 0; i < ENDPOINT_KEY_COUNT; i++)
        set_standard(loading, (char *)endpoint, &endpoint_keys[i]);
}

/* The endpoint that a section speaks of, made where it is new; NULL with a complaint. */
static struct config_endpoint *endpoint_of(struct config_line *loading, const char *section, size_t *number)
{
    struct config *config = loading->config;
    const char *name = section + strcspn(section, " ");
    size_t at = 0;

    name += strspn(name, " ");
    while (at < config->endpoint_count && strcmp(config->endpoints[at].name, name) != 0)
        at++;
    *number = at;
    if (at < config->endpoint_count)
        return &config->endpoints[at];
    if (at == CONFIG_ENDPOINTS) {
        complain(loading, "too many endpoints: eight at most");
        return NULL;
    }
    if (strlen(name) >= sizeof config->endpoints[at].name || strspn(name, NAME_LETTERS) != strlen(name)) {
        complain(loading, "an endpoint's name is 1 to 16 small letters, digits and '-': [post NAME]");
        return NULL;
    }
    text_copy(config->endpoints[at].name, sizeof config->endpoints[at].name, name);
    endpoint_defaults(loading, &config->endpoints[at]);
    config->endpoint_count++;
    return &config->endpoints[at];
}

static bool is_post(const char *section)
{
    return strncmp(section, "post", 4) == 0 && (section[4] == '\0' || section[4] == ' ');
}

bool config_line_take(struct config_line *loading, const char *section, const char *name, const char *value)
{
    char what[sizeof loading->error];
    char shown[64];

    if (!text_is_utf8(value, strlen(value)))
        return complain(loading, "the value is not UTF-8: save the file as UTF-8");
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0) {
            bool again = loading->seen[i];

            loading->seen[i] = true;
            return set_value(loading, (char *)loading->config, &keys[i], value, again);
        }
    }
    for (size_t i = 0; is_post(section) && i < ENDPOINT_KEY_COUNT; i++) {
        if (strcmp(endpoint_keys[i].name, name) == 0) {
            size_t number;
            struct config_endpoint *endpoint = endpoint_of(loading, section, &number);
            bool again = endpoint && loading->endpoint_seen[number][i];

            if (!endpoint)
                return false;
            loading->endpoint_seen[number][i] = true;
            return set_value(loading, (char *)endpoint, &endpoint_keys[i], value, again);
        }
    }
    text_escape(shown, sizeof shown, name);
    if (*section)
        text_format(what, sizeof what, "there is no key '%s' in [%.32s]: see confide.conf(5)", shown, section);
    else
        text_format(what, sizeof what, "'%s' stands in no [section]: see confide.conf(5)", shown);
    return complain(loading, what);
}

void config_defaults(struct config *config)
{
    struct config_line loading = {.config = config};

    memset(config, 0, sizeof *config);
    for (size_t i = 0; i < KEY_COUNT; i++)
        set_standard(&loading, (char *)config, &keys[i]);
    endpoint_defaults(&loading, &config->endpoints[0]);
    config->endpoint_count = 1;
}
