/*
 * Filling descriptors, the wrong way round for reading or writing.
 */
#include "standard_descriptors.h"

#include <fcntl.h>
#include <unistd.h>

void rle127_fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            (void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}
