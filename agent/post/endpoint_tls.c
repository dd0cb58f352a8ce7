/* TLS as libcurl and OpenSSL are told to do it. With endpoint.c the owner of libcurl. Owns: what is never negotiable,
 * and what one endpoint's section adds. */
#include <string.h>

#include "endpoint_inside.h"

/* AEAD with forward secrecy, which every server with TLS 1.2 of the last ten years has; level 2 refuses keys under
 * 2,048 bits (RSA, Diffie-Hellman) whatever the system's OpenSSL policy allows. TLS 1.3 has nothing worse to offer. */
#define CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:@SECLEVEL=2"

#define SET(option, value) ENDPOINT_SET(easy, option, value)

static bool set_minimum(CURL *easy)
{
    return SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) && SET(SSL_VERIFYPEER, 1L) && SET(SSL_VERIFYHOST, 2L) &&
           SET(SSL_CIPHER_LIST, CIPHERS) && SET(PROXY_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
           SET(PROXY_SSL_VERIFYPEER, 1L) && SET(PROXY_SSL_VERIFYHOST, 2L) && SET(PROXY_SSL_CIPHER_LIST, CIPHERS);
}

/* Debian's libcurl also trusts a folder of CAs by itself; a named file shall be all that is trusted. */
static bool set_trust(CURL *easy, const struct config_endpoint *to)
{
    if (to->ca_file[0] &&
        !(SET(CAINFO, to->ca_file) && SET(CAPATH, NULL) && SET(PROXY_CAINFO, to->ca_file) && SET(PROXY_CAPATH, NULL)))
        return false;
    return (!to->crl_file[0] || SET(CRLFILE, to->crl_file)) && (!to->pin[0] || SET(PINNEDPUBLICKEY, to->pin)) &&
           (!to->staple || SET(SSL_VERIFYSTATUS, 1L));
}

/* Without words for the key OpenSSL would ask the terminal for them. */
static bool set_own(CURL *easy, struct keys *keys)
{
    struct curl_blob certificate = {.data = keys->certificate, .len = strlen(keys->certificate)};
    struct curl_blob key = {.data = keys->key, .len = strlen(keys->key)};

    return certificate.len == 0 || (SET(SSLCERT_BLOB, &certificate) && SET(SSLKEY_BLOB, &key) && SET(KEYPASSWD, ""));
}

bool endpoint_tls_set(CURL *easy, const struct config_endpoint *to, struct keys *keys)
{
    return set_minimum(easy) && set_trust(easy, to) && set_own(easy, keys);
}
