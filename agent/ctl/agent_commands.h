/* The commands that ask the running agent (verify: or check its file). Each takes its own part of the command line,
 * argv[0] being the command's whole name, and returns what the process shall end with. */
#ifndef CONFIDE_CTL_AGENT_COMMANDS_H
#define CONFIDE_CTL_AGENT_COMMANDS_H

struct call;

int command_status(struct call *call, int argc, char **argv);
int command_events(struct call *call, int argc, char **argv);
int command_why(struct call *call, int argc, char **argv);
int command_verify(struct call *call, int argc, char **argv);
int command_selftest(struct call *call, int argc, char **argv);

#endif
