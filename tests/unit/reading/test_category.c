#include "unit.h"

#include "known.h"

struct case_row {
	const char *text, *matter, *conduct;
	bool sensitive, elsewhere;
};

static const struct case_row rows[] = {
	{"bike stolen", "theft-robbery", "", false, false},
	{"गाड़ी चोरी", "theft-robbery", "", false, false},
	{"gaadi chori ho gayi", "theft-robbery", "", false, false},
	{"land mafia grabbed my plot", "property-land", "", false, false},
	{"fir not registered", "", "fir-not-registered", false, false},
	{"एफआईआर अभी तक नहीं लिखी", "", "fir-not-registered", false, false},
	{"dowry case, police took no action", "domestic-dowry", "police-inaction", true, false},
	{"bribe", "", "police-corruption", true, false},
	{"constable slapped", "", "police-misconduct", true, false},
	{"minor girl", "child-safety", "", true, false},
	{"power cut", "other-dept", "", false, true},
	{"power cut, no action", "other-dept", "police-inaction", false, false},
	{"bijli ka bill, ghar me chori, tala tod diya", "theft-robbery", "", false, false},
	{"please help", "other", "", false, false},
	{"please help, bike stolen", "theft-robbery", "", false, false},
	{"murder of democracy", "", "", false, false}, /* a figure of speech */
	{"loot", "", "", false, false},
	{"nice weather", "", "", false, false},
};

static void are_what_happened_and_how_the_police_acted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct reading reading;
		known_read(rows[i].text, &reading);
		if (strcmp(reading.matter, rows[i].matter) != 0 ||
			strcmp(reading.conduct, rows[i].conduct) != 0 ||
			reading.sensitive != rows[i].sensitive ||
			reading.elsewhere != rows[i].elsewhere)
			fail_msg(
				"\"%s\": matter \"%s\", conduct \"%s\", sensitive %d, elsewhere %d",
				rows[i].text, reading.matter, reading.conduct, reading.sensitive,
				reading.elsewhere);
	}
}

static void are_found_by_every_word_of_the_list(void **state)
{
	(void)state;
	for (size_t c = 0; c < known.config.category_count; c++) {
		const struct config_category *category = &known.config.categories[c];
		for (size_t w = 0; w < category->word_count; w++) {
			struct sight sight;
			struct reading reading = {0};
			bool found = false;
			sight_init(&sight, known.reader, category->words[w],
				strlen(category->words[w]), &reading);
			for (size_t m = 0; m < sight.matches.count; m++) {
				const struct lexicon_entry *entry = &sight.matches.matches[m].entry;
				found = found ||
					(entry->kind == KIND_CATEGORY && entry->value == c);
			}
			if (!found)
				fail_msg("%s: \"%s\"", category->id, category->words[w]);
			sight_release(&sight);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_what_happened_and_how_the_police_acted),
		cmocka_unit_test(are_found_by_every_word_of_the_list),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
