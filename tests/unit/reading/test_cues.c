#include "unit.h"

#include "known.h"

struct case_row {
	const char *text;
	enum cue cue;
	bool found;
};

static const struct case_row rows[] = {
	{"my house", CUE_PERSON, true},
	{"the house", CUE_PERSON, false},
	{"मेरी जमीन", CUE_PERSON, true},
	{"mujhe bachao", CUE_PERSON, true},
	{"Patna", CUE_KIN, false}, /* not "patni" */
	{"Patna", CUE_STATE, true},
	{"please kindly do something", CUE_REQUEST, true},
	{"karwai kijiye", CUE_REQUEST, true},
	{"what is the status", CUE_STATUS, true},
	{"do not reply", CUE_OPTOUT, true},
	{"शिकायत वापस लेनी है", CUE_WITHDRAW, true},
	{"not solved", CUE_SOLVED, false},
	{"solved", CUE_SOLVED, true},
	{"hal nahi hua", CUE_NOT_SOLVED, true},
};

static void are_found_in_three_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct sight sight;
		struct reading reading = {0};
		sight_init(&sight, known.reader, rows[i].text, strlen(rows[i].text), &reading);
		if (sight_has(&sight, rows[i].cue) != rows[i].found)
			fail_msg("\"%s\": %s", rows[i].text, cue_name(rows[i].cue));
		sight_release(&sight);
	}
}

static void no_rule_is_taken_that_no_post_could_have(void **state)
{
	(void)state;
	static const char *nothing[] = {"..."}, *two[] = {"two words"};
	struct config_rule rule = {.id = "odd", .phrases = nothing, .phrase_count = 1};
	struct config config = {.rules = &rule, .rule_count = 1};
	struct lexicon *lexicon = lexicon_new();
	struct err err = {0};
	assert_int_equal(cues_add(lexicon, &config, KIND_CUE, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "odd"));
	rule.phrases = two;
	assert_int_equal(cues_add(lexicon, &config, KIND_CUE, &err), ERR_OK);
	rule.kind = RULE_FILLER;
	assert_int_equal(cues_add(lexicon, &config, KIND_CUE, &err), ERR_CONFIG);
	lexicon_free(lexicon);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(are_found_in_three_languages),
		cmocka_unit_test(no_rule_is_taken_that_no_post_could_have),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
