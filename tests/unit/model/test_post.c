#include "unit.h"

#include "base/mem.h"
#include "model/post.h"

static void a_copy_has_its_own_strings(void **state)
{
	(void)state;
	struct post from = {.id = mem_string("12"),
		.identity = mem_string("11"),
		.author_id = mem_string("7"),
		.text = mem_string("पुलिस"),
		.created_at = 5,
		.quote = true,
		.addressed = true};
	struct post copy;
	post_copy(&copy, &from);
	assert_ptr_not_equal(copy.text, from.text);
	post_release(&from);
	assert_string_equal(copy.id, "12");
	assert_string_equal(copy.identity, "11");
	assert_string_equal(copy.author_id, "7");
	assert_string_equal(copy.text, "पुलिस");
	assert_null(copy.parent_id);
	assert_null(copy.conversation_id);
	assert_int_equal(copy.created_at, 5);
	assert_true(copy.quote && copy.addressed && !copy.own && !copy.repost);
	post_release(&copy);
}

static void a_released_post_is_empty_and_may_be_released_again(void **state)
{
	(void)state;
	struct post post = {.id = mem_string("12"), .own = true};
	post_release(&post);
	assert_null(post.id);
	assert_false(post.own);
	post_release(&post);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_has_its_own_strings),
		cmocka_unit_test(a_released_post_is_empty_and_may_be_released_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
