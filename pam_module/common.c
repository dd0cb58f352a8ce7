/* The passwords that everybody tries first. Owns pam_module/data/common-passwords, which becomes part of the program as
 * it is: sorted lines, of which a search touches a few pages; nothing to install, to miss or to open in a login.
 * In: one password. Out: whether it is among them. */
#include "pam_module/common.h"

#include <stddef.h>
#include <string.h>

__asm__(".pushsection .rodata\n"
        "common_begin: .incbin \"pam_module/data/common-passwords\"\n"
        "common_end: .byte 0\n"
        ".popsection\n");

extern const char common_begin[] __attribute__((visibility("hidden")));
extern const char common_end[] __attribute__((visibility("hidden")));

static const char *line_around(const char *at)
{
    while (at > common_begin && at[-1] != '\n')
        at--;
    return at;
}

/* As strcmp, for a line that ends in a newline. */
static int compare(const char *folded, size_t length, const char *line)
{
    int order = strncmp(folded, line, length);

    return order != 0 || line[length] == '\n' ? order : -1;
}

bool common_has(const char *folded)
{
    const char *begin = common_begin, *end = common_end;
    size_t length = strlen(folded);

    while (begin < end) {
        const char *line = line_around(begin + (end - begin) / 2);
        int order = compare(folded, length, line);

        if (order == 0)
            return true;
        if (order < 0)
            end = line;
        else
            begin = line + strcspn(line, "\n") + 1;
    }
    return false;
}
