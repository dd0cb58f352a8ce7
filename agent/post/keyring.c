/* The secrets of one endpoint. Owns: which files it needs, and what must stand in each. They are read anew for every
 * attempt, so that a renewed certificate or secret counts at once, and between attempts no secret lies in memory.
 *
 * In: an endpoint's section. Out: keys, or the one line that says why not. */
#include "agent/post/keyring.h"

#include <string.h>

#include "agent/base/config.h"
#include "agent/base/text.h"
#include "agent/post/keys.h"
#include "agent/post/secret.h"

static bool read_secret(struct keys *keys, const struct config_endpoint *to, char *error, size_t size)
{
    enum form_secret kind = form_secret(to->format);
    const struct secret_file file = {.key = "secret_file",
                                     .path = form_secret_file(to),
                                     .credential = kind == FORM_SIGNING && !to->name[0] ? "webhook-secret" : NULL,
                                     .remedy = form_secret_remedy(kind)};
    char path[CONFIG_PATH * 2];
    const char *fault;

    if (file.path[0] == '\0')
        return true;
    if (!secret_read(keys->secret, sizeof keys->secret, &file, error, size))
        return false;
    keys->secret[strcspn(keys->secret, "\r\n")] = '\0';
    fault = form_secret_fault(kind, keys->secret);
    if (!fault && kind == FORM_SIGNING) {
        fault = sign_key_read(&keys->sign, keys->secret);
        explicit_bzero(keys->secret, sizeof keys->secret);
    }
    if (fault) {
        secret_find(path, sizeof path, &file);
        text_format(error, size, "%s: not such a secret: %s; %s", path, fault, file.remedy);
    }
    return !fault;
}

/* libcurl would ask a terminal for the words that an encrypted key needs; there is none. */
static const char *fault_of_key(const char *pem)
{
    if (!strstr(pem, "PRIVATE KEY-----"))
        return "holds no private key in PEM (-----BEGIN PRIVATE KEY-----): put it there";
    if (strstr(pem, "ENCRYPTED"))
        return "holds an encrypted key, and nobody is there to type its words: openssl pkey -in OLD -out FILE";
    return NULL;
}

static bool read_pem(struct keys *keys, const struct config_endpoint *to, char *error, size_t size)
{
    const struct secret_file certificate = {.key = "certificate",
                                            .path = to->certificate,
                                            .remedy = "put our certificate there, PEM, those above it behind it",
                                            .is_public = true};
    const struct secret_file key = {
        .key = "key", .path = to->key, .remedy = "put the certificate's private key there, PEM, mode 0400"};
    const char *fault;

    if (to->certificate[0] == '\0')
        return true;
    if (!secret_read(keys->certificate, sizeof keys->certificate, &certificate, error, size) ||
        !secret_read(keys->key, sizeof keys->key, &key, error, size))
        return false;
    if (!strstr(keys->certificate, "-----BEGIN CERTIFICATE-----")) {
        text_format(error, size, "%s: holds no certificate in PEM (-----BEGIN CERTIFICATE-----): put it there",
                    to->certificate);
        return false;
    }
    fault = fault_of_key(keys->key);
    if (fault)
        text_format(error, size, "%s: %s", to->key, fault);
    return !fault;
}

bool keyring_read(struct keys *keys, const struct config_endpoint *to, char *error, size_t size)
{
    bool is_good;

    memset(keys, 0, sizeof *keys);
    is_good = read_secret(keys, to, error, size) && read_pem(keys, to, error, size);
    if (!is_good)
        explicit_bzero(keys, sizeof *keys);
    return is_good;
}
