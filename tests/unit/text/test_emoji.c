#include "unit.h"

#include <string.h>

#include "text/emoji.h"

struct case_row {
	const char *text;
	size_t length; /* in bytes, of the emoji at its start */
};

static const struct case_row rows[] = {
	{"😷x", 4}, {"☺x", 3},               /* a pictograph without U+FE0F */
	{"☺\xEF\xB8\x8E", 0},               /* wanted as text */
	{"❤️x", 6}, {"🙋🏽x", 8},   /* skin tone */
	{"👨‍👩‍👧‍👦x", 25}, /* family */
	{"👩🏽‍🚒 ", 15}, {"🏳️‍🌈", 14}, {"🇮🇳🇮🇳", 8}, /* the first flag only */
	{"🇮", 4}, {"🇽🇽", 4}, /* no such region: one by one */
	{"1️⃣2", 7}, {"1⃣", 4}, {"#️⃣", 7}, {"1", 0}, {"#", 0}, {"©", 0}, {"©️", 5},
	{"🏴󠁧󠁢󠁥󠁮󠁧󠁿x", 28}, /* England, by tags */
	{"🏴x", 4}, {"👍\xE2\x80\x8Dx", 4},   /* a joiner that joins nothing */
	{"अ", 0}, {"a", 0}, {"\xF0\x9F", 0},   /* cut */
};

static void ends_where_people_see_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		size_t length = emoji_length(rows[i].text, strlen(rows[i].text), 0);
		if (length != rows[i].length)
			fail_msg(
				"\"%s\": %zu instead of %zu", rows[i].text, length, rows[i].length);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_where_people_see_its_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
