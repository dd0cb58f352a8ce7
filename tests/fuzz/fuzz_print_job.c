/* print_job_read on hostile bytes: what it keeps is ended, and only a whole message is taken. */
#include <string.h>

#include "agent/watch/devices/print_job.h"
#include "tests/fuzz/fuzz.h"

static void is_ended(const char *text, size_t size)
{
    if (!memchr(text, '\0', size))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct print_job job, cut;
    bool is_whole = print_job_read(&job, data, size);

    is_ended(job.login, sizeof(job.login));
    is_ended(job.title, sizeof(job.title));
    is_ended(job.printer, sizeof(job.printer));
    is_ended(job.host, sizeof(job.host));
    if (job.id < 0 || job.made_s < 0 || strchr(job.printer, '/'))
        abort();
    if (is_whole && print_job_read(&cut, data, size - 1))
        abort();
    return 0;
}
