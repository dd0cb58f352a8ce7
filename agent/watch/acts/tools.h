/* Programs that carry what they read off the machine. Pure. */
#ifndef CONFIDE_WATCH_TOOLS_H
#define CONFIDE_WATCH_TOOLS_H

#include <stdbool.h>

#include <confide/event.h>

/* The program's name when a file that it opens is mailed or uploaded by that; else NULL. By the name of its file or the
 * one it runs under, which its owner can change: who hides it is still told as a reader. */
const char *tools_sends(const struct event *event);

/* A program that gives what it opens to a printer. */
bool tools_prints(const char *program);

/* A file that a program keeps for itself outside of the record folders, at `path`: no export by that alone. */
bool tools_keeps(const char *program, const char *path);

#endif
