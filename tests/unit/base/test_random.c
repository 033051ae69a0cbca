#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "base/random.h"

static void every_bit_is_now_this_now_that(void **state)
{
	(void)state;
	uint64_t ones = 0, zeroes = 0;
	for (int i = 0; i < 200; i++) {
		uint64_t value = random_u64();
		ones |= value;
		zeroes |= ~value;
	}
	assert_true(ones == UINT64_MAX && zeroes == UINT64_MAX);
}

static void the_whole_place_is_filled_and_no_more(void **state)
{
	(void)state;
	unsigned char bytes[1002] = {0};
	bool touched[1002] = {false};
	for (int round = 0; round < 20; round++) {
		random_bytes(bytes + 1, 1000);
		for (int i = 0; i < 1002; i++)
			touched[i] = touched[i] || bytes[i] != 0;
	}
	for (int i = 0; i < 1002; i++)
		assert_int_equal(touched[i], i > 0 && i < 1001);
	random_bytes(bytes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bit_is_now_this_now_that),
		cmocka_unit_test(the_whole_place_is_filled_and_no_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
