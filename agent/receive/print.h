/* Rows of the running receiver as lines for people. Owns no socket. */
#ifndef CONFIDE_RECEIVE_PRINT_H
#define CONFIDE_RECEIVE_PRINT_H

#include <stddef.h>

/* Each prints one row on standard output: a case, a machine, or the row as it is. For control_call. */
void print_case(void *data, const char *json, size_t length);
void print_machine(void *data, const char *json, size_t length);
void print_row(void *data, const char *json, size_t length);

#endif
