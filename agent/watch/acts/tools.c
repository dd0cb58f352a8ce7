/* Known programs. Owns their names. Must not own: what was read (acts.c). In: events, paths. Out: what the program does
 * with what it opens.
 *
 * No browsers and no messengers: they open a file to show it as well. */
#include "agent/watch/acts/tools.h"

#include <string.h>

#include "agent/watch/acts/filename.h"

static const char *const senders[] = {
    "curl",      "wget",           "wget2",    "scp",       "sftp",        "sftp-server",
    "rclone",    "lftp",           "ncftpput", "ftp",       "tnftp",       "smbclient",
    "mutt",      "neomutt",        "s-nail",   "mailx",     "bsd-mailx",   "mail.mailutils",
    "mpack",     "swaks",          "msmtp",    "sendmail",  "thunderbird", "thunderbird-bin",
    "evolution", "claws-mail",     "geary",    "kmail",     "s3cmd",       "gsutil",
    "croc",      "magic-wormhole", "cadaver",  "filezilla", "obexftp",     "bluetooth-sendto"};
static const char *const printers[] = {"lp", "lpr", "lp.cups", "lpr.cups"};

static const char *find_word(const char *const *names, size_t count, const char *name, size_t length)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
            return names[i];
    return NULL;
}

static const char *find(const char *const *names, size_t count, const char *name)
{
    return find_word(names, count, name, strlen(name));
}

const char *tools_sends(const struct event *event)
{
    const size_t count = sizeof(senders) / sizeof(senders[0]);
    const char *comm = strstr(event->evidence, "comm=");
    const char *found = find(senders, count, filename_base(event->program));

    if (found || !comm)
        return found;
    comm += strlen("comm="); /* the seat may stand behind it */
    return find_word(senders, count, comm, strcspn(comm, " "));
}

bool tools_prints(const char *program)
{
    return find(printers, sizeof(printers) / sizeof(printers[0]), filename_base(program)) != NULL;
}

bool tools_keeps(const char *program, const char *path)
{
    const char *name = filename_base(program), *base = filename_base(path);

    if (strcmp(name, "soffice.bin") == 0) /* its copies against a crash, and the one it works on */
        return strstr(path, "/libreoffice/") || (strncmp(base, "lu", 2) == 0 && filename_is_temporary(base));
    return strncmp(name, "vim", 3) == 0 && filename_is_temporary(base); /* its swap files, where `directory` says */
}
