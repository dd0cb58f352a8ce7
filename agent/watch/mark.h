/* The marks of fanotify: what each of the eye's groups looks at. With eye.c the owner of <sys/fanotify.h>. */
#ifndef CONFIDE_WATCH_MARK_H
#define CONFIDE_WATCH_MARK_H

#include <stdbool.h>

#include "agent/watch/eye.h"

/* Each takes what is open at `fd` and answers EYE_BLIND with errno where it cannot be watched, EYE_TELLS where opens
 * are told and do not wait, because a permission mark on that kind of file system may refuse people's opens. */

/* A folder, for its own opens and its files'. */
enum eye_sight mark_folder(const struct eye *eye, int fd);

/* The whole file system; only where it holds nothing but records. */
enum eye_sight mark_whole(const struct eye *eye, int fd);

/* One file: a record that has a further name outside the watched folders. */
enum eye_sight mark_file(const struct eye *eye, int fd);

/* What is created, renamed or closed after writing anywhere on the file system is told as RAW_AROUND. Marking it again
 * does nothing. False with errno. */
bool mark_around(const struct eye *eye, int fd);

/* How many marks there are now. */
unsigned mark_count(const struct eye *eye);

/* Takes all marks off: nothing new is held from here on. */
void mark_flush(const struct eye *eye);

#endif
