/* The folders and files around Confide that are not its own text. Looks and changes nothing. In: folders, the display
 * managers' configurations. Out: findings with file:line. */
#include "check_places.h"

#include <ctype.h>
#include <errno.h>
#include <glob.h>
#include <pwd.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

#include "lines.h"

enum { PATH_SIZE = 512, LINE_MOST = 1023 };

static bool is_root_or(const char *user, uid_t owner)
{
    const struct passwd *agent = getpwnam(user);

    return owner == 0 || owner == geteuid() || (agent && owner == agent->pw_uid);
}

/* `user`: whose it may be beside root's. `forbidden`: mode bits that would let others put something in, or look. */
static void check_folder(const char *folder, const char *key, const char *user, mode_t forbidden, const char *remedy,
                         struct findings *findings)
{
    struct stat about;

    if (stat(folder, &about) != 0 && errno == EACCES && geteuid() != 0)
        findings_add(findings, FINDING_ERROR, folder,
                     "you may not look at it ([paths] %s): run this as root (sudo confidectl check)", key);
    else if (stat(folder, &about) != 0)
        findings_add(findings, FINDING_ERROR, folder,
                     "%s ([paths] %s): make it with systemd-tmpfiles --create confide.conf", strerror(errno), key);
    else if (!S_ISDIR(about.st_mode))
        findings_add(findings, FINDING_ERROR, folder, "is not a folder: mend [paths] %s", key);
    else if (!is_root_or(user, about.st_uid))
        findings_add(findings, FINDING_ERROR, folder, "belongs to another user: chown it to root or %s", user);
    else if (about.st_mode & forbidden)
        findings_add(findings, FINDING_ERROR, folder, "%s", remedy);
    else
        findings_add(findings, FINDING_GOOD, folder, "is sound ([paths] %s)", key);
}

/* What confided keeps is one account's alone, not even root's: its unit starts it as that account. */
static void check_state(const char *folder, struct findings *findings)
{
    const struct passwd *agent = getpwnam("confide");
    struct stat about;

    if (lstat(folder, &about) == 0 && S_ISLNK(about.st_mode))
        findings_add(findings, FINDING_ERROR, folder,
                     "is a symbolic link, which confided does not follow: [paths] state must name the folder itself");
    else if (geteuid() == 0 && agent && stat(folder, &about) == 0 && about.st_uid != agent->pw_uid)
        findings_add(findings, FINDING_ERROR, folder,
                     "belongs to another user, so confided will not start ([paths] state): chown -R confide: it");
    else
        check_folder(folder, "state", "confide", S_IRWXG | S_IRWXO,
                     "others may look into it, so confided will not start ([paths] state): chmod 700 it", findings);
}

void check_folders(const struct config *config, struct findings *findings)
{
    struct stat about;

    check_state(config->state, findings);
    check_folder(config->spool, "spool", "confide", S_IRWXO,
                 "others may read or write the facts kept here: chmod 2770 it", findings);
    check_folder(config->run, "run", "confide", S_IWOTH,
                 "others may put their own socket in the agent's place: chmod 2755 it", findings);
    if (config->inventory_hours != 0 && lstat(config->inventory, &about) == 0) /* the eye's unit makes a missing one */
        check_folder(config->inventory, "inventory", "confide-watch", S_IRWXG | S_IRWXO,
                     "others may read which records there are, or change what is known of them: chmod 700 it",
                     findings);
}

/* A key of a display manager, and the values of it that are no login by itself. */
struct autologin {
    const char *files, *key, *harmless;
};

static const struct autologin autologins[] = {
    {"/etc/gdm3/*.conf", "AutomaticLoginEnable", "false 0 no"},
    {"/etc/gdm3/*.conf", "TimedLoginEnable", "false 0 no"},
    {"/etc/gdm/*.conf", "AutomaticLoginEnable", "false 0 no"},
    {"/etc/gdm/*.conf", "TimedLoginEnable", "false 0 no"},
    {"/etc/lightdm/lightdm.conf", "autologin-user", ""},
    {"/etc/lightdm/lightdm.conf.d/*.conf", "autologin-user", ""},
    {"/usr/share/lightdm/lightdm.conf.d/*.conf", "autologin-user", ""},
    {"/etc/lightdm/lightdm.conf", "autologin-guest", "false"},
    {"/etc/lightdm/lightdm.conf.d/*.conf", "autologin-guest", "false"},
    {"/etc/sddm.conf", "User", ""},
    {"/etc/sddm.conf.d/*.conf", "User", ""},
    {"/usr/lib/sddm/sddm.conf.d/*.conf", "User", ""},
};

/* The value of `key` in a line "key = value", or NULL. */
static char *value_of(char *text, const char *key)
{
    char *value, *end;

    text += strspn(text, " \t");
    if (strncasecmp(text, key, strlen(key)) != 0)
        return NULL;
    text += strlen(key);
    text += strspn(text, " \t");
    if (*text != '=')
        return NULL;
    value = text + 1 + strspn(text + 1, " \t");
    end = value + strlen(value);
    while (end > value && isspace((unsigned char)end[-1]))
        *--end = '\0';
    return value;
}

static bool is_harmless(const char *value, const char *harmless)
{
    char lower[64];
    size_t i = 0;

    for (; value[i] && i + 1 < sizeof lower; i++)
        lower[i] = (char)tolower((unsigned char)value[i]);
    lower[i] = '\0';
    return *value == '\0' || text_in_list(harmless, lower);
}

static void check_autologin_file(const char *file, const struct autologin *autologin, struct findings *findings)
{
    struct lines *lines = lines_open(file, LINE_MOST);
    char where[PATH_SIZE + 32];
    struct line line;

    while (lines && lines_next(lines, &line)) {
        const char *value = value_of(line.text, autologin->key);

        if (!value || is_harmless(value, autologin->harmless))
            continue;
        text_format(where, sizeof where, "%s:%llu", file, (unsigned long long)line.number);
        findings_add(findings, FINDING_ERROR, where,
                     "%s=%.64s logs in whoever switches the computer on: take the line out", autologin->key, value);
    }
    if (lines)
        lines_close(lines);
}

void check_autologin(const char *root, struct findings *findings)
{
    char pattern[PATH_SIZE];
    glob_t files;

    for (size_t i = 0; i < sizeof autologins / sizeof autologins[0]; i++) {
        text_format(pattern, sizeof pattern, "%s%s", root, autologins[i].files);
        if (glob(pattern, 0, NULL, &files) != 0)
            continue;
        for (size_t n = 0; n < files.gl_pathc; n++)
            check_autologin_file(files.gl_pathv[n], &autologins[i], findings);
        globfree(&files);
    }
}

void check_polkit(const char *root, const struct config *config, struct findings *findings)
{
    static const char *const places[] = {"/usr/share/polkit-1/rules.d/confide.rules",
                                         "/etc/polkit-1/rules.d/*confide*.rules"};
    char pattern[PATH_SIZE];
    bool found = false;
    glob_t files;

    if (config->seats != SEATS_LOCK)
        return;
    for (size_t i = 0; i < sizeof places / sizeof places[0] && !found; i++) {
        text_format(pattern, sizeof pattern, "%s%s", root, places[i]);
        if (glob(pattern, 0, NULL, &files) == 0) {
            found = files.gl_pathc > 0;
            globfree(&files);
        }
    }
    text_format(pattern, sizeof pattern, "%s%s", root, places[0]);
    if (found)
        findings_add(findings, FINDING_GOOD, pattern, "lets the agent lock a person's older session");
    else
        findings_add(findings, FINDING_WARNING, pattern,
                     "is missing, so no older session is locked: install it, or set [login] seats = report");
}
