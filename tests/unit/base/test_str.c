#include "unit.h"

#include "base/str.h"

static void beginnings_and_ends(void **state)
{
	(void)state;
	assert_true(str_starts("case.opened", "case."));
	assert_true(str_starts("case", ""));
	assert_false(str_starts("cas", "case"));
	assert_true(str_ends("key.pub", ".pub"));
	assert_true(str_ends("x", ""));
	assert_false(str_ends("pub", "x.pub"));
}

static void a_copy_that_does_not_fit_is_cut_between_letters(void **state)
{
	(void)state;
	char out[6];
	assert_true(str_copy(out, sizeof out, "abcde"));
	assert_string_equal(out, "abcde");
	assert_false(str_copy(out, sizeof out, "abcdef"));
	assert_string_equal(out, "abcde");
	/* Letters of three bytes, an emoji of four. */
	assert_false(str_copy(out, sizeof out, "\u0915\u0915"));
	assert_string_equal(out, "\u0915");
	assert_false(str_copy(out, sizeof out, "ab\U0001F600"));
	assert_string_equal(out, "ab");
	assert_false(str_copy(out, 1, "a"));
	assert_string_equal(out, "");
	assert_true(str_copy(out, 1, ""));
}

static void a_name_is_found_in_a_table_that_may_have_holes(void **state)
{
	(void)state;
	static const char *const names[] = {"a", NULL, "b"};
	assert_int_equal(str_index("a", names, 3), 0);
	assert_int_equal(str_index("b", names, 3), 2);
	assert_int_equal(str_index("c", names, 3), -1);
	assert_int_equal(str_index("", names, 3), -1);
	assert_int_equal(str_index("b", names, 2), -1);
}

static void nothing_equals_only_nothing(void **state)
{
	(void)state;
	assert_true(str_is(NULL, NULL));
	assert_false(str_is(NULL, ""));
	assert_false(str_is("", NULL));
	assert_true(str_is("a", "a"));
	assert_false(str_is("a", "b"));
}

static void utf8_is_what_the_standard_says(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		bool is;
	} cases[] = {
		{"", 0, true},
		{"plain", 5, true},
		{"a\0b", 3, true},
		{"\x7f", 1, true},
		{"\xc2\x80", 2, true},
		{"\xdf\xbf", 2, true},
		{"\xe0\xa0\x80", 3, true},
		{"\xe0\xa4\xa8\xe0\xa4\xae", 6, true},
		{"\xed\x9f\xbf", 3, true},
		{"\xee\x80\x80", 3, true},
		{"\xef\xbf\xbf", 3, true},
		{"\xf0\x90\x80\x80", 4, true},
		{"\xf4\x8f\xbf\xbf", 4, true},
		{"\x80", 1, false},             /* continuation alone */
		{"\xc0\x80", 2, false},         /* overlong NUL */
		{"\xc1\xbf", 2, false},         /* overlong */
		{"\xe0\x9f\xbf", 3, false},     /* overlong */
		{"\xf0\x8f\xbf\xbf", 4, false}, /* overlong */
		{"\xed\xa0\x80", 3, false},     /* surrogate */
		{"\xed\xbf\xbf", 3, false},     /* surrogate */
		{"\xf4\x90\x80\x80", 4, false}, /* beyond U+10FFFF */
		{"\xf5\x80\x80\x80", 4, false},
		{"\xff", 1, false},
		{"\xc3", 1, false}, /* cut off */
		{"\xe0\xa4", 2, false},
		{"\xf0\x9f\x98", 3, false},
		{"\xc3(", 2, false},
		{"a\xe0\xa4z", 4, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (str_is_utf8(cases[i].bytes, cases[i].length) != cases[i].is)
			fail_msg("row %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beginnings_and_ends),
		cmocka_unit_test(a_copy_that_does_not_fit_is_cut_between_letters),
		cmocka_unit_test(a_name_is_found_in_a_table_that_may_have_holes),
		cmocka_unit_test(nothing_equals_only_nothing),
		cmocka_unit_test(utf8_is_what_the_standard_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
