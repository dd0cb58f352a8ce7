/* What sending reports needs. Must not send anything, nor look up a name. In: the configuration, the secret's file, the
 * certificates' file. Out: findings; never the secret. */
#include "check_post.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "agent/post/sign.h"

#include "lines.h"

enum { LINE_MOST = 1023 };

/* A file that must be there and hold something. */
static bool is_there(const char *file, const char *key, struct findings *findings)
{
    struct stat about;

    if (stat(file, &about) != 0 || access(file, R_OK) != 0)
        findings_add(findings, FINDING_ERROR, file, "cannot be read: %s: make it, or mend [post] %s", strerror(errno),
                     key);
    else if (!S_ISREG(about.st_mode) || about.st_size == 0)
        findings_add(findings, FINDING_ERROR, file, "is %s: mend [post] %s", about.st_size ? "not a file" : "empty",
                     key);
    else
        return true;
    return false;
}

static void check_secret(const char *file, struct findings *findings)
{
    struct lines *lines = NULL;
    struct sign_key key = {.size = 0};
    const char *wrong = "is empty";
    struct stat about;
    struct line line;

    if (!is_there(file, "secret_file", findings))
        return;
    lines = lines_open(file, LINE_MOST);
    if (lines && lines_next(lines, &line)) {
        line.text[strcspn(line.text, "\r")] = '\0';
        wrong = sign_key_read(&key, line.text);
    }
    if (stat(file, &about) == 0 && about.st_mode & (S_IRWXG | S_IRWXO))
        findings_add(findings, FINDING_ERROR, file,
                     "others may read this secret: chmod 400 it, and replace it at both ends");
    else if (wrong)
        findings_add(findings, FINDING_ERROR, file,
                     "is no webhook secret: %s: make one, (umask 077; echo \"whsec_$(openssl rand -base64 32)\" >%s), "
                     "and give the endpoint the same",
                     wrong, file);
    else
        findings_add(findings, FINDING_GOOD, file, "is there ([post] secret_file)");
    explicit_bzero(&key, sizeof key);
    if (lines)
        lines_close(lines);
}

static void check_certificates(const char *file, struct findings *findings)
{
    struct lines *lines;
    unsigned count = 0;
    struct line line;

    if (!is_there(file, "ca_file", findings))
        return;
    lines = lines_open(file, LINE_MOST);
    while (lines && lines_next(lines, &line))
        count += strncmp(line.text, "-----BEGIN CERTIFICATE-----", strlen("-----BEGIN CERTIFICATE-----")) == 0;
    if (lines)
        lines_close(lines);
    if (count > 0)
        findings_add(findings, FINDING_GOOD, file, "is there ([post] ca_file)");
    else
        findings_add(findings, FINDING_ERROR, file,
                     "holds no certificate, so no endpoint is trusted: it must be PEM (-----BEGIN CERTIFICATE-----)");
}

/* What is odd about an address that the configuration has taken for one; NULL when nothing is. */
static const char *oddity_of(const char *endpoint)
{
    const char *host = strstr(endpoint, "://"), *end, *port;
    int64_t number;

    if (!host)
        return "is no address";
    host += strlen("://");
    end = host + strcspn(host, "/?#");
    if (host == end || *host == ':')
        return "names no host";
    for (const char *at = endpoint; *at; at++)
        if (!isgraph((unsigned char)*at))
            return "holds a blank or a control character";
    if (memchr(host, '@', (size_t)(end - host)))
        return "holds a user name or password, which logs would show";
    if (strchr(end, '#'))
        return "has a fragment (#...), which is never sent";
    port = *host == '[' ? strchr(host, ']') : host;
    port = port ? strchr(port, ':') : NULL;
    if (port && port < end) {
        char digits[8];

        text_format(digits, sizeof digits, "%.*s", (int)(end - port - 1), port + 1);
        if (!text_number(digits, 1, 65535, &number))
            return "names no port from 1 to 65535 behind the colon";
    }
    return NULL;
}

void check_post(const struct config *config, const char *config_file, struct findings *findings)
{
    const char *odd = oddity_of(config->endpoints[0].url);

    if (!config->endpoints[0].url[0]) {
        findings_add(findings, FINDING_WARNING, config_file,
                     "no endpoint is named, so nobody is told: set [post] endpoint = https://...");
        return;
    }
    if (odd)
        findings_add(findings, FINDING_ERROR, config_file, "[post] endpoint %s: write https://HOST/PATH", odd);
    check_secret(config->endpoints[0].secret_file, findings);
    if (config->endpoints[0].ca_file[0])
        check_certificates(config->endpoints[0].ca_file, findings);
}
