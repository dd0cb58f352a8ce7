/* The commands that work on this machine's files and need no running agent. Each takes its own part of the command
 * line, argv[0] being the command's whole name, and returns what the process shall end with. */
#ifndef CONFIDE_CTL_LOCAL_COMMANDS_H
#define CONFIDE_CTL_LOCAL_COMMANDS_H

struct call;

int command_staff_load(struct call *call, int argc, char **argv);
int command_staff_list(struct call *call, int argc, char **argv);
int command_password_check(struct call *call, int argc, char **argv);
int command_password_filter_build(struct call *call, int argc, char **argv);
int command_rules(struct call *call, int argc, char **argv);
int command_replay(struct call *call, int argc, char **argv);
int command_check(struct call *call, int argc, char **argv);

#endif
