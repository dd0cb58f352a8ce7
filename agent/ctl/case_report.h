/* confidectl case ID report. */
#ifndef CONFIDE_CTL_CASE_REPORT_H
#define CONFIDE_CTL_CASE_REPORT_H

#include "call.h"

/* As they stood on the command line; NULL where they did not. */
struct case_report_words {
    const char *reader, *format, *output;
};

/* Asks the agent for the file of case `id` and writes its report; returns what the process shall end with. */
int case_report_write(const struct call *call, const struct config *config, const char *id,
                      const struct case_report_words *words);

#endif
