#include "unit.h"

#include <string.h>

#include "text/fold.h"

struct case_row {
	const char *word, *folded;
	enum text_script script;
};

static const struct case_row rows[] = {
	{"HELP", "help", SCRIPT_LATIN},
	{"pleaseeeee", "pleasee", SCRIPT_LATIN},
	{"1000000", "1000000", SCRIPT_NONE}, /* only letters are squeezed */
	{"don't", "dont", SCRIPT_LATIN},
	{"don’t", "dont", SCRIPT_LATIN},
	{"Lucknow's", "lucknow", SCRIPT_LATIN},
	{"Lucknow’s", "lucknow", SCRIPT_LATIN},
	{"ज़मीन", "जमीन", SCRIPT_DEVANAGARI},
	{"\xE0\xA5\x9Bमीन", "जमीन", SCRIPT_DEVANAGARI}, /* U+095B */
	{"लड़की", "लडकी", SCRIPT_DEVANAGARI},
	{"बाँदा", "बांदा", SCRIPT_DEVANAGARI},
	{"१९३०", "1930", SCRIPT_NONE},
	{"E\xCC\x81t\xC3\xA9", "\xC3\xA9t\xC3\xA9", SCRIPT_LATIN}, /* composed or not */
	{"ÜBER", "über", SCRIPT_LATIN},
	{"МОСКВА", "москва", SCRIPT_OTHER},
	{"क्\xE2\x80\x8Dष", "क्ष", SCRIPT_DEVANAGARI}, /* a joiner vanishes */
	{"\xE2\x80\x8D", "", SCRIPT_NONE},
	{"𝐇𝐞𝐥𝐩", "help", SCRIPT_LATIN},
	{"𝓗𝓮𝓵𝓹", "help", SCRIPT_LATIN},
	{"𝕙𝕖𝕝𝕡", "help", SCRIPT_LATIN},
	{"ℍ𝕖𝕝𝕡", "help", SCRIPT_LATIN}, /* the first is older than its block */
	{"𝟗𝟖𝟕", "987", SCRIPT_NONE},
	{"ＨＥＬＰ", "help", SCRIPT_LATIN},
	{"１１２", "112", SCRIPT_NONE},
	{"ʜᴇʟᴘ", "help", SCRIPT_LATIN},
	{"ⓗⒺⓛⓟ", "help", SCRIPT_LATIN},
	{"🄷🄴🄻🄿", "help", SCRIPT_LATIN},
	{"h\xCC\xB6"
	 "e\xCC\xB6"
	 "l\xCC\xB6"
	 "p\xCC\xB6",
		"help", SCRIPT_LATIN},                          /* struck out */
	{"h\xCC\xB2h\xCC\xB2h\xCC\xB2", "hh", SCRIPT_LATIN},    /* and three times */
	{"police\xE2\x81\xA0help", "policehelp", SCRIPT_LATIN}, /* a word joiner */
	{"\xE2\x80\xAEhelp\xE2\x80\xAC", "help", SCRIPT_LATIN},
	{"हाँँँँ", "हांं", SCRIPT_DEVANAGARI},
	{"कािीुूेै", "कािीु", SCRIPT_DEVANAGARI}, /* four marks are enough for all */
	{"मददददद", "मदद", SCRIPT_DEVANAGARI},
};

static void makes_alike_what_people_take_for_the_same(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		buf_clear(&out);
		assert_int_equal(
			fold_word(rows[i].word, 0, strlen(rows[i].word), &out), rows[i].script);
		assert_string_equal(out.bytes, rows[i].folded);
	}
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_alike_what_people_take_for_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
