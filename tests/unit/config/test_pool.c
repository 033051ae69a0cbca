#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "config/pool.h"

static void what_it_gives_lasts_until_the_release(void **state)
{
	(void)state;
	struct pool pool = {0};
	char *first = pool_string(&pool, "first");
	for (int i = 0; i < 1000; i++)
		assert_string_equal(pool_string_n(&pool, "abcdef", 3), "abc");
	char *taken = pool_take(&pool, mem_string("taken"));
	int *numbers = pool_new(&pool, 100, sizeof *numbers);
	for (int i = 0; i < 100; i++)
		assert_int_equal(numbers[i], 0);
	assert_string_equal(first, "first");
	assert_string_equal(taken, "taken");
	pool_release(&pool);
	assert_int_equal(pool.count, 0);
}

static void an_empty_pool_can_be_released(void **state)
{
	(void)state;
	struct pool pool = {0};
	pool_release(&pool);
	pool_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_it_gives_lasts_until_the_release),
		cmocka_unit_test(an_empty_pool_can_be_released),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
