/* What comes to the receiver: the first three lines are headers, the rest is the body. Whatever it holds, nobody is
 * believed who has no key; what is read of a body is bounded and ends; a statement that is read is written as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "agent/base/json_statement.h"
#include "agent/base/json_told.h"
#include "agent/base/text.h"
#include "agent/receive/believe.h"
#include "tests/fuzz/fuzz.h"

static void read_body(const char *body, size_t size)
{
    struct told told;
    struct statement statement, again;
    char error[256] = "", written[4096];

    if (json_told_read(&told, body, size, error, sizeof error)) {
        if (!memchr(told.says, '\0', sizeof told.says) || !memchr(told.id, '\0', sizeof told.id) || told.severity > 5 ||
            (json_told_is_case(told.kind) && (told.id[0] == '\0' || told.says[0] == '\0')))
            abort();
    } else if (error[0] == '\0') {
        abort();
    }
    error[0] = '\0';
    if (!json_statement_read(&statement, body, size, error, sizeof error)) {
        if (error[0] == '\0')
            abort();
        return;
    }
    if (json_heartbeat_write(&statement, written, sizeof written) == 0 ||
        !json_statement_read(&again, written, strlen(written), error, sizeof error) ||
        memcmp(&statement, &again, sizeof statement) != 0)
        abort();
}

/* Cuts one line off. */
static const char *take_line(const char **text, size_t *size, char *line, size_t room)
{
    const char *end = memchr(*text, '\n', *size);
    size_t length = end ? (size_t)(end - *text) : 0;

    if (!end || length >= room)
        return NULL;
    memcpy(line, *text, length);
    line[length] = '\0';
    *text += length + 1;
    *size -= length + 1;
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t keys[2][CRYPTO_PUBLIC_SIZE] = {{1}, {2}};
    char id[128], timestamp[64], signature[BELIEVE_HEADER_MAX + 64];
    struct believe_secret secret = {.size = size % 2 ? 32 : 0};
    struct believe_message message = {.headers = {NULL, NULL, NULL}};
    const char *text = (const char *)data;
    size_t which;
    int64_t off_s;

    read_body(text, size);
    message.headers.id = take_line(&text, &size, id, sizeof id);
    message.headers.timestamp = take_line(&text, &size, timestamp, sizeof timestamp);
    message.headers.signature = take_line(&text, &size, signature, sizeof signature);
    message.body = text;
    message.size = size;
    if (believe(&message, &secret, keys, 2, 300, 1795352270000, &which, &off_s) == BELIEVE_YES)
        abort();
    read_body(text, size);
    return 0;
}
