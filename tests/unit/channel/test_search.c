#include "watching.h"

#define SEARCH "/2/tweets/search/recent"
#define FEED "/2/users/900/mentions"

static bool asked(size_t number, const char *path)
{
	assert_true(edges_run_until(&edges.asked_count, number + 1));
	return str_is(edges.asked[number].path, path);
}

static void search_stands_in_when_the_feed_fails_for_long(void **state)
{
	(void)state;
	int64_t cursor_at = clock_wall_ms() - 3600 * 1000;
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	handle.search_after_ms = 0;
	handle.poll_every_ms = 200;
	SCRIPT({.status = 503, .body = ""},
		{.status = 200, .body = "{\"data\":[" POST("1", "2026-01-01T00:00:01Z") "]}"},
		{.status = 200, .body = EMPTY});
	begin();
	assert_true(asked(0, FEED));
	assert_true(asked(1, SEARCH));
	assert_string_equal(edges.asked[1].query, "@UPPolNRI -is:retweet -from:UPPolNRI");
	assert_since(1, cursor_at);
	assert_string_equal(edges.asked[1].fields, edges.asked[0].fields);
	/* It goes on from where it was, at the usual pace, and says so; the cursor waits for the
	 * feed. */
	assert_true(asked(2, SEARCH));
	assert_string_not_equal(edges.asked[2].since_id, edges.asked[1].since_id);
	assert_int_equal(edges.taken_count, 1);
	assert_int_equal(edges.handle.cursor_at, cursor_at);
	assert_false(health().ok);
	assert_string_equal(health().source, "search");
	assert_non_null(strstr(health().text, "recent search stands in"));
	/* The feed is asked again when its back-off is over, from the old cursor. */
	size_t i = 3;
	while (!asked(i, FEED))
		i++;
	assert_since(i, cursor_at);
	edges_run_ms(30);
	assert_true(health().ok);
	assert_true(edges.handle.cursor_at > cursor_at);
	stop();
}

static void a_short_fault_of_the_feed_is_not_searched_for(void **state)
{
	(void)state;
	SCRIPT({.status = 503, .body = ""}, {.status = 200, .body = EMPTY});
	begin();
	assert_true(asked(0, FEED));
	assert_true(asked(1, FEED));
	stop();
}

static void a_fault_of_search_leaves_the_feed_alone(void **state)
{
	(void)state;
	handle.search_after_ms = 0;
	SCRIPT({.status = 503, .body = ""}, {.status = 403, .body = "{\"title\":\"Forbidden\"}"},
		{.status = 200, .body = EMPTY});
	begin();
	assert_true(asked(0, FEED));
	assert_true(asked(1, SEARCH));
	assert_true(asked(2, FEED));
	assert_true(asked(3, FEED));
	assert_true(health().ok);
	stop();
}

/* A script of eight full pages. */
static char *full_page(void)
{
	struct buf page;
	buf_init(&page, 1000 * 1000);
	buf_add_format(&page, "{\"data\":[");
	for (int i = 0; i < 100; i++)
		buf_add_format(&page, "%s" POST("%d", "2026-01-01T00:00:01Z"), i ? "," : "", i + 1);
	buf_add_format(&page, "],\"meta\":{\"next_token\":\"more\"}}");
	char *text = buf_detach(&page);
	buf_release(&page);
	return text;
}

static void what_the_feed_does_not_show_any_more_is_searched_for(void **state)
{
	(void)state;
	int64_t cursor_at = clock_wall_ms() - 3600 * 1000;
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	char *page = full_page();
	struct scripted script[12];
	for (size_t i = 0; i < 12; i++)
		script[i] = (struct scripted){.status = 200, .body = i < 8 ? page : EMPTY};
	script[9].status = 503; /* search fails at first: the cursor waits for it */
	script[9].body = "";
	edges_script(script, 12);
	begin();
	assert_true(asked(8, FEED));
	assert_true(asked(9, SEARCH));
	assert_since(9, cursor_at);
	edges_run_ms(20);
	assert_int_equal(edges.handle.cursor_at, cursor_at);
	stop();
	mem_free(page);
}

static void search_that_reached_the_cursor_moves_it(void **state)
{
	(void)state;
	int64_t cursor_at = clock_wall_ms() - 3600 * 1000;
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	char *page = full_page();
	struct scripted script[11];
	for (size_t i = 0; i < 11; i++)
		script[i] = (struct scripted){.status = 200, .body = i < 8 ? page : EMPTY};
	edges_script(script, 11);
	begin();
	assert_true(asked(9, SEARCH));
	assert_true(asked(10, FEED));
	assert_true(edges.handle.cursor_at > cursor_at);
	stop();
	mem_free(page);
}

static void without_search_the_cursor_does_not_wait_for_ever(void **state)
{
	(void)state;
	int64_t cursor_at = clock_wall_ms() - 3600 * 1000;
	edges.handle = (struct store_handle){.start_at = 1, .cursor_at = cursor_at};
	char *page = full_page();
	struct scripted script[ANSWERS_MAX];
	for (size_t i = 0; i < ANSWERS_MAX; i++)
		script[i] = (struct scripted){.status = 200, .body = EMPTY};
	for (size_t i = 0; i < 8; i++)
		script[i].body = page;
	script[9].status = 402;
	edges_script(script, ANSWERS_MAX);
	begin();
	assert_true(asked(9, SEARCH));
	assert_true(asked(11, FEED));
	assert_true(edges.handle.cursor_at > cursor_at);
	stop();
	mem_free(page);
}

static void search_is_asked_beside_the_feed_now_and_then(void **state)
{
	(void)state;
	x_of(channel)->poll.search.sweep_at = 1;
	SCRIPT({.status = 200, .body = "{\"data\":[" POST("1", "2026-01-01T00:00:01Z") "]}"},
		{.status = 200, .body = EMPTY});
	begin();
	assert_true(asked(0, SEARCH));
	assert_true(asked(1, FEED));
	assert_true(asked(2, FEED));
	assert_int_equal(edges.taken_count, 1);
	assert_true(strtoull(edges.asked[0].since_id, NULL, 10) <
		    x_snowflake(clock_wall_ms() - 3600 * 1000));
	stop();
}

static void a_handle_that_has_fallen_quiet_is_searched_for_at_once(void **state)
{
	(void)state;
	edges.gaps = (struct store_gaps){.count = 50,
		.longest_ms = 60 * 1000,
		.newest_at = clock_wall_ms() - 2 * 60 * 60 * 1000};
	SCRIPT({.status = 200, .body = EMPTY});
	begin();
	assert_true(asked(0, FEED));
	assert_true(asked(1, SEARCH));
	assert_true(health().ok);
	assert_non_null(strstr(health().notice, "no mention since"));
	assert_true(asked(2, FEED));
	assert_true(asked(3, FEED));
	assert_int_equal(edges.gaps_asked, 1);
	stop();
}

static void search_reaches_seven_days_back(void **state)
{
	(void)state;
	edges.handle =
		(struct store_handle){.start_at = 1, .cursor_at = at("2026-01-01T00:00:00Z")};
	handle.search_after_ms = 0;
	SCRIPT({.status = 503, .body = ""}, {.status = 200, .body = EMPTY});
	begin();
	assert_true(asked(1, SEARCH));
	uint64_t since = strtoull(edges.asked[1].since_id, NULL, 10);
	assert_true(since > x_snowflake(clock_wall_ms() - 7 * 24 * 3600 * (int64_t)1000));
	assert_true(since < x_snowflake(clock_wall_ms() - 6 * 24 * 3600 * (int64_t)1000));
	stop();
}

int main(void)
{
	log_setup((enum log_level)(LOG_ERROR + 1), false);
	const struct CMUnitTest tests[] = {
		WITH_X(search_stands_in_when_the_feed_fails_for_long),
		WITH_X(a_short_fault_of_the_feed_is_not_searched_for),
		WITH_X(a_fault_of_search_leaves_the_feed_alone),
		WITH_X(what_the_feed_does_not_show_any_more_is_searched_for),
		WITH_X(search_that_reached_the_cursor_moves_it),
		WITH_X(without_search_the_cursor_does_not_wait_for_ever),
		WITH_X(search_is_asked_beside_the_feed_now_and_then),
		WITH_X(a_handle_that_has_fallen_quiet_is_searched_for_at_once),
		WITH_X(search_reaches_seven_days_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
