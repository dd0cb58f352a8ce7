/* The commands about the context tables. Each takes its own part of the command line, argv[0] being the command's whole
 * name, and returns what the process shall end with. */
#ifndef CONFIDE_CTL_CONTEXT_COMMANDS_H
#define CONFIDE_CTL_CONTEXT_COMMANDS_H

struct call;

int command_context_check(struct call *call, int argc, char **argv);
int command_context_load(struct call *call, int argc, char **argv);
int command_context_show(struct call *call, int argc, char **argv);

#endif
