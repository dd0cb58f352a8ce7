/* A computer's name as all tables and events mean it. */
#include "hosts.h"

#include <string.h>

bool host_fold(char to[HOST_SIZE], const char *name)
{
    bool is_address = name[strspn(name, "0123456789.")] == '\0' || strchr(name, ':');
    size_t length = is_address ? strlen(name) : strcspn(name, ".");

    if (length == 0 || length >= HOST_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        to[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] - 'A' + 'a') : name[i];
    to[length] = '\0';
    return true;
}
