#include "unit.h"

#include <string.h>

#include "json/filter.h"

enum { CAP = 10000 };

struct pair {
	const char *given;
	const char *expected;
};

static void check_document(const char *given, size_t length, const char *expected)
{
	struct buf out;
	buf_init(&out, CAP);
	json_filter_document(given, length, &out);
	assert_string_equal(out.bytes, expected);
	buf_release(&out);
}

static void check_documents(const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_document(pairs[i].given, strlen(pairs[i].given), pairs[i].expected);
}

static void what_is_right_stays_as_it_is(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{"", ""},
		{"{\"a\": [1, -2.5e3, true, null]}", "{\"a\": [1, -2.5e3, true, null]}"},
		{"\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\""},
		{"\"\\uD83D\\uDE00\"", "\"\\uD83D\\uDE00\""},
		{"\"हिन्दी\"", "\"हिन्दी\""},
		{"\"\xf0\x9f\x98\x80\"", "\"\xf0\x9f\x98\x80\""},
		{"\"a \\\" quote, a \\\\ and \\n\"", "\"a \\\" quote, a \\\\ and \\n\""},
		{"9223372036854775807", "9223372036854775807"},
	};
	check_documents(pairs, sizeof pairs / sizeof *pairs);
}

static void half_surrogates_are_replaced(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{"\"\\ud83d\"", "\"\\ufffd\""},
		{"\"\\ud83d x\"", "\"\\ufffd x\""},
		{"\"\\ude00\"", "\"\\ufffd\""},
		{"\"\\ud83d\\n\"", "\"\\ufffd\\n\""},
		{"\"\\ud83d\\ud83d\\ude00\"", "\"\\ufffd\\ud83d\\ude00\""},
		{"\"\\ud83d\\u0041\"", "\"\\ufffd\\u0041\""},
		{"\"\\ude00\\ud83d\"", "\"\\ufffd\\ufffd\""},
	};
	check_documents(pairs, sizeof pairs / sizeof *pairs);
}

static void an_escaped_backslash_is_no_escape(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{"\"\\\\ud83d\"", "\"\\\\ud83d\""},
		{"\"\\\\u0000\"", "\"\\\\u0000\""},
		{"\"\\\\\\u0000\"", "\"\\\\\\ufffd\""},
		{"\"\\\\\" \"\\u0000\"", "\"\\\\\" \"\\ufffd\""},
	};
	check_documents(pairs, sizeof pairs / sizeof *pairs);
}

static void zero_characters_are_replaced(void **state)
{
	(void)state;
	check_document("\"a\\u0000b\"", 10, "\"a\\ufffdb\"");
	check_document("\"a\0b\"", 5, "\"a\\ufffdb\"");
}

static void control_characters_in_strings_are_escaped(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{"\"a\nb\tc\x1f\"", "\"a\\u000ab\\u0009c\\u001f\""},
		{"{\n\t\"a\": 1\r\n}", "{\n\t\"a\": 1\r\n}"},
	};
	check_documents(pairs, sizeof pairs / sizeof *pairs);
}

static void bytes_that_are_no_utf8_are_replaced(void **state)
{
	(void)state;
	static const struct pair pairs[] = {
		{"\"\xff\"", "\"\xef\xbf\xbd\""},
		{"\"a\x80z\"", "\"a\xef\xbf\xbdz\""},
		{"\"\xc3\"", "\"\xef\xbf\xbd\""},
		{"\"\xe0\xa4\"", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
		{"\"\xc0\xaf\"", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
		{"\"\xed\xa0\xbd\"", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
		{"\"\\\xff\"", "\"\\\xef\xbf\xbd\""},
	};
	check_documents(pairs, sizeof pairs / sizeof *pairs);
}

static void a_byte_order_mark_is_left_out(void **state)
{
	(void)state;
	check_document("\xef\xbb\xbf{}", 5, "{}");
	check_document("\"\xef\xbb\xbf\"", 5, "\"\xef\xbb\xbf\"");
}

static void numbers_too_big_become_null(void **state)
{
	(void)state;
	char long_number[1000];
	memset(long_number, '7', sizeof long_number);
	check_document(long_number, sizeof long_number, "null");
	static const struct pair pairs[] = {
		{"[9223372036854775808]", "[null]"},
		{"[-9223372036854775809,1]", "[null,1]"},
		{"[1e999]", "[null]"},
		{"[1e-999]", "[1e-999]"},
		{"\"9223372036854775808\"", "\"9223372036854775808\""},
	};
	check_documents(pairs, sizeof pairs / sizeof *pairs);
}

/* Every prefix, in memory of exactly its size: a sanitizer sees a look beyond the end. */
static void a_document_may_end_anywhere(void **state)
{
	(void)state;
	static const char whole[] =
		"{\"a\\ud83d\\ude00\\u0000\\n\xe0\xa4\xa8\": -12.5e3, \"b\": \"\\ud8";
	for (size_t length = 0; length < sizeof whole; length++) {
		char *piece = test_malloc(length + 1);
		memcpy(piece, whole, length);
		struct buf out;
		buf_init(&out, CAP);
		json_filter_document(piece, length, &out);
		assert_false(out.overflowed);
		buf_release(&out);
		test_free(piece);
	}
}

static void text_keeps_its_characters_and_loses_its_bad_bytes(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, CAP);
	json_filter_text("\"\\u0000\x80 नमस्ते", strlen("\"\\u0000\x80 नमस्ते"), &out);
	assert_string_equal(out.bytes, "\"\\u0000\xef\xbf\xbd नमस्ते");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_right_stays_as_it_is),
		cmocka_unit_test(half_surrogates_are_replaced),
		cmocka_unit_test(an_escaped_backslash_is_no_escape),
		cmocka_unit_test(zero_characters_are_replaced),
		cmocka_unit_test(control_characters_in_strings_are_escaped),
		cmocka_unit_test(bytes_that_are_no_utf8_are_replaced),
		cmocka_unit_test(a_byte_order_mark_is_left_out),
		cmocka_unit_test(numbers_too_big_become_null),
		cmocka_unit_test(a_document_may_end_anywhere),
		cmocka_unit_test(text_keeps_its_characters_and_loses_its_bad_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
