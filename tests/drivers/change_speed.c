/* change_speed FOLDER SERVICE TIMES PASSWORD: changes root's password TIMES times by the PAM stack FOLDER/SERVICE, and
 * prints the median and the 99th percentile of pam_start_confdir + pam_chauthtok + pam_end in microseconds, and how
 * often it was let through. Whether anything is changed is the stack's affair: here it should end in pam_permit. */
#include <security/pam_appl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agent/base/text.h"

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int type_password(int count, const struct pam_message **messages, struct pam_response **responses,
                         void *password)
{
    struct pam_response *answers = calloc((size_t)count, sizeof *answers);

    if (!answers)
        return PAM_BUF_ERR;
    for (int i = 0; i < count; i++)
        if (messages[i]->msg_style == PAM_PROMPT_ECHO_OFF || messages[i]->msg_style == PAM_PROMPT_ECHO_ON)
            answers[i].resp = strdup(password);
    *responses = answers;
    return PAM_SUCCESS;
}

static int compare(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    int64_t times = 0, taken = 0;
    double *took;

    if (argc != 5 || !text_number(argv[3], 1, 100000, &times) || !(took = calloc((size_t)times, sizeof *took))) {
        fprintf(stderr, "usage: change_speed FOLDER SERVICE TIMES PASSWORD\n");
        return 2;
    }
    for (int64_t i = 0; i < times; i++) {
        const struct pam_conv conv = {type_password, argv[4]};
        double begin = now_us();
        pam_handle_t *pamh = NULL;
        int result = pam_start_confdir(argv[2], "root", &conv, argv[1], &pamh);

        if (result == PAM_SUCCESS)
            result = pam_chauthtok(pamh, 0);
        taken += result == PAM_SUCCESS;
        pam_end(pamh, result);
        took[i] = now_us() - begin;
    }
    qsort(took, (size_t)times, sizeof *took, compare);
    printf("%.0f\t%.0f\t%lld\n", took[times / 2], took[times * 99 / 100], (long long)taken);
    free(took);
    return 0;
}
