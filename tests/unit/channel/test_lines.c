#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "channel/file/lines.h"

static struct lines *open_lines(const char *bytes, size_t length)
{
	FILE *in = tmpfile();
	assert_non_null(in);
	fwrite(bytes, 1, length, in);
	rewind(in);
	struct lines *lines = mem_new(1, sizeof *lines);
	lines_init(lines, in);
	return lines;
}

static void close_lines(struct lines *lines)
{
	fclose(lines->in);
	lines_release(lines);
	mem_free(lines);
}

static void lines_come_with_their_numbers_the_last_without_its_end_too(void **state)
{
	(void)state;
	static const char text[] = "one\n\nthree\r\nfour";
	struct lines *lines = open_lines(text, sizeof text - 1);
	static const char *const wanted[] = {"one", "", "three\r", "four"};
	for (size_t i = 0; i < 4; i++) {
		assert_true(lines_next(lines));
		assert_string_equal(lines->line.bytes, wanted[i]);
		assert_int_equal(lines->number, i + 1);
	}
	assert_false(lines_next(lines));
	assert_false(lines_next(lines));
	assert_int_equal(lines->number, 4);
	close_lines(lines);
}

static void an_empty_stream_has_no_lines(void **state)
{
	(void)state;
	struct lines *lines = open_lines("", 0);
	assert_false(lines_next(lines));
	close_lines(lines);
}

static void lines_across_chunks_are_whole(void **state)
{
	(void)state;
	enum { LONG = LINES_CHUNK * 3 + 7 };
	char *text = mem_new(LONG + 10, 1);
	memset(text, 'x', LONG);
	memcpy(text + LONG, "\nnext\n", 6);
	struct lines *lines = open_lines(text, LONG + 6);
	assert_true(lines_next(lines));
	assert_int_equal(lines->line.length, LONG);
	assert_false(lines->too_long);
	assert_true(lines_next(lines));
	assert_string_equal(lines->line.bytes, "next");
	assert_false(lines_next(lines));
	close_lines(lines);
	mem_free(text);
}

static void a_line_above_the_cap_is_said_to_be_and_the_next_is_whole(void **state)
{
	(void)state;
	size_t length = LINES_LINE_CAP + 100;
	char *text = mem_new(length + 10, 1);
	memset(text, 'x', length);
	memcpy(text + length, "\nnext", 5);
	struct lines *lines = open_lines(text, length + 5);
	assert_true(lines_next(lines));
	assert_true(lines->too_long);
	assert_true(lines_next(lines));
	assert_false(lines->too_long);
	assert_string_equal(lines->line.bytes, "next");
	assert_int_equal(lines->number, 2);
	close_lines(lines);
	mem_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_with_their_numbers_the_last_without_its_end_too),
		cmocka_unit_test(an_empty_stream_has_no_lines),
		cmocka_unit_test(lines_across_chunks_are_whole),
		cmocka_unit_test(a_line_above_the_cap_is_said_to_be_and_the_next_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
