/* What has weights in a post, and the sums, with a few weights of our own. */
#include "unit.h"

#include <math.h>

#include "base/buf.h"
#include "known.h"

enum { ROWS_MAX = 8 };

/* The known lists with other weights. */
struct trial {
	struct config config;
	struct config_feature rows[ROWS_MAX];
	struct config_weight weights[ROWS_MAX];
	struct reader *reader;
	struct sight sight;
	struct reading reading;
};

static void give(
	struct trial *trial, int kind, int index, const char *phrase, int target, int weight)
{
	size_t at = trial->config.feature_count++;
	trial->weights[at] = (struct config_weight){(int16_t)target, (int16_t)weight};
	trial->rows[at] = (struct config_feature){kind, index, phrase, &trial->weights[at], 1};
}

static void begin(struct trial *trial)
{
	*trial = (struct trial){.config = known.config};
	trial->config.features = trial->rows;
	trial->config.feature_count = 0;
}

static float score(struct trial *trial, const char *text, int target)
{
	assert_int_equal(reader_new(&trial->config, &trial->reader, NULL), ERR_OK);
	reader_see(trial->reader, text, strlen(text), &trial->sight, &trial->reading);
	float score = trial->sight.scores[target];
	sight_release(&trial->sight);
	reader_free(trial->reader);
	return score;
}

static void assert_near(float value, float wanted)
{
	if (fabsf(value - wanted) > 0.001F)
		fail_msg("%f is not %f", (double)value, (double)wanted);
}

static void nothing_speaks_without_weights(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	assert_near(score(&trial, "my bike was stolen", TARGET_ACT), 0);
}

static void the_bias_is_in_every_post(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	give(&trial, FEATURE_BIAS, 0, "-", TARGET_ACT, -150);
	assert_near(score(&trial, "", TARGET_ACT), -1.5F);
	assert_near(score(&trial, "my bike was stolen", TARGET_ACT), -1.5F);
	assert_near(score(&trial, "my bike was stolen", TARGET_URGENT), 0);
}

static void phrases_share_a_weight_and_count_once(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	give(&trial, FEATURE_PHRASE, 0, "umbrella", TARGET_ACT, 100);
	give(&trial, FEATURE_PHRASE, 0, "red umbrella", TARGET_ACT, 300);
	give(&trial, FEATURE_PHRASE, 0, "hat", TARGET_URGENT, 100);
	give(&trial, FEATURE_PHRASE, 0, "coat", TARGET_URGENT, 100);
	assert_near(score(&trial, "umbrella", TARGET_ACT), 4);
	assert_near(score(&trial, "umbrella umbrella umbrella", TARGET_ACT), 4);
	assert_near(score(&trial, "red umbrella", TARGET_ACT), 4 / sqrtf(2) * 4);
	assert_near(score(&trial, "red umbrella, hat, coat", TARGET_ACT), 2 * 4);
	assert_near(score(&trial, "red. umbrella", TARGET_ACT), 4); /* two sentences */
	assert_near(score(&trial, "UMBRELAS", TARGET_ACT), 4);      /* spelling and ending */
}

static void cues_categories_and_forms_have_weights(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	give(&trial, FEATURE_CUE, CUE_THANKS, "thanks", INTENT_THANKS, 200);
	give(&trial, FEATURE_CATEGORY, 0, "", TARGET_ACT, 100);
	give(&trial, FEATURE_FORM, FORM_QUESTION, "question", INTENT_OTHER, 50);
	give(&trial, FEATURE_FORM, FORM_PLACE, "place", TARGET_URGENT, 70);
	give(&trial, FEATURE_FORM, FORM_WORDS_5, "words_5", TARGET_SOLVED, 30);
	give(&trial, FEATURE_FORM, FORM_PHONE, "phone", TARGET_WITHDRAW, 60);
	assert_near(score(&trial, "thanks, thanks a lot", INTENT_THANKS), 2);
	assert_near(score(&trial, "who?", INTENT_OTHER), 0.5F);
	assert_near(score(&trial, "who", INTENT_OTHER), 0);
	assert_near(score(&trial, "in Lucknow", TARGET_URGENT), 0.7F);
	assert_near(score(&trial, "one two three four five", TARGET_SOLVED), 0.3F);
	assert_near(score(&trial, "one two three four", TARGET_SOLVED), 0);
	assert_near(score(&trial, "call 1000012345", TARGET_WITHDRAW), 0.6F);
	assert_near(score(&trial, "call 112", TARGET_WITHDRAW), 0);
	assert_true(score(&trial, known.config.categories[0].words[0], TARGET_ACT) > 0);
}

static void what_speaks_most_is_the_reason(void **state)
{
	(void)state;
	struct trial trial;
	const char *text = "a hat and a red umbrella";
	begin(&trial);
	give(&trial, FEATURE_PHRASE, 0, "umbrella", TARGET_ACT, 100);
	give(&trial, FEATURE_PHRASE, 0, "hat", TARGET_ACT, 300);
	give(&trial, FEATURE_PHRASE, 0, "red", TARGET_ACT, -300);
	assert_int_equal(reader_new(&trial.config, &trial.reader, NULL), ERR_OK);
	reader_see(trial.reader, text, strlen(text), &trial.sight, &trial.reading);
	trial.reading.reason_count = 0;
	weigh_reason(&trial.sight, "actionable", "yes", TARGET_ACT, 5);
	assert_int_equal(trial.reading.reason_count, 2);
	assert_string_equal(trial.reading.reasons[0].rule, "hat");
	assert_int_equal(trial.reading.reasons[0].speaks, (int)(300 * 4 / sqrtf(3)));
	assert_true(trial.reading.reasons[0].by_phrase);
	assert_string_equal(trial.reading.reasons[1].words, "umbrella");
	weigh_reason(&trial.sight, "actionable", "yes", TARGET_ACT, 1);
	assert_int_equal(trial.reading.reason_count, 3);
	weigh_reason_against(&trial.sight, "actionable", "no", TARGET_ACT, 5);
	assert_int_equal(trial.reading.reason_count, 4);
	assert_string_equal(trial.reading.reasons[3].words, "red");
	assert_true(trial.reading.reasons[3].speaks < 0);
	sight_release(&trial.sight);
	reader_free(trial.reader);
}

static void phrases_that_no_post_could_have_or_are_the_same_are_refused(void **state)
{
	(void)state;
	struct trial trial;
	struct err err;
	begin(&trial);
	give(&trial, FEATURE_PHRASE, 0, "kabza", TARGET_ACT, 1);
	give(&trial, FEATURE_PHRASE, 0, "qabjaa", TARGET_ACT, 1);
	assert_int_equal(reader_new(&trial.config, &trial.reader, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "\"kabza\" and \"qabjaa\""));
	begin(&trial);
	give(&trial, FEATURE_PHRASE, 0, "...", TARGET_ACT, 1);
	assert_int_equal(reader_new(&trial.config, &trial.reader, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "could not be found"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_speaks_without_weights),
		cmocka_unit_test(the_bias_is_in_every_post),
		cmocka_unit_test(phrases_share_a_weight_and_count_once),
		cmocka_unit_test(cues_categories_and_forms_have_weights),
		cmocka_unit_test(what_speaks_most_is_the_reason),
		cmocka_unit_test(phrases_that_no_post_could_have_or_are_the_same_are_refused),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
