/* The record folders of the configuration. Owns their whereabouts and the canary's flight; must never write into them.
 * In: templates, own opens as the eye saw them. Out: open or closed, and a path's patient. */
#include "root.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

bool root_find(struct root *root, bool *is_other)
{
    char real[PATH_MAX];
    struct stat status;

    *is_other = false;
    if (!realpath(root->template.root, real) || stat(real, &status) < 0 || !S_ISDIR(status.st_mode) ||
        !text_copy(root->real, sizeof(root->real), real)) {
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
