#include "edges.h"

#include "channel/x/x_priv.h"

#define GONE                                                                                       \
	"{\"detail\":\"You attempted to reply to a Tweet that is deleted or not visible to "       \
	"you.\"}"

#define USER "{\"data\":{\"id\":\"11\",\"username\":\"a\"}}"
#define BOT                                                                                        \
	"{\"data\":{\"id\":\"11\",\"username\":\"a\",\"affiliation\":{\"description\":"            \
	"\"Automated\"}}}"
#define MADE "{\"data\":{\"id\":\"777\"}}"

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
	outbound.delivery.priority = PRIORITY_ACKNOWLEDGEMENT;
	str_copy(outbound.delivery.author_id, ID_SIZE, "11");
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

static void refuse_a_row(int64_t first)
{
	static const char *const authors[] = {"21", "22", "23", "24", "25"};
	SCRIPT({.status = 403, .body = "{\"detail\":\"You can only reply to friends.\"}"});
	for (int i = 0; i < X_BREAKER_ROW; i++) {
		outbound.delivery.row = first + i;
		str_copy(outbound.delivery.author_id, ID_SIZE, authors[i]);
		edges.outcome_count = 0;
		assert_int_equal(send_reply().kind, OUTCOME_GIVE_UP);
	}
	edges.outcome_count = 0;
}

static void when_x_refuses_all_replies_the_lane_rests_and_health_says_so(void **state)
{
	(void)state;
	struct channel_health health;
	refuse_a_row(1);
	assert_int_equal(channel->kind->allows(channel, clock_wall_ms()).least, PRIORITY_DANGER);
	channel->kind->health(channel, &health);
	assert_false(health.ok);
	assert_non_null(strstr(health.text, "X refuses all replies, 5 in a row"));
	assert_non_null(strstr(health.text, "You can only reply to friends."));
	SCRIPT({.status = 201, .body = MADE});
	assert_int_equal(send_reply().kind, OUTCOME_DONE);
	assert_int_equal(channel->kind->allows(channel, clock_wall_ms()).least, PRIORITY_FOLLOW_UP);
	channel->kind->health(channel, &health);
	assert_true(health.ok);
}

static void posts_that_are_gone_and_texts_that_are_there_are_no_such_refusals(void **state)
{
	(void)state;
	static const char *const bodies[] = {GONE,
		"{\"detail\":\"You are not allowed to create a Tweet with duplicate content.\"}"};
	static const char *const authors[] = {"21", "22", "23", "24", "25"};
	for (size_t i = 0; i < 2 * X_BREAKER_ROW; i++) {
		SCRIPT({.status = 403, .body = bodies[i / X_BREAKER_ROW]});
		outbound.delivery.row = (int64_t)i + 1;
		str_copy(outbound.delivery.author_id, ID_SIZE, authors[i % X_BREAKER_ROW]);
		edges.outcome_count = 0;
		send_reply();
	}
	assert_int_equal(x_of(channel)->breaker.refused, 0);
	assert_int_equal(channel->kind->allows(channel, clock_wall_ms()).least, PRIORITY_FOLLOW_UP);
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
			       "{\"id\":\"7\",\"text\":\"Received. Case NRI-7K3F-9QXM\",\"conversation_id\":\"7\"}],"
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

static void posts_that_do_not_say_what_they_answer_are_asked_for_in_other_words(void **state)
{
	(void)state;
	SCRIPT({.status = 200,
		       .body = "{\"data\":[{\"id\":\"6\",\"text\":\"Received. Case NRI-7K3F-9QXM\","
			       "\"conversation_id\":\"100\"}]}"},
		{.status = 200,
			.body = "{\"data\":[{\"id\":\"6\",\"text\":\"Received. Case NRI-7K3F-9QXM\","
				"\"conversation_id\":\"100\",\"referenced_posts\":[{\"type\":"
				"\"replied_to\",\"id\":\"100\"}]}]}"});
	struct outcome outcome = look_for_reply();
	assert_int_equal(outcome.kind, OUTCOME_RETRY);
	assert_non_null(strstr(outcome.reason, "does not say what"));
	edges.outcome_count = 0;
	outcome = look_for_reply();
	assert_int_equal(outcome.kind, OUTCOME_DONE);
	assert_string_equal(outcome.remote_id, "6");
	assert_string_equal(edges.asked[1].fields, "");
	assert_string_equal(edges.asked[1].expansions, "referenced_posts");
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

/* --- accounts that are labelled automated --- */

/* Send one more; gives what was asked of X for it: "POST", "GET POST" or "". */
static const char *asked_for(const struct scripted *script, size_t count, struct outcome *out)
{
	static char asked[64];
	edges.asked_count = edges.outcome_count = 0;
	edges_script(script, count);
	*out = send_reply();
	asked[0] = '\0';
	for (size_t i = 0; i < edges.asked_count; i++) {
		size_t length = strlen(asked);
		snprintf(asked + length, sizeof asked - length, "%s%s", i > 0 ? " " : "",
			edges.asked[i].method);
	}
	return asked;
}

static const struct scripted made[] = {{.status = 201, .body = MADE}};
static const struct scripted person[] = {
	{.status = 200, .body = USER}, {.status = 201, .body = MADE}};
static const struct scripted bot[] = {{.status = 200, .body = BOT}, {.status = 201, .body = MADE}};

static void a_person_is_looked_up_once_before_the_second_reply(void **state)
{
	(void)state;
	struct outcome outcome;
	assert_string_equal(asked_for(made, 1, &outcome), "POST");
	assert_string_equal(asked_for(person, 2, &outcome), "GET POST");
	assert_int_equal(outcome.kind, OUTCOME_DONE);
	assert_string_equal(edges.asked[0].path, "/2/users/11");
	assert_string_equal(edges.asked[0].expansions, "affiliation");
	assert_string_equal(edges.asked[1].path, "/2/tweets");
	assert_string_equal(asked_for(made, 1, &outcome), "POST");
	str_copy(outbound.delivery.author_id, ID_SIZE, "12");
	assert_string_equal(asked_for(made, 1, &outcome), "POST");
}

static void a_bot_gets_nothing_after_the_first_reply(void **state)
{
	(void)state;
	struct outcome outcome;
	assert_string_equal(asked_for(made, 1, &outcome), "POST");
	assert_string_equal(asked_for(bot, 2, &outcome), "GET");
	assert_int_equal(outcome.kind, OUTCOME_GIVE_UP);
	assert_true(outcome.meant);
	assert_non_null(strstr(outcome.reason, "labelled automated"));
	assert_string_equal(asked_for(made, 1, &outcome), "");
	assert_int_equal(outcome.kind, OUTCOME_GIVE_UP);
	assert_true(outcome.meant);
	outbound.delivery.priority = PRIORITY_DANGER;
	assert_string_equal(asked_for(made, 1, &outcome), "");
	assert_int_equal(outcome.kind, OUTCOME_GIVE_UP);
}

static void danger_does_not_wait_for_a_look_up(void **state)
{
	(void)state;
	struct outcome outcome;
	assert_string_equal(asked_for(made, 1, &outcome), "POST");
	outbound.delivery.priority = PRIORITY_DANGER;
	assert_string_equal(asked_for(made, 1, &outcome), "POST");
}

static void a_reply_that_was_not_made_is_no_first_one(void **state)
{
	(void)state;
	struct outcome outcome;
	const struct scripted refused[] = {{.status = 403, .body = "{}"}};
	asked_for(refused, 1, &outcome);
	assert_int_equal(outcome.kind, OUTCOME_GIVE_UP);
	assert_false(outcome.meant);
	assert_string_equal(asked_for(made, 1, &outcome), "POST");
}

static void a_reply_that_was_found_counts_as_one(void **state)
{
	(void)state;
	struct outcome outcome;
	SCRIPT({.status = 200,
		.body = "{\"data\":[{\"id\":\"6\",\"text\":\"Received. Case NRI-7K3F-9QXM\","
			"\"referenced_tweets\":[{\"type\":\"replied_to\",\"id\":\"100\"}]}]}"});
	assert_int_equal(look_for_reply().kind, OUTCOME_DONE);
	assert_string_equal(asked_for(person, 2, &outcome), "GET POST");
}

static void whatever_goes_wrong_with_the_look_up_the_reply_is_sent(void **state)
{
	(void)state;
	static const struct scripted answers[] = {{.status = 503, .body = ""},
		{.status = 429, .body = "{}", .remaining = "0", .reset = "99999999999"},
		{.status = 404, .body = "{}"}, {.status = 401, .body = "{}"},
		{.status = 402, .body = "{}"}, {.status = 200, .body = "<html>"},
		{.status = 200, .body = "{\"errors\":[{\"title\":\"Not Found Error\"}]}"},
		{.break_off = true}};
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		const struct scripted script[] = {answers[i], made[0]};
		struct outcome outcome;
		tear_down(state);
		assert_int_equal(set_up(state), 0);
		asked_for(made, 1, &outcome);
		/* libcurl asks once more where a kept connection was broken off. */
		const char *asked = asked_for(script, 2, &outcome);
		assert_true(str_starts(asked, "GET ") && str_ends(asked, "POST"));
		assert_int_equal(outcome.kind, OUTCOME_DONE);
		assert_int_equal(outcome.lane_rests_until, 0);
		/* It is not tried again at once. */
		assert_string_equal(asked_for(made, 1, &outcome), "POST");
	}
}

/* The client goes: nothing more may be asked of it, and the reply never left. */
static void a_look_up_that_is_cancelled_sends_nothing(void **state)
{
	(void)state;
	struct outcome outcome;
	asked_for(made, 1, &outcome);
	edges.asked_count = edges.outcome_count = 0;
	SCRIPT({.hold = true});
	channel->kind->send(channel, &outbound);
	assert_true(edges_run_until(&edges.asked_count, 1));
	http_client_free(edges.client);
	edges.client = http_client_new(edges.loop);
	assert_int_equal(edges.outcome_count, 1);
	assert_int_equal(edges.outcomes[0].kind, OUTCOME_RETRY);
	assert_true(edges.outcomes[0].reason[0] != '\0');
	assert_int_equal(edges.asked_count, 1);
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
		WITH_X(when_x_refuses_all_replies_the_lane_rests_and_health_says_so),
		WITH_X(posts_that_are_gone_and_texts_that_are_there_are_no_such_refusals),
		WITH_X(what_never_left_is_tried_again),
		WITH_X(a_limit_waits_for_the_reset),
		WITH_X(a_look_goes_through_all_pages_and_finds_this_very_reply),
		WITH_X(a_reply_to_the_older_parent_is_found_too),
		WITH_X(posts_that_do_not_say_what_they_answer_are_asked_for_in_other_words),
		WITH_X(what_is_on_no_page_is_missing),
		WITH_X(a_look_that_cannot_see_says_so),
		WITH_X(a_person_is_looked_up_once_before_the_second_reply),
		WITH_X(a_bot_gets_nothing_after_the_first_reply),
		WITH_X(danger_does_not_wait_for_a_look_up),
		WITH_X(a_reply_that_was_not_made_is_no_first_one),
		WITH_X(a_reply_that_was_found_counts_as_one),
		WITH_X(whatever_goes_wrong_with_the_look_up_the_reply_is_sent),
		WITH_X(a_look_up_that_is_cancelled_sends_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
