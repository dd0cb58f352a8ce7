/* headers: signs what stands on standard input as confide-post would, for checks by other people's programs. Out: the
 * header lines. With a seed the agent's own signature follows, as confided makes it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confide/wire.h>

#include "agent/base/crypto_ed25519.h"
#include "agent/base/text.h"
#include "agent/post/sign.h"

enum { EXIT_USAGE = 2 };

static void sign_as_agent(struct wire_report *report, const uint8_t seed[CRYPTO_KEY_SIZE], const void *body)
{
    char head[REPORT_ID_SIZE + 32];

    text_format(head, sizeof head, "%s.%" PRId64 ".", report->id, report->time_s);
    crypto_ed25519_sign(report->signature, seed,
                        (const struct crypto_part[]){{head, strlen(head)}, {body, report->size}}, 2);
}

int main(int argc, char **argv)
{
    static char body[WIRE_BODY_MAX];
    uint8_t seed[CRYPTO_KEY_SIZE];
    struct wire_report report = {.attempt = 1};
    struct sign_headers headers;
    struct sign_key key;
    const char *fault = NULL;

    if (argc < 4 || argc > 5 || !crypto_start() || !text_copy(report.id, sizeof report.id, argv[1]) ||
        !text_number(argv[2], 0, INT64_MAX / 1000, &report.time_s) || (fault = sign_key_read(&key, argv[3])) ||
        (argc > 4 && !text_unhex(seed, sizeof seed, argv[4]))) {
        fprintf(stderr, "usage: headers ID SECONDS whsec_...|whsk_... [SEED] <BODY%s%s\n", fault ? ": " : "",
                fault ? fault : "");
        return EXIT_USAGE;
    }
    report.size = (uint32_t)fread(body, 1, sizeof body, stdin);
    if (argc > 4)
        sign_as_agent(&report, seed, body);
    if (!sign_headers_make(&headers, &key, &report, body))
        return EXIT_FAILURE;
    printf("%s\n%s\n%s\n", headers.id, headers.timestamp, headers.signature);
    return EXIT_SUCCESS;
}
