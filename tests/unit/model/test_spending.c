#include "unit.h"

#include "base/clock.h"
#include "model/spending.h"

static int64_t at(const char *iso)
{
	int64_t out = 0;
	assert_int_equal(clock_from_iso(iso, &out), ERR_OK);
	return out;
}

static void days_and_months_are_utc(void **state)
{
	(void)state;
	static const struct {
		const char *at, *day, *month, *next;
	} cases[] = {
		{"2026-01-31T23:59:59Z", "2026-01-31T00:00:00Z", "2026-01-01T00:00:00Z",
			"2026-02-01T00:00:00Z"},
		{"2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z",
			"2026-03-01T00:00:00Z"},
		{"2028-02-29T12:00:00Z", "2028-02-29T00:00:00Z", "2028-02-01T00:00:00Z",
			"2028-03-01T00:00:00Z"},
		{"2026-12-31T12:00:00Z", "2026-12-31T00:00:00Z", "2026-12-01T00:00:00Z",
			"2027-01-01T00:00:00Z"},
		{"2026-04-30T12:00:00Z", "2026-04-30T00:00:00Z", "2026-04-01T00:00:00Z",
			"2026-05-01T00:00:00Z"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t now = at(cases[i].at);
		assert_int_equal(spending_day_begins(spending_day(now)), at(cases[i].day));
		assert_int_equal(spending_day_begins(spending_month(now)), at(cases[i].month));
		assert_int_equal(spending_day_begins(spending_next_month(now)), at(cases[i].next));
	}
}

static void money_is_told_in_dollars(void **state)
{
	(void)state;
	char text[MONEY_SIZE];
	assert_string_equal(money_text(0, text), "0.00");
	assert_string_equal(money_text(1000, text), "0.001");
	assert_string_equal(money_text(10000, text), "0.01");
	assert_string_equal(money_text(5000000, text), "5.00");
	assert_string_equal(money_text(12345678, text), "12.345678");
}

static void money_is_read_as_it_is_told(void **state)
{
	(void)state;
	static const int64_t sums[] = {0, 1, 1000, 10000, 5000000, 12345678, 999999999999};
	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
		char text[MONEY_SIZE];
		int64_t micro = -1;
		assert_true(money_read(money_text(sums[i], text), &micro));
		assert_int_equal(micro, sums[i]);
	}
	int64_t kept = 7;
	static const char *const bad[] = {"", ".", "1.", ".1", "-1", "1000000", "1.0000001", "1 "};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(money_read(bad[i], &kept));
	assert_int_equal(kept, 7);
}

static void sums_are_added_part_by_part(void **state)
{
	(void)state;
	struct spending sum = {0};
	assert_true(spending_is_nothing(&sum));
	assert_false(spending_is_nothing(&(struct spending){.lookups = 1}));
	assert_false(spending_is_nothing(&(struct spending){.deletes = 1}));
	sum = (struct spending){1, 2, 3, 4, 5};
	spending_add(&sum, &(struct spending){10, 20, 30, 40, 50});
	assert_int_equal(sum.replies, 11);
	assert_int_equal(sum.posts_read, 22);
	assert_int_equal(sum.lookups, 33);
	assert_int_equal(sum.deletes, 44);
	assert_int_equal(sum.micro_dollars, 55);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_and_months_are_utc),
		cmocka_unit_test(money_is_told_in_dollars),
		cmocka_unit_test(money_is_read_as_it_is_told),
		cmocka_unit_test(sums_are_added_part_by_part),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
