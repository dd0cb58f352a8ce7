/* What a file's name says it is, and whether its first bytes agree. Pure. */
#ifndef CONFIDE_WATCH_FILETYPE_H
#define CONFIDE_WATCH_FILETYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many first bytes suffice for all that is asked here. */
enum { FILETYPE_HEAD = 512 };

struct filetype;

/* The kind that the extension of `path` says, or NULL: it has none, or one that nobody knows. Borrowed for ever. */
const struct filetype *filetype_named(const char *path);

/* Whether a file of this kind may begin so. What begins as a kind of which nothing is known always may. */
bool filetype_fits(const struct filetype *kind, const uint8_t *head, size_t size);

/* False for a kind whose content may be anything at all: then filetype_fits says nothing. */
bool filetype_can_tell(const struct filetype *kind);

/* True for what is of no known kind, whatever its name, and no text either. */
bool filetype_is_noise(const uint8_t *head, size_t size);

/* True when no byte is more frequent than in what was encrypted or compressed, or all bytes are the same one (wiped).
 * Beside other signs only: sound files can look so. Below 16 bytes nobody can tell, and it is false. */
bool filetype_is_even(const uint8_t *head, size_t size);

/* True when the last name of `path` ends as people and programs end names every day: x~, x.bak, x.tmp, x.1 ...; `stem`
 * is then the path without that ending. */
bool filetype_is_everyday(const char *path, char *stem, size_t size);

#endif
