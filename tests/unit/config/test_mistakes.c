#include "unit.h"

#include <string.h>

#include "config/mistakes.h"

static void lines_are_kept_in_their_order(void **state)
{
	(void)state;
	struct config_mistakes mistakes = {0};
	mistakes_add(&mistakes, "%s:%d: one", "file", 1);
	mistakes_add(&mistakes, "two");
	assert_int_equal(mistakes.count, 2);
	assert_string_equal(mistakes.lines[0], "file:1: one");
	assert_string_equal(mistakes.lines[1], "two");
	config_mistakes_release(&mistakes);
	assert_int_equal(mistakes.count, 0);
}

static void there_is_an_end_to_them(void **state)
{
	(void)state;
	struct config_mistakes mistakes = {0};
	for (int i = 0; i < MISTAKES_MAX * 3; i++)
		mistakes_add(&mistakes, "line %d", i);
	assert_int_equal(mistakes.count, MISTAKES_MAX + 1);
	assert_non_null(strstr(mistakes.lines[MISTAKES_MAX], "more"));
	config_mistakes_release(&mistakes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_kept_in_their_order),
		cmocka_unit_test(there_is_an_end_to_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
