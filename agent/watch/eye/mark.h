/* The marks of fanotify: what each of the eye's groups looks at. With eye.c the owner of <sys/fanotify.h>. */
#ifndef CONFIDE_WATCH_MARK_H
#define CONFIDE_WATCH_MARK_H

#include <stdbool.h>

#include "agent/watch/eye/eye.h"

/* Each takes what is open at `fd` and answers EYE_BLIND with errno where it cannot be watched, EYE_TELLS where opens
 * are told and do not wait, because a permission mark on that kind of file system may refuse people's opens. */

/* A folder, for its own opens and its files'. */
enum eye_sight mark_folder(const struct eye *eye, int fd);

/* The whole file system; only where it holds nothing but records. EYE_BLIND with EXDEV (a btrfs subvolume), ENODEV or
 * EOPNOTSUPP (FUSE, NFS, overlayfs) where it can only be watched folder by folder. */
enum eye_sight mark_whole(const struct eye *eye, int fd);

/* One file: a record that has a further name outside the watched folders. Its changes by any name are told, of opens
 * the kernel says which file it is by its handle (`target`). */
enum eye_sight mark_file(const struct eye *eye, int fd);

/* A file system around the records, which is never held: RAW_AROUND for what is closed after writing there by a login's
 * session that opened a record within the last two minutes; `always`, or when guard.h marks it. What happens in a
 * marked folder is told twice then, as RAW_CHANGE and RAW_AROUND: drop the second, whose folder you know. So are the
 * further names (hard links) that anybody gives to what may be a record (sieve.h), on the file systems of marked
 * folders.
 *
 * Renames are told once, as RAW_CHANGE and with both places, wherever on the file system they happen: the kernel joins
 * this mark with the folders' in the one group, while a second group's telling could not be put in order with the
 * first's. One with neither foot in a folder you know is a rename around. Marking it again does nothing. False with
 * errno, as mark_whole. */
bool mark_around(const struct eye *eye, int fd, bool always);

/* What is closed after writing on the file system of the folder `path` is told from now on, or no more. For the
 * answering thread: neither allocates nor logs; where it cannot be done nothing happens. */
void mark_written(const struct eye *eye, const char *path, bool on);

/* How many marks there are now, in all groups, by the kernel's own list; it takes some milliseconds for 20,000. */
unsigned mark_count(const struct eye *eye);

/* Takes off the marks of folders and files, and all that hold: nobody waits from here on. What is only told of whole
 * file systems goes on: it makes nobody wait, and who marks the folders again (after a sleep) does not mark those. */
void mark_flush(const struct eye *eye);

#endif
