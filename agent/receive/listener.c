/* The door. Owns libmicrohttpd, GnuTLS and what a stranger may cost: connections, their whole life, bytes of headers
 * and body. Must not own: whether a message is believed. In: requests. Out: whole ones to the caller, who answers.
 *
 * Each connection carries one request: so its life has one limit, which no dripping of bytes can stretch
 * (libmicrohttpd's own limit begins anew with every byte). */
#include "listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

/* What comes after the 64th KiB is read and thrown away, so that the sender hears "413"; after so much nobody honest
 * still sends. */
enum { OVERRUN_MOST = 1024 * 1024, IDLE_S = 15, HEADERS_MOST = 32 * 1024 };

/* TLS 1.2 and 1.3 with forward secrecy, nothing older. */
#define PRIORITIES "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-SHA1:%SERVER_PRECEDENCE"

struct visit {
    int fd;
    int64_t since_ms;
    bool is_ended;
    struct visit *next, *before;
};

struct listener {
    struct MHD_Daemon *daemon;
    listener_take *take;
    void *data;
    bool asks_certificate, is_draining;
    struct visit *visits; /* oldest last */
};

struct upload {
    char *body;
    size_t size, all;
};

/* ---- connections ----------------------------------------------------------------------------- */

static void on_connection(void *data, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct listener *listener = data;
    struct visit *visit = *context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

        if (!info || !(visit = calloc(1, sizeof *visit)))
            return;
        visit->fd = info->connect_fd;
        visit->since_ms = clock_monotonic_ms();
        visit->next = listener->visits;
        if (visit->next)
            visit->next->before = visit;
        listener->visits = visit;
        *context = visit;
    } else if (visit) {
        if (visit->before)
            visit->before->next = visit->next;
        else
            listener->visits = visit->next;
        if (visit->next)
            visit->next->before = visit->before;
        free(visit);
        *context = NULL;
    }
}

/* libmicrohttpd sees the end of the socket at its next turn and tidies up by itself. */
static void end_overdue(struct listener *listener, int64_t now_ms)
{
    for (struct visit *visit = listener->visits; visit; visit = visit->next) {
        if (!visit->is_ended && now_ms - visit->since_ms > LISTENER_WHOLE_MS) {
            visit->is_ended = true;
            shutdown(visit->fd, SHUT_RDWR);
        }
    }
}

/* ---- requests -------------------------------------------------------------------------------- */

static enum MHD_Result give_answer(struct MHD_Connection *connection, const struct listener_answer *answer)
{
    char seconds[16], body[LISTENER_ANSWER];
    struct MHD_Response *response;
    enum MHD_Result result;

    text_copy(body, sizeof body, answer->body);
    response = MHD_create_response_from_buffer(strlen(body), body, MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", "application/json");
    MHD_add_response_header(response, "Connection", "close");
    if (answer->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, "Allow", "POST");
    if (answer->retry_after_s > 0) {
        text_format(seconds, sizeof seconds, "%u", answer->retry_after_s);
        MHD_add_response_header(response, "Retry-After", seconds);
    }
    result = MHD_queue_response(connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, const char *why)
{
    struct listener_answer answer = {.status = status};

    text_format(answer.body, sizeof answer.body, "{\"error\":\"%s\"}", why);
    return give_answer(connection, &answer);
}

/* The one value of a header; NULL when it is absent or there twice. */
struct wanted_header {
    const char *name, *value;
    unsigned count;
};

static enum MHD_Result take_header(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
    struct wanted_header *wanted = data;

    (void)kind;
    if (strcasecmp(name, wanted->name) == 0) {
        wanted->value = value;
        wanted->count++;
    }
    return MHD_YES;
}

static const char *header_of(struct MHD_Connection *connection, const char *name)
{
    struct wanted_header wanted = {.name = name};

    MHD_get_connection_values(connection, MHD_HEADER_KIND, take_header, &wanted);
    return wanted.count == 1 ? wanted.value : NULL;
}

static void address_of(struct MHD_Connection *connection, char *to, size_t size)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char address[64] = "";

    if (info && info->client_addr)
        getnameinfo(info->client_addr,
                    info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in),
                    address, sizeof address, NULL, 0, NI_NUMERICHOST);
    text_copy(to, size, address);
}

/* libmicrohttpd asks for the client's certificate, and leaves looking at it to us. */
static bool has_certificate(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    gnutls_typed_vdata_st purpose = {.type = GNUTLS_DT_KEY_PURPOSE_OID};
    char client[] = GNUTLS_KP_TLS_WWW_CLIENT;
    unsigned status = 0;

    purpose.data = (unsigned char *)client;
    return info && gnutls_certificate_verify_peers(info->tls_session, &purpose, 1, &status) == 0 && status == 0;
}

static enum MHD_Result begin(struct listener *listener, struct MHD_Connection *connection, const char *method,
                             void **context)
{
    const char *length = header_of(connection, "Content-Length");
    int64_t bytes;

    if (listener->asks_certificate && !has_certificate(connection))
        return refuse(connection, MHD_HTTP_FORBIDDEN, "a client certificate of ours is needed");
    if (strcmp(method, "POST") != 0)
        return refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "POST only");
    if (length && (!text_number(length, 0, INT64_MAX, &bytes) || bytes > OVERRUN_MOST))
        return refuse(connection, MHD_HTTP_CONTENT_TOO_LARGE, "64 KiB at most");
    *context = calloc(1, sizeof(struct upload));
    return *context ? MHD_YES : MHD_NO;
}

static enum MHD_Result go_on(struct upload *upload, const char *bytes, size_t *size)
{
    char *body;

    upload->all += *size;
    if (upload->all > OVERRUN_MOST)
        return MHD_NO;
    if (upload->all <= LISTENER_BODY_MAX) {
        body = realloc(upload->body, upload->all + 1);
        if (!body)
            return MHD_NO;
        memcpy(body + upload->size, bytes, *size);
        upload->body = body;
        upload->size = upload->all;
    } else {
        free(upload->body);
        upload->body = NULL;
    }
    *size = 0;
    return MHD_YES;
}

static enum MHD_Result end(struct listener *listener, struct MHD_Connection *connection, const struct upload *upload)
{
    struct listener_request request = {.message = {.headers = {.id = header_of(connection, "webhook-id"),
                                                               .timestamp = header_of(connection, "webhook-timestamp"),
                                                               .signature = header_of(connection, "webhook-signature")},
                                                   .body = upload->body ? upload->body : "",
                                                   .size = upload->body ? upload->size : 0}};
    struct listener_answer answer = {.status = MHD_HTTP_INTERNAL_SERVER_ERROR};

    if (upload->all > LISTENER_BODY_MAX)
        return refuse(connection, MHD_HTTP_CONTENT_TOO_LARGE, "64 KiB at most");
    address_of(connection, request.from, sizeof request.from);
    listener->take(listener->data, &request, &answer);
    return give_answer(connection, &answer);
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *bytes, size_t *size, void **context)
{
    (void)url;
    (void)version;
    if (!*context)
        return begin(data, connection, method, context);
    if (*size > 0)
        return go_on(*context, bytes, size);
    return end(data, connection, *context);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    struct upload *upload = *context;

    (void)data;
    (void)connection;
    (void)code;
    if (upload) {
        free(upload->body);
        free(upload);
    }
    *context = NULL;
}

/* ---- opening --------------------------------------------------------------------------------- */

static struct addrinfo *find_address(const struct listener_settings *settings)
{
    const struct addrinfo wanted = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                                    .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char port[8];

    text_format(port, sizeof port, "%u", settings->port);
    return getaddrinfo(settings->address, port, &wanted, &found) == 0 ? found : NULL;
}

/* libmicrohttpd takes options with arguments, and the client's CA must not be among them where there is none. */
static struct MHD_Daemon *start(struct listener *listener, const struct listener_settings *settings,
                                const struct addrinfo *found)
{
    const bool is_v6 = found->ai_family == AF_INET6;
    const unsigned flags = MHD_USE_EPOLL | MHD_USE_TLS | (is_v6 ? MHD_USE_DUAL_STACK : 0);
    struct MHD_OptionItem trust[] = {{settings->client_ca ? MHD_OPTION_HTTPS_MEM_TRUST : MHD_OPTION_END, 0, NULL},
                                     {MHD_OPTION_END, 0, NULL}};

    memcpy(&trust[0].ptr_value, &settings->client_ca, sizeof settings->client_ca);
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, listener, MHD_OPTION_SOCK_ADDR, found->ai_addr, MHD_OPTION_HTTPS_MEM_CERT,
        settings->certificate, MHD_OPTION_HTTPS_MEM_KEY, settings->key, MHD_OPTION_HTTPS_PRIORITIES, PRIORITIES,
        MHD_OPTION_ARRAY, trust, MHD_OPTION_CONNECTION_LIMIT, (unsigned)LISTENER_CONNECTIONS,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)LISTENER_FROM_ONE, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MOST, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, listener, MHD_OPTION_END);
}

struct listener *listener_open(const struct listener_settings *settings, listener_take *take, void *data, char *error,
                               size_t size)
{
    struct listener *listener = calloc(1, sizeof *listener);
    struct addrinfo *found = find_address(settings);

    errno = 0;
    if (listener && found) {
        *listener = (struct listener){.take = take, .data = data, .asks_certificate = settings->client_ca != NULL};
        listener->daemon = start(listener, settings, found);
    }
    if (!found)
        text_format(error, size, "listen: '%s' is not a numeric address", settings->address);
    else if (!listener || !listener->daemon)
        text_format(error, size,
                    "cannot listen at %s, port %u: %s; look whether certificate and key are PEM and belong together, "
                    "and whether another program listens there (ss -ltnp)",
                    settings->address, settings->port, errno ? strerror(errno) : "refused");
    if (found)
        freeaddrinfo(found);
    if (listener && !listener->daemon) {
        free(listener);
        listener = NULL;
    }
    return listener;
}

void listener_close(struct listener *listener)
{
    if (!listener)
        return;
    MHD_stop_daemon(listener->daemon);
    free(listener);
}

uint16_t listener_port(const struct listener *listener)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_BIND_PORT);

    return info ? info->port : 0;
}

/* ---- running --------------------------------------------------------------------------------- */

int listener_fd(const struct listener *listener)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_EPOLL_FD);

    return info ? info->epoll_fd : -1;
}

int64_t listener_wait_ms(const struct listener *listener, int64_t most_ms)
{
    MHD_UNSIGNED_LONG_LONG wait_ms;

    if (MHD_get_timeout(listener->daemon, &wait_ms) != MHD_YES || wait_ms > (MHD_UNSIGNED_LONG_LONG)most_ms)
        return most_ms;
    return (int64_t)wait_ms;
}

void listener_run(struct listener *listener, int64_t now_ms)
{
    end_overdue(listener, now_ms);
    MHD_run(listener->daemon);
}

unsigned listener_drain(struct listener *listener)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    MHD_socket door = listener->is_draining ? MHD_INVALID_SOCKET : MHD_quiesce_daemon(listener->daemon);

    listener->is_draining = true;
    if (door != MHD_INVALID_SOCKET)
        close(door);
    return info ? info->num_connections : 0;
}
