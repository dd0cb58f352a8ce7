/* confidectl canary: decoys in the record folders. As local_commands.h. */
#ifndef CONFIDE_CTL_CANARY_COMMANDS_H
#define CONFIDE_CTL_CANARY_COMMANDS_H

struct call;

int command_canary_plant(struct call *call, int argc, char **argv);
int command_canary_remove(struct call *call, int argc, char **argv);
int command_canary_list(struct call *call, int argc, char **argv);

#endif
