/* What names say. Owns the lists of endings and beginnings that programs use. Must not own: what follows from it. In:
 * paths. Out: yes or no. */
#include "agent/watch/acts/filename.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "agent/base/text.h"

enum {
    STEM_LEAST = 4,  /* "a" stands in every title, "scan" in few */
    CHANCE_LEAST = 6 /* characters that mkstemp(3) puts into a name, in GNU programs and rsync */
};

const char *filename_base(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

bool filename_same_folder(const char *one, const char *other)
{
    size_t length = (size_t)(filename_base(one) - one);

    return length == (size_t)(filename_base(other) - other) && strncmp(one, other, length) == 0;
}

static const char *extension(const char *base)
{
    const char *dot = strrchr(base, '.');

    return dot && dot != base ? dot : base + strlen(base);
}

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), size = strlen(end);

    return length > size && strcasecmp(text + length - size, end) == 0;
}

static bool is_chance(const char *text)
{
    return strlen(text) >= CHANCE_LEAST && text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                             "0123456789_")] == '\0';
}

bool filename_is_temporary(const char *path)
{
    /* glib, LibreOffice (its lock, its save), Word (its owner file, its saves), emacs, sed -i, perl -i, Python, zip */
    static const char *const starts[] = {".goutputstream-", ".~lock.", "~$", "~WR", ".#", "#"};
    static const char *const chances[] = {"sed", "XX", "lu", "tmp", "zi"};
    static const char *const ends[] = {".tmp", ".temp", ".part", ".partial", ".crdownload",
                                       ".swp", ".swx",  ".swo",  ".new",     ".lock"};
    const char *base = filename_base(path), *dot = extension(base);

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (strncmp(base, starts[i], strlen(starts[i])) == 0)
            return true;
    for (size_t i = 0; i < sizeof(chances) / sizeof(chances[0]); i++)
        if (strncmp(base, chances[i], strlen(chances[i])) == 0 && is_chance(base + strlen(chances[i])))
            return true;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (ends_in(base, ends[i]))
            return true;
    return base[0] == '.' && *dot && is_chance(dot + 1); /* rsync: .r.pdf.Xa81bq */
}

bool filename_is_backup(const char *path, const char *kept)
{
    static const char *const ends[] = {"~", ".bak", ".orig", ".old", ".save", ".backup"};
    const char *base = filename_base(path), *other = filename_base(kept);
    size_t stem = (size_t)(extension(base) - base);

    if (!filename_same_folder(path, kept) || strcmp(base, other) == 0)
        return false;
    if (filename_is_temporary(kept))
        return true;
    other += other[0] == '.' && base[0] != '.';
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (strncmp(other, base, stem) == 0 && ends_in(other, ends[i]))
            return true;
    return false;
}

bool filename_is_archive(const char *path)
{
    return text_in_list(".zip .tar .gz .tgz .7z .bz2 .tbz2 .xz .txz .zst .lz4 .rar .iso .cpio .cab .gpg .age",
                        extension(filename_base(path)));
}

bool filename_is_after(const char *copy, const char *record)
{
    const char *base = filename_base(copy), *name = filename_base(record), *found = strstr(base, name);
    size_t stem = (size_t)(extension(name) - name), length = strlen(name);

    if (strcmp(base, name) == 0)
        return true;
    if (found && length >= STEM_LEAST && (found == base || !isalnum((unsigned char)found[-1])))
        return !isalnum((unsigned char)found[length]);
    return stem >= STEM_LEAST && strncmp(base, name, stem) == 0 && !isalnum((unsigned char)base[stem]);
}

bool filename_is_title(const char *title, const char *record)
{
    const char *name = filename_base(record), *found = title;
    size_t stem = (size_t)(extension(name) - name), length = strlen(name);

    if (stem >= STEM_LEAST && strlen(title) == stem && strncmp(title, name, stem) == 0)
        return true;
    for (; length > 0 && (found = strstr(found, name)); found++)
        if ((found == title || !isalnum((unsigned char)found[-1])) && !isalnum((unsigned char)found[length]))
            return true;
    return false;
}
