/* Addresses that no report may go to, and their neighbours that it may. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include <CUnit/CUnit.h>

#include "agent/post/address.h"

static bool is_refused(const char *text)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return address_is_refused((struct sockaddr *)&v4);
    CU_ASSERT_EQUAL_FATAL(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return address_is_refused((struct sockaddr *)&v6);
}

static void test_link_local(void)
{
    CU_ASSERT_TRUE(is_refused("169.254.0.1"));
    CU_ASSERT_TRUE(is_refused("169.254.255.255"));
    CU_ASSERT_TRUE(is_refused("fe80::1"));
    CU_ASSERT_TRUE(is_refused("febf::1"));
}

static void test_metadata(void)
{
    CU_ASSERT_TRUE(is_refused("169.254.169.254"));
    CU_ASSERT_TRUE(is_refused("100.100.100.200"));
    CU_ASSERT_TRUE(is_refused("168.63.129.16"));
    CU_ASSERT_TRUE(is_refused("192.0.0.192"));
    CU_ASSERT_TRUE(is_refused("fd00:ec2::254"));
    CU_ASSERT_TRUE(is_refused("fd20:ce::254"));
}

static void test_nowhere(void)
{
    CU_ASSERT_TRUE(is_refused("0.0.0.0"));
    CU_ASSERT_TRUE(is_refused("0.1.2.3"));
    CU_ASSERT_TRUE(is_refused("224.0.0.1"));
    CU_ASSERT_TRUE(is_refused("255.255.255.255"));
    CU_ASSERT_TRUE(is_refused("::"));
    CU_ASSERT_TRUE(is_refused("ff02::1"));
}

static void test_carried(void)
{
    CU_ASSERT_TRUE(is_refused("::ffff:169.254.169.254"));
    CU_ASSERT_TRUE(is_refused("::169.254.169.254"));
    CU_ASSERT_TRUE(is_refused("64:ff9b::169.254.169.254"));
    CU_ASSERT_FALSE(is_refused("::ffff:192.0.2.1"));
    CU_ASSERT_FALSE(is_refused("64:ff9b::192.0.2.1"));
}

static void test_allowed(void)
{
    static const char *const good[] = {"127.0.0.1",       "::1",         "10.0.0.1",        "192.168.1.1",
                                       "192.0.1.1",       "203.0.113.9", "169.253.0.1",     "169.255.0.1",
                                       "223.255.255.255", "1.0.0.0",     "100.100.100.201", "168.63.129.17",
                                       "2001:db8::1",     "fec0::1",     "fd00:ec2::255",   "fd12:3456::1"};

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CU_ASSERT_FALSE(is_refused(good[i]));
}

static void test_family(void)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};

    CU_ASSERT_TRUE(address_is_refused((struct sockaddr *)&local));
}

CU_TestInfo address_tests[] = {
    {"link-local addresses are refused", test_link_local},
    {"the clouds' metadata services are refused", test_metadata},
    {"unspecified, multicast and broadcast addresses are refused", test_nowhere},
    {"an IPv4 address inside an IPv6 one is judged as itself", test_carried},
    {"loopback, private and public addresses are allowed, up to the neighbour of a refused one", test_allowed},
    {"a family other than IPv4 and IPv6 is refused", test_family},
    CU_TEST_INFO_NULL};
