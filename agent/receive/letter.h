/* Alerts as one mail. Pure. */
#ifndef CONFIDE_RECEIVE_LETTER_H
#define CONFIDE_RECEIVE_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#include "alert.h"

enum { LETTER_SIZE = 64 * 1024 };

struct letter {
    unsigned count, grave;
    int64_t first, last; /* the alerts' numbers */
    size_t used;
    char body[LETTER_SIZE];
};

/* Adds an alert; false when the letter is full: send it, and begin another. */
bool letter_add(struct letter *letter, const struct alert *alert);

/* Writes the whole mail, lines ending with CR LF. Its length, 0 when `size` is too little (2 * LETTER_SIZE suffices).
 */
size_t letter_write(const struct letter *letter, const char *from, const char *mailbox, int64_t now_ms, char *text,
                    size_t size);

#endif
