/* What everybody tries first. Owns pam_module/data, whose two lists become part of the program as they are: sorted
 * lines, of which a search touches a few pages; nothing to install, to miss or to open in a login.
 * In: one password or a part of one. Out: whether it is among them. */
#include "pam_module/common.h"

#include <string.h>

__asm__(".pushsection .rodata\n"
        "common_begin: .incbin \"pam_module/data/common-passwords\"\n"
        "common_end: .byte 0\n"
        "names_begin: .incbin \"pam_module/data/names\"\n"
        "names_end: .byte 0\n"
        ".popsection\n");

extern const char common_begin[] __attribute__((visibility("hidden")));
extern const char common_end[] __attribute__((visibility("hidden")));
extern const char names_begin[] __attribute__((visibility("hidden")));
extern const char names_end[] __attribute__((visibility("hidden")));

/* As memcmp, for a line that ends in a newline. */
static int compare(const char *text, size_t length, const char *line)
{
    int order = strncmp(text, line, length);

    return order != 0 || line[length] == '\n' ? order : -1;
}

/* Is `text` one of the lines from `begin` to `end`? */
static bool has_line(const char *begin, const char *end, const char *text, size_t length)
{
    const char *first = begin;

    while (begin < end) {
        const char *line = begin + (end - begin) / 2;
        int order;

        while (line > first && line[-1] != '\n')
            line--;
        order = compare(text, length, line);
        if (order == 0)
            return true;
        if (order < 0)
            end = line;
        else
            begin = line + strcspn(line, "\n") + 1;
    }
    return false;
}

bool common_has(const char *folded)
{
    return common_has_part(folded, strlen(folded));
}

bool common_has_part(const char *text, size_t length)
{
    return has_line(common_begin, common_end, text, length);
}

bool common_is_name(const char *text, size_t length)
{
    return has_line(names_begin, names_end, text, length);
}
