/* The children of confide-post: one voice for each endpoint. */
#ifndef CONFIDE_POST_CREW_H
#define CONFIDE_POST_CREW_H

struct config;

/* Starts a voice for each endpoint that has an address, starts anew whichever ends or falls silent, and feeds the
 * service manager's watchdog while all of them are heard; until `stop`, a signalfd for SIGTERM and SIGINT, can be read.
 * Before libcurl or any thread is. The exit code: 0 when stopped; 3 when at the start not one endpoint was usable, each
 * voice having said why. */
int crew_run(const struct config *config, int stop);

#endif
