#include "unit.h"

#include <string.h>

#include "base/clock.h"

static void times_are_written_and_read_back(void **state)
{
	(void)state;
	static const struct {
		int64_t at;
		const char *iso;
	} cases[] = {
		{0, "1970-01-01T00:00:00.000Z"},
		{1, "1970-01-01T00:00:00.001Z"},
		{-1, "1969-12-31T23:59:59.999Z"},
		{-86400000, "1969-12-31T00:00:00.000Z"},
		{951782400000, "2000-02-29T00:00:00.000Z"},
		{1795573872123, "2026-11-25T02:31:12.123Z"},
		{253402300799999, "9999-12-31T23:59:59.999Z"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char iso[CLOCK_ISO_SIZE];
		int64_t at = 42;
		assert_ptr_equal(clock_iso(cases[i].at, iso), iso);
		assert_string_equal(iso, cases[i].iso);
		assert_int_equal(clock_from_iso(iso, &at), ERR_OK);
		assert_int_equal(at, cases[i].at);
	}
}

static void fractions_of_any_length_and_both_ways_of_saying_utc_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *iso;
		int64_t ms;
	} cases[] = {
		{"1970-01-01T00:00:01Z", 1000},
		{"1970-01-01T00:00:01+00:00", 1000},
		{"1970-01-01T00:00:01.5Z", 1500},
		{"1970-01-01T00:00:01.25Z", 1250},
		{"1970-01-01T00:00:01.123456789Z", 1123},
		{"1970-01-01T00:00:01.123+00:00", 1123},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t at = 42;
		assert_int_equal(clock_from_iso(cases[i].iso, &at), ERR_OK);
		assert_int_equal(at, cases[i].ms);
	}
}

static void anything_else_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "2026", "2026-11-25", "2026-11-25T02:31:12",
		"2026-11-25 02:31:12Z", "2026-11-25T02:31:12.Z", "2026-11-25T02:31:12+05:30",
		"2026-11-25T02:31:12z", "2026-11-25T02:31:12Z ", " 2026-11-25T02:31:12Z",
		"2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z",
		"2026-01-32T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z",
		"2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
		"26-11-25T02:31:12Z", "+2026-11-25T02:31:12Z", "2026-1-25T02:31:12Z",
		"2026-11-25T02:31Z", "1795573872"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		int64_t at = 42;
		if (clock_from_iso(wrong[i], &at) != ERR_FORMAT)
			fail_msg("\"%s\" was read", wrong[i]);
		assert_int_equal(at, 42);
	}
}

static void a_time_that_four_digits_cannot_name_is_still_a_string(void **state)
{
	(void)state;
	char iso[CLOCK_ISO_SIZE];
	clock_iso(INT64_MAX, iso);
	clock_iso(INT64_MIN / 2, iso);
	clock_iso(253402300800000, iso);
	assert_true(strlen(iso) < CLOCK_ISO_SIZE);
}

static void clocks_go_forward(void **state)
{
	(void)state;
	int64_t mono = clock_mono_ms();
	assert_true(clock_mono_ms() >= mono);
	assert_true(clock_wall_ms() > 1700000000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_written_and_read_back),
		cmocka_unit_test(fractions_of_any_length_and_both_ways_of_saying_utc_are_read),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(a_time_that_four_digits_cannot_name_is_still_a_string),
		cmocka_unit_test(clocks_go_forward),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
