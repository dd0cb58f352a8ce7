/* pwqfilter(1), from package passwdqc, at work on one filter file. Owns that process. */
#ifndef CONFIDE_CTL_FILTER_MAKER_H
#define CONFIDE_CTL_FILTER_MAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct filter_maker {
    FILE *lines; /* what is written here, one a line, comes into the filter */
    int errors;  /* what pwqfilter says */
    int process;
};

/* Starts it on a filter for `count` lines of passwords, or of NTLM hashes, that it will write to the file `file`, from
 * memory (4.4 bytes a line), when all is written. False with why and remedy in `error`. */
bool filter_maker_start(struct filter_maker *maker, const char *file, uint64_t count, bool ntlm, char *error,
                        size_t size);

/* Ends the lines and waits for it. False with a reason in `error` when no filter came of it. */
bool filter_maker_end(struct filter_maker *maker, char *error, size_t size);

#endif
