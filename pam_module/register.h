/* The machine's register (who may log in) and the file of people's own words: made by `confidectl staff load`, read by
 * the module. A line each, fields separated by tabs, sorted by login; times in milliseconds since 1970, "-" for no
 * bound; a leave only where there is one. Nothing private in the register: 0644; the words: 0600, root's.
 *
 *     confide-register 1
 *     LOGIN <tab> person|service|emergency|shared|unowned <tab> STARTS <tab> ENDS [<tab> LEAVE_FROM <tab> LEAVE_TO]
 *
 *     confide-words 1
 *     LOGIN <tab> word word word                                                                                     */
#ifndef CONFIDE_PAM_REGISTER_H
#define CONFIDE_PAM_REGISTER_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/staff.h>

#define REGISTER_HEAD       "confide-register 1"
#define REGISTER_WORDS_HEAD "confide-words 1"
#define REGISTER_COPY       ".last" /* the register's name, with this behind it: the same, should the register be lost */

enum register_result { REGISTER_FOUND = 0, REGISTER_NOT_LISTED, REGISTER_UNUSABLE };

/* Looks up `login`, in a fixed piece of stack and no other memory. A file that is missing, not a regular file owned by
 * root or the effective user, writable by others, or malformed cannot be used; then the copy decides that was written
 * with it. `error` is "" when all is well, else one line of why and remedy to be logged, whatever the result.
 * REGISTER_UNUSABLE: neither can be used, and nobody may be refused on their account. */
enum register_result register_find(const char *file, const char *login, struct staff_member *row, char *error,
                                   size_t size);

/* Looks up the words of `login`, blank-separated, into `words`. False when there are none or the file cannot be read
 * (an unprivileged caller cannot). */
bool register_words(const char *file, const char *login, char *words, size_t size);

/* Replaces both files and the register's copy by rename, each complete and synced before it takes the place of the last
 * one. False with a reason in `error`: the last good ones then stay. `members` sorted by login. */
bool register_write(const char *register_file, const char *words_file, const struct staff_member *members, size_t count,
                    char *error, size_t size);

/* Reads the whole register (not its copy), for the judge. Returns the number of rows (`*members` is the caller's,
 * free(3)), or -1 with a reason in `error`. */
long register_read(const char *file, struct staff_member **members, char *error, size_t size);

#endif
