/* The score and its bands; the intents themselves are in tests/data/reading/posts.tsv, see
 * test_reader.c. */
#include "unit.h"

#include "known.h"

static int score_of(const char *text)
{
	struct reading reading;
	known_read(text, &reading);
	return reading.score;
}

static void no_cue_is_enough_by_itself(void **state)
{
	(void)state;
	static const char *const single[] = {"stolen bike", "my", "please take action", "Lucknow",
		"police", "every night", "FIR not registered", "land mafia"};
	for (size_t i = 0; i < sizeof(single) / sizeof(*single); i++)
		assert_true(score_of(single[i]) < known.config.actionable_yes);
}

static void cues_add_up(void **state)
{
	(void)state;
	static const char *const steps[] = {
		"bike", "stolen bike", "my stolen bike", "my stolen bike please take action"};
	for (size_t i = 1; i < sizeof(steps) / sizeof(*steps); i++)
		assert_true(score_of(steps[i]) > score_of(steps[i - 1]));
	assert_true(
		score_of("my bike was stolen, says the minister") < score_of("my bike was stolen"));
}

static void a_missing_place_alone_makes_nothing_doubtful(void **state)
{
	(void)state;
	struct reading with, without;
	known_read("My bike was stolen in Agra", &with);
	known_read("My bike was stolen", &without);
	assert_int_equal(with.actionable, BAND_YES);
	assert_int_equal(without.actionable, BAND_YES);
}

static void bands_are_cut_as_configured(void **state)
{
	(void)state;
	struct config strict = known.config;
	struct reader *reader;
	struct reading reading;
	const char *text = "My bike was stolen";
	int score = score_of(text);
	strict.actionable_yes = score + 1;
	strict.actionable_doubtful = score;
	assert_int_equal(reader_new(&strict, &reader, NULL), ERR_OK);
	reader_read(reader, text, strlen(text), &reading);
	assert_int_equal(reading.actionable, BAND_DOUBTFUL);
	reader_free(reader);
	strict.actionable_doubtful = score + 1;
	assert_int_equal(reader_new(&strict, &reader, NULL), ERR_OK);
	reader_read(reader, text, strlen(text), &reading);
	assert_int_equal(reading.actionable, BAND_NO);
	reader_free(reader);
}

static void reasons_say_which_words_led_to_it(void **state)
{
	(void)state;
	const char *text = "हे my bike was stolen";
	struct reading reading;
	known_read(text, &reading);
	bool found = false;
	for (size_t i = 0; i < reading.reason_count; i++) {
		const struct reading_reason *reason = &reading.reasons[i];
		if (strcmp(reason->label, "matter") != 0)
			continue;
		found = true;
		assert_string_equal(reason->value, "theft-robbery");
		assert_string_equal(reason->words, "was stolen");
		assert_memory_equal(
			text + reason->start, "was stolen", reason->end - reason->start);
		assert_string_equal(reason->rule, "theft-strong");
	}
	assert_true(found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_cue_is_enough_by_itself),
		cmocka_unit_test(cues_add_up),
		cmocka_unit_test(a_missing_place_alone_makes_nothing_doubtful),
		cmocka_unit_test(bands_are_cut_as_configured),
		cmocka_unit_test(reasons_say_which_words_led_to_it),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
