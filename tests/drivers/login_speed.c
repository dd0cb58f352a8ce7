/* login_speed SERVICES SERVICE LOGIN N: N whole PAM transactions, module loading included as in real programs; prints
 * the microseconds of wall time of the median, the 99th in a hundred, the slowest, and the first. */
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "agent/base/text.h"

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static double transaction(const char *services, const char *service, const char *login)
{
    const struct pam_conv nobody = {0};
    double begin = now_us();
    pam_handle_t *handle;
    int result;

    if (pam_start_confdir(service, login, &nobody, services, &handle) != PAM_SUCCESS)
        exit(3);
    result = pam_authenticate(handle, 0);
    if (result == PAM_SUCCESS)
        result = pam_acct_mgmt(handle, 0);
    if (result == PAM_SUCCESS)
        result = pam_open_session(handle, 0);
    if (result == PAM_SUCCESS)
        result = pam_close_session(handle, 0);
    pam_end(handle, result);
    if (result != PAM_SUCCESS)
        exit(1);
    return now_us() - begin;
}

int main(int argc, char **argv)
{
    int64_t count;
    double *took, first;

    if (argc != 5 || !text_number(argv[4], 1, 100000, &count)) {
        fprintf(stderr, "usage: login_speed SERVICES SERVICE LOGIN N\n");
        return 2;
    }
    took = calloc((size_t)count, sizeof *took);
    if (!took)
        return 3;
    for (int64_t i = 0; i < count; i++)
        took[i] = transaction(argv[1], argv[2], argv[3]);
    first = took[0];
    qsort(took, (size_t)count, sizeof *took, by_size);
    printf("%.0f %.0f %.0f %.0f\n", took[count / 2], took[(count - 1) * 99 / 100], took[count - 1], first);
    free(took);
    return 0;
}
