/* password_speed PROFILE PERSONAL CLINIC [similar]: reads passwords, one a line, and prints for each, separated by
 * tabs: 1 when password_judge takes it, the microseconds that took, and the bits that zxcvbn alone gives it (no words,
 * no folding; of the first 48 bytes, for it may take seconds). With `similar` the time includes comparing it with the
 * line before, as if that were the current password; zxcvbn alone is left out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zxcvbn.h>

#include "agent/base/text.h"
#include "pam_module/password.h"
#include "pam_module/similar.h"

enum { ALONE = 48, KEPT = 1024 };

/* Of this thread alone: other programs' work must not count. */
static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
    const struct password_profile *profile = argc == 4 || argc == 5 ? password_profile(argv[1]) : NULL;
    char *line = NULL, old[KEPT] = "", reason[PASSWORD_REASON_SIZE];
    size_t size = 0;

    if (!profile) {
        fprintf(stderr, "usage: password_speed PROFILE PERSONAL CLINIC [similar] <PASSWORDS\n");
        return 2;
    }
    while (getline(&line, &size, stdin) >= 0) {
        double begin, end;
        enum password_verdict verdict;

        line[strcspn(line, "\n")] = '\0';
        begin = now_us();
        verdict = password_judge(profile, line, argv[2], argv[3], reason);
        if (argc == 5)
            similar_passwords(line, old);
        end = now_us();
        text_copy(old, sizeof old, line);
        if (strlen(line) > ALONE)
            line[ALONE] = '\0';
        printf("%d\t%.1f\t%.2f\n", verdict == PASSWORD_OK, end - begin,
               line[0] && argc == 4 ? ZxcvbnMatch(line, NULL, NULL) : 0.0);
    }
    free(line);
    return 0;
}
