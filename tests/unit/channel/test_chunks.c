#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "channel/x/chunks.h"

static char seen[200];

static void note(void *arg, const char *line, size_t length)
{
	(void)arg;
	size_t used = strlen(seen);
	snprintf(seen + used, sizeof seen - used, "%.*s|", (int)length, line);
}

static void take(struct x_chunks *chunks, const char *bytes)
{
	x_chunks_take(chunks, bytes, strlen(bytes), note, NULL);
}

static void begin(struct x_chunks *chunks)
{
	x_chunks_init(chunks, 10);
	*seen = '\0';
}

static void lines_come_however_they_are_cut(void **state)
{
	(void)state;
	static const char all[] = "one\r\n\r\ntwo\nthree\r\n\r\n\r\nfour";
	for (size_t step = 1; step < sizeof all; step++) {
		struct x_chunks chunks;
		begin(&chunks);
		for (size_t at = 0; at < sizeof all - 1; at += step) {
			size_t left = sizeof all - 1 - at;
			x_chunks_take(&chunks, all + at, left < step ? left : step, note, NULL);
		}
		assert_string_equal(seen, "one|two|three|");
		take(&chunks, "\n");
		assert_string_equal(seen, "one|two|three|four|");
		x_chunks_release(&chunks);
	}
}

static void a_line_that_is_too_long_is_passed_over_and_counted(void **state)
{
	(void)state;
	struct x_chunks chunks;
	begin(&chunks);
	take(&chunks, "0123456789\n01234567890\nshort\n0123456");
	take(&chunks, "789");
	take(&chunks, "0");
	take(&chunks, "more\nlast\n");
	assert_string_equal(seen, "0123456789|short|last|");
	assert_int_equal(chunks.long_ones, 2);
	x_chunks_release(&chunks);
}

static void what_has_only_begun_is_forgotten_with_its_connection(void **state)
{
	(void)state;
	struct x_chunks chunks;
	begin(&chunks);
	take(&chunks, "half ");
	x_chunks_clear(&chunks);
	take(&chunks, "whole\n");
	take(&chunks, "much too long");
	x_chunks_clear(&chunks);
	take(&chunks, "next\n");
	assert_string_equal(seen, "whole|next|");
	x_chunks_release(&chunks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_however_they_are_cut),
		cmocka_unit_test(a_line_that_is_too_long_is_passed_over_and_counted),
		cmocka_unit_test(what_has_only_begun_is_forgotten_with_its_connection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
