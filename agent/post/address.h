/* Where a report may not go, whatever the name server says. Pure. */
#ifndef CONFIDE_POST_ADDRESS_H
#define CONFIDE_POST_ADDRESS_H

#include <stdbool.h>

struct sockaddr;

/* True for an address that is no incident endpoint's: unspecified, link-local, multicast, a cloud's metadata service,
 * or any of these in IPv6 clothing; also for any family but IPv4 and IPv6. Loopback is allowed: a site may run its
 * relay there. */
bool address_is_refused(const struct sockaddr *address);

#endif
