/* One call of confidectl: what every command shares. Owns the common options and how a command ends. */
#ifndef CONFIDE_CTL_CALL_H
#define CONFIDE_CTL_CALL_H

#include <argp.h>
#include <stdbool.h>

#include "agent/base/config.h"

/* FORMATS section 4. */
enum call_exit { CALL_GOOD = 0, CALL_FINDING, CALL_USAGE, CALL_CANNOT };

struct call {
    const char *config_file; /* borrowed from the command line */
    bool config_given;       /* by --config; else it is CONFIG_FILE */
    bool json;
};

/* Reads a command's options: the common ones into `call`, the command's own through `argp` with `data` as its input.
 * argv[0] is the command's whole name. --help and --version end the process with 0, wrong usage with CALL_USAGE. */
void call_parse(struct call *call, const struct argp *argp, void *data, int argc, char **argv);

/* Reads words up to the first that is no option; returns its place in argv, argc when there is none. `help` writes what
 * stands below the options in --help, in memory that argp frees. */
int call_parse_first(struct call *call, const char *doc, char *(*help)(void), int argc, char **argv);

/* Reads the configuration. False, after saying why on standard error, when it cannot be used. */
bool call_config(const struct call *call, struct config *config);

/* The same, but where no --config was given and there is no installed file, the defaults will do. */
bool call_config_or_defaults(const struct call *call, struct config *config);

/* Writes into `staff` which staff list goes with a folder of tables: its own staff.csv; where it holds none and is the
 * configured folder, the configured list. False when the name is too long. */
bool call_staff_of(const struct config *config, const char *folder, char *staff, size_t size);

/* Says one line on standard error, "confidectl: ...", and returns `exit`. */
int call_end(int exit, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What the process ends with: `exit`, unless standard output could not take all that was said. */
int call_close(int exit);

#endif
