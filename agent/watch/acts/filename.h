/* What the name of a file says about its part in a save or a copy. Only ever a hint: a name hides nothing. Pure. */
#ifndef CONFIDE_WATCH_FILENAME_H
#define CONFIDE_WATCH_FILENAME_H

#include <stdbool.h>

/* What follows the last slash. */
const char *filename_base(const char *path);

bool filename_same_folder(const char *one, const char *other);

/* A name that programs give to what they mean to rename or to delete again. */
bool filename_is_temporary(const char *path);

/* `kept` is what a save calls the former file of `path`: x~, x.bak, .x.bak, or a temporary name. In the same folder. */
bool filename_is_backup(const char *path, const char *kept);

/* One file that holds many: by its extension. */
bool filename_is_archive(const char *path);

/* `copy` is named after `record`: r.pdf, .r.pdf.Xa81bq, r.pdf.gz, r (copy).pdf, or r.odt for r.pdf. */
bool filename_is_after(const char *copy, const char *record);

/* A print job's `title` names `record`: by its name within the title, or by its stem alone. */
bool filename_is_title(const char *title, const char *record);

#endif
