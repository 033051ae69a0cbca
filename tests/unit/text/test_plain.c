#include "unit.h"

#include <string.h>

#include "text/plain.h"

struct case_row {
	const char *text, *plain;
};

static const struct case_row rows[] = {
	{"", ""},
	{"Call 99999", "call 99999"},
	{"९९९९९ ০১২ ٣", "99999 012 3"},
	{"𝟗𝟗 ９９ ⑨⑨ ⁹⁹ ❾", "99 99 99 99 9"},
	{"⑩ ½ Ⅳ", "⑩ ½ ⅳ"}, /* no digits */
	{"9️⃣9️⃣", "99"},
	{"a\xC2\xA0"
	 "b\tc\xE2\x80\xAF"
	 "d\xE3\x80\x80"
	 "e",
		"a b c d e"},
	{"1–2—3−4‑5－6", "1-2-3-4-5-6"},
	{"1·2•3․4", "1.2.3.4"},
	{"ａ＠ｂ．ｃ", "a@b.c"},
	{"a\xE2\x80\x8B@\xE2\x81\xA0"
	 "b\xEF\xBB\xBF.\xC2\xAD"
	 "c",
		"a@b.c"},
	{"फ़ोन ज़रा", "फोन जरा"},
	{"n\xCC\xB6o\xCC\xB6", "no"},
	{"a\xFF"
	 "b",
		"a\xEF\xBF\xBD"
		"b"},
};

static void leaves_what_matters(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct plain_text plain;
		plain_make(rows[i].text, strlen(rows[i].text), &plain);
		assert_string_equal(plain.bytes, rows[i].plain);
		assert_int_equal(plain.length, strlen(plain.bytes));
		plain_release(&plain);
	}
}

static void knows_where_it_came_from(void **state)
{
	(void)state;
	static const char text[] = "\xE2\x80\x8B\xEF\xBC\xA1\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFz";
	struct plain_text plain;
	plain_make(text, sizeof(text) - 1, &plain);
	assert_int_equal(plain.length, 1 + 8 * 3 + 1);
	assert_int_equal(plain.from[0], 3);
	for (uint32_t i = 0; i < 24; i++)
		assert_int_equal(plain.from[1 + i], 6 + i / 3);
	assert_int_equal(plain.from[25], 14);
	assert_int_equal(plain.from[26], sizeof(text) - 1);
	plain_release(&plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_what_matters),
		cmocka_unit_test(knows_where_it_came_from),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
