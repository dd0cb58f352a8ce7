/* What a program and the service manager tell each other. Owns libsystemd's sd-daemon. */
#include "notify.h"

#include <stdint.h>
#include <systemd/sd-daemon.h>

void notify_ready(const char *status)
{
    sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void notify_alive(void)
{
    sd_notify(0, "WATCHDOG=1");
}

void notify_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

int notify_given(void)
{
    return sd_listen_fds(1) == 1 ? SD_LISTEN_FDS_START : -1;
}

int64_t notify_period_ms(void)
{
    uint64_t limit_us;

    return sd_watchdog_enabled(0, &limit_us) > 0 ? (int64_t)(limit_us / 2000) : 0;
}
