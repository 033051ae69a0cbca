/* The arithmetic, by tables: made-up labels beside made-up readings. */
#include "unit.h"

#include <string.h>

#include "base/str.h"
#include "score.h"

/* --- districts --- */

struct district_row {
	const char *truth[3], *district, *candidates[3];
	enum figure figure; /* the only share of a district that counts it as a part */
	bool counted, wrong;
};

static const struct district_row district_rows[] = {
	{{"agra"}, "agra", {0}, FIGURE_DISTRICT_RIGHT, true, false},
	{{"agra"}, "mathura", {0}, FIGURE_DISTRICT_WRONG, true, true},
	{{"agra"}, "mathura", {"agra", "mathura"}, FIGURE_DISTRICT_WRONG, true, true},
	{{"agra"}, "", {0}, FIGURE_DISTRICT_MISSED, true, true},
	{{"agra"}, "", {"agra", "mathura"}, FIGURE_DISTRICT_MISSED, true, true}, /* is asked */
	{{"agra"}, "", {"etah", "mathura"}, FIGURE_DISTRICT_WRONG, true, true},
	{{"agra", "etah"}, "", {"etah", "agra"}, FIGURE_DISTRICT_RIGHT, true, false},
	{{"agra", "etah"}, "agra", {0}, FIGURE_DISTRICT_WRONG, true, true}, /* a guess */
	{{"agra", "etah"}, "agra", {"agra", "etah"}, FIGURE_DISTRICT_WRONG, true, true},
	{{"agra", "etah"}, "", {"agra", "etah", "mau"}, FIGURE_DISTRICT_WRONG, true, true},
	{{"agra", "etah"}, "", {"agra", "mau"}, FIGURE_DISTRICT_WRONG, true, true},
	{{"agra", "etah"}, "", {0}, FIGURE_DISTRICT_MISSED, true, true},
	{{0}, "", {0}, FIGURE_DISTRICT_FALSE, false, false},
	{{0}, "agra", {0}, FIGURE_DISTRICT_FALSE, true, true},
	{{0}, "", {"agra", "etah"}, FIGURE_DISTRICT_FALSE, true, true},
};

static size_t copy_ids(char to[][LABEL_SIZE], const char *const from[3])
{
	size_t count = 0;
	while (count < 3 && from[count]) {
		str_copy(to[count], LABEL_SIZE, from[count]);
		count++;
	}
	return count;
}

static void a_district_is_right_wrong_missed_or_false(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof district_rows / sizeof *district_rows; r++) {
		const struct district_row *row = &district_rows[r];
		struct labelled_post post = {0};
		struct reading reading = {0};
		struct scores scores = {0};
		post.district_count = copy_ids(post.districts, row->truth);
		reading.candidate_count = copy_ids(reading.candidates, row->candidates);
		str_copy(reading.district, LABEL_SIZE, row->district);
		score_add(&scores, &post, &reading);
		for (int f = FIGURE_DISTRICT_RIGHT; f <= FIGURE_DISTRICT_FALSE; f++) {
			bool names = f != FIGURE_DISTRICT_FALSE;
			size_t of = names == (post.district_count > 0);
			size_t part = (enum figure)f == row->figure && row->counted;
			if (scores.figures[f].of != of || scores.figures[f].part != part)
				fail_msg("row %zu: %s is %zu/%zu", r,
					figure_about((enum figure)f)->key, scores.figures[f].part,
					scores.figures[f].of);
		}
		if (label_is_wrong(LABEL_DISTRICT, &post, &reading) != row->wrong)
			fail_msg("row %zu: not %s", r, row->wrong ? "wrong" : "right");
	}
}

/* --- matter and conduct --- */

struct category_row {
	const char *matter, *conduct, *read_matter, *read_conduct;
	struct share shares[6]; /* from FIGURE_MATTER to FIGURE_EITHER_FALSE */
	bool wrong[3];          /* matter, conduct, either */
};

static const struct category_row category_rows[] = {
	{"a", "", "a", "", {{1, 1}, {0, 0}, {0, 0}, {0, 1}, {1, 1}, {0, 0}}, {0, 0, 0}},
	{"a", "", "b", "", {{0, 1}, {0, 0}, {0, 0}, {0, 1}, {0, 1}, {0, 0}}, {1, 0, 1}},
	{"a", "", "", "c", {{0, 1}, {0, 0}, {0, 0}, {1, 1}, {0, 1}, {0, 0}}, {1, 1, 1}},
	{"", "c", "", "c", {{0, 0}, {0, 1}, {1, 1}, {0, 0}, {1, 1}, {0, 0}}, {0, 0, 0}},
	{"", "c", "a", "c", {{0, 0}, {1, 1}, {1, 1}, {0, 0}, {1, 1}, {0, 0}}, {1, 0, 0}},
	{"a", "c", "a", "", {{1, 1}, {0, 0}, {0, 1}, {0, 0}, {1, 1}, {0, 0}}, {0, 1, 0}},
	{"a", "c", "", "c", {{0, 1}, {0, 0}, {1, 1}, {0, 0}, {1, 1}, {0, 0}}, {1, 0, 0}},
	{"a", "c", "b", "d", {{0, 1}, {0, 0}, {0, 1}, {0, 0}, {0, 1}, {0, 0}}, {1, 1, 1}},
	{"", "", "", "", {{0, 0}, {0, 1}, {0, 0}, {0, 1}, {0, 0}, {0, 1}}, {0, 0, 0}},
	{"", "", "a", "", {{0, 0}, {1, 1}, {0, 0}, {0, 1}, {0, 0}, {1, 1}}, {1, 0, 1}},
	{"", "", "", "c", {{0, 0}, {0, 1}, {0, 0}, {1, 1}, {0, 0}, {1, 1}}, {0, 1, 1}},
};

static void one_of_matter_and_conduct_is_enough_for_either(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof category_rows / sizeof *category_rows; r++) {
		const struct category_row *row = &category_rows[r];
		struct labelled_post post = {0};
		struct reading reading = {0};
		struct scores scores = {0};
		str_copy(post.matter, LABEL_SIZE, row->matter);
		str_copy(post.conduct, LABEL_SIZE, row->conduct);
		str_copy(reading.matter, LABEL_SIZE, row->read_matter);
		str_copy(reading.conduct, LABEL_SIZE, row->read_conduct);
		score_add(&scores, &post, &reading);
		for (int f = 0; f < 6; f++) {
			struct share share = scores.figures[FIGURE_MATTER + f];
			if (share.part != row->shares[f].part || share.of != row->shares[f].of)
				fail_msg("row %zu: %s is %zu/%zu", r,
					figure_about((enum figure)(FIGURE_MATTER + f))->key,
					share.part, share.of);
		}
		for (int l = 0; l < 3; l++) {
			enum label label = (enum label)(LABEL_MATTER + l);
			if (label_is_wrong(label, &post, &reading) != row->wrong[l])
				fail_msg("row %zu: %s", r, label_name(label));
		}
	}
}

/* --- actionable --- */

struct act_row {
	enum act act;
	enum band band;
	struct share precision, recall, noticed, doubtful;
	bool wrong;
};

static const struct act_row act_rows[] = {
	{ACT_YES, BAND_YES, {1, 1}, {1, 1}, {1, 1}, {0, 1}, false},
	{ACT_YES, BAND_DOUBTFUL, {0, 0}, {0, 1}, {1, 1}, {1, 1}, true},
	{ACT_YES, BAND_NO, {0, 0}, {0, 1}, {0, 1}, {0, 1}, true},
	{ACT_NO, BAND_YES, {0, 1}, {0, 0}, {0, 0}, {0, 1}, true},
	{ACT_NO, BAND_DOUBTFUL, {0, 0}, {0, 0}, {0, 0}, {1, 1}, true},
	{ACT_NO, BAND_NO, {0, 0}, {0, 0}, {0, 0}, {0, 1}, false},
	{ACT_UNSURE, BAND_YES, {0, 0}, {0, 0}, {0, 0}, {0, 1}, false},
	{ACT_UNSURE, BAND_DOUBTFUL, {0, 0}, {0, 0}, {0, 0}, {1, 1}, false},
	{ACT_UNSURE, BAND_NO, {0, 0}, {0, 0}, {0, 0}, {0, 1}, false},
};

static void assert_share(const struct scores *scores, enum figure figure, struct share want)
{
	struct share share = scores->figures[figure];
	if (share.part != want.part || share.of != want.of)
		fail_msg("%s is %zu/%zu, not %zu/%zu", figure_about(figure)->key, share.part,
			share.of, want.part, want.of);
}

static void an_unsure_post_counts_only_among_the_doubtful(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof act_rows / sizeof *act_rows; r++) {
		const struct act_row *row = &act_rows[r];
		struct labelled_post post = {.act = row->act};
		struct reading reading = {.actionable = row->band};
		struct scores scores = {0};
		score_add(&scores, &post, &reading);
		assert_share(&scores, FIGURE_YES_PRECISION, row->precision);
		assert_share(&scores, FIGURE_YES_RECALL, row->recall);
		assert_share(&scores, FIGURE_NOTICED_RECALL, row->noticed);
		assert_share(&scores, FIGURE_DOUBTFUL, row->doubtful);
		assert_int_equal(label_is_wrong(LABEL_ACTIONABLE, &post, &reading), row->wrong);
	}
}

/* --- flags --- */

struct flag_row {
	enum label label;
	enum labelled_flag flag;
	enum figure recall, false_alarms;
	struct reading reading;
};

static const struct flag_row flag_rows[] = {
	{LABEL_URGENT, FLAG_URGENT, FIGURE_URGENT_RECALL, FIGURE_URGENT_FALSE, {.urgent = true}},
	{LABEL_ELSEWHERE, FLAG_ELSEWHERE, FIGURE_ELSEWHERE_RECALL, FIGURE_ELSEWHERE_FALSE,
		{.elsewhere = true}},
	{LABEL_SOLVED, FLAG_SOLVED, FIGURE_SOLVED_RECALL, FIGURE_SOLVED_FALSE,
		{.verdict = VERDICT_SOLVED}},
	{LABEL_NOT_SOLVED, FLAG_NOT_SOLVED, FIGURE_NOT_SOLVED_RECALL, FIGURE_NOT_SOLVED_FALSE,
		{.verdict = VERDICT_NOT_SOLVED}},
	{LABEL_TAKEDOWN, FLAG_TAKEDOWN, FIGURE_TAKEDOWN_RECALL, FIGURE_TAKEDOWN_FALSE,
		{.takedown = true}},
	{LABEL_WITHDRAW, FLAG_WITHDRAW, FIGURE_WITHDRAW_RECALL, FIGURE_WITHDRAW_FALSE,
		{.withdraw = true}},
};

static void a_flag_is_found_missed_or_a_false_alarm(void **state)
{
	(void)state;
	const struct reading nothing = {0};
	for (size_t r = 0; r < sizeof flag_rows / sizeof *flag_rows; r++) {
		const struct flag_row *row = &flag_rows[r];
		struct labelled_post has = {0}, has_not = {0};
		struct scores scores = {0};
		has.flags[row->flag] = true;
		score_add(&scores, &has, &row->reading);
		score_add(&scores, &has, &nothing);
		score_add(&scores, &has_not, &row->reading);
		score_add(&scores, &has_not, &nothing);
		score_add(&scores, &has_not, &nothing);
		assert_share(&scores, row->recall, (struct share){1, 2});
		assert_share(&scores, row->false_alarms, (struct share){1, 3});
		assert_false(label_is_wrong(row->label, &has, &row->reading));
		assert_true(label_is_wrong(row->label, &has, &nothing));
		assert_true(label_is_wrong(row->label, &has_not, &row->reading));
		assert_false(label_is_wrong(row->label, &has_not, &nothing));
	}
}

static void rhetoric_is_for_people_only(void **state)
{
	(void)state;
	struct labelled_post post = {0}, plain = {0};
	struct reading reading = {0};
	struct scores with = {0}, without = {0};
	post.flags[FLAG_RHETORIC] = true;
	score_add(&with, &post, &reading);
	score_add(&without, &plain, &reading);
	assert_memory_equal(&with, &without, sizeof with);
}

/* --- the rest --- */

static void language_and_intent_are_counted_over_all_posts(void **state)
{
	(void)state;
	struct scores scores = {0};
	const struct labelled_post post = {.lang = LANG_HI, .intent = INTENT_THANKS};
	const struct reading readings[] = {
		{.lang = LANG_HI, .intent = INTENT_THANKS},
		{.lang = LANG_HI, .intent = INTENT_SPAM},
		{.lang = LANG_EN, .intent = INTENT_SPAM},
	};
	for (size_t i = 0; i < 3; i++)
		score_add(&scores, &post, &readings[i]);
	assert_int_equal(scores.posts, 3);
	assert_share(&scores, FIGURE_LANG, (struct share){2, 3});
	assert_share(&scores, FIGURE_INTENT, (struct share){1, 3});
	assert_false(label_is_wrong(LABEL_LANG, &post, &readings[1]));
	assert_true(label_is_wrong(LABEL_INTENT, &post, &readings[1]));
	assert_true(label_is_wrong(LABEL_LANG, &post, &readings[2]));
}

struct goal_row {
	enum figure figure;
	struct share share;
	bool missed;
};

static const struct goal_row goal_rows[] = {
	{FIGURE_INTENT, {88, 100}, false}, {FIGURE_INTENT, {879, 1000}, true},
	{FIGURE_DISTRICT_RIGHT, {95, 100}, false}, {FIGURE_DISTRICT_RIGHT, {94, 100}, true},
	{FIGURE_DISTRICT_FALSE, {3, 100}, true}, /* below, not at most */
	{FIGURE_DISTRICT_FALSE, {29, 1000}, false}, {FIGURE_EITHER, {3, 4}, false},
	{FIGURE_EITHER, {74, 100}, true}, {FIGURE_YES_PRECISION, {85, 100}, false},
	{FIGURE_YES_PRECISION, {84, 100}, true}, {FIGURE_NOTICED_RECALL, {90, 100}, false},
	{FIGURE_NOTICED_RECALL, {89, 100}, true}, {FIGURE_DOUBTFUL, {19, 100}, false},
	{FIGURE_DOUBTFUL, {20, 100}, true}, {FIGURE_URGENT_RECALL, {95, 100}, false},
	{FIGURE_URGENT_RECALL, {94, 100}, true},
	{FIGURE_URGENT_RECALL, {0, 0}, false}, /* nothing to judge by */
	{FIGURE_LANG, {0, 100}, false},        /* no goal */
};

static void goals_are_met_or_missed(void **state)
{
	(void)state;
	for (size_t r = 0; r < sizeof goal_rows / sizeof *goal_rows; r++) {
		const struct goal_row *row = &goal_rows[r];
		if (score_misses(row->figure, row->share) != row->missed)
			fail_msg("%s %zu/%zu", figure_about(row->figure)->key, row->share.part,
				row->share.of);
	}
}

static void labels_have_names_and_values(void **state)
{
	(void)state;
	static const char *const truths[LABEL_COUNT] = {"hi", "spam", "agra|etah", "-", "c", "-/c",
		"?", "yes", "no", "no", "no", "no", "no"};
	static const char *const reads[LABEL_COUNT] = {"en", "complaint", "mau", "a", "-", "a/-",
		"doubtful (41)", "no", "no", "yes", "no", "no", "no"};
	struct labelled_post post = {.lang = LANG_HI,
		.intent = INTENT_SPAM,
		.act = ACT_UNSURE,
		.districts = {"agra", "etah"},
		.district_count = 2,
		.conduct = "c"};
	const struct reading reading = {.district = "mau",
		.matter = "a",
		.actionable = BAND_DOUBTFUL,
		.score = 41,
		.verdict = VERDICT_SOLVED};
	struct buf value;
	post.flags[FLAG_URGENT] = true;
	buf_init(&value, 1000);
	for (int l = 0; l < LABEL_COUNT; l++) {
		enum label found;
		assert_true(label_from_name(label_name((enum label)l), &found));
		assert_int_equal(found, l);
		buf_clear(&value);
		label_add_truth((enum label)l, &post, &value);
		assert_string_equal(value.bytes, truths[l]);
		buf_clear(&value);
		label_add_read((enum label)l, &reading, &value);
		assert_string_equal(value.bytes, reads[l]);
	}
	buf_release(&value);
}

static void confusions_are_counted_and_the_worst_comes_first(void **state)
{
	(void)state;
	static struct confusions confusions;
	static const char *const pairs[][2] = {
		{"b", "a"}, {"a", "a"}, {"a", "b"}, {"c", "-"}, {"c", "-"}, {"a", "-"}};
	static const char *const sorted[][2] = {{"c", "-"}, {"a", "-"}, {"a", "b"}, {"b", "a"}};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		confusions_add(&confusions, pairs[i][0], pairs[i][1]);
	confusions_sort(&confusions);
	assert_int_equal(confusions.count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(confusions.pairs[i].truth, sorted[i][0]);
		assert_string_equal(confusions.pairs[i].read, sorted[i][1]);
		assert_int_equal(confusions.pairs[i].count, i == 0 ? 2 : 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_district_is_right_wrong_missed_or_false),
		cmocka_unit_test(one_of_matter_and_conduct_is_enough_for_either),
		cmocka_unit_test(an_unsure_post_counts_only_among_the_doubtful),
		cmocka_unit_test(a_flag_is_found_missed_or_a_false_alarm),
		cmocka_unit_test(rhetoric_is_for_people_only),
		cmocka_unit_test(language_and_intent_are_counted_over_all_posts),
		cmocka_unit_test(goals_are_met_or_missed),
		cmocka_unit_test(labels_have_names_and_values),
		cmocka_unit_test(confusions_are_counted_and_the_worst_comes_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
