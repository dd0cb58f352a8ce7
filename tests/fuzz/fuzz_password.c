/* password_judge on hostile text: a profile, a password and two lists, cut out of the input at its newlines. Ends in
 * bounded time, with a whole sentence for each refusal, and never holds the password in it. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pam_module/fold.h"
#include "pam_module/password.h"
#include "pam_module/similar.h"
#include "tests/fuzz/fuzz.h"

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void judge(const char *password, const char *personal, const char *clinic)
{
    static const char *const names[] = {"ncsc", "nist-single", "nist-mfa", "asvs-l2"};
    char reason[PASSWORD_REASON_SIZE];
    double begin = seconds();

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        enum password_verdict verdict = password_judge(password_profile(names[i]), password, personal, clinic, reason);
        size_t length = strnlen(reason, sizeof reason);

        if (verdict == PASSWORD_OK ? length != 0 : length == sizeof reason || reason[length - 1] != '.')
            abort();
        if (verdict == PASSWORD_OK && fold_count(password) < (long)password_profile(names[i])->min_points)
            abort();
        if (verdict != PASSWORD_OK && strlen(password) >= 12 && strstr(reason, password))
            abort();
    }
    similar_passwords(password, personal);
    if (seconds() - begin > 0.5) /* four judgements; sanitizers make each some twenty times slower */
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), *part[3] = {NULL}, *at = text;

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    for (int i = 0; i < 3; i++) {
        part[i] = at;
        at += strcspn(at, "\n");
        if (*at && i < 2)
            *at++ = '\0';
    }
    judge(part[0], part[1], part[2]);
    free(text);
    return 0;
}
