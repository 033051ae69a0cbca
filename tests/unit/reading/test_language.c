#include "unit.h"

#include "known.h"

struct case_row {
	const char *text;
	enum lang lang;
};

static const struct case_row rows[] = {
	{"Please help me", LANG_EN},
	{"FIR not registered", LANG_EN},
	{"Lucknow", LANG_EN},
	{"STOP", LANG_EN},
	{"मेरी मदद करें", LANG_HI},
	{"मेरी FIR register नहीं हुई", LANG_HI},
	{"sir meri madad karo", LANG_HINGLISH},
	{"police station me report nahi likh rahe", LANG_HINGLISH},
	{"haan", LANG_HINGLISH},
	{"dhanyawaad", LANG_HINGLISH},
	{"My father lives in Agra, unki madad kijiye please", LANG_HINGLISH},
	{"I love the taste of jalebi hai", LANG_EN},
	{"@UPPolNRI मदद", LANG_HI},
	{"今日はいい天気ですね", LANG_OTHER},
	{"помогите мне пожалуйста", LANG_OTHER},
	{"mi hermano esta en la carcel desde ayer", LANG_OTHER},
	{"", LANG_EN},
	{"😀", LANG_EN},
};

static void is_told_by_script_and_small_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct reading reading;
		known_read(rows[i].text, &reading);
		if (reading.lang != rows[i].lang)
			fail_msg("\"%s\": %s", rows[i].text, lang_name(reading.lang));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_told_by_script_and_small_words),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
