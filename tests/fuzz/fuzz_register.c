/* The register and the words file on hostile bytes: rows that are in order and each found again, or unusable with a
 * reason that names the file and the remedy; and nobody's words longer than asked for. */
#include <stdlib.h>
#include <string.h>

#include "pam_module/register.h"
#include "tests/fuzz/fuzz.h"

static void check_rows(const char *path, const struct staff_member *rows, long count)
{
    char error[512];

    for (long i = 0; i < count; i++) {
        struct staff_member row;

        if (rows[i].kind < STAFF_PERSON || rows[i].kind > STAFF_UNOWNED ||
            rows[i].leave_from_ms > rows[i].leave_to_ms || rows[i].starts_ms >= rows[i].ends_ms)
            abort();
        if (i > 0 && strcmp(rows[i - 1].login, rows[i].login) >= 0)
            abort();
        if (i % 97 == 0 && register_find(path, rows[i].login, &row, error, sizeof error) != REGISTER_FOUND)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64], error[512] = "", words[64];
    struct staff_member *rows;
    long count;

    as_file(path, data, size);
    if (register_words(path, "anna", words, sizeof words) && !memchr(words, '\0', sizeof words))
        abort();
    count = register_read(path, &rows, error, sizeof error);
    if (count == 0 || (count < 0 && (rows || strncmp(error, path, strlen(path)) != 0)))
        abort();
    if (count < 0 && !strstr(error, "confidectl staff load"))
        abort();
    check_rows(path, rows, count);
    free(rows);
    return 0;
}
