#include "unit.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static void what_is_added_is_a_string(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf, 1000);
	assert_string_equal(buf.bytes, "");
	assert_int_equal(buf_add(&buf, "ab", 2), ERR_OK);
	assert_int_equal(buf_add_char(&buf, '-'), ERR_OK);
	assert_int_equal(buf_add_string(&buf, "cd"), ERR_OK);
	assert_int_equal(buf_add_format(&buf, "%03d", 7), ERR_OK);
	assert_int_equal(buf_add(&buf, NULL, 0), ERR_OK);
	assert_string_equal(buf.bytes, "ab-cd007");
	assert_int_equal(buf.length, 8);
	buf_truncate(&buf, 2);
	assert_string_equal(buf.bytes, "ab");
	buf_release(&buf);
}

static void the_cap_is_reached_but_never_passed(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf, 4);
	assert_int_equal(buf_add(&buf, "abcd", 4), ERR_OK);
	assert_false(buf.overflowed);
	assert_int_equal(buf_add_char(&buf, 'e'), ERR_LIMIT);
	assert_true(buf.overflowed);
	assert_string_equal(buf.bytes, "abcd");
	buf_clear(&buf);
	assert_false(buf.overflowed);
	assert_string_equal(buf.bytes, "");
	buf_release(&buf);
}

static void what_does_not_fit_is_not_added_in_part(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf, 5);
	buf_add_string(&buf, "abc");
	assert_int_equal(buf_add_string(&buf, "def"), ERR_LIMIT);
	assert_int_equal(buf_add_format(&buf, "%s", "def"), ERR_LIMIT);
	assert_int_equal(buf_add(&buf, "x", SIZE_MAX), ERR_LIMIT);
	assert_string_equal(buf.bytes, "abc");
	/* A smaller piece may still come in, and the overflow is remembered. */
	assert_int_equal(buf_add_string(&buf, "de"), ERR_OK);
	assert_true(buf.overflowed);
	buf_release(&buf);
}

static void it_grows_far_beyond_its_first_memory(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf, 100000);
	for (int i = 0; i < 20000; i++)
		assert_int_equal(buf_add_format(&buf, "%05d", i), ERR_OK);
	assert_int_equal(buf.length, 100000);
	assert_memory_equal(buf.bytes + 5 * 12345, "12345", 5);
	assert_int_equal(buf_add_char(&buf, '.'), ERR_LIMIT);
	buf_release(&buf);
}

static void its_bytes_can_be_given_away(void **state)
{
	(void)state;
	struct buf buf;
	buf_init(&buf, 10);
	buf_add_string(&buf, "gift");
	char *bytes = buf_detach(&buf);
	assert_string_equal(bytes, "gift");
	assert_string_equal(buf.bytes, "");
	assert_int_equal(buf.cap, 10);
	buf_add_string(&buf, "new");
	assert_string_equal(bytes, "gift");
	mem_free(bytes);
	buf_release(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_added_is_a_string),
		cmocka_unit_test(the_cap_is_reached_but_never_passed),
		cmocka_unit_test(what_does_not_fit_is_not_added_in_part),
		cmocka_unit_test(it_grows_far_beyond_its_first_memory),
		cmocka_unit_test(its_bytes_can_be_given_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
