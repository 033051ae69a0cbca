/* The search, on made-up scores whose best place is known. */
#include "unit.h"

#include <stdlib.h>

#include "tune.h"

/* --- worth --- */

/* Scores of 1000 posts that meet all goals, but for what is said. In thousandths. */
static struct scores scores_of(size_t precision, size_t recall, size_t noticed, size_t doubtful)
{
	struct scores scores = {.posts = 1000};
	scores.figures[FIGURE_YES_PRECISION] = (struct share){precision, 1000};
	scores.figures[FIGURE_YES_RECALL] = (struct share){recall, 1000};
	scores.figures[FIGURE_NOTICED_RECALL] = (struct share){noticed, 1000};
	scores.figures[FIGURE_DOUBTFUL] = (struct share){doubtful, 1000};
	return scores;
}

static void a_goal_weighs_ten_times(void **state)
{
	(void)state;
	struct scores good = scores_of(900, 800, 950, 100);
	const struct scores worse[] = {
		scores_of(890, 800, 950, 100), /* less precise */
		scores_of(900, 790, 950, 100), /* finds less */
		scores_of(900, 800, 950, 110), /* more to look at */
		scores_of(840, 990, 995, 100), /* misses the goal of precision, by 1 % */
		scores_of(990, 980, 880, 100), /* misses the goal of recall, by 2 % */
	};
	for (size_t i = 0; i < sizeof worse / sizeof *worse; i++) {
		if (tune_worth(&worse[i]) >= tune_worth(&good))
			fail_msg("%zu is worth %.3f, not less than %.3f", i, tune_worth(&worse[i]),
				tune_worth(&good));
	}
	struct scores near = scores_of(840, 800, 950, 100), far = scores_of(800, 900, 950, 100);
	assert_true(tune_worth(&near) > tune_worth(&far));
	struct scores many = scores_of(900, 800, 950, 200); /* the other kind of goal */
	assert_true(tune_worth(&many) < tune_worth(&good) - 0.09);
	struct scores too_many = scores_of(900, 800, 950, 250);
	assert_true(tune_worth(&too_many) < tune_worth(&many) - 0.5);
}

/* --- the search --- */

struct pair {
	int a, b;
};

/* Best at a = 7, b = 3; a above 9 cannot stand. */
static bool measure_pair(void *context, struct scores *out)
{
	const struct pair *pair = context;
	int away = abs(pair->a - 7) + abs(pair->b - 3);
	*out = scores_of(1000 - 3 * (size_t)away, 1000 - 3 * (size_t)away, 1000, 0);
	return pair->a <= 9;
}

static void finds_the_best_and_puts_the_knobs_back(void **state)
{
	(void)state;
	struct pair pair = {1, 20};
	const struct knob knobs[] = {{"a", &pair.a, 0, 12, 1}, {"b", &pair.b, 1, 21, 2}};
	static struct attempt best[4];
	assert_int_equal(tune(knobs, 2, measure_pair, &pair, best, 4), 4);
	assert_int_equal(pair.a, 1);
	assert_int_equal(pair.b, 20);
	assert_int_equal(best[0].values[0], 7);
	assert_int_equal(best[0].values[1], 3);
	assert_int_equal(best[0].scores.posts, 1000);
	for (size_t i = 1; i < 4; i++) {
		assert_true(best[i].worth <= best[i - 1].worth);
		assert_true(best[i].values[0] <= 9);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(best[i].values, best[j].values, 2 * sizeof(int));
	}
}

/* Best at a = 3, b = 1; a below b cannot stand. */
static bool measure_ordered(void *context, struct scores *out)
{
	const struct pair *pair = context;
	int away = abs(pair->a - 3) + abs(pair->b - 1);
	*out = scores_of(1000 - 3 * (size_t)away, 1000 - 3 * (size_t)away, 1000, 0);
	return pair->a >= pair->b;
}

static void goes_on_while_a_round_brings_something(void **state)
{
	(void)state;
	struct pair pair = {10, 8};
	const struct knob knobs[] = {{"a", &pair.a, 0, 12, 1}, {"b", &pair.b, 0, 12, 1}};
	static struct attempt best[1];
	assert_int_equal(tune(knobs, 2, measure_ordered, &pair, best, 1), 1);
	assert_int_equal(best[0].values[0], 3); /* as far as 8 in the first round */
	assert_int_equal(best[0].values[1], 1);
}

static void gives_fewer_where_there_are_fewer(void **state)
{
	(void)state;
	struct pair pair = {9, 3};
	const struct knob knobs[] = {{"a", &pair.a, 8, 10, 1}};
	static struct attempt best[4];
	assert_int_equal(tune(knobs, 1, measure_pair, &pair, best, 4), 2);
	assert_int_equal(best[0].values[0], 8);
	assert_int_equal(best[1].values[0], 9);
}

static void begins_where_nothing_can_stand(void **state)
{
	(void)state;
	struct pair pair = {12, 3};
	const struct knob knobs[] = {{"a", &pair.a, 0, 12, 1}};
	static struct attempt best[1];
	assert_int_equal(tune(knobs, 1, measure_pair, &pair, best, 1), 1);
	assert_int_equal(best[0].values[0], 7);
	assert_int_equal(pair.a, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_goal_weighs_ten_times),
		cmocka_unit_test(finds_the_best_and_puts_the_knobs_back),
		cmocka_unit_test(goes_on_while_a_round_brings_something),
		cmocka_unit_test(gives_fewer_where_there_are_fewer),
		cmocka_unit_test(begins_where_nothing_can_stand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
