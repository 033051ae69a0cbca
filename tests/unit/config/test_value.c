#include "unit.h"

#include <string.h>

#include "config/value.h"

static void durations_are_read_with_their_unit(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {{"200ms", 200}, {"0s", 0}, {"20s", 20000}, {"5m", 300000}, {"24h", 86400000},
		{"7d", 604800000}, {"3650d", INT64_C(315360000000)}};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		int64_t ms = -1;
		assert_int_equal(value_duration(good[i].text, &ms, NULL), ERR_OK);
		assert_int_equal(ms, good[i].ms);
	}
}

static void what_is_no_duration_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "5", "m", "-5m", "5 m", "5M", "1.5h", "5m ", "1h30m",
		"3651d", "99999999999999999999s", "999999999999d"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t ms = 77;
		struct err err = {0};
		assert_int_equal(value_duration(bad[i], &ms, &err), ERR_CONFIG);
		assert_int_equal(ms, 77);
		assert_non_null(strstr(err.text, "; write"));
	}
}

static void money_is_read_exactly(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t micro;
	} good[] = {{"0", 0}, {"5", 5000000}, {"0.010", 10000}, {"0.001", 1000}, {"0.2", 200000},
		{"12.345678", 12345678}, {"999999.999999", INT64_C(999999999999)}};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		int64_t micro = -1;
		assert_int_equal(value_money(good[i].text, &micro, NULL), ERR_OK);
		assert_int_equal(micro, good[i].micro);
	}
	static const char *const bad[] = {"", ".5", "5.", "-1", "$5", "0,5", "1.2.3", "0.1234567",
		"1e3", "5 ", "1000000", "99999999999"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t micro = 77;
		struct err err = {0};
		assert_int_equal(value_money(bad[i], &micro, &err), ERR_CONFIG);
		assert_int_equal(micro, 77);
		assert_non_null(strstr(err.text, "; write"));
	}
}

static void urls_are_https(void **state)
{
	(void)state;
	static const char *const good[] = {"https://example.org", "https://example.org/",
		"https://a-b.example:8443/x?y=z", "https://10.1.2.3/x", "https://[fd00::1]:9/x",
		"https://example.org/%E0%A4%A8?at=a@b"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(value_url(good[i], false, NULL), ERR_OK);
	static const char *const bad[] = {"", "example.org", "ftp://example.org", "https://",
		"https:///x", "https://:80/", "https://-x/", "https://a b/", "https://a/\x7f",
		"https://a/#x", "https://u@a/", "https://u:p@a/", "https://a:0/",
		"https://a:65536/", "https://a:/", "https://a:8x/", "https://[fd00::1",
		"https://[]/", "https://a/{x}", "https://a/न", "https://a\\b/", "HTTPS://a/",
		"http://example.org/", "http://127.0.0.1/"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = {0};
		if (value_url(bad[i], false, &err) != ERR_CONFIG)
			fail_msg("taken: %s", bad[i]);
		assert_true(err.text[0]);
	}
}

static void plain_http_stays_on_this_machine(void **state)
{
	(void)state;
	static const char *const good[] = {"http://127.0.0.1:8471", "http://localhost/x",
		"http://[::1]:8/", "http://127.9.9.9/", "https://example.org/"};
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(value_url(good[i], true, NULL), ERR_OK);
	static const char *const bad[] = {"http://example.org/", "http://128.0.0.1/",
		"http://127.0.0.1.example.org/", "http://localhost.example.org/",
		"http://[fd00::1]/", "http://127.1/", "http://2130706433/"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (value_url(bad[i], true, NULL) != ERR_CONFIG)
			fail_msg("taken: %s", bad[i]);
	}
}

static void a_password_in_a_url_is_not_repeated(void **state)
{
	(void)state;
	struct err err = {0};
	assert_int_equal(value_url("https://user:secret@example.org/", false, &err), ERR_CONFIG);
	assert_null(strstr(err.text, "secret"));
}

static void check(enum err_code (*form)(const char *, struct err *), const char *const *good,
	const char *const *bad)
{
	for (; *good; good++) {
		if (form(*good, NULL) != ERR_OK)
			fail_msg("refused: %s", *good);
	}
	for (; *bad; bad++) {
		struct err err = {0};
		if (form(*bad, &err) != ERR_CONFIG)
			fail_msg("taken: %s", *bad);
		assert_non_null(strchr(err.text, ';'));
	}
}

static void forms_of_addresses(void **state)
{
	(void)state;
	check(value_subnet,
		(const char *const[]){
			"10.0.0.0/8", "1.2.3.4/32", "0.0.0.0/0", "fd00:1::/32", "::1/128", NULL},
		(const char *const[]){"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8",
			"10.0.0.0/8x", "10.0.0.0/-1", "fd00::/129", "x/8", "fd00::/0000", NULL});
	check(value_listen_address, (const char *const[]){"127.0.0.1", "127.0.0.2", "::1", NULL},
		(const char *const[]){
			"", "localhost", "0.0.0.0", "::", "10.0.0.1", "127.0.0.1:80", NULL});
}

static void forms_of_names(void **state)
{
	(void)state;
	check(value_label,
		(const char *const[]){"a", "uppolnri", "gautam-buddha-nagar", "a_1",
			"abcdefghijabcdefghijabcdefghija", NULL},
		(const char *const[]){"", "A", "a b", "लखनऊ", "a/b", "a.b",
			"abcdefghijabcdefghijabcdefghijab", NULL});
	check(value_case_prefix, (const char *const[]){"N", "NRI", "NRI2024X", NULL},
		(const char *const[]){"", "nri", "NRI-", "NRINRINRI", NULL});
	check(value_handle_name, (const char *const[]){"UPPolNRI", "a_1", "abcdefghijklmno", NULL},
		(const char *const[]){"", "@UPPolNRI", "a b", "a-b", "abcdefghijklmnop", NULL});
	check(value_user_id,
		(const char *const[]){"0", "1700000000000000001", "18446744073709551615", NULL},
		(const char *const[]){"", "-1", "1x", "123456789012345678901", "1e5", NULL});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_are_read_with_their_unit),
		cmocka_unit_test(what_is_no_duration_is_refused),
		cmocka_unit_test(money_is_read_exactly),
		cmocka_unit_test(urls_are_https),
		cmocka_unit_test(plain_http_stays_on_this_machine),
		cmocka_unit_test(a_password_in_a_url_is_not_repeated),
		cmocka_unit_test(forms_of_addresses),
		cmocka_unit_test(forms_of_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
