#include "unit.h"

#include <string.h>

#include "channel/x/vitals.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };

static void patience_is_twice_the_longest_gap_and_an_hour_at_least(void **state)
{
	(void)state;
	static const struct {
		int64_t count, longest_ms, patience_ms;
	} cases[] = {
		{0, 0, INT64_MAX},
		{19, 5 * MINUTE, INT64_MAX},
		{20, 5 * MINUTE, HOUR},
		{20, 30 * MINUTE, HOUR},
		{20, 31 * MINUTE, 62 * MINUTE},
		{5000, 9 * HOUR, 18 * HOUR},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct store_gaps gaps = {
			.count = cases[i].count, .longest_ms = cases[i].longest_ms};
		assert_int_equal(x_vitals_patience_ms(&gaps), cases[i].patience_ms);
	}
}

static const struct store_gaps busy = {.count = 100, .longest_ms = 45 * MINUTE, .newest_at = 1000};

static void quiet_is_told_once_and_ends_with_a_mention(void **state)
{
	(void)state;
	struct x_vitals vitals;
	char notice[200];
	x_vitals_init(&vitals, "A");
	x_vitals_learn(&vitals, &busy, 2000);
	assert_false(x_vitals_fell_quiet(&vitals, "A", 1000 + 90 * MINUTE));
	x_vitals_notice(&vitals, notice, sizeof notice);
	assert_string_equal(notice, "");
	assert_true(x_vitals_fell_quiet(&vitals, "A", 1001 + 90 * MINUTE));
	assert_false(x_vitals_fell_quiet(&vitals, "A", 1002 + 90 * MINUTE));
	x_vitals_notice(&vitals, notice, sizeof notice);
	assert_non_null(strstr(notice, "no mention since 1970-01-01T00:00:01"));
	assert_non_null(strstr(notice, "was 45 min"));
	assert_int_equal(counter_value(vitals.quiet), 1);
	x_vitals_see(&vitals, 90 * MINUTE, 1003 + 90 * MINUTE);
	assert_false(x_vitals_fell_quiet(&vitals, "A", 1003 + 90 * MINUTE));
	x_vitals_notice(&vitals, notice, sizeof notice);
	assert_string_equal(notice, "");
	assert_int_equal(counter_value(vitals.quiet), 0);
	assert_true(x_vitals_fell_quiet(&vitals, "A", 180 * MINUTE + 1));
}

static void a_handle_that_was_never_mentioned_is_not_quiet(void **state)
{
	(void)state;
	struct x_vitals vitals;
	const struct store_gaps none = {.count = 0};
	x_vitals_init(&vitals, "A");
	x_vitals_learn(&vitals, &none, 2000);
	assert_false(x_vitals_fell_quiet(&vitals, "A", INT64_MAX));
}

static void only_the_newest_mention_says_how_long_it_took(void **state)
{
	(void)state;
	struct x_vitals vitals;
	x_vitals_init(&vitals, "B");
	assert_int_equal(vitals.lag_ms, -1);
	x_vitals_see(&vitals, 10000, 17500);
	x_vitals_see(&vitals, 9000, 60000); /* shown once more by the next poll */
	x_vitals_see(&vitals, 10000, 60000);
	assert_int_equal(vitals.lag_ms, 7500);
	assert_int_equal(counter_value(vitals.lag), 7);
	assert_int_equal(counter_value(vitals.last_mention), 10);
	x_vitals_see(&vitals, 70000, 69000); /* X's clock goes before ours */
	assert_int_equal(vitals.lag_ms, 0);
}

static void what_the_store_remembers_counts_after_a_restart(void **state)
{
	(void)state;
	struct x_vitals vitals;
	x_vitals_init(&vitals, "C");
	assert_true(x_vitals_must_learn(&vitals, 5));
	x_vitals_learn(&vitals, &busy, 2000);
	assert_int_equal(vitals.last_mention_at, 1000);
	assert_int_equal(vitals.lag_ms, -1);
	assert_false(x_vitals_must_learn(&vitals, 1999 + HOUR));
	assert_true(x_vitals_must_learn(&vitals, 2000 + HOUR));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patience_is_twice_the_longest_gap_and_an_hour_at_least),
		cmocka_unit_test(quiet_is_told_once_and_ends_with_a_mention),
		cmocka_unit_test(a_handle_that_was_never_mentioned_is_not_quiet),
		cmocka_unit_test(only_the_newest_mention_says_how_long_it_took),
		cmocka_unit_test(what_the_store_remembers_counts_after_a_restart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
