#include "unit.h"

#include <string.h>

#include "channel/x/rules.h"

#define OURS                                                                                       \
	"{\"id\":\"1\",\"value\":\"@UPPolNRI -is:retweet -from:UPPolNRI\",\"tag\":\"nriseva:UPPolNRI\"}"
#define OLD "{\"id\":\"2\",\"value\":\"@UPPolNRI\",\"tag\":\"nriseva:UPPolNRI\"}"
#define FORMER "{\"id\":\"3\",\"value\":\"@Former\",\"tag\":\"nriseva:Former\"}"
#define THEIRS                                                                                     \
	"{\"id\":\"4\",\"value\":\"@UPPolNRI -is:retweet -from:UPPolNRI\",\"tag\":\"theirs\"},"    \
	"{\"id\":\"5\",\"value\":\"cats\"}"

static struct x_rules_plan compare(const char *answer)
{
	struct x_rules_plan plan;
	struct err err;
	if (x_rules_compare(answer, strlen(answer), "UPPolNRI", &plan, &err) != ERR_OK)
		fail_msg("%s: %s", answer, err.text);
	return plan;
}

static void ours_is_added_only_if_it_is_missing(void **state)
{
	(void)state;
	assert_true(compare("{\"meta\":{\"result_count\":0}}").add);
	assert_true(compare("{\"data\":[" THEIRS "]}").add);
	assert_true(compare("{\"data\":[" OLD "]}").add);
	assert_false(compare("{\"data\":[" THEIRS "," OURS "]}").add);
}

static void only_old_ones_of_ours_are_deleted(void **state)
{
	(void)state;
	struct x_rules_plan plan =
		compare("{\"data\":[" OLD "," THEIRS "," OURS "," FORMER "," OURS "]}");
	assert_false(plan.add);
	assert_int_equal(plan.stale_count, 3);
	assert_string_equal(plan.stale[0], "2");
	assert_string_equal(plan.stale[1], "3");
	assert_string_equal(plan.stale[2], "1"); /* twice */
	struct buf body;
	buf_init(&body, X_RULE_CAP);
	x_rules_encode_delete(&plan, &body);
	assert_string_equal(body.bytes, "{\"delete\":{\"ids\":[\"2\",\"3\",\"1\"]}}");
	buf_release(&body);
}

static void the_rule_is_what_x_needs(void **state)
{
	(void)state;
	struct buf body;
	buf_init(&body, X_RULE_CAP);
	x_rules_encode_add("UPPolNRI", &body);
	assert_string_equal(body.bytes,
		"{\"add\":[{\"value\":\"@UPPolNRI -is:retweet -from:UPPolNRI\",\"tag\":\"nriseva:"
		"UPPolNRI\"}]}");
	buf_release(&body);
}

static void many_old_rules_fit_into_one_order(void **state)
{
	(void)state;
	struct x_rules_plan plan = {.stale_count = X_RULES_STALE_MAX};
	for (size_t i = 0; i < X_RULES_STALE_MAX; i++)
		memset(plan.stale[i], '9', ID_SIZE - 1);
	struct buf body;
	buf_init(&body, X_RULE_CAP);
	x_rules_encode_delete(&plan, &body);
	assert_string_equal(body.bytes + body.length - 3, "]}}");
	buf_release(&body);
}

static void what_is_no_list_is_told(void **state)
{
	(void)state;
	static const char *const odd[] = {"", "<html>", "[]", "{}", "{\"data\":{}}"};
	struct x_rules_plan plan;
	struct err err;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		assert_int_equal(
			x_rules_compare(odd[i], strlen(odd[i]), "a", &plan, &err), ERR_FORMAT);
}

static void the_answer_to_an_addition_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *answer;
		enum x_rule_answer meaning;
	} table[] = {
		{"{\"data\":[" OURS "]}", X_RULE_TAKEN},
		{"{\"errors\":[{\"type\":\"https://api.x.com/2/problems/duplicate-rules\"}]}",
			X_RULE_TAKEN},
		{"{\"errors\":[{\"type\":\"https://api.twitter.com/2/problems/rule-cap\"}]}",
			X_RULE_CAPPED},
		{"{\"errors\":[{\"type\":\"https://api.x.com/2/problems/invalid-rules\"}]}",
			X_RULE_REFUSED},
		{"{\"meta\":{}}", X_RULE_REFUSED},
		{"<html>", X_RULE_REFUSED},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_int_equal(
			x_rules_read(table[i].answer, strlen(table[i].answer)), table[i].meaning);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ours_is_added_only_if_it_is_missing),
		cmocka_unit_test(only_old_ones_of_ours_are_deleted),
		cmocka_unit_test(the_rule_is_what_x_needs),
		cmocka_unit_test(many_old_rules_fit_into_one_order),
		cmocka_unit_test(what_is_no_list_is_told),
		cmocka_unit_test(the_answer_to_an_addition_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
