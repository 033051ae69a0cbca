#include "watching.h"

static void all_pages_are_taken_then_the_cursor_moves_to_the_newest(void **state)
{
	(void)state;
	edges.handle = (struct store_handle){
		.start_at = at("2026-01-01T00:00:00Z"), .cursor_at = at("2026-01-01T00:00:00Z")};
	/* The newest is younger than the poll's time minus the overlap. */
	char iso[CLOCK_ISO_SIZE], first[600];
	int64_t newest = clock_wall_ms() - 10000;
	snprintf(first, sizeof first,
		"{\"data\":[{\"id\":\"4\",\"text\":\"x\",\"author_id\":\"5\",\"created_at\":\"%s\"}"
		"," POST("3", "2026-01-01T00:00:03Z") "],\"meta\":{\"next_token\":\"p/2\"}}",
		clock_iso(newest, iso));
	SCRIPT({.status = 200, .body = first, .remaining = "299", .reset = "1"},
		{.status = 200,
			.body = "{\"data\":[" POST("2", "2026-01-01T00:00:02Z") "," POST(
				"1", "2026-01-01T00:00:01Z") "]}"},
		{.status = 200, .body = EMPTY});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 3));
	assert_int_equal(edges.taken_count, 4);
	static const char *const order[] = {"3", "4", "1", "2"}; /* oldest first within a page */
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(edges.taken[i], order[i]);
	assert_string_equal(edges.asked[0].path, "/2/users/900/mentions");
	assert_string_equal(edges.asked[0].authorization, "Bearer secret-1");
	assert_non_null(strstr(edges.asked[0].fields, "edit_history_tweet_ids"));
	assert_string_equal(edges.asked[0].page_token, "");
	assert_string_equal(edges.asked[1].page_token, "p/2");
	assert_since(0, at("2026-01-01T00:00:00Z"));
	assert_since(1, at("2026-01-01T00:00:00Z"));
	assert_since(2, newest);
	assert_int_equal(edges.handle.cursor_at, newest);
	assert_true(health().ok);
	assert_true(health().last_poll_at > 0);
	stop();
}

static void an_empty_answer_moves_the_cursor_close_to_the_poll(void **state)
{
	(void)state;
	edges.handle =
		(struct store_handle){.start_at = 1, .cursor_at = at("2026-01-01T00:00:00Z")};
	SCRIPT({.status = 200, .body = EMPTY});
	int64_t before = clock_wall_ms();
	begin();
	assert_true(edges_run_until(&edges.asked_count, 2));
	assert_true(edges.handle.cursor_at >= before - handle.overlap_ms);
	assert_true(edges.handle.cursor_at <= clock_wall_ms() - handle.overlap_ms);
	stop();
}

static void a_post_from_the_future_does_not_hide_what_comes_after(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = "{\"data\":[" POST("9", "2090-01-01T00:00:00Z") "]}"},
		{.status = 200, .body = EMPTY});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 2));
	assert_true(edges.handle.cursor_at <= clock_wall_ms());
	stop();
}

static void the_cursor_stays_while_a_post_cannot_be_stored(void **state)
{
	(void)state;
	int64_t cursor_at = at("2026-01-01T00:00:00Z");
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	edges.refuse = "1";
	SCRIPT({.status = 200,
		.body = "{\"data\":[" POST("2", "2026-01-01T00:00:02Z") "," POST(
			"1", "2026-01-01T00:00:01Z") "]}"});
	begin();
	assert_true(edges_run_until(&edges.taken_count, 2));
	edges_run_ms(50);
	assert_int_equal(edges.handle.cursor_at, cursor_at);
	assert_false(health().ok);
	assert_non_null(strstr(health().text, "the disk is full"));
	edges.refuse = NULL;
	assert_true(edges_run_until(&edges.asked_count, 2));
	assert_since(1, cursor_at);
	edges_run_ms(50);
	assert_true(edges.handle.cursor_at > cursor_at);
	assert_true(health().ok);
	stop();
}

static void a_limit_is_respected(void **state)
{
	(void)state;
	SCRIPT({.status = 429, .body = "{}", .retry_after = "1"});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(1300); /* a minute is the least */
	assert_int_equal(edges.asked_count, 1);
	assert_false(health().ok);
	assert_non_null(strstr(health().text, "limit"));
	stop();
}

static void a_window_that_is_nearly_used_up_slows_polling_down(void **state)
{
	(void)state;
	char reset[32];
	snprintf(reset, sizeof reset, "%lld", (long long)(clock_wall_ms() / 1000 + 600));
	SCRIPT({.status = 200, .body = EMPTY, .remaining = "2", .reset = reset});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(300);
	assert_int_equal(edges.asked_count, 1);
	assert_true(health().ok);
	stop();
}

static void faults_of_x_are_tried_again_and_nothing_is_lost(void **state)
{
	(void)state;
	int64_t cursor_at = at("2026-01-01T00:00:00Z");
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	SCRIPT({.status = 503, .body = "<html>over capacity</html>"},
		{.status = 200, .body = "{\"data\":[" POST("1", "2026-01-01T00:00:01Z") "]}"});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(50);
	assert_false(health().ok);
	assert_non_null(strstr(health().text, "503"));
	assert_int_equal(edges.handle.cursor_at, cursor_at);
	assert_true(edges_run_until(&edges.taken_count, 1)); /* after one to two seconds */
	assert_since(1, cursor_at);
	stop();
}

static void an_answer_that_is_no_page_is_a_fault(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = "<html>hello</html>"});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(100);
	assert_int_equal(edges.asked_count, 1);
	assert_false(health().ok);
	stop();
}

static void a_refused_token_is_told_with_the_remedy(void **state)
{
	(void)state;
	SCRIPT({.status = 401, .body = "{\"title\":\"Unauthorized\"}"});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(300);
	assert_int_equal(edges.asked_count, 1);
	assert_non_null(strstr(health().text, "token file"));
	stop();
}

static void vanished_fields_hold_the_cursor_and_are_told(void **state)
{
	(void)state;
	int64_t cursor_at = at("2026-01-01T00:00:00Z");
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	handle.poll_every_ms = 300;
	SCRIPT({.status = 200,
		       .body = "{\"data\":[{\"id\":\"1\",\"text\":\"x\",\"created_at\":"
			       "\"2026-01-01T00:00:01Z\"}]}"},
		{.status = 200,
			.body = "{\"data\":[" POST(
				"2", "2026-01-01T00:00:02Z") ",{\"id\":\"1\","
							     "\"text\":\"x\",\"created_at\":\"2026-"
							     "01-01T00:00:01Z\"}]}"});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(100);
	assert_int_equal(edges.asked_count, 1);
	assert_int_equal(edges.handle.cursor_at, cursor_at);
	assert_int_equal(edges.unreadable_count, 0);
	assert_non_null(strstr(health().text, "author_id"));
	/* The next is asked for by the new names. */
	assert_true(edges_run_until(&edges.asked_count, 2));
	assert_string_equal(edges.asked[1].fields, "");
	assert_non_null(strstr(edges.asked[1].new_fields, "note_post"));
	assert_non_null(strstr(edges.asked[1].expansions, "author_id"));
	/* It was one bad post: the next good one shows it. */
	assert_true(edges_run_until(&edges.unreadable_count, 1));
	edges_run_ms(50);
	assert_int_equal(edges.taken_count, 1);
	assert_true(edges.handle.cursor_at > cursor_at);
	assert_true(health().ok);
	assert_non_null(strstr(health().notice, "new ones"));
	stop();
}

static void a_bad_post_costs_itself_only_and_is_recorded_once(void **state)
{
	(void)state;
	int64_t cursor_at = at("2026-01-01T00:00:00Z");
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	SCRIPT({.status = 200,
		.body = "{\"data\":[" POST(
			"3", "2026-01-01T00:00:03Z") ",{\"id\":\"2\","
						     "\"text\":7,\"author_id\":\"5\",\"created_"
						     "at\":\"2026-01-01T00:00:02Z\"}," POST(
							     "1", "2026-01-01T00:00:01Z") "]}"});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 3));
	assert_int_equal(edges.unreadable_count, 1);
	assert_string_equal(edges.unreadable[0], "2");
	assert_true(edges.taken_count >= 4);
	assert_string_equal(edges.taken[0], "1");
	assert_string_equal(edges.taken[1], "3");
	assert_true(edges.handle.cursor_at > cursor_at);
	assert_true(health().ok);
	stop();
}

static void an_answer_without_end_is_cut_and_told(void **state)
{
	(void)state;
	char *huge = mem_new(1, X_PAGE_CAP + 1000);
	memset(huge, ' ', X_PAGE_CAP + 999);
	SCRIPT({.status = 200, .body = huge});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(500);
	assert_false(health().ok);
	assert_non_null(strstr(health().text, "larger than 8 MB"));
	stop();
	mem_free(huge);
}

/* The first poll after the moment has come is `hours` deep, the one after it is not. */
static void assert_deep(int64_t hours)
{
	SCRIPT({.status = 200, .body = EMPTY});
	int64_t before = clock_wall_ms(), back_ms = hours * 3600 * 1000;
	begin();
	assert_true(edges_run_until(&edges.asked_count, 2));
	uint64_t since = strtoull(edges.asked[0].since_id, NULL, 10);
	assert_true(since >= x_snowflake(before - back_ms));
	assert_true(since <= x_snowflake(clock_wall_ms() - back_ms));
	since = strtoull(edges.asked[1].since_id, NULL, 10);
	assert_true(since >= x_snowflake(before - 2 * handle.overlap_ms));
	stop();
}

static void every_hour_a_poll_begins_further_back(void **state)
{
	(void)state;
	x_of(channel)->poll.hourly_at = 1;
	assert_deep(6);
}

static void every_day_a_poll_begins_much_further_back(void **state)
{
	(void)state;
	x_of(channel)->poll.hourly_at = x_of(channel)->poll.daily_at = 1;
	assert_deep(25);
}

static void every_week_a_poll_begins_ten_days_back(void **state)
{
	(void)state;
	x_of(channel)->poll.daily_at = x_of(channel)->poll.weekly_at = 1;
	assert_deep(10 * 24);
	const int64_t day_ms = 24 * 3600 * 1000;
	assert_true(x_of(channel)->poll.weekly_at > clock_wall_ms() + 6 * day_ms);
}

static void a_deeper_poll_that_fails_is_tried_again_in_a_quarter_of_an_hour(void **state)
{
	(void)state;
	SCRIPT({.status = 503, .body = "{}"});
	x_of(channel)->poll.daily_at = x_of(channel)->poll.weekly_at = 1;
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(50);
	int64_t wait_ms = x_of(channel)->poll.weekly_at - clock_wall_ms();
	assert_in_range(wait_ms, 14 * 60 * 1000, 15 * 60 * 1000);
	assert_true(x_of(channel)->poll.daily_at > clock_wall_ms() + 20 * 3600 * 1000);
	stop();
}

static void the_first_of_the_weekly_polls_comes_after_a_day(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = EMPTY});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	int64_t wait_ms = x_of(channel)->poll.weekly_at - clock_wall_ms();
	assert_in_range(wait_ms, 23 * 3600 * 1000, 24 * 3600 * 1000);
	stop();
}

static void a_starting_point_may_be_given(void **state)
{
	(void)state;
	struct channel_parts parts = edges_parts();
	struct err err;
	channel->kind->free(channel);
	parts.since_at = at("2026-01-01T00:00:00Z") + 7;
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_OK);
	SCRIPT({.status = 200, .body = EMPTY});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	assert_int_equal(edges.handle.start_at, at("2026-01-01T00:00:00Z"));
	assert_since(0, at("2026-01-01T00:00:00Z"));
	stop();
}

static void a_store_that_fails_at_the_start_is_tried_again(void **state)
{
	(void)state;
	edges.store_fails = true;
	SCRIPT({.status = 200, .body = EMPTY});
	begin();
	assert_true(edges_run_until(&edges.store_ops, 1));
	assert_false(health().ok);
	edges.store_fails = false;
	assert_true(edges_run_until(&edges.asked_count, 1));
	edges_run_ms(10);
	assert_true(health().ok);
	stop();
}

static void stopping_ends_a_request_that_is_under_way(void **state)
{
	(void)state;
	SCRIPT({.hold = true});
	begin();
	assert_true(edges_run_until(&edges.asked_count, 1));
	stop();
	assert_int_equal(edges.taken_count, 0);
}

static void stopping_waits_for_the_posts_at_intake(void **state)
{
	(void)state;
	int64_t cursor_at = at("2026-01-01T00:00:00Z");
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	edges.hold_posts = true;
	SCRIPT({.status = 200, .body = "{\"data\":[" POST("1", "2026-01-01T00:00:01Z") "]}"});
	begin();
	assert_true(edges_run_until(&edges.taken_count, 1));
	channel->kind->stop(channel, on_stopped, NULL);
	edges_run_ms(50);
	assert_int_equal(stops, 0);
	edges.hold_posts = false;
	assert_true(edges_run_until(&stops, 1));
	assert_int_equal(edges.handle.cursor_at, cursor_at);
}

static void stopping_before_the_start_and_during_it_works(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = EMPTY});
	begin();
	channel->kind->stop(channel, on_stopped, NULL);
	assert_int_equal(stops, 0);
	assert_true(edges_run_until(&stops, 1));
	assert_int_equal(edges.asked_count, 0);
	channel->kind->free(channel);
	const struct channel_parts parts = edges_parts();
	struct err err;
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_OK);
	stops = 0;
	stop();
}

int main(void)
{
	log_setup((enum log_level)(LOG_ERROR + 1), false);
	const struct CMUnitTest tests[] = {
		WITH_X(all_pages_are_taken_then_the_cursor_moves_to_the_newest),
		WITH_X(an_empty_answer_moves_the_cursor_close_to_the_poll),
		WITH_X(a_post_from_the_future_does_not_hide_what_comes_after),
		WITH_X(the_cursor_stays_while_a_post_cannot_be_stored),
		WITH_X(a_limit_is_respected),
		WITH_X(a_window_that_is_nearly_used_up_slows_polling_down),
		WITH_X(faults_of_x_are_tried_again_and_nothing_is_lost),
		WITH_X(an_answer_that_is_no_page_is_a_fault),
		WITH_X(a_refused_token_is_told_with_the_remedy),
		WITH_X(vanished_fields_hold_the_cursor_and_are_told),
		WITH_X(a_bad_post_costs_itself_only_and_is_recorded_once),
		WITH_X(an_answer_without_end_is_cut_and_told),
		WITH_X(a_starting_point_may_be_given),
		WITH_X(every_hour_a_poll_begins_further_back),
		WITH_X(every_day_a_poll_begins_much_further_back),
		WITH_X(every_week_a_poll_begins_ten_days_back),
		WITH_X(a_deeper_poll_that_fails_is_tried_again_in_a_quarter_of_an_hour),
		WITH_X(the_first_of_the_weekly_polls_comes_after_a_day),
		WITH_X(a_store_that_fails_at_the_start_is_tried_again),
		WITH_X(stopping_ends_a_request_that_is_under_way),
		WITH_X(stopping_waits_for_the_posts_at_intake),
		WITH_X(stopping_before_the_start_and_during_it_works),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
