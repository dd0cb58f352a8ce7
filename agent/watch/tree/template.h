/* Where the patient's id stands in a path: `/srv/records/{patient}/...`. Pure. */
#ifndef CONFIDE_WATCH_TEMPLATE_H
#define CONFIDE_WATCH_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

enum { TEMPLATE_ROOT_SIZE = 256, TEMPLATE_PART_SIZE = 64 };

struct template
{
    char root[TEMPLATE_ROOT_SIZE];   /* the folder to watch: all before the component with {patient} */
    char before[TEMPLATE_PART_SIZE]; /* of that component, what stands before {patient} ... */
    char after[TEMPLATE_PART_SIZE];  /* ... and after it */
    bool names_patient;              /* false: there is no {patient}, all files below root have none */
    bool only_deeper;                /* ends in "/...": a file right in root is nobody's */
};

/* Reads `text`. NULL when it is good, else one sentence that says what is wrong and how to mend it; `template` is then
 * undefined. */
const char *template_parse(struct template *template, const char *text);

/* The patient of the file or folder at `path`. False, and `patient` "", when it has none or the id does not fit whole.
 */
bool template_patient(const struct template *template, const char *path, bool is_folder, char *patient, size_t size);

/* True when `path` is `folder` or stands below it. Both absolute, without a slash at the end. */
bool template_holds(const char *folder, const char *path);

#endif
