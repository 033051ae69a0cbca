#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static void new_memory_is_zero(void **state)
{
	(void)state;
	unsigned char *bytes = mem_new(100, 3);
	for (int i = 0; i < 300; i++)
		assert_int_equal(bytes[i], 0);
	bytes = mem_resize(bytes, 1000, 3);
	bytes[2999] = 1;
	mem_free(bytes);
	void *nothing = mem_new(0, 0);
	assert_non_null(nothing);
	mem_free(nothing);
	mem_free(NULL);
}

static void strings_are_copied(void **state)
{
	(void)state;
	assert_null(mem_string(NULL));
	char *whole = mem_string("नमस्ते");
	char *part = mem_string_n("abcdef", 3);
	int *number = mem_copy(&(int){7}, sizeof(int));
	assert_string_equal(whole, "नमस्ते");
	assert_string_equal(part, "abc");
	assert_int_equal(*number, 7);
	mem_free(whole);
	mem_free(part);
	mem_free(number);
}

static void a_string_is_replaced_even_by_itself(void **state)
{
	(void)state;
	char *place = NULL;
	mem_replace(&place, "one");
	mem_replace(&place, place);
	assert_string_equal(place, "one");
	mem_replace(&place, NULL);
	assert_null(place);
}

struct outer {
	int before;
	int inner;
};

static void a_member_knows_its_container(void **state)
{
	(void)state;
	struct outer outer;
	assert_ptr_equal(container_of(&outer.inner, struct outer, inner), &outer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_memory_is_zero),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(a_string_is_replaced_even_by_itself),
		cmocka_unit_test(a_member_knows_its_container),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
