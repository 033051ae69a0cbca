#include "edges.h"

#include "channel/x/x_priv.h"

#define GONE                                                                                       \
	"{\"detail\":\"You attempted to reply to a Tweet that is deleted or not visible to "       \
	"you.\"}"

static struct channel *channel;
static struct config_handle handle;
static struct outbound outbound;

static int set_up(void **state)
{
	edges_set_up(state);
	handle = edges_handle();
	const struct channel_parts parts = edges_parts();
	struct err err;
	outbound = (struct outbound){0};
	outbound.delivery.kind = DELIVERY_REPLY;
	outbound.delivery.body = mem_string("Received. Case NRI-7K3F-9QXM");
	outbound.delivery.attempts = 1;
	outbound.delivery.attempt_at = clock_wall_ms();
	str_copy(outbound.delivery.parent_id, ID_SIZE, "100");
	str_copy(outbound.delivery.fallback_parent_id, ID_SIZE, "50");
	return channel_x_new(&parts, &handle, &channel, &err) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	assert_true(edges_run_until(&edges.store_ops, edges.store_submitted)); /* hints */
	delivery_release(&outbound.delivery);
	channel->kind->free(channel);
	return edges_tear_down(state);
}

static struct outcome send_reply(void)
{
	channel->kind->send(channel, &outbound);
	assert_int_equal(edges.outcome_count, 0);
	assert_true(edges_run_until(&edges.outcome_count, 1));
	return edges.outcomes[0];
}

static struct outcome look_for_reply(void)
{
	channel->kind->look(channel, &outbound);
	assert_int_equal(edges.outcome_count, 0);
	assert_true(edges_run_until(&edges.outcome_count, 1));
	return edges.outcomes[0];
}

static void a_reply_is_posted_and_its_id_kept(void **state)
{
	(void)state;
	SCRIPT({.status = 201, .body = "{\"data\":{\"id\":\"777\",\"text\":\"x\"}}"});
	const struct outcome outcome = send_reply();
	assert_int_equal(outcome.kind, OUTCOME_DONE);
	assert_string_equal(outcome.remote_id, "777");
	assert_int_equal(edges.asked_count, 1);
	assert_string_equal(edges.asked[0].method, "POST");
	assert_string_equal(edges.asked[0].path, "/2/tweets");
	assert_string_equal(edges.asked[0].type, "application/json");
	assert_string_equal(edges.asked[0].authorization, "Bearer secret-1");
	assert_string_equal(edges.asked[0].body,
		"{\"text\":\"Received. Case "
		"NRI-7K3F-9QXM\",\"reply\":{\"in_reply_to_tweet_id\":\"100\"}}");
}

static void a_parent_that_is_gone_gives_way_to_the_older_one(void **state)
{
	(void)state;
	SCRIPT({.status = 403, .body = GONE},
		{.status = 201, .body = "{\"data\":{\"id\":\"778\"}}"});
	const struct outcome outcome = send_reply();
	assert_int_equal(outcome.kind, OUTCOME_DONE);
	assert_string_equal(outcome.remote_id, "778");
	assert_non_null(strstr(edges.asked[1].body, "\"in_reply_to_tweet_id\":\"50\""));
	assert_string_equal(edges.hints, "100;"); /* it is looked up soon */
}

static void when_both_are_gone_it_is_given_up_with_x_own_words(void **state)
{
	(void)state;
	SCRIPT({.status = 403, .body = GONE});
	const struct outcome outcome = send_reply();
	assert_int_equal(outcome.kind, OUTCOME_GIVE_UP);
	assert_non_null(strstr(outcome.reason, "deleted or not visible"));
	assert_int_equal(edges.asked_count, 2);
}

static void without_an_older_one_one_try_is_all(void **state)
{
	(void)state;
	outbound.delivery.fallback_parent_id[0] = '\0';
	SCRIPT({.status = 403, .body = GONE});
	assert_int_equal(send_reply().kind, OUTCOME_GIVE_UP);
	assert_int_equal(edges.asked_count, 1);
}

static void what_breaks_off_is_to_be_settled(void **state)
{
	(void)state;
	SCRIPT({.break_off = true});
	assert_int_equal(send_reply().kind, OUTCOME_SETTLE);
	assert_int_equal(edges.asked_count, 1);
}

static void what_never_left_is_tried_again(void **state)
{
	(void)state;
	http_server_free(edges.server);
	edges.server = NULL;
	const struct outcome outcome = send_reply();
	assert_int_equal(outcome.kind, OUTCOME_RETRY);
	assert_true(outcome.reason[0] != '\0');
}

static void a_limit_waits_for_the_reset(void **state)
{
	(void)state;
	int64_t reset_s = clock_wall_ms() / 1000 + 700;
	char reset[32];
	snprintf(reset, sizeof reset, "%lld", (long long)reset_s);
	SCRIPT({.status = 429, .body = "{}", .remaining = "0", .reset = reset});
	const struct outcome outcome = send_reply();
	assert_int_equal(outcome.kind, OUTCOME_RETRY);
	assert_int_equal(outcome.not_before_at, reset_s * 1000);
}

static void a_look_goes_through_all_pages_and_finds_this_very_reply(void **state)
{
	(void)state;
	SCRIPT({.status = 200,
		       .body = "{\"data\":["
			       "{\"id\":\"9\",\"text\":\"@a Received. Case "
			       "NRI-7K3F-9QXM\",\"referenced_tweets\":[{\"type\":"
			       "\"replied_to\",\"id\":\"101\"}]},"
			       "{\"id\":\"8\",\"text\":\"@a Something "
			       "else\",\"referenced_tweets\":[{\"type\":\"replied_to\","
			       "\"id\":\"100\"}]},"
			       "{\"id\":\"7\",\"text\":\"Received. Case NRI-7K3F-9QXM\"}],"
			       "\"meta\":{\"next_token\":\"n2\"}}"},
		{.status = 200,
			.body = "{\"data\":[{\"id\":\"6\",\"text\":\"@a @b Received. Case "
				"NRI-7K3F-9QXM\","
				"\"referenced_tweets\":[{\"type\":\"replied_to\",\"id\":\"100\"}]}]"
				"}"});
	const struct outcome outcome = look_for_reply();
	assert_int_equal(outcome.kind, OUTCOME_DONE);
	assert_string_equal(outcome.remote_id, "6");
	assert_int_equal(edges.asked_count, 2);
	assert_string_equal(edges.asked[0].path, "/2/users/900/tweets");
	assert_string_equal(edges.asked[1].page_token, "n2");
	assert_true(strtoull(edges.asked[0].since_id, NULL, 10) <
		    x_snowflake(outbound.delivery.attempt_at));
	assert_true(strtoull(edges.asked[0].since_id, NULL, 10) >
		    x_snowflake(outbound.delivery.attempt_at - 3600000));
}

static void a_reply_to_the_older_parent_is_found_too(void **state)
{
	(void)state;
	SCRIPT({.status = 200,
		.body = "{\"data\":[{\"id\":\"6\",\"text\":\"Received. Case NRI-7K3F-9QXM\","
			"\"referenced_tweets\":[{\"type\":\"replied_to\",\"id\":\"50\"}]}]}"});
	assert_int_equal(look_for_reply().kind, OUTCOME_DONE);
}

static void what_is_on_no_page_is_missing(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = "{\"meta\":{\"result_count\":0,\"next_token\":\"n2\"}}"},
		{.status = 200, .body = "{\"meta\":{}}"});
	assert_int_equal(look_for_reply().kind, OUTCOME_MISSING);
	assert_int_equal(edges.asked_count, 2);
}

static void a_look_that_cannot_see_says_so(void **state)
{
	(void)state;
	static const struct scripted answers[] = {{.status = 503, .body = ""},
		{.status = 404, .body = ""}, {.status = 200, .body = "<html>"},
		{.status = 401, .body = ""}, {.break_off = true}};
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		edges.asked_count = edges.outcome_count = 0;
		edges_script(&answers[i], 1);
		const struct outcome outcome = look_for_reply();
		assert_int_equal(outcome.kind, OUTCOME_RETRY);
		assert_true(outcome.reason[0] != '\0');
	}
}

#define WITH_X(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	log_setup((enum log_level)(LOG_ERROR + 1), false);
	const struct CMUnitTest tests[] = {
		WITH_X(a_reply_is_posted_and_its_id_kept),
		WITH_X(a_parent_that_is_gone_gives_way_to_the_older_one),
		WITH_X(when_both_are_gone_it_is_given_up_with_x_own_words),
		WITH_X(without_an_older_one_one_try_is_all),
		WITH_X(what_breaks_off_is_to_be_settled),
		WITH_X(what_never_left_is_tried_again),
		WITH_X(a_limit_waits_for_the_reset),
		WITH_X(a_look_goes_through_all_pages_and_finds_this_very_reply),
		WITH_X(a_reply_to_the_older_parent_is_found_too),
		WITH_X(what_is_on_no_page_is_missing),
		WITH_X(a_look_that_cannot_see_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
