/* The record folders of the configuration. Owns their whereabouts and the canary's flight; must never write into them.
 * In: templates, own opens as the eye saw them. Out: open or closed, and a path's patient. */
#include "agent/watch/tree/root.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

/* A mount point is on another device than the folder it stands in. */
static bool is_mount_point(const char *path, const struct stat *status)
{
    char above[PATH_MAX];
    struct stat parent;

    return text_format(above, sizeof(above), "%s/..", path) && stat(above, &parent) == 0 &&
           parent.st_dev != status->st_dev;
}

bool root_find(struct root *root, bool *is_other)
{
    char real[PATH_MAX];
    struct stat status;
    bool is_there = realpath(root->template.root, real) && stat(real, &status) == 0 && S_ISDIR(status.st_mode);
    bool is_mount = is_there && is_mount_point(real, &status);

    *is_other = false;
    if (is_there && !root->was_found) {
        root->was_found = true;
        root->is_mount = is_mount;
    }
    if (!is_there || (root->is_mount && !is_mount) || !text_copy(root->real, sizeof(root->real), real)) {
        root->real[0] = '\0';
        root->ino = 0;
        return false;
    }
    *is_other = root->ino != 0 && (root->ino != status.st_ino || root->dev != status.st_dev);
    if (root->ino == 0) {
        root->dev = status.st_dev;
        root->ino = status.st_ino;
    }
    return true;
}

bool root_ask(struct root *root, int64_t now_ms)
{
    struct stat status;
    int fd;

    /* Before the open: the answer may be there before open(2) returns. */
    root->is_asked = true;
    root->asked_ms = now_ms;
    fd = open(root->real, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    if (fstat(fd, &status) == 0) {
        root->dev = status.st_dev;
        root->ino = status.st_ino;
    }
    close(fd);
    return true;
}

struct root *root_heard(struct roots *roots, const struct raw *raw, const char *path)
{
    for (unsigned i = 0; i < roots->count; i++) {
        struct root *root = &roots->list[i];

        if (!root->is_asked)
            continue;
        if (path ? strcmp(path, root->real) == 0 : raw->ino == root->ino && raw->dev == root->dev)
            return root;
    }
    return NULL;
}

bool root_patient(const struct roots *roots, const char *path, bool is_folder, char object[EVENT_PATH_SIZE],
                  char patient[EVENT_PATIENT_SIZE])
{
    bool is_below = false;

    patient[0] = '\0';
    text_copy(object, EVENT_PATH_SIZE, path);
    for (unsigned i = 0; i < roots->count && patient[0] == '\0'; i++) {
        const struct root *root = &roots->list[i];

        if (root->real[0] == '\0' || !template_holds(root->real, path))
            continue;
        is_below = true;
        text_format(object, EVENT_PATH_SIZE, "%s%s", root->template.root, path + strlen(root->real));
        template_patient(&root->template, object, is_folder, patient, EVENT_PATIENT_SIZE);
    }
    return is_below;
}

bool root_holds(const struct roots *roots, const char *path)
{
    for (unsigned i = 0; i < roots->count; i++)
        if (roots->list[i].real[0] && template_holds(roots->list[i].real, path))
            return true;
    return false;
}

void root_real(const struct roots *roots, const char *object, char *path, size_t size)
{
    size_t length;

    text_copy(path, size, object);
    for (unsigned i = 0; i < roots->count; i++)
        if (roots->list[i].real[0] && template_holds(roots->list[i].template.root, object))
            text_format(path, size, "%s%s", roots->list[i].real, object + strlen(roots->list[i].template.root));
    length = strlen(path);
    if (length > 1 && path[length - 1] == '/') /* a folder's name ends with a slash */
        path[length - 1] = '\0';
}

const char *root_near(const struct roots *roots, uint64_t dev)
{
    for (unsigned i = 0; i < roots->count; i++)
        if (roots->list[i].real[0] && roots->list[i].dev == dev)
            return roots->list[i].real;
    return NULL;
}
