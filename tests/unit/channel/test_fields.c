#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "channel/x/fields.h"

/* Whether a parameter of the query holds the name. */
static bool asks(const char *query, const char *parameter, const char *name)
{
	const char *start = strstr(query, parameter);
	if (!start)
		return false;
	start += strlen(parameter);
	size_t end = strcspn(start, "&"), length = strlen(name);
	for (const char *p = start; p < start + end; p += strcspn(p, ",&") + 1) {
		if (strcspn(p, ",&") == length && strncmp(p, name, length) == 0)
			return true;
	}
	return false;
}

static void both_dialects_ask_for_what_is_needed(void **state)
{
	(void)state;
	static const char *const alike[] = {
		"created_at", "conversation_id", "entities", "display_text_range"};
	const char *older = x_fields_of_mentions(X_DIALECT_TWEET);
	const char *newer = x_fields_of_mentions(X_DIALECT_POST);
	for (size_t i = 0; i < sizeof alike / sizeof *alike; i++) {
		assert_true(asks(older, "tweet.fields=", alike[i]));
		assert_true(asks(newer, "post.fields=", alike[i]));
	}
	static const struct {
		const char *older, *newer;
	} renamed[] = {
		{"author_id", "author_id"},
		{"in_reply_to_user_id", "in_reply_to_user_id"},
		{"referenced_tweets", "referenced_posts"},
		{"edit_history_tweet_ids", "edit_history_post_ids"},
	};
	for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++) {
		assert_true(asks(older, "tweet.fields=", renamed[i].older));
		assert_true(asks(newer, "expansions=", renamed[i].newer));
	}
	assert_true(asks(older, "tweet.fields=", "note_tweet"));
	assert_true(asks(newer, "post.fields=", "note_post"));
}

static void what_our_own_posts_answer_is_asked_for_and_no_author_is_paid_for(void **state)
{
	(void)state;
	const char *older = x_fields_of_own(X_DIALECT_TWEET);
	const char *newer = x_fields_of_own(X_DIALECT_POST);
	assert_true(asks(older, "tweet.fields=", "referenced_tweets"));
	assert_true(asks(newer, "expansions=", "referenced_posts"));
	assert_true(asks(older, "tweet.fields=", "conversation_id"));
	assert_true(asks(newer, "post.fields=", "conversation_id"));
	assert_false(asks(newer, "expansions=", "author_id"));
	assert_null(strstr(x_fields_of_mentions(X_DIALECT_TWEET), "expansions"));
}

static void a_look_up_asks_for_what_is_withheld_as_well(void **state)
{
	(void)state;
	assert_true(asks(x_fields_of_look_ups(X_DIALECT_TWEET), "tweet.fields=", "withheld"));
	assert_true(asks(x_fields_of_look_ups(X_DIALECT_TWEET), "tweet.fields=", "author_id"));
	assert_true(asks(x_fields_of_look_ups(X_DIALECT_POST), "post.fields=", "withheld"));
	assert_true(asks(x_fields_of_look_ups(X_DIALECT_POST), "expansions=", "author_id"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_dialects_ask_for_what_is_needed),
		cmocka_unit_test(a_look_up_asks_for_what_is_withheld_as_well),
		cmocka_unit_test(what_our_own_posts_answer_is_asked_for_and_no_author_is_paid_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
