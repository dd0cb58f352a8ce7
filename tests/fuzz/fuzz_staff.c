/* staff_file_read on hostile bytes: rows sorted and each found again, or an empty list and a reason that names the
 * file. */
#include <stdlib.h>
#include <string.h>

#include "agent/base/staff_file.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct staff_list list;
    char path[64], error[512] = "";

    as_file(path, data, size);
    if (!staff_file_read(&list, path, error, sizeof error)) {
        if (list.count != 0 || strncmp(error, path, strlen(path)) != 0)
            abort();
        return 0;
    }
    for (size_t i = 0; i < list.count; i++)
        if (staff_file_find(&list, list.members[i].login) != &list.members[i])
            abort();
    staff_file_free(&list);
    return 0;
}
