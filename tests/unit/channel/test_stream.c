/* The stream against a server that plays X; polls have a script of their own. */
#include "watching.h"

#define RULES "/2/tweets/search/stream/rules"
#define STREAM "/2/tweets/search/stream"
#define CONNECTIONS "/2/connections/all"
#define OUR_RULE                                                                                   \
	"{\"id\":\"1\",\"value\":\"@UPPolNRI -is:retweet -from:UPPolNRI\",\"tag\":\"nriseva:"      \
	"UPPolNRI\"}"
#define HAVE_RULE                                                                                  \
	{                                                                                          \
		.status = 200, .body = "{\"data\":[" OUR_RULE "]}"                                 \
	}
#define ADDED                                                                                      \
	{                                                                                          \
		.status = 201, .body = "{\"data\":[" OUR_RULE "]}"                                 \
	}
#define LINE(id) "{\"data\":" POST(id, "2026-01-01T00:00:01Z") "}\r\n"
#define OPEN(text)                                                                                 \
	{                                                                                          \
		.goes_on = true, .body = (text)                                                    \
	}
#define CROWDED                                                                                    \
	{                                                                                          \
		.status = 429, .body = "{\"title\":\"ConnectionException\",\"connection_issue\":"  \
				       "\"TooManyConnections\"}"                                   \
	}

enum { HOUR_MS = 3600 * 1000, MANY = 5000 };

static char app_token_file[120];

static struct x_stream *stream(void)
{
	return &x_of(channel)->stream;
}

/* One poll, and then none for an hour. */
static int set_up_stream(void **state)
{
	edges_set_up(state);
	stops = readies = 0;
	handle = edges_handle();
	handle.poll_every_ms = HOUR_MS;
	handle.stream = true;
	handle.app_token_file = app_token_file;
	snprintf(app_token_file, sizeof app_token_file, "%s/app", edges.folder);
	char *users = mem_string(edges.token_file);
	str_copy(edges.token_file, sizeof edges.token_file, app_token_file);
	edges_write_token("the-apps\n", 0600);
	str_copy(edges.token_file, sizeof edges.token_file, users);
	mem_free(users);
	SCRIPT({.status = 200, .body = EMPTY});
	const struct channel_parts parts = edges_parts();
	struct err err;
	return channel_x_new(&parts, &handle, &channel, &err) == ERR_OK ? 0 : -1;
}

static int tear_down_stream(void **state)
{
	unlink(app_token_file);
	return tear_down(state);
}

#define STREAM_SCRIPT(...)                                                                         \
	play((const struct scripted[]){__VA_ARGS__},                                               \
		sizeof((const struct scripted[]){__VA_ARGS__}) / sizeof(struct scripted))

static void play(const struct scripted *script, size_t count)
{
	memcpy(edges.stream_script, script, count * sizeof *script);
	edges.stream_script_count = count;
	begin();
}

/* The so many'th request about the stream. */
static const struct asked *asked(size_t number)
{
	assert_true(edges_run_until(&edges.stream_asked_count, number + 1));
	return &edges.asked[edges.stream_asked[number]];
}

static void assert_asked(size_t number, const char *method, const char *path)
{
	const struct asked *seen = asked(number);
	assert_string_equal(seen->method, method);
	assert_string_equal(seen->path, path);
	assert_string_equal(seen->authorization, "Bearer the-apps");
}

static void reach(enum x_stream_state state)
{
	for (int i = 0; i < 2000 && stream()->state != state; i++)
		edges_run_ms(1);
	assert_int_equal(stream()->state, state);
}

/* The time of the next try has come. */
static void wait_is_over(void)
{
	reach(X_STREAM_WAITING);
	loop_timer_start(stream()->timer, 0);
}

static void write_text(const char *text)
{
	http_stream_write(edges.stream, text, strlen(text));
}

static void posts_of_the_stream_go_to_intake(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE, OPEN("\r\n" LINE("1")));
	assert_asked(0, "GET", RULES);
	assert_asked(1, "GET", STREAM);
	assert_true(str_ends(x_fields_of_mentions(X_DIALECT_TWEET), asked(1)->fields));
	assert_true(strlen(asked(1)->fields) > 20);
	assert_true(edges_run_until(&edges.taken_count, 1));
	write_text("{\"unknown\":{}}\r\n{bad\r\n" LINE("2") LINE("1"));
	assert_true(edges_run_until(&edges.taken_count, 3));
	assert_string_equal(edges.taken[0], "1");
	assert_string_equal(edges.taken[1], "2");
	assert_string_equal(edges.taken[2], "1"); /* intake knows it */
	assert_string_equal(health().source, "stream");
	assert_int_equal(health().last_mention_at, at("2026-01-01T00:00:01Z"));
	assert_true(health().ok);
	stop();
}

static void the_stream_never_moves_the_cursor(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE, OPEN("\r\n"));
	reach(X_STREAM_OPEN);
	edges_run_ms(30);
	int64_t cursor_at = edges.handle.cursor_at;
	write_text(LINE("1"));
	assert_true(edges_run_until(&edges.taken_count, 1));
	edges_run_ms(30);
	assert_int_equal(edges.handle.cursor_at, cursor_at);
	stop();
}

static void rules_are_mended_before_the_stream_is_opened(void **state)
{
	(void)state;
	STREAM_SCRIPT(
		{.status = 200,
			.body = "{\"data\":[{\"id\":\"7\",\"value\":\"@x\",\"tag\":\"nriseva:x\"}]}"},
		{.status = 200, .body = "{\"meta\":{}}"}, ADDED, OPEN("\r\n"));
	assert_asked(1, "POST", RULES);
	assert_string_equal(asked(1)->body, "{\"delete\":{\"ids\":[\"7\"]}}");
	assert_string_equal(asked(1)->type, "application/json");
	assert_asked(2, "POST", RULES);
	assert_non_null(strstr(asked(2)->body, "\"add\""));
	assert_asked(3, "GET", STREAM);
	reach(X_STREAM_OPEN);
	/* A new rule does not act at once, so the feed is not asked less yet. */
	assert_true(stream()->trust.whole_from_at > clock_wall_ms() + 10 * 1000);
	stop();
}

static void a_rule_that_is_there_already_is_fine(void **state)
{
	(void)state;
	STREAM_SCRIPT({.status = 200, .body = "{\"meta\":{}}"},
		{.status = 200, .body = "{\"errors\":[{\"type\":\"x/duplicate-rules\"}]}"},
		OPEN("\r\n"));
	assert_asked(2, "GET", STREAM);
	reach(X_STREAM_OPEN);
	stop();
}

static void a_full_list_of_rules_leaves_the_feed_alone(void **state)
{
	(void)state;
	STREAM_SCRIPT({.status = 200, .body = "{\"meta\":{}}"},
		{.status = 200, .body = "{\"errors\":[{\"type\":\"x/rule-cap\"}]}"});
	reach(X_STREAM_WAITING);
	assert_int_equal(stream()->fault, X_FAULT_RULES);
	edges_run_ms(30);
	assert_true(health().ok);
	assert_string_equal(health().source, "mentions");
	wait_is_over();
	assert_asked(2, "GET", RULES);
	stop();
}

static void without_rules_they_are_looked_at_again(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE, {.status = 409, .body = "{\"title\":\"ConnectionException\"}"},
		{.status = 200, .body = "{\"meta\":{}}"}, ADDED, OPEN("\r\n"));
	wait_is_over();
	assert_asked(2, "GET", RULES);
	assert_asked(4, "GET", STREAM);
	reach(X_STREAM_OPEN);
	stop();
}

static void an_outage_is_waited_for(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE, {.status = 503, .body = ""}, {.status = 503, .body = ""},
		{.status = 200, .body = "", .goes_on = true});
	reach(X_STREAM_WAITING);
	edges_run_ms(100);
	assert_int_equal(edges.stream_asked_count, 2);
	assert_int_equal(stream()->failures, 1);
	wait_is_over();
	assert_asked(2, "GET", STREAM);
	wait_is_over();
	assert_asked(3, "GET", STREAM);
	reach(X_STREAM_OPEN);
	assert_int_equal(stream()->failures, 2); /* until it has held */
	loop_timer_start(stream()->timer, 0);
	edges_run_ms(10);
	assert_int_equal(stream()->failures, 0);
	assert_int_equal(stream()->state, X_STREAM_OPEN);
	stop();
}

static void what_x_has_sent_before_it_ends_it_is_taken(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE,
		OPEN(LINE("1") "{\"errors\":[{\"title\":\"operational-disconnect\"}]}\r\n" LINE(
			"2")),
		OPEN(LINE("3")));
	assert_asked(2, "GET", STREAM); /* at once */
	assert_true(edges_run_until(&edges.taken_count, 3));
	assert_string_equal(edges.taken[1], "2");
	assert_string_equal(edges.taken[2], "3");
	assert_int_equal(stream()->fault, X_FAULT_NETWORK);
	stop();
}

static void silence_is_death(void **state)
{
	(void)state;
	stream()->silence_ms = 100;
	STREAM_SCRIPT(HAVE_RULE, OPEN("\r\n"), OPEN("\r\n"));
	reach(X_STREAM_OPEN);
	int64_t begun = clock_mono_ms();
	assert_asked(2, "GET", STREAM);
	assert_true(clock_mono_ms() - begun >= 80);
	stop();
}

static void half_a_line_does_not_reach_into_the_next_connection(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE, OPEN("{\"data\":"), OPEN(LINE("1")));
	reach(X_STREAM_OPEN);
	edges_run_ms(10);
	edges_end_stream(false);
	assert_true(edges_run_until(&edges.taken_count, 1));
	assert_string_equal(edges.taken[0], "1");
	stop();
}

static void old_connections_are_ended_after_three_refusals(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE, CROWDED, CROWDED, CROWDED,
		{.status = 200, .body = "{\"data\":{\"successful_kills\":1}}"}, CROWDED, CROWDED,
		CROWDED, OPEN("\r\n"));
	for (size_t i = 0; i < 3; i++) {
		assert_asked(1 + i, "GET", STREAM);
		wait_is_over();
	}
	assert_asked(4, "DELETE", CONNECTIONS);
	for (size_t i = 0; i < 4; i++) {
		assert_asked(5 + i, "GET", STREAM); /* not ended again so soon */
		if (i < 3)
			wait_is_over();
	}
	reach(X_STREAM_OPEN);
	stop();
}

static void a_new_app_token_is_taken_after_a_refusal(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE, {.status = 401, .body = ""}, OPEN("\r\n"));
	reach(X_STREAM_WAITING);
	assert_int_equal(stream()->fault, X_FAULT_REFUSED);
	FILE *file = fopen(app_token_file, "w");
	fputs("another\n", file);
	fclose(file);
	wait_is_over();
	assert_string_equal(asked(2)->authorization, "Bearer another");
	stop();
}

static void reading_pauses_while_intake_is_busy(void **state)
{
	(void)state;
	edges.hold_posts = true;
	STREAM_SCRIPT(HAVE_RULE, OPEN("\r\n"));
	reach(X_STREAM_OPEN);
	/* With blanks before it a line is as long as X's. */
	struct buf lines;
	buf_init(&lines, 8 * 1024 * 1024);
	for (int i = 0; i < MANY; i++)
		buf_add_format(&lines, "%1000s" LINE("%d"), "", i + 1);
	http_stream_write(edges.stream, lines.bytes, lines.length);
	buf_release(&lines);
	assert_true(edges_run_until(&edges.taken_count, 1001));
	assert_true(stream()->paused);
	edges_run_ms(50);
	assert_true(edges.intake_most < 1000 + 300);
	edges.hold_posts = false;
	assert_true(edges_run_until(&edges.taken_count, MANY));
	assert_true(edges.intake_most < 1000 + 300);
	stop();
}

static void stopping_waits_for_what_is_open(void **state)
{
	(void)state;
	edges.hold_posts = true;
	STREAM_SCRIPT(HAVE_RULE, OPEN(LINE("1")));
	assert_true(edges_run_until(&edges.taken_count, 1));
	channel->kind->stop(channel, on_stopped, NULL);
	edges_run_ms(50);
	assert_int_equal(stops, 0);
	assert_false(http_stream_is_open(edges.stream));
	edges.hold_posts = false;
	assert_true(edges_run_until(&stops, 1));
	assert_int_equal(edges.stream_asked_count, 2);
}

static void stopping_while_it_waits_is_at_once(void **state)
{
	(void)state;
	STREAM_SCRIPT(HAVE_RULE, {.status = 503, .body = ""});
	reach(X_STREAM_WAITING);
	stop();
}

static void the_feed_is_asked_less_while_the_stream_is_trusted(void **state)
{
	(void)state;
	struct x *x = x_of(channel);
	handle.poll_every_ms = 10 * 1000;
	assert_int_equal(x_stream_poll_every_ms(x), 10 * 1000);
	STREAM_SCRIPT(HAVE_RULE, OPEN("\r\n"));
	reach(X_STREAM_OPEN);
	x->poll.began_at = stream()->trust.whole_from_at - 1;
	assert_int_equal(x_stream_poll_every_ms(x), 10 * 1000);
	x->poll.began_at++;
	assert_int_equal(x_stream_poll_every_ms(x), 60 * 1000);
	handle.poll_every_ms = 30 * 1000;
	assert_int_equal(x_stream_poll_every_ms(x), 120 * 1000);
	handle.poll_every_ms = 300 * 1000;
	assert_int_equal(x_stream_poll_every_ms(x), 300 * 1000);
	handle.poll_every_ms = 10 * 1000;
	stream()->trust.doubted = true;
	assert_int_equal(x_stream_poll_every_ms(x), 10 * 1000);
	assert_string_equal(health().source, "mentions");
	stop();
}

static void a_token_that_is_not_the_apps_is_refused(void **state)
{
	(void)state;
	struct err err;
	struct channel *none = NULL;
	const struct channel_parts parts = edges_parts();
	FILE *file = fopen(app_token_file, "w");
	fputs("consumer_key = a\nconsumer_secret = b\ntoken = c\ntoken_secret = d\n", file);
	fclose(file);
	assert_int_equal(channel_x_new(&parts, &handle, &none, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "app's bearer token"));
	assert_null(none);
	begin();
	stop();
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up_stream, tear_down_stream)

int main(void)
{
	log_setup((enum log_level)(LOG_ERROR + 1), false);
	const struct CMUnitTest tests[] = {
		TEST(posts_of_the_stream_go_to_intake),
		TEST(the_stream_never_moves_the_cursor),
		TEST(rules_are_mended_before_the_stream_is_opened),
		TEST(a_rule_that_is_there_already_is_fine),
		TEST(a_full_list_of_rules_leaves_the_feed_alone),
		TEST(without_rules_they_are_looked_at_again),
		TEST(an_outage_is_waited_for),
		TEST(what_x_has_sent_before_it_ends_it_is_taken),
		TEST(silence_is_death),
		TEST(half_a_line_does_not_reach_into_the_next_connection),
		TEST(old_connections_are_ended_after_three_refusals),
		TEST(a_new_app_token_is_taken_after_a_refusal),
		TEST(reading_pauses_while_intake_is_busy),
		TEST(stopping_waits_for_what_is_open),
		TEST(stopping_while_it_waits_is_at_once),
		TEST(the_feed_is_asked_less_while_the_stream_is_trusted),
		TEST(a_token_that_is_not_the_apps_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
