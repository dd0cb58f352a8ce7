/* Path -> patient. Owns the grammar of [watch] records; must not look at any file. In: the template's text, paths as
 * the kernel gives them (any bytes). Out: the folder to watch and the patient's id. */
#include "agent/watch/tree/template.h"

#include <string.h>

#include "agent/base/text.h"

#define PATIENT "{patient}"
#define DEEPER  "/..."

/* A watch on one of these would make every program on the machine wait for Confide. */
static const char *const system_folders[] = {"/usr",  "/etc", "/lib", "/bin",     "/sbin",         "/boot", "/dev",
                                             "/proc", "/sys", "/run", "/var/log", "/var/lib/dpkg", "/tmp"};

bool template_holds(const char *folder, const char *path)
{
    size_t length = strlen(folder);

    if (strcmp(folder, "/") == 0)
        return path[0] == '/';
    return strncmp(folder, path, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static bool is_plain_path(const char *path)
{
    const char *part = path;

    if (part[0] != '/')
        return false;
    while (part && *part) {
        size_t length = strcspn(part + 1, "/");

        if (length == 0 || (length <= 3 && strspn(part + 1, ".") >= length)) /* nothing, ., .. or a misplaced ... */
            return false;
        part += 1 + length;
    }
    return true;
}

static bool copy_part(char *to, size_t size, const char *from, size_t length)
{
    if (length >= size)
        return false;
    memcpy(to, from, length);
    to[length] = '\0';
    return true;
}

static const char *refuse_root(const char *root)
{
    for (size_t i = 0; i < sizeof(system_folders) / sizeof(system_folders[0]); i++)
        if (template_holds(root, system_folders[i]))
            return "that folder is the system's own: give the records a folder of their own, as in "
                   "/srv/records/{patient}/...";
    return NULL;
}

const char *template_parse(struct template *template, const char *text)
{
    char path[2 * TEMPLATE_ROOT_SIZE];
    size_t length = strlen(text), tail = strlen(DEEPER);
    const char *mark, *component;

    memset(template, 0, sizeof(*template));
    template->only_deeper = length > tail &&strcmp(text + length - tail, DEEPER) == 0;
    if (template->only_deeper)
        length -= tail;
    if (!copy_part(path, sizeof(path), text, length))
        return "it is too long: a watched folder's path has at most 255 bytes";
    if (!is_plain_path(path))
        return "it must be an absolute path without //, . or .., as in /srv/records/{patient}/...";
    mark = strstr(path, PATIENT);
    if (!mark)
        return copy_part(template->root, sizeof(template->root), path, length)
                   ? refuse_root(template->root)
                   : "it is too long: a watched folder's path has at most 255 bytes";
    template->names_patient = true;
    component = memrchr(path, '/', (size_t)(mark - path)) + 1;
    mark += strlen(PATIENT);
    if (strchr(mark, '/') || strstr(mark, PATIENT))
        return "after the part with {patient} only /... may follow, as in /srv/records/{patient}/...";
    if (component == path + 1)
        return "{patient} must stand below a folder of the records' own, as in /srv/records/{patient}/...";
    if (!copy_part(template->root, sizeof(template->root), path, (size_t)(component - path) - 1) ||
        !copy_part(template->before, sizeof(template->before), component,
                   (size_t)(mark - component) - strlen(PATIENT)) ||
        !copy_part(template->after, sizeof(template->after), mark, strlen(mark)))
        return "it is too long: a folder's path has at most 255 bytes, the text around {patient} at most 63";
    return refuse_root(template->root);
}

bool template_patient(const struct template *template, const char *path, bool is_folder, char *patient, size_t size)
{
    size_t before = strlen(template->before), after = strlen(template->after);
    const char *component = path + strlen(template->root) + 1;
    size_t length;

    patient[0] = '\0';
    if (!template->names_patient || !template_holds(template->root, path) || strlen(path) <= strlen(template->root))
        return false;
    length = strcspn(component, "/");
    if (template->only_deeper && component[length] == '\0' && !is_folder)
        return false;
    if (length <= before + after || strncmp(component, template->before, before) != 0 ||
        strncmp(component + length - after, template->after, after) != 0)
        return false;
    return copy_part(patient, size, component + before, length - before - after);
}
