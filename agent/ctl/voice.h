/* What confide-post will find at a file: it reads as an account of its own, not as whoever asks here. */
#ifndef CONFIDE_CTL_VOICE_H
#define CONFIDE_CTL_VOICE_H

#include <stdbool.h>
#include <stddef.h>

enum voice_file {
    VOICE_SECRET, /* nobody else may read it */
    VOICE_PUBLIC, /* others may */
    VOICE_OTHERS  /* and it may be anybody's, behind any link: the authorities' */
};

/* Would the account confide-post read it? Where there is no such account, or who asks is not root: would who asks?
 * False with what is wrong and the remedy in `fault`, as the voice itself says it (agent/post/secret.c); not whether
 * others could read it, nor what it holds. */
bool voice_reads(const char *file, enum voice_file kind, char *fault, size_t size);

#endif
