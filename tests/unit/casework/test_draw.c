#include "scene.h"

#include "base/file.h"

static const char begin[] = "<!-- life cycle: begin -->\n```mermaid\n";
static const char end[] = "```\n<!-- life cycle: end -->";

static void the_guide_shows_the_table_as_it_is(void **state)
{
	(void)state;
	struct buf drawn, guide;
	struct err err;
	buf_init(&drawn, 64 * 1024);
	buf_init(&guide, 64 * 1024);
	casework_draw(&drawn);
	assert_int_equal(file_read(SOURCE_DIR "/src/casework/README.md", &guide, &err), ERR_OK);
	const char *from = strstr(guide.bytes, begin);
	assert_non_null(from);
	from += strlen(begin);
	const char *to = strstr(from, end);
	assert_non_null(to);
	bool same =
		(size_t)(to - from) == drawn.length && memcmp(from, drawn.bytes, drawn.length) == 0;
	if (!same) {
		print_message("src/casework/README.md must carry between its markers:\n");
		fwrite(drawn.bytes, 1, drawn.length, stdout); /* longer than a message may be */
	}
	assert_true(same);
	buf_release(&drawn);
	buf_release(&guide);
}

static void guards_and_ends_are_drawn(void **state)
{
	(void)state;
	struct buf drawn;
	buf_init(&drawn, 64 * 1024);
	casework_draw(&drawn);
	assert_true(str_starts(drawn.bytes, "stateDiagram-v2\n    [*] --> doubtful\n"));
	assert_non_null(strstr(drawn.bytes, "    needs_info --> forwarded: answer [accepted]\n"));
	assert_non_null(
		strstr(drawn.bytes, "    needs_info --> received: answer [not accepted]\n"));
	assert_non_null(strstr(drawn.bytes, "    withdrawn --> [*]\n    merged --> [*]\n"));
	assert_null(strstr(drawn.bytes, "confirmed --> [*]"));
	buf_release(&drawn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_guide_shows_the_table_as_it_is),
		cmocka_unit_test(guards_and_ends_are_drawn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
