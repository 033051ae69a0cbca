#include "unit.h"

#include <string.h>

#include "text/text.h"

struct case_row {
	const char *from, *to;
};

static const struct case_row rows[] = {
	{"", ""}, {"plain text 123", "plain text 123"}, {"e\xCC\x81", "\xC3\xA9"}, /* e, acute */
	{"\xE0\xA5\x9B", "\xE0\xA4\x9C\xE0\xA4\xBC"}, /* U+095B is decomposed */
	{"\xE0\xA4\xA8\xE0\xA4\xBC", "\xE0\xA4\xA9"}, /* na, nukta is composed */
	{"लखनऊ में ज़मीन", "लखनऊ में ज\xE0\xA4\xBCमीन"},
	{"a\xFF"
	 "b",
		"a\xEF\xBF\xBD"
		"b"},                 /* a bad byte */
	{"\xE0\xA4", "\xEF\xBF\xBD"}, /* a cut letter */
	{"👨‍👩‍👧", "👨‍👩‍👧"},
	{"\xE0\xBD\x80\xE0\xBD\xB3", "\xE0\xBD\x80\xE0\xBD\xB1\xE0\xBD\xB2"}, /* Tibetan ii */
	{"\xE2\x84\xAB", "\xC3\x85"}, /* the angstrom sign is a letter */
};

static void composes(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		text_nfc(rows[i].from, strlen(rows[i].from), &out);
		assert_string_equal(out.bytes, rows[i].to);
	}
	buf_release(&out);
}

static void keeps_nul_bytes(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1000);
	text_nfc("a\0e\xCC\x81", 5, &out);
	assert_int_equal(out.length, 4);
	assert_memory_equal(out.bytes, "a\0\xC3\xA9", 4);
	buf_release(&out);
}

/* Classes 230 and 220 in turn, a hundred thousand of them: in NFC all of 220 stand first. */
static void sorts_a_pile_of_marks(void **state)
{
	(void)state;
	enum { PAIRS = 50 * 1000 };
	struct buf text, out;
	buf_init(&text, 1000 * 1000);
	buf_init(&out, 1000 * 1000);
	buf_add_string(&text, "x");
	for (int i = 0; i < PAIRS; i++)
		buf_add_string(&text, i % 2 ? "\xCC\x8D\xCC\xA9" : "\xCC\x8E\xCC\xA9");
	buf_add_string(&text, "e\xCC\x81");
	text_nfc(text.bytes, text.length, &out);
	assert_int_equal(out.length, text.length - 1);
	assert_memory_equal(out.bytes, "x\xCC\xA9\xCC\xA9", 5);
	assert_memory_equal(out.bytes + 1 + 2 * PAIRS - 2, "\xCC\xA9\xCC\x8E\xCC\x8D", 6);
	assert_string_equal(out.bytes + out.length - 4, "\xCC\x8D\xC3\xA9");
	buf_release(&text);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(composes),
		cmocka_unit_test(keeps_nul_bytes),
		cmocka_unit_test(sorts_a_pile_of_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
