/* A computer's name as all tables and events mean it. Pure. */
#ifndef CONFIDE_JUDGE_HOSTS_H
#define CONFIDE_JUDGE_HOSTS_H

#include <stdbool.h>

enum { HOST_SIZE = 64 };

/* Writes `name` in lower case and without its domain. False when it is empty or longer than a name can be (RFC 1035: 63
 * bytes to a label). An address in digits keeps its dots. */
bool host_fold(char to[HOST_SIZE], const char *name);

#endif
