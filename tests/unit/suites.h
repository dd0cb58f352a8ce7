/* Every unit test suite, once: SUITE(name) stands for tests/unit/test_name.c, which ends with CU_TestInfo name_tests[]. */
SUITE(text)
SUITE(clock)
SUITE(sign)
SUITE(retry_after)
SUITE(address)
