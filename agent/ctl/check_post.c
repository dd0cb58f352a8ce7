/* What sending reports needs. Must not send anything, nor look up a name. In: the configuration, and the files that
 * each [post] section names. Out: findings; never a secret. */
#include "check_post.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/text.h"
#include "agent/post/form.h"

#include "lines.h"
#include "voice.h"

enum { LINE_MOST = 1023, FAULT_SIZE = 256, ENTIRELY_OURS = S_IRWXG | S_IRWXO, OTHERS_WRITE = S_IWGRP | S_IWOTH };

struct checking {
    const struct config_endpoint *to;
    struct findings *findings;
    char section[FORM_SECTION];
};

/* A file that confide-post must be able to read, and that must hold something. */
static bool is_readable(const struct checking *checking, const char *file, const char *key, enum voice_file kind)
{
    char fault[FAULT_SIZE];

    if (voice_reads(file, kind, fault, sizeof fault))
        return true;
    findings_add(checking->findings, FINDING_ERROR, file, "%s (%s %s)", fault, checking->section, key);
    return false;
}

static bool is_open(const char *file, mode_t rights)
{
    struct stat about;

    return stat(file, &about) == 0 && about.st_mode & rights;
}

static void good(const struct checking *checking, const char *file, const char *key)
{
    findings_add(checking->findings, FINDING_GOOD, file, "is there (%s %s)", checking->section, key);
}

static void check_secret(const struct checking *checking)
{
    enum form_secret kind = form_secret(checking->to->format);
    const char *file = form_secret_file(checking->to), *wrong = "it is empty";
    struct lines *lines = NULL;
    struct line line;

    if (file[0] == '\0' || !is_readable(checking, file, "secret_file", VOICE_SECRET))
        return;
    lines = lines_open(file, LINE_MOST);
    if (lines && lines_next(lines, &line)) {
        line.text[strcspn(line.text, "\r")] = '\0';
        wrong = form_secret_fault(kind, line.text);
        explicit_bzero(line.text, strlen(line.text));
    }
    if (is_open(file, ENTIRELY_OURS))
        findings_add(checking->findings, FINDING_ERROR, file,
                     "others may read this secret (%s secret_file): chmod 400 it, and replace it at both ends",
                     checking->section);
    else if (wrong)
        findings_add(checking->findings, FINDING_ERROR, file, "is not such a secret as %s needs: %s; %s",
                     checking->section, wrong, form_secret_remedy(kind));
    else
        good(checking, file, "secret_file");
    if (lines)
        lines_close(lines);
}

/* Holds a part in PEM that begins like this? */
static bool has_part(const char *file, const char *begins)
{
    struct lines *lines = lines_open(file, LINE_MOST);
    bool has = false;
    struct line line;

    while (lines && !has && lines_next(lines, &line))
        has = strncmp(line.text, begins, strlen(begins)) == 0;
    if (lines)
        lines_close(lines);
    return has;
}

static void check_pem(const struct checking *checking, const char *file, const char *key, enum voice_file kind,
                      const char *begins, const char *otherwise)
{
    if (file[0] == '\0' || !is_readable(checking, file, key, kind))
        return;
    if (!has_part(file, begins))
        findings_add(checking->findings, FINDING_ERROR, file, "%s (%s %s): it must be PEM (%s)", otherwise,
                     checking->section, key, begins);
    else if (is_open(file, OTHERS_WRITE))
        findings_add(checking->findings, FINDING_ERROR, file, "others may change it (%s %s): chmod 644 it",
                     checking->section, key);
    else
        good(checking, file, key);
}

static void check_key(const struct checking *checking)
{
    const char *file = checking->to->key;

    if (file[0] == '\0' || !is_readable(checking, file, "key", VOICE_SECRET))
        return;
    if (is_open(file, ENTIRELY_OURS))
        findings_add(checking->findings, FINDING_ERROR, file,
                     "others may read this private key (%s key): chmod 400 it, and have it replaced",
                     checking->section);
    else if (has_part(file, "-----BEGIN ENCRYPTED PRIVATE KEY-----"))
        findings_add(checking->findings, FINDING_ERROR, file,
                     "is encrypted, and nobody is there to type its words (%s key): openssl pkey -in OLD -out %s",
                     checking->section, file);
    else if (!has_part(file, "-----BEGIN PRIVATE KEY-----") && !has_part(file, "-----BEGIN EC PRIVATE KEY-----") &&
             !has_part(file, "-----BEGIN RSA PRIVATE KEY-----"))
        findings_add(checking->findings, FINDING_ERROR, file,
                     "holds no private key (%s key): it must be PEM (-----BEGIN PRIVATE KEY-----)", checking->section);
    else
        good(checking, file, "key");
}

/* smtp:// begins in the clear and asks for STARTTLS, smtps:// begins with TLS: at the other's port neither is answered
 * (RFC 8314, section 3.3). */
static void check_mail_port(const struct checking *checking, const char *config_file)
{
    const char *url = checking->to->url, *host = strstr(url, "://");
    char authority[CONFIG_PATH];
    const char *port;

    if (!host)
        return;
    host += strlen("://");
    text_format(authority, sizeof authority, "%.*s", (int)strcspn(host, "/?"), host);
    port = strrchr(authority, ':');
    if (port && strncmp(url, "smtp:", 5) == 0 && strcmp(port, ":465") == 0)
        findings_add(checking->findings, FINDING_WARNING, config_file,
                     "%s endpoint names port 465, where TLS usually comes first: write smtps://HOST, or port 587",
                     checking->section);
    if (port && strncmp(url, "smtps:", 6) == 0 && strcmp(port, ":587") == 0)
        findings_add(checking->findings, FINDING_WARNING, config_file,
                     "%s endpoint names port 587, where STARTTLS usually comes first: write smtp://HOST:587, or "
                     "smtps://HOST",
                     checking->section);
}

static void check_section(const struct checking *checking, const char *config_file)
{
    for (unsigned i = 0; i < FORM_CHECKS; i++) {
        const char *key, *fault = form_fault(checking->to, i, &key);

        if (fault)
            findings_add(checking->findings, FINDING_ERROR, config_file, "%s %s %s", checking->section, key, fault);
    }
    check_mail_port(checking, config_file);
    check_secret(checking);
    check_pem(checking, checking->to->ca_file, "ca_file", VOICE_OTHERS, "-----BEGIN CERTIFICATE-----",
              "holds no certificate, so no endpoint is trusted");
    check_pem(checking, checking->to->crl_file, "crl_file", VOICE_OTHERS, "-----BEGIN X509 CRL-----",
              "holds no list of revoked certificates, so no endpoint is trusted");
    check_pem(checking, checking->to->certificate, "certificate", VOICE_PUBLIC, "-----BEGIN CERTIFICATE-----",
              "holds no certificate of ours");
    check_key(checking);
}

/* An alarm bell keeps nothing: whoever was out of hearing was not told. */
static void check_bell(const struct config *config, const char *config_file, struct findings *findings)
{
    bool has_bell = false, has_other = false;

    for (unsigned i = 0; i < config->endpoint_count; i++) {
        has_bell |= config->endpoints[i].url[0] && config->endpoints[i].format == POST_ALERTMANAGER;
        has_other |= config->endpoints[i].url[0] && config->endpoints[i].format != POST_ALERTMANAGER;
    }
    if (has_bell && !has_other)
        findings_add(findings, FINDING_WARNING, config_file,
                     "alertmanager rings and forgets: name another endpoint beside it that keeps what it is told");
}

void check_post(const struct config *config, const char *config_file, struct findings *findings)
{
    struct checking checking = {.findings = findings};
    unsigned named = 0;

    for (unsigned i = 0; i < config->endpoint_count; i++) {
        checking.to = &config->endpoints[i];
        form_section(checking.section, checking.to);
        if (checking.to->url[0]) {
            named++;
            check_section(&checking, config_file);
        } else if (checking.to->name[0]) {
            findings_add(findings, FINDING_ERROR, config_file, "%s has no address: set endpoint = https://... in it",
                         checking.section);
        }
    }
    if (named == 0)
        findings_add(findings, FINDING_WARNING, config_file,
                     "no endpoint is named, so nobody is told: set [post] endpoint = https://...");
    check_bell(config, config_file, findings);
    if (config->retry_base_s > config->retry_cap_s)
        findings_add(findings, FINDING_WARNING, config_file,
                     "[post] retry_base (%u) is above retry_cap (%u), so the wait never grows: set it below",
                     config->retry_base_s, config->retry_cap_s);
}
