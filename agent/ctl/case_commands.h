/* The commands about cases: what there is, what people decide of them, what they say, what it costs. As in
 * agent_commands.h. */
#ifndef CONFIDE_CTL_CASE_COMMANDS_H
#define CONFIDE_CTL_CASE_COMMANDS_H

struct call;

int command_cases(struct call *call, int argc, char **argv);
int command_case(struct call *call, int argc, char **argv);
int command_answer(struct call *call, int argc, char **argv);
int command_budget(struct call *call, int argc, char **argv);

#endif
