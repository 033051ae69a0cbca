#include "unit.h"

#include <string.h>

#include "console/words.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static const int64_t NOW = INT64_C(1800000000000);

static void a_time_is_told_by_how_far_away_it_is(void **state)
{
	(void)state;
	static const struct {
		int64_t away_ms;
		const char *past, *future;
	} cases[] = {
		{0, "now", "now"},
		{999, "now", "now"},
		{SECOND, "1 s ago", "in 1 s"},
		{2 * MINUTE - 1, "119 s ago", "in 119 s"},
		{2 * MINUTE, "2 min ago", "in 2 min"},
		{2 * HOUR - 1, "119 min ago", "in 119 min"},
		{2 * HOUR, "2 h ago", "in 2 h"},
		{2 * DAY - 1, "47 h ago", "in 47 h"},
		{2 * DAY, "2 days ago", "in 2 days"},
		{INT64_C(400) * DAY, "400 days ago", "in 400 days"},
	};
	char out[WORDS_TIME_SIZE];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(words_when(NOW - cases[i].away_ms, NOW, out), cases[i].past);
		assert_string_equal(words_when(NOW + cases[i].away_ms, NOW, out), cases[i].future);
		assert_ptr_equal(words_when(NOW, NOW, out), out);
	}
}

static void never_is_a_dash_and_no_time_is_too_far(void **state)
{
	(void)state;
	char out[WORDS_TIME_SIZE];
	assert_string_equal(words_when(0, NOW, out), "-");
	assert_string_equal(words_when(INT64_MAX, 0, out), "in 106751991167 days");
	assert_string_equal(words_when(1, INT64_MAX, out), "106751991167 days ago");
}

static void what_others_wrote_stays_in_its_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *line;
	} cases[] = {
		{"", ""},
		{"plain words, 112!", "plain words, 112!"},
		{"two\nlines\r\n", "two lines  "},
		{"a\tb\vc\x1b[2Jd\x7f!", "a b c [2Jd !"},
		{"\x01\x1f", "  "},
		/* C1, as UTF-8: U+0080 to U+009F */
		{"a\xc2\x80z\xc2\x9b"
		 "2J\xc2\x9f",
			"a z 2J "},
		/* not beyond them, and nothing that only ends alike */
		{"\xc2\xa0\xc3\x9b", "\xc2\xa0\xc3\x9b"},
		{"मेरी बाइक 😀 ü", "मेरी बाइक 😀 ü"},
		/* cut short */
		{"a\xc2", "a\xc2"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		buf_init(&out, 1000);
		buf_add_string(&out, "> ");
		words_one_line(&out, cases[i].text);
		assert_string_equal(out.bytes + 2, cases[i].line);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_is_told_by_how_far_away_it_is),
		cmocka_unit_test(never_is_a_dash_and_no_time_is_too_far),
		cmocka_unit_test(what_others_wrote_stays_in_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
