/* One service's PAM stack of one type as libpam runs it. Owns how the files are put together: @include, include,
 * substack, lines that go on behind a backslash. Must not judge them (pam_paths.c). In: a folder of stacks. Out: a row
 * of modules with their places. */
#include "pam_flat.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "agent/base/text.h"

#include "lines.h"

enum { LINE_MOST = 4096, PATH_MOST = 1024, INCLUDES_MOST = 16, LINES_MOST = 512 };

struct flattening {
    struct pam_flat *flat;
    const char *folder, *type;
    unsigned includes; /* how deep we are */
};

static bool take_file(struct flattening *flattening, const char *name, unsigned depth);

/* Takes the next word off `rest`; one in [...] may hold blanks. "" at the end. */
static const char *take_word(char to[PAM_WORD], const char **rest)
{
    const char *at = *rest + strspn(*rest, " \t");
    size_t length = *at == '[' ? strcspn(at, "]") : strcspn(at, " \t");

    length += at[length] == ']';
    text_format(to, PAM_WORD, "%.*s", (int)length, at);
    *rest = at + length;
    return to;
}

static bool add_line(struct pam_flat *flat, const struct pam_line *line)
{
    struct pam_line *grown;

    if (flat->count == LINES_MOST)
        return false;
    grown = reallocarray(flat->lines, flat->count + 1, sizeof *grown);
    if (!grown)
        return false;
    flat->lines = grown;
    flat->lines[flat->count++] = *line;
    return true;
}

static bool include(struct flattening *flattening, const char *name, const char *where, unsigned depth)
{
    if (flattening->includes >= INCLUDES_MOST || !take_file(flattening, name, depth))
        if (!flattening->flat->missing[0])
            text_copy(flattening->flat->missing, PAM_PLACE, where);
    return true;
}

static bool take_line(struct flattening *flattening, const char *text, const char *where, unsigned depth)
{
    struct pam_line line = {.depth = depth};
    char type[PAM_WORD];

    text_copy(line.where, sizeof line.where, where);
    take_word(type, &text);
    if (type[0] == '\0' || type[0] == '#')
        return true;
    if (strcmp(type, "@include") == 0)
        return include(flattening, take_word(line.module, &text), where, depth);
    if (strcasecmp(type + (type[0] == '-'), flattening->type) != 0)
        return true;
    take_word(line.control, &text);
    take_word(line.module, &text);
    text_copy(line.arguments, sizeof line.arguments, text + strspn(text, " \t"));
    if (strcasecmp(line.control, "include") == 0)
        return include(flattening, line.module, where, depth);
    if (strcasecmp(line.control, "substack") == 0)
        return include(flattening, line.module, where, depth + 1);
    return add_line(flattening->flat, &line);
}

/* Joins what goes on behind a backslash; comments end at the line's end. */
static bool take_lines(struct flattening *flattening, struct lines *lines, const char *path, unsigned depth)
{
    char whole[LINE_MOST], where[PAM_PLACE];
    bool goes_on = false;
    struct line line;

    while (lines_next(lines, &line)) {
        char *comment = strchr(line.text, '#');
        size_t used = goes_on ? strlen(whole) : 0, length;

        if (comment)
            *comment = '\0';
        if (!goes_on)
            text_format(where, sizeof where, "%s:%llu", path, (unsigned long long)line.number);
        text_copy(whole + used, sizeof whole - used, line.text);
        length = strlen(whole);
        goes_on = length > 0 && whole[length - 1] == '\\';
        if (goes_on)
            whole[length - 1] = ' ';
        else if (!take_line(flattening, whole, where, depth))
            return false;
    }
    return true;
}

static bool take_file(struct flattening *flattening, const char *name, unsigned depth)
{
    char path[PATH_MOST];
    struct lines *lines;
    bool good;

    text_format(path, sizeof path, "%s%s%s", name[0] == '/' ? "" : flattening->folder, name[0] == '/' ? "" : "/", name);
    lines = lines_open(path, LINE_MOST - 1);
    if (!lines)
        return false;
    flattening->includes++;
    good = take_lines(flattening, lines, path, depth);
    flattening->includes--;
    lines_close(lines);
    return good;
}

bool pam_flat_read(struct pam_flat *flat, const char *folder, const char *service, const char *type)
{
    struct flattening flattening = {.flat = flat, .folder = folder, .type = type};

    *flat = (struct pam_flat){0};
    return take_file(&flattening, service, 0);
}

void pam_flat_free(struct pam_flat *flat)
{
    free(flat->lines);
    *flat = (struct pam_flat){0};
}

bool pam_line_is(const struct pam_line *line, const char *module)
{
    const char *slash = strrchr(line->module, '/');

    return strcmp(slash ? slash + 1 : line->module, module) == 0;
}

void pam_line_on_success(const struct pam_line *line, char action[PAM_WORD])
{
    const char *success = strstr(line->control, "success="), *otherwise = strstr(line->control, "default=");
    const char *given = success ? success + strlen("success=") : otherwise ? otherwise + strlen("default=") : NULL;

    if (line->control[0] != '[')
        text_copy(action, PAM_WORD, strcasecmp(line->control, "sufficient") == 0 ? "done" : "ok");
    else if (given)
        text_format(action, PAM_WORD, "%.*s", (int)strcspn(given, " \t]"), given);
    else
        text_copy(action, PAM_WORD, "bad"); /* pam.conf(5): what is not named is bad */
}

size_t pam_flat_jump(const struct pam_flat *flat, size_t from, unsigned count)
{
    unsigned depth = flat->lines[from].depth;
    size_t at = from + 1;

    for (; count > 0; count--) {
        if (at >= flat->count || flat->lines[at].depth < depth)
            return flat->count + 1;
        do
            at++;
        while (at < flat->count && flat->lines[at].depth > depth);
    }
    return at;
}
