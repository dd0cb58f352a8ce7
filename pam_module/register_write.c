/* Replaces the register, its last good copy and the file of people's own words. Owns: each new file whole and on disk
 * before it takes its name by rename. Must not own: the lines of the register (register_row.c), staff.csv. In: rows of
 * the staff list. Out: three files, or the last ones untouched. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "pam_module/register.h"
#include "pam_module/register_row.h"
#include "pam_module/words.h"

/* A file to come, and what it is called until it is whole; "" when there is none to remove. */
struct draft {
    char file[PATH_MAX], beside[PATH_MAX];
};

/* What register.c would refuse to read must not be written. */
static bool rows_are_good(const struct staff_member *members, size_t count)
{
    char line[REGISTER_ROW_SIZE];

    for (size_t i = 0; i < count; i++)
        if (!register_row_write(line, &members[i]) || (i > 0 && strcmp(members[i - 1].login, members[i].login) >= 0))
            return false;
    return count > 0;
}

static void write_register(FILE *stream, const struct staff_member *members, size_t count)
{
    char line[REGISTER_ROW_SIZE];

    fprintf(stream, "%s\n", REGISTER_HEAD);
    for (size_t i = 0; i < count; i++)
        if (register_row_write(line, &members[i]))
            fputs(line, stream);
}

static void write_words(FILE *stream, const struct staff_member *members, size_t count)
{
    char words[WORDS_SIZE];

    fprintf(stream, "%s\n", REGISTER_WORDS_HEAD);
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%s\t%s\n", members[i].login, words_of_member(words, &members[i]));
    explicit_bzero(words, sizeof words);
}

/* Writes a complete, synced file beside the one that it will replace. */
static bool write_beside(struct draft *draft, mode_t mode,
                         void (*write_rows)(FILE *, const struct staff_member *, size_t),
                         const struct staff_member *members, size_t count)
{
    FILE *stream = NULL;
    bool good;
    int fd;

    if (!text_format(draft->beside, sizeof draft->beside, "%s.XXXXXX", draft->file) ||
        (fd = mkostemp(draft->beside, O_CLOEXEC)) < 0) {
        draft->beside[0] = '\0';
        return false;
    }
    if (fchmod(fd, mode) != 0 || !(stream = fdopen(fd, "w"))) {
        close(fd);
        return false;
    }
    write_rows(stream, members, count);
    good = fflush(stream) == 0 && !ferror(stream) && fsync(fd) == 0;
    return fclose(stream) == 0 && good;
}

/* A rename is only certain once its folder is on disk. */
static bool sync_folder_of(const char *file)
{
    char folder[PATH_MAX];
    char *slash;
    bool good;
    int fd;

    text_format(folder, sizeof folder, "%s%s", strchr(file, '/') ? "" : "./", file);
    slash = strrchr(folder, '/');
    slash[1] = '\0';
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

static bool take_name(struct draft *draft)
{
    if (rename(draft->beside, draft->file) != 0)
        return false;
    draft->beside[0] = '\0';
    return sync_folder_of(draft->file);
}

bool register_write(const char *register_file, const char *words_file, const struct staff_member *members, size_t count,
                    char *error, size_t size)
{
    enum { COPY, WORDS, REGISTER, FILES }; /* the register last: it decides */
    struct draft drafts[FILES] = {0};
    bool good = false;

    if (!rows_are_good(members, count)) {
        text_format(error, size, "%s: not replaced: the staff list is empty, not in order, or has a row with no login",
                    register_file);
        return false;
    }
    errno = ENAMETOOLONG;
    good = text_format(drafts[COPY].file, PATH_MAX, "%s%s", register_file, REGISTER_COPY) &&
           text_copy(drafts[WORDS].file, PATH_MAX, words_file) &&
           text_copy(drafts[REGISTER].file, PATH_MAX, register_file) &&
           write_beside(&drafts[COPY], 0644, write_register, members, count) &&
           write_beside(&drafts[WORDS], 0600, write_words, members, count) &&
           write_beside(&drafts[REGISTER], 0644, write_register, members, count);
    for (size_t i = 0; good && i < FILES; i++)
        good = take_name(&drafts[i]);
    if (!good)
        text_format(error, size, "%s: not replaced: %s; the last one stays", register_file, strerror(errno));
    for (size_t i = 0; i < FILES; i++)
        if (drafts[i].beside[0])
            unlink(drafts[i].beside);
    return good;
}
