#include "unit.h"

#include "channel/x/pace.h"

enum { NOW = 1000000 };

static struct x_limits read_limits(
	const char *remaining, const char *reset, int status, int64_t retry_after_s)
{
	const struct x_window windows[X_WINDOWS] = {{remaining, reset, NULL}};
	return x_limits_of(windows, status, retry_after_s, NOW);
}

static void headers_are_read(void **state)
{
	(void)state;
	struct x_limits limits = read_limits("7", "1900", 200, -1);
	assert_int_equal(limits.remaining, 7);
	assert_int_equal(limits.reset_at, 1900000);
	assert_int_equal(limits.resume_at, 0);
	limits = read_limits(NULL, NULL, 200, -1);
	assert_int_equal(limits.remaining, -1);
	assert_int_equal(limits.reset_at, 0);
	static const char *const odd[] = {"", "-1", "x", "7x", "99999999999999999999"};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		limits = read_limits(odd[i], odd[i], 429, -1);
		assert_int_equal(limits.remaining, -1);
		assert_int_equal(limits.reset_at, 0);
		assert_int_equal(limits.resume_at, 0);
	}
}

static void the_latest_of_the_exhausted_windows_counts(void **state)
{
	(void)state;
	assert_int_equal(read_limits("0", "1900", 200, -1).resume_at, 1900000);
	assert_int_equal(read_limits(NULL, "1900", 429, -1).resume_at, 1900000);
	assert_int_equal(read_limits(NULL, "1900", 200, -1).resume_at, 0);
	assert_int_equal(read_limits("0", "1900", 429, 17).resume_at, 1900000);
	assert_int_equal(read_limits("0", "1001", 429, 17).resume_at, NOW + 17000);
	const struct x_window windows[X_WINDOWS] = {
		{"5", "9000", NULL}, {"0", "2000", NULL}, {"0", "3000", NULL}};
	assert_int_equal(x_limits_of(windows, 429, -1, NOW).resume_at, 3000000);
}

static void after_a_limit_a_minute_is_the_least(void **state)
{
	(void)state;
	assert_int_equal(x_pace_resume_at(0, NOW), NOW + 60000);
	assert_int_equal(x_pace_resume_at(NOW + 59999, NOW), NOW + 60000);
	assert_int_equal(x_pace_resume_at(NOW + 900000, NOW), NOW + 900000);
}

static void polls_are_spaced_so_that_the_window_lasts(void **state)
{
	(void)state;
	const struct {
		int64_t remaining, left_ms, requests, wait_ms;
	} cases[] = {
		{300, 900000, 1, 15000}, /* as wished */
		{30, 900000, 1, 30000},  /* 30 polls in 15 minutes */
		{30, 900000, 3, 90000},  /* 10 polls of three pages */
		{2, 900000, 3, 900000},  /* less than one poll */
		{0, 900000, 1, 900000},
		{0, -1000, 1, 15000},   /* the window is over */
		{-1, 900000, 1, 15000}, /* unknown */
		{30, 900000, 0, 30000},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct x_limits limits = {
			.remaining = cases[i].remaining, .reset_at = NOW + cases[i].left_ms};
		assert_int_equal(
			x_pace_wait_ms(&limits, 15000, cases[i].requests, NOW), cases[i].wait_ms);
	}
	const struct x_limits daily = {
		.remaining = 200, .reset_at = NOW + 900000, .resume_at = NOW + 3600000};
	assert_int_equal(x_pace_wait_ms(&daily, 15000, 1, NOW), 3600000);
}

static void back_off_doubles_up_to_five_minutes_with_jitter(void **state)
{
	(void)state;
	const struct {
		unsigned failures;
		int64_t whole_ms;
	} cases[] = {{0, 2000}, {1, 2000}, {2, 4000}, {5, 32000}, {8, 256000}, {9, 300000},
		{1000000, 300000}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t half = cases[i].whole_ms / 2;
		assert_int_equal(x_pace_back_off_ms(cases[i].failures, 0), half);
		assert_int_equal(
			x_pace_back_off_ms(cases[i].failures, (uint64_t)half), cases[i].whole_ms);
		assert_in_range(
			x_pace_back_off_ms(cases[i].failures, UINT64_MAX), half, cases[i].whole_ms);
	}
}

static void polls_are_faster_while_mentions_come_in(void **state)
{
	(void)state;
	assert_int_equal(x_pace_wished_ms(0, 20000, false), 20000);
	assert_int_equal(x_pace_wished_ms(0, 20000, true), 10000);
	assert_int_equal(x_pace_wished_ms(10000, 20000, true), 5000);
	assert_int_equal(x_pace_wished_ms(5000, 20000, true), 5000); /* not faster */
	assert_int_equal(x_pace_wished_ms(5000, 20000, false), 20000);
	assert_int_equal(x_pace_wished_ms(0, 200, true), 200); /* who wants it faster has it */
	assert_int_equal(x_pace_wished_ms(200, 200, true), 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(polls_are_faster_while_mentions_come_in),
		cmocka_unit_test(headers_are_read),
		cmocka_unit_test(the_latest_of_the_exhausted_windows_counts),
		cmocka_unit_test(after_a_limit_a_minute_is_the_least),
		cmocka_unit_test(polls_are_spaced_so_that_the_window_lasts),
		cmocka_unit_test(back_off_doubles_up_to_five_minutes_with_jitter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
