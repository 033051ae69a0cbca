#include "unit.h"

#include <stdio.h>

#include "base/str.h"
#include "intake/lesson.h"
#include "intake/rules_fixture.h"
#include "reading/reading.h"
#include "scratch_store.h"

/* A decision, and what it must leave in the store. */
struct trial {
	struct scratch_store scratch;
	struct rules_fixture fixture;
	struct operator_action action;
	struct case_record before;
	char told[4000];
};

#define POST "My bike was stolen from Gomti Nagar Lucknow yesterday, please take action"

static enum err_code save_post(struct store_tx *tx, void *arg, struct err *err)
{
	struct trial *trial = arg;
	const struct post post = {.id = (char[]){"100"},
		.identity = (char[]){"100"},
		.author_id = (char[]){"11"},
		.text = (char[]){POST}};
	struct reading reading;
	reader_read(trial->fixture.reader, POST, strlen(POST), &reading);
	const struct store_post saved = {
		.post = &post, .reading = &reading, .handle = "UPPolNRI", .why = "opened"};
	return store_post_save(tx, &saved, err);
}

static int set_up(void **state)
{
	struct trial *trial = mem_new(1, sizeof *trial);
	scratch_open(&trial->scratch, NULL);
	rules_fixture_open(&trial->fixture);
	trial->before = scratch_case("NRI-AAAA-AAAA");
	scratch_run(&trial->scratch, save_post, trial);
	*state = trial;
	return 0;
}

static int tear_down(void **state)
{
	struct trial *trial = *state;
	scratch_close(&trial->scratch);
	rules_fixture_close(&trial->fixture);
	mem_free(trial);
	return 0;
}

static enum err_code take(struct store_tx *tx, void *arg, struct err *err)
{
	struct trial *trial = arg;
	return lesson_take(&trial->fixture.rules, tx, &trial->before, &trial->action, err);
}

static void add(void *arg, const char *text)
{
	struct trial *trial = arg;
	size_t used = strlen(trial->told);
	snprintf(trial->told + used, sizeof trial->told - used, "%s\n", text);
}

static void add_rule(void *arg, const struct store_lesson_rule *lesson)
{
	char line[200];
	snprintf(line, sizeof line, "rule %s %s %d %d %d", lesson->rule, lesson->band,
		(int)lesson->yes, (int)lesson->no, (int)lesson->elsewhere);
	add(arg, line);
}

static void add_score(void *arg, int score, int64_t yes, int64_t other)
{
	char line[200];
	snprintf(line, sizeof line, "score %s %d %d", score >= 60 ? "high" : "low", (int)yes,
		(int)other);
	add(arg, line);
}

static void add_place(void *arg, const char *read_as, const char *corrected_to, int64_t count)
{
	char line[200];
	snprintf(line, sizeof line, "place %s>%s %d", read_as, corrected_to, (int)count);
	add(arg, line);
}

static enum err_code look(struct store_tx *tx, void *arg, struct err *err)
{
	static const struct store_lessons_view view = {add_rule, add_score, add_place};
	struct trial *trial = arg;
	trial->told[0] = '\0';
	return store_view_lessons(tx, &view, arg, err);
}

static const char *after(struct trial *trial, enum operator_verb verb, const char *to)
{
	trial->action.verb = verb;
	str_copy(trial->action.to, sizeof trial->action.to, to);
	scratch_run(&trial->scratch, take, trial);
	scratch_run(&trial->scratch, look, trial);
	return trial->told;
}

static void a_yes_counts_for_each_rule_once_and_for_the_score(void **state)
{
	struct trial *trial = *state;
	struct reading reading;
	char expected[200];
	after(trial, OPERATOR_ACCEPT, "");
	const char *told = after(trial, OPERATOR_ACCEPT, "");
	assert_non_null(strstr(told, "score high 2 0\n"));
	assert_null(strstr(told, "place"));
	reader_read(trial->fixture.reader, POST, strlen(POST), &reading);
	size_t with_rule = 0;
	for (size_t i = 0; i < reading.reason_count; i++) {
		if (!*reading.reasons[i].rule || reading.reasons[i].by_phrase)
			continue;
		with_rule++;
		snprintf(expected, sizeof expected, "rule %s yes 2 0 0\n", reading.reasons[i].rule);
		if (!strstr(told, expected))
			fail_msg("no \"%s\" in:\n%s", expected, told);
	}
	assert_true(with_rule > 0);
}

static void a_no_and_an_elsewhere_are_told_apart(void **state)
{
	struct trial *trial = *state;
	after(trial, OPERATOR_DECLINE, "");
	const char *told = after(trial, OPERATOR_REDIRECT, "the passport office");
	assert_non_null(strstr(told, " yes 0 1 1\n"));
	assert_non_null(strstr(told, "score high 0 2\n"));
	assert_null(strstr(told, "passport"));
}

static void a_corrected_place_is_counted_and_a_confirmed_one_is_not(void **state)
{
	struct trial *trial = *state;
	assert_string_equal(after(trial, OPERATOR_ASSIGN, "lucknow"), "");
	assert_string_equal(after(trial, OPERATOR_ASSIGN, "agra"), "place lucknow>agra 1\n");
	trial->before.owner[0] = '\0';
	assert_non_null(strstr(after(trial, OPERATOR_ACCEPT, "agra"), "place >agra 1\n"));
}

static void nothing_of_the_post_is_kept(void **state)
{
	struct trial *trial = *state;
	const char *told = after(trial, OPERATOR_ACCEPT, "agra");
	static const char *const words[] = {"bike", "Gomti", "yesterday", "100 ", "11 "};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		assert_null(strstr(told, words[i]));
}

static void what_is_no_decision_and_what_is_wiped_teach_nothing(void **state)
{
	struct trial *trial = *state;
	assert_string_equal(after(trial, OPERATOR_NOTE, ""), "");
	assert_string_equal(after(trial, OPERATOR_REOPEN, ""), "");
	str_copy(trial->before.post_id, sizeof trial->before.post_id, "999");
	assert_string_equal(after(trial, OPERATOR_DECLINE, ""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_yes_counts_for_each_rule_once_and_for_the_score, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_no_and_an_elsewhere_are_told_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_corrected_place_is_counted_and_a_confirmed_one_is_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_of_the_post_is_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_no_decision_and_what_is_wiped_teach_nothing, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
