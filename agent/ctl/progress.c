/* A bar for long work. Owns the last line of a terminal on standard error; says nothing where there is none. */
#include "progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/report/phrase.h"

enum { BETWEEN_MS = 100, LINE_SIZE = 256 };

void progress_start(struct progress *progress, const char *what)
{
    *progress = (struct progress){.what = what, .started_ms = clock_monotonic_ms()};
    progress->shown_ms = progress->started_ms; /* short work flashes nothing */
}

void progress_show(struct progress *progress, uint64_t done, uint64_t total)
{
    int64_t now_ms = clock_monotonic_ms();
    struct winsize window;
    char line[LINE_SIZE];
    unsigned width = 80;

    if (now_ms - progress->shown_ms < BETWEEN_MS || !isatty(STDERR_FILENO))
        return;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        width = window.ws_col;
    phrase_progress(line, sizeof line, width - 1, progress->what, done, total, now_ms - progress->started_ms);
    fprintf(stderr, "\r%s\033[K", line);
    progress->shown_ms = now_ms;
    progress->visible = true;
}

void progress_end(struct progress *progress)
{
    if (progress->visible)
        fputs("\r\033[K", stderr);
    progress->visible = false;
}

int64_t progress_elapsed_ms(const struct progress *progress)
{
    return clock_monotonic_ms() - progress->started_ms;
}
