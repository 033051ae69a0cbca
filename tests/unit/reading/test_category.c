/* How well the words of the categories fit, in points. */
#include "unit.h"

#include "known.h"

static const struct fit *fit_of(struct sight *sight, const char *id)
{
	for (size_t i = 0; i < known.config.category_count; i++) {
		if (strcmp(known.config.categories[i].id, id) == 0)
			return &sight->fits[i];
	}
	fail_msg("no category %s", id);
	return NULL;
}

static int points_of(const char *text, const char *id)
{
	struct sight sight;
	struct reading reading = {0};
	sight_init(&sight, known.reader, text, strlen(text), &reading);
	category_find(&sight);
	int points = fit_of(&sight, id)->points;
	sight_release(&sight);
	return points;
}

static void words_give_points_and_phrases_more(void **state)
{
	(void)state;
	assert_int_equal(points_of("nice weather", "theft-robbery"), 0);
	assert_true(points_of("bike stolen", "theft-robbery") > 0);
	assert_true(points_of("गाड़ी चोरी", "theft-robbery") > 0);
	assert_true(points_of("gaadi chori ho gayi", "theft-robbery") >
		    points_of("chori", "theft-robbery"));
	assert_true(points_of("एफआईआर अभी तक नहीं लिखी", "fir-not-registered") > 0);
	/* a figure of speech counts less than a word */
	assert_true(points_of("loot", "theft-robbery") < points_of("burglary", "theft-robbery"));
}

static void one_post_may_speak_for_several(void **state)
{
	(void)state;
	const char *text = "bijli ka bill, ghar me chori, tala tod diya";
	assert_true(points_of(text, "other-dept") > 0);
	assert_true(points_of(text, "theft-robbery") > points_of(text, "other-dept"));
}

static void what_overlaps_counts_once(void **state)
{
	(void)state;
	int once = points_of("land mafia", "property-land");
	assert_true(once > 0);
	assert_int_equal(points_of("land mafia. land mafia", "property-land"), 2 * once);
	assert_true(points_of("land mafia mafia", "property-land") < 2 * once);
}

static void the_words_that_count_most_are_kept(void **state)
{
	(void)state;
	const char *text = "yesterday a bribe was asked";
	struct sight sight;
	struct reading reading = {0};
	sight_init(&sight, known.reader, text, strlen(text), &reading);
	category_find(&sight);
	const struct fit *fit = fit_of(&sight, "police-corruption");
	assert_true(fit->first <= 2 && fit->last >= 2);
	assert_non_null(fit->rule);
	sight_release(&sight);
}

static void are_found_by_every_word_of_the_list(void **state)
{
	(void)state;
	for (size_t c = 0; c < known.config.category_count; c++) {
		const struct config_category *category = &known.config.categories[c];
		for (size_t w = 0; w < category->word_count; w++) {
			if (points_of(category->words[w], category->id) <= 0)
				fail_msg("%s: \"%s\"", category->id, category->words[w]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_give_points_and_phrases_more),
		cmocka_unit_test(one_post_may_speak_for_several),
		cmocka_unit_test(what_overlaps_counts_once),
		cmocka_unit_test(the_words_that_count_most_are_kept),
		cmocka_unit_test(are_found_by_every_word_of_the_list),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
