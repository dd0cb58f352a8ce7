/* password_speed PROFILE PERSONAL CLINIC: reads passwords, one a line, and prints for each, separated by tabs: 1 when
 * password_judge takes it, the microseconds that took, and the bits that zxcvbn alone gives it (no words, no folding).
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <zxcvbn.h>

#include "pam_module/password.h"

/* Of this thread alone: other programs' work must not count. */
static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
    const struct password_profile *profile = argc == 4 ? password_profile(argv[1]) : NULL;
    char line[4096], reason[PASSWORD_REASON_SIZE];

    if (!profile) {
        fprintf(stderr, "usage: password_speed PROFILE PERSONAL CLINIC <PASSWORDS\n");
        return 2;
    }
    while (fgets(line, sizeof line, stdin)) {
        double begin, end;
        enum password_verdict verdict;

        line[strcspn(line, "\n")] = '\0';
        begin = now_us();
        verdict = password_judge(profile, line, argv[2], argv[3], reason);
        end = now_us();
        line[100] = '\0'; /* zxcvbn alone may take seconds for more */
        printf("%d\t%.1f\t%.2f\n", verdict == PASSWORD_OK, end - begin, line[0] ? ZxcvbnMatch(line, NULL, NULL) : 0.0);
    }
    return 0;
}
