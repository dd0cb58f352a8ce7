/* Sends a mail by SMTP. Owns libcurl, and the child process in which alone it runs: libcurl's own limits do not bound
 * the name servers. Must not own: what is in a mail (letter.c), when to send one. In: settings, a text. Out: sent or
 * not. TLS always, except to this very machine. */
#include "mail.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/base/log.h"

struct reading {
    const char *text;
    size_t left;
};

static size_t give(char *to, size_t size, size_t count, void *data)
{
    struct reading *reading = data;
    size_t most = size * count < reading->left ? size * count : reading->left;

    memcpy(to, reading->text, most);
    reading->text += most;
    reading->left -= most;
    return most;
}

static bool is_here(const char *server)
{
    static const char *const heres[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *host = strstr(server, "://") + 3;

    for (size_t i = 0; i < sizeof heres / sizeof heres[0]; i++)
        if (strncmp(host, heres[i], strlen(heres[i])) == 0 && strchr(":/", host[strlen(heres[i])]))
            return true;
    return false;
}

static void set_up(CURL *curl, const struct mail_server *server, struct reading *reading, struct curl_slist *to)
{
    bool needs_tls = !is_here(server->url);

    curl_easy_setopt(curl, CURLOPT_URL, server->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, needs_tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_TRY);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (server->ca_file[0])
        curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file);
    else if (!needs_tls) /* nobody can stand between us and ourselves */
        curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    if (server->login)
        curl_easy_setopt(curl, CURLOPT_USERPWD, server->login);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, server->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, reading);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)reading->left);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MAIL_SECONDS - 15);
}

/* The child's whole life. libcurl's code is what it ends with: it has no log. */
static int send_now(const struct mail_server *server, const char *text, size_t size)
{
    struct reading reading = {text, size};
    struct curl_slist *to = curl_slist_append(NULL, server->mailbox);
    CURL *curl = curl_easy_init();

    if (!curl || !to)
        return CURLE_OUT_OF_MEMORY;
    set_up(curl, server, &reading, to);
    return (int)curl_easy_perform(curl);
}

pid_t mail_send(const struct mail_server *server, const char *text, size_t size)
{
    pid_t child = fork();
    sigset_t none;

    if (child != 0)
        return child;
    /* The parent's door must not stay open in us when it dies; its database is never touched here. */
    close_range(STDERR_FILENO + 1, ~0U, 0);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    alarm(MAIL_SECONDS);
    _exit(send_now(server, text, size));
}

bool mail_ended(pid_t child, bool *is_sent)
{
    int status;

    if (waitpid(child, &status, WNOHANG) != child)
        return false;
    *is_sent = WIFEXITED(status) && WEXITSTATUS(status) == CURLE_OK;
    if (!*is_sent)
        log_warning("alerts could not be mailed: %s; they are kept, and go again",
                    WIFEXITED(status) ? curl_easy_strerror((CURLcode)WEXITSTATUS(status)) : "it took over a minute");
    return true;
}
