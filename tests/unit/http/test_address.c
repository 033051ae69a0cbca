#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/un.h>

#include "http/address.h"

static bool is_allowed(const struct address_policy *policy, const char *text)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET};
	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return address_is_allowed(policy, (struct sockaddr *)&v4);
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
	return address_is_allowed(policy, (struct sockaddr *)&v6);
}

static void addresses_of_the_open_internet_are_allowed(void **state)
{
	(void)state;
	static const char *const open[] = {"8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0",
		"100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "172.15.255.255",
		"172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
		"198.20.0.0", "223.255.255.255", "2001:200::1", "2606:4700::1111", "2a00:1450::1",
		"::ffff:8.8.8.8", "fbff::1"};
	const struct address_policy policy = {0};
	for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
		if (!is_allowed(&policy, open[i]))
			fail_msg("%s is refused", open[i]);
	}
}

static void special_addresses_are_refused_at_both_ends_of_their_range(void **state)
{
	(void)state;
	static const char *const closed[] = {"0.0.0.0", "0.255.255.255", "10.0.0.0",
		"10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255",
		"169.254.0.0", "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1",
		"192.0.2.255", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0",
		"198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.255",
		"240.0.0.1", "255.255.255.255", "::", "::1", "::a00:1", "::ffff:10.0.0.1",
		"::ffff:127.0.0.1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1",
		"2001:1ff:ffff::1", "2001:db8::1", "2002:a00:1::1", "3fff::1", "5f00::1", "fc00::1",
		"fdff::1", "fe80::1", "febf::1", "fec0::1", "feff::1", "ff02::1"};
	const struct address_policy policy = {0};
	for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
		if (is_allowed(&policy, closed[i]))
			fail_msg("%s is allowed", closed[i]);
	}
}

static void loopback_opens_loopback_and_nothing_else(void **state)
{
	(void)state;
	const struct address_policy policy = {.loopback = true};
	assert_true(is_allowed(&policy, "127.0.0.1"));
	assert_true(is_allowed(&policy, "127.1.2.3"));
	assert_true(is_allowed(&policy, "::1"));
	assert_true(is_allowed(&policy, "::ffff:127.0.0.1"));
	assert_true(is_allowed(&policy, "8.8.8.8"));
	assert_false(is_allowed(&policy, "::2"));
	assert_false(is_allowed(&policy, "10.0.0.1"));
	assert_false(is_allowed(&policy, "192.168.1.1"));
}

static void a_subnet_opens_exactly_itself(void **state)
{
	(void)state;
	struct err err;
	struct address_policy policy = {.allowed_count = 3};
	assert_int_equal(address_subnet_read("10.1.64.0/18", &policy.allowed[0], &err), ERR_OK);
	assert_int_equal(address_subnet_read("fd00:1::/32", &policy.allowed[1], &err), ERR_OK);
	assert_int_equal(address_subnet_read("192.168.7.7/32", &policy.allowed[2], &err), ERR_OK);
	assert_true(is_allowed(&policy, "10.1.64.0"));
	assert_true(is_allowed(&policy, "10.1.127.255"));
	assert_true(is_allowed(&policy, "::ffff:10.1.100.1"));
	assert_false(is_allowed(&policy, "10.1.63.255"));
	assert_false(is_allowed(&policy, "10.1.128.0"));
	assert_true(is_allowed(&policy, "fd00:1:ffff::9"));
	assert_false(is_allowed(&policy, "fd00:2::1"));
	assert_true(is_allowed(&policy, "192.168.7.7"));
	assert_false(is_allowed(&policy, "192.168.7.8"));
	assert_false(is_allowed(&policy, "127.0.0.1"));
}

static void what_is_no_internet_address_is_refused(void **state)
{
	(void)state;
	const struct address_policy policy = {.loopback = true};
	const struct sockaddr_un path = {.sun_family = AF_UNIX};
	assert_false(address_is_allowed(&policy, (const struct sockaddr *)&path));
	assert_false(address_is_loopback((const struct sockaddr *)&path));
}

static void a_subnet_that_is_none_is_told_why(void **state)
{
	(void)state;
	const struct {
		const char *text, *reason;
	} cases[] = {
		{"10.1.0.0", "10.1.0.0/16"},
		{"", "no subnet"},
		{"10.1.0/16", "no address"},
		{"10.1.0.0/33", "0 to 32"},
		{"10.1.0.0/", "0 to 32"},
		{"10.1.0.0/-1", "0 to 32"},
		{"10.1.0.0/16 ", "0 to 32"},
		{"10.1.0.0/0016", "0 to 32"},
		{"fd00::/129", "0 to 128"},
		{"10.1.2.0/16", "beyond its first 16"},
		{"fd00::1/64", "beyond its first 64"},
		{"/16", "no address"},
		{"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/16", "no subnet"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = {0};
		struct address_subnet subnet;
		assert_int_equal(address_subnet_read(cases[i].text, &subnet, &err), ERR_FORMAT);
		if (!strstr(err.text, cases[i].reason))
			fail_msg("%s: %s", cases[i].text, err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_the_open_internet_are_allowed),
		cmocka_unit_test(special_addresses_are_refused_at_both_ends_of_their_range),
		cmocka_unit_test(loopback_opens_loopback_and_nothing_else),
		cmocka_unit_test(a_subnet_opens_exactly_itself),
		cmocka_unit_test(what_is_no_internet_address_is_refused),
		cmocka_unit_test(a_subnet_that_is_none_is_told_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
