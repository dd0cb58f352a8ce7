/* The addresses that no report is sent to. A name that leads there is a mistake or an attack on the name server:
 * services of the link and of the cloud's machinery trust whoever speaks from this machine. Pure. */
#include "agent/post/address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct range4 {
    uint32_t network;
    unsigned bits;
};

struct range6 {
    uint8_t network[16];
    unsigned bits;
};

static const struct range4 REFUSED4[] = {
    {0x00000000, 8},  /* 0.0.0.0/8: "this host"; Linux connects it to itself */
    {0xa9fe0000, 16}, /* 169.254.0.0/16: link-local, RFC 3927; metadata of most clouds */
    {0x646464c8, 32}, /* 100.100.100.200: metadata, Alibaba */
    {0xa83f8110, 32}, /* 168.63.129.16: Azure's wire server */
    {0xc0000000, 24}, /* 192.0.0.0/24: protocol assignments, RFC 6890; metadata, Oracle */
    {0xe0000000, 3},  /* 224.0.0.0/3: multicast, reserved, broadcast */
};

static const struct range6 REFUSED6[] = {
    {{0}, 128},                                                /* ::, connects to itself */
    {{0xfe, 0x80}, 10},                                        /* link-local, RFC 4291 */
    {{0xff}, 8},                                               /* multicast */
    {{0xfd, 0x00, 0x0e, 0xc2, [14] = 0x02, [15] = 0x54}, 128}, /* fd00:ec2::254: metadata, Amazon */
    {{0xfd, 0x20, 0x00, 0xce, [14] = 0x02, [15] = 0x54}, 128}, /* fd20:ce::254: metadata, Google */
};

/* IPv6 prefixes of 96 bits that carry an IPv4 address in their last 32. */
static const uint8_t CARRIERS[][12] = {
    {[10] = 0xff, [11] = 0xff}, /* ::ffff:0:0/96, RFC 4291 */
    {0},                        /* ::/96, the same, obsolete */
    {0x00, 0x64, 0xff, 0x9b},   /* 64:ff9b::/96, NAT64, RFC 6052 */
};

static bool is_refused4(uint32_t address)
{
    for (size_t i = 0; i < sizeof REFUSED4 / sizeof REFUSED4[0]; i++)
        if ((address ^ REFUSED4[i].network) >> (32 - REFUSED4[i].bits) == 0)
            return true;
    return false;
}

static bool is_within(const uint8_t address[16], const struct range6 *range)
{
    unsigned whole = range->bits / 8, rest = range->bits % 8;

    return memcmp(address, range->network, whole) == 0 &&
           (rest == 0 || (address[whole] ^ range->network[whole]) >> (8 - rest) == 0);
}

static bool is_loopback6(const uint8_t address[16])
{
    return memcmp(address, &in6addr_loopback, 16) == 0;
}

static bool is_refused6(const uint8_t address[16])
{
    uint32_t carried =
        (uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 | (uint32_t)address[14] << 8 | address[15];

    if (is_loopback6(address))
        return false;
    for (size_t i = 0; i < sizeof REFUSED6 / sizeof REFUSED6[0]; i++)
        if (is_within(address, &REFUSED6[i]))
            return true;
    for (size_t i = 0; i < sizeof CARRIERS / sizeof CARRIERS[0]; i++)
        if (memcmp(address, CARRIERS[i], sizeof CARRIERS[i]) == 0)
            return is_refused4(carried);
    return false;
}

bool address_is_refused(const struct sockaddr *address)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        return is_refused4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        memcpy(&v6, address, sizeof v6);
        return is_refused6(v6.sin6_addr.s6_addr);
    }
    return true;
}
