/* From chances to a reading. The labels themselves are in tests/data/reading/posts.tsv, see
 * test_reader.c; here is what holds whatever the weights are. */
#include "unit.h"

#include "known.h"

enum { SPOKEN_MAX = TARGETS_MAX };

/* A post of one word, "hat", which speaks as the rows say. */
struct trial {
	struct config config;
	struct config_feature row;
	struct config_weight weights[SPOKEN_MAX];
	struct reading reading;
};

/* Weights of the one phrase count four times. */
static void speak(struct trial *trial, int target, int hundredths)
{
	size_t at = 0;
	while (at < trial->row.weight_count && trial->weights[at].target != target)
		at++;
	assert_true(at < SPOKEN_MAX);
	trial->weights[at] = (struct config_weight){(int16_t)target, (int16_t)(hundredths / 4)};
	if (at == trial->row.weight_count)
		trial->row.weight_count++;
}

/* It says nothing yet: all labels are unlikely. */
static void begin(struct trial *trial)
{
	*trial = (struct trial){
		.config = known.config, .row = {.kind = FEATURE_PHRASE, .phrase = "hat"}};
	trial->row.weights = trial->weights;
	trial->config.features = &trial->row;
	trial->config.feature_count = 1;
	for (int target = 0; target < TARGET_CATEGORY + (int)known.config.category_count; target++)
		speak(trial, target, -800);
}

static void read_hat(struct trial *trial)
{
	struct reader *reader;
	assert_int_equal(reader_new(&trial->config, &reader, NULL), ERR_OK);
	reader_read(reader, "hat", 3, &trial->reading);
	reader_free(reader);
}

static int category(const char *id)
{
	for (size_t i = 0; i < known.config.category_count; i++) {
		if (strcmp(known.config.categories[i].id, id) == 0)
			return TARGET_CATEGORY + (int)i;
	}
	fail_msg("no category %s", id);
	return 0;
}

static void the_likeliest_intent_is_taken(void **state)
{
	(void)state;
	struct trial trial;
	for (int intent = 0; intent < INTENT_COUNT; intent++) {
		begin(&trial);
		for (int other = 0; other < INTENT_COUNT; other++)
			speak(&trial, other, other == intent ? -80 : -120);
		speak(&trial, TARGET_ACT, -400);
		read_hat(&trial);
		assert_int_equal(trial.reading.intent, intent);
	}
}

static void bands_are_cut_as_configured(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	speak(&trial, TARGET_ACT, 0);
	speak(&trial, INTENT_COMPLAINT, 200);
	trial.config.actionable_yes = 51;
	trial.config.actionable_doubtful = 50;
	read_hat(&trial);
	assert_int_equal(trial.reading.score, 50);
	assert_int_equal(trial.reading.actionable, BAND_DOUBTFUL);
	trial.config.actionable_yes = 50;
	read_hat(&trial);
	assert_int_equal(trial.reading.actionable, BAND_YES);
	trial.config.actionable_yes = trial.config.actionable_doubtful = 51;
	read_hat(&trial);
	assert_int_equal(trial.reading.actionable, BAND_NO);
}

static void what_is_to_be_acted_on_is_a_complaint(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	speak(&trial, TARGET_ACT, 400);
	speak(&trial, INTENT_THANKS, 100);
	read_hat(&trial);
	assert_int_equal(trial.reading.intent, INTENT_COMPLAINT);
	assert_int_equal(trial.reading.actionable, BAND_YES);
}

static void danger_is_a_complaint_and_its_chance_is_configured(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	speak(&trial, TARGET_URGENT, 0);
	speak(&trial, INTENT_OTHER, 300);
	trial.config.urgent = 50;
	read_hat(&trial);
	assert_true(trial.reading.urgent);
	assert_int_equal(trial.reading.intent, INTENT_COMPLAINT);
	assert_int_equal(trial.reading.actionable, BAND_DOUBTFUL);
	speak(&trial, TARGET_URGENT, 200);
	read_hat(&trial);
	assert_int_equal(trial.reading.actionable, BAND_YES);
	trial.config.urgent = 90;
	read_hat(&trial);
	assert_false(trial.reading.urgent);
	assert_int_equal(trial.reading.intent, INTENT_OTHER);
}

static void what_belongs_elsewhere_or_is_taken_back_opens_no_case(void **state)
{
	(void)state;
	static const int targets[] = {TARGET_ELSEWHERE, TARGET_WITHDRAW, TARGET_TAKEDOWN};
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		struct trial trial;
		begin(&trial);
		speak(&trial, TARGET_ACT, 600);
		speak(&trial, INTENT_COMPLAINT, 600);
		speak(&trial, targets[i], 600);
		read_hat(&trial);
		assert_int_equal(trial.reading.actionable, BAND_NO);
		assert_true(trial.reading.score < trial.config.actionable_doubtful);
		assert_int_equal(trial.reading.elsewhere, targets[i] == TARGET_ELSEWHERE);
		assert_int_equal(trial.reading.withdraw, targets[i] == TARGET_WITHDRAW);
		assert_int_equal(trial.reading.takedown, targets[i] == TARGET_TAKEDOWN);
		if (trial.reading.takedown)
			assert_int_equal(trial.reading.intent, INTENT_OPTOUT);
	}
}

static void the_likelier_verdict_is_taken(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	speak(&trial, TARGET_SOLVED, 100);
	read_hat(&trial);
	assert_int_equal(trial.reading.verdict, VERDICT_SOLVED);
	speak(&trial, TARGET_NOT_SOLVED, 200);
	read_hat(&trial);
	assert_int_equal(trial.reading.verdict, VERDICT_NOT_SOLVED);
	begin(&trial);
	speak(&trial, TARGET_SOLVED, -100);
	read_hat(&trial);
	assert_int_equal(trial.reading.verdict, VERDICT_NONE);
}

static void matter_and_conduct_have_a_second_best(void **state)
{
	(void)state;
	struct trial trial;
	begin(&trial);
	speak(&trial, category("theft-robbery"), 300);
	speak(&trial, category("property-land"), 100);
	speak(&trial, category("fraud-cheating"), -900);
	speak(&trial, category("police-corruption"), 300);
	read_hat(&trial);
	assert_string_equal(trial.reading.matter, "theft-robbery");
	assert_string_equal(trial.reading.matter_next, "property-land");
	assert_string_equal(trial.reading.conduct, "police-corruption");
	assert_true(trial.reading.sensitive); /* a complaint about the police */
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
		assert_memory_equal(text + reason->start, reason->words, strlen(reason->words));
		assert_string_not_equal(reason->rule, "");
	}
	assert_true(found);
}

static void zone_and_range_follow_the_district(void **state)
{
	(void)state;
	struct reading reading;
	known_read("Gonda", &reading);
	const struct config_district *gonda = config_district(&known.config, "gonda");
	assert_string_equal(reading.district, "gonda");
	assert_string_equal(reading.zone, gonda->zone);
	assert_string_equal(reading.range, gonda->range);
	assert_string_not_equal(reading.range, "");
	known_read("thank you", &reading);
	assert_string_equal(reading.zone, "");
}

static void a_missing_place_alone_makes_nothing_doubtful(void **state)
{
	(void)state;
	struct reading with, without;
	known_read("My bike was stolen from our house in Agra, please take action", &with);
	known_read("My bike was stolen from our house, please take action", &without);
	assert_int_equal(with.actionable, BAND_YES);
	assert_int_equal(without.actionable, BAND_YES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_likeliest_intent_is_taken),
		cmocka_unit_test(bands_are_cut_as_configured),
		cmocka_unit_test(what_is_to_be_acted_on_is_a_complaint),
		cmocka_unit_test(danger_is_a_complaint_and_its_chance_is_configured),
		cmocka_unit_test(what_belongs_elsewhere_or_is_taken_back_opens_no_case),
		cmocka_unit_test(the_likelier_verdict_is_taken),
		cmocka_unit_test(matter_and_conduct_have_a_second_best),
		cmocka_unit_test(reasons_say_which_words_led_to_it),
		cmocka_unit_test(zone_and_range_follow_the_district),
		cmocka_unit_test(a_missing_place_alone_makes_nothing_doubtful),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
