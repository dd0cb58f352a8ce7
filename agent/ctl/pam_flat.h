/* One service's PAM stack of one type as libpam runs it: a row of modules, every file that is included in its place. */
#ifndef CONFIDE_CTL_PAM_FLAT_H
#define CONFIDE_CTL_PAM_FLAT_H

#include <stdbool.h>
#include <stddef.h>

enum { PAM_WORD = 256, PAM_PLACE = 320 };

struct pam_line {
    char where[PAM_PLACE]; /* FILE:LINE */
    char control[PAM_WORD], module[PAM_WORD], arguments[PAM_WORD];
    unsigned depth; /* of substacks: a jump counts a whole one as one module */
};

struct pam_flat {
    struct pam_line *lines;
    size_t count;
    char missing[PAM_PLACE]; /* the first line that includes a file that cannot be read; "" when there is none */
};

/* Reads the stack of `type` ("auth") of `service` in `folder`. False when the service has no file or memory is short.
 * Freed with pam_flat_free, whatever the answer. */
bool pam_flat_read(struct pam_flat *flat, const char *folder, const char *service, const char *type);
void pam_flat_free(struct pam_flat *flat);

/* True when the line's module is the file `module`, wherever it lies. */
bool pam_line_is(const struct pam_line *line, const char *module);

/* What the line does when its module succeeds: "done" (the stack ends well), "ok", "ignore", "die", "bad", or a number
 * of lines to jump over. */
void pam_line_on_success(const struct pam_line *line, char action[PAM_WORD]);

/* Where a jump over `count` modules from line `from` lands; flat->count just behind the last line, more where there are
 * too few lines to jump over. */
size_t pam_flat_jump(const struct pam_flat *flat, size_t from, unsigned count);

#endif
