#include "unit.h"

#include <stdio.h>

#include "channel/x/seen.h"

static void each_id_is_new_once(void **state)
{
	(void)state;
	struct x_seen seen = {0};
	char id[32];
	for (int round = 0; round < 2; round++) {
		for (uint64_t i = 0; i < 5000; i++) {
			snprintf(id, sizeof id, "%llu",
				(unsigned long long)(UINT64_C(1900000000000000000) + (i << 22)));
			assert_int_equal(x_seen_add(&seen, id), round == 0);
		}
	}
	assert_int_equal(seen.count, 5000);
	assert_true(seen.size <= 4 * 5000);
	x_seen_clear(&seen);
	assert_int_equal(seen.count, 0);
	assert_true(x_seen_add(&seen, id));
	assert_false(x_seen_add(&seen, id));
	x_seen_release(&seen);
	x_seen_clear(&seen);
}

static void what_is_no_id_is_always_new(void **state)
{
	(void)state;
	struct x_seen seen = {0};
	static const char *const odd[] = {"", "x", "12x", "0", "123456789012345678901"};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		assert_true(x_seen_add(&seen, odd[i]));
		assert_true(x_seen_add(&seen, odd[i]));
	}
	assert_int_equal(seen.count, 0);
	x_seen_release(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_id_is_new_once),
		cmocka_unit_test(what_is_no_id_is_always_new),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
