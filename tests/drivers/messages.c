/* For the endurance tests: what the store keeps of messages, byte for byte. drivers/messages DIR
 *
 * In: the id of a message a line. Out: "ID SHA-256" of its body, a line each. Exit 0; 5 when the store cannot be
 * opened, as while somebody else has it open; 6 when it has no such message. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confide/wire.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/store/store.h"
#include "agent/judge/store/store_post.h"

enum { EXIT_OPEN = 5, EXIT_MISSING = 6, MAX_MIB = 1024 };

static int tell(struct store *store, const char *id)
{
    static uint8_t body[WIRE_BODY_MAX];
    uint8_t hash[CRYPTO_HASH_SIZE];
    char hex[2 * CRYPTO_HASH_SIZE + 1];
    struct store_report report;

    if (store_message(store, id, &report, body, sizeof body) != STORE_OK) {
        fprintf(stderr, "messages: %s is not there: %s\n", id, store_error(store));
        return EXIT_MISSING;
    }
    crypto_sha256(hash, body, report.size);
    text_hex(hex, hash, sizeof hash);
    printf("%s %s\n", id, hex);
    return 0;
}

int main(int argc, char **argv)
{
    const struct store_limits limits = {.max_mib = MAX_MIB};
    char error[512] = "", line[128];
    struct store *store;
    int code = 0;

    if (argc != 2 || !crypto_start())
        return 2;
    store = store_open(argv[1], &limits, error, sizeof error);
    if (!store) {
        fprintf(stderr, "%s\n", error);
        return EXIT_OPEN;
    }
    while (code == 0 && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        code = tell(store, line);
    }
    store_close(store);
    return code;
}
