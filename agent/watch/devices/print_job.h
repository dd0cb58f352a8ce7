/* A print job as cupsd keeps it: an IPP message of one job's attributes (RFC 8010, section 3). Pure. */
#ifndef CONFIDE_WATCH_PRINT_JOB_H
#define CONFIDE_WATCH_PRINT_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

struct print_job {
    char login[EVENT_LOGIN_SIZE]; /* job-originating-user-name: what the printing program said of itself */
    char title[256];              /* job-name, or the document's */
    char printer[128];            /* the queue's name: the end of job-printer-uri */
    char host[64];                /* where it came from, as cupsd saw it */
    int32_t id;
    int32_t made_s; /* time-at-creation, seconds since 1970 */
};

/* Reads the message. True when it is whole and well-formed; what it does not say, or what does not fit, is "" or 0. A
 * title alone is cut to fit: a cut login would be another person's. */
bool print_job_read(struct print_job *job, const uint8_t *bytes, size_t size);

#endif
