#include "sealed.h"

#include "base/file.h"
#include "channel/x/x_priv.h"

#define HOUR_MS (60 * 60 * 1000)
#define MINUTE_MS (60 * 1000)
#define NEXT                                                                                       \
	"{\"access_token\":\"at-2\",\"refresh_token\":\"rt-2\",\"expires_in\":7200,\"scope\":\"x\"}"
#define USED                                                                                       \
	"{\"error\":\"invalid_request\",\"error_description\":\"Value passed for the token was "   \
	"invalid.\"}"

static struct config_handle handle;
static struct channel *channel;
static struct x *x;
static size_t stops;

static void on_stopped(void *arg)
{
	(void)arg;
	stops++;
}

static int set_up(void **state)
{
	edges_set_up(state);
	handle = sealed_handle();
	channel = NULL;
	stops = 0;
	return 0;
}

static int tear_down(void **state)
{
	if (channel && stops == 0)
		channel->kind->stop(channel, on_stopped, NULL);
	if (channel) {
		edges_run_until(&stops, 1);
		channel->kind->free(channel);
	}
	return sealed_tear_down(state);
}

/* A channel with a pair that was given two hours before its end. */
static void begin_with(int64_t left_ms)
{
	const struct channel_parts parts = edges_parts();
	struct err err;
	int64_t ends_at = clock_wall_ms() + left_ms;
	put_pair(&handle, "1", ends_at - 2 * HOUR_MS, ends_at);
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_OK);
	x = x_of(channel);
}

/* Run until the token is this one, 6 s at most. */
static void await_token(const char *bearer)
{
	int64_t until = clock_mono_ms() + 6000;
	while (!str_is(x->token.bearer, bearer) && clock_mono_ms() < until)
		edges_run_ms(5);
	assert_string_equal(x->token.bearer, bearer);
}

static void await_trouble(const char *words)
{
	int64_t until = clock_mono_ms() + 12000;
	while (!strstr(x->refresh.text, words) && clock_mono_ms() < until)
		edges_run_ms(5);
	assert_non_null(strstr(x->refresh.text, words));
}

static void assert_file(const char *bearer, const char *previous)
{
	struct x_token token;
	struct x_grant grant;
	get_pair(&handle, &token, &grant);
	assert_string_equal(token.bearer, bearer);
	assert_true(str_is(grant.previous.access, previous));
	x_token_release(&token);
	x_grant_release(&grant);
}

static void answer_held(const char *body)
{
	assert_int_equal(edges.held_count, 1);
	http_reply(edges.held[0], 200, "application/json", body, strlen(body));
	edges.held_count = 0;
}

static void a_pair_is_renewed_when_little_is_left_and_not_before(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = NEXT});
	begin_with(15 * MINUTE_MS + 400);
	edges_run_ms(100);
	assert_int_equal(edges.asked_count, 0);
	await_token("Bearer at-2");
	assert_int_equal(edges.asked_count, 1);
	assert_string_equal(edges.asked[0].path, "/2/oauth2/token");
	assert_string_equal(edges.asked[0].body, "grant_type=refresh_token&refresh_token=rt-1");
	assert_string_equal(edges.asked[0].authorization, "Basic Y2k6Y3M=");
	assert_file("Bearer at-2", "at-1");
	edges_run_ms(50);
	assert_int_equal(edges.asked_count, 1);
	assert_string_equal(x->refresh.text, "");
}

static void the_pair_before_is_kept_until_the_new_one_has_worked(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = NEXT});
	begin_with(MINUTE_MS);
	await_token("Bearer at-2");
	x_refresh_worked(x, "Bearer at-1"); /* one that was on its way */
	assert_file("Bearer at-2", "at-1");
	x_refresh_worked(x, "Bearer at-2");
	assert_file("Bearer at-2", NULL);
}

static void a_pair_that_never_worked_falls_back_to_the_one_before(void **state)
{
	(void)state;
	SCRIPT({.status = 400, .body = USED},
		{.status = 200, .body = "{\"access_token\":\"at-3\",\"refresh_token\":\"rt-3\"}"});
	begin_with(MINUTE_MS);
	x->refresh.grant.previous = (struct x_pair){mem_string("at-0"), mem_string("rt-0"), 0, 1};
	await_token("Bearer at-3");
	assert_non_null(strstr(edges.asked[0].body, "refresh_token=rt-1"));
	assert_non_null(strstr(edges.asked[1].body, "refresh_token=rt-0"));
}

static void a_new_pair_is_not_used_before_it_is_written(void **state)
{
	(void)state;
	char aside[112];
	snprintf(aside, sizeof aside, "%s.aside", seal_key_file);
	SCRIPT({.hold = true});
	begin_with(MINUTE_MS);
	assert_true(edges_run_until(&edges.held_count, 1));
	assert_int_equal(rename(seal_key_file, aside), 0);
	FILE *file = fopen(seal_key_file, "w");
	assert_non_null(file);
	fputs("no key", file);
	fclose(file);
	chmod(seal_key_file, 0600);
	answer_held(NEXT);
	await_trouble("cannot be written");
	assert_string_equal(x->token.bearer, "Bearer at-1");
	struct channel_health health;
	channel->kind->health(channel, &health);
	assert_false(health.ok);
	assert_int_equal(rename(aside, seal_key_file), 0);
	await_token("Bearer at-2");
	assert_file("Bearer at-2", "at-1");
	assert_int_equal(edges.asked_count, 1);
}

static void a_fault_of_x_is_waited_out(void **state)
{
	(void)state;
	SCRIPT({.status = 503, .body = "<html>"}, {.status = 200, .body = NEXT});
	begin_with(MINUTE_MS);
	await_trouble("tried again");
	struct channel_health health;
	channel->kind->health(channel, &health);
	assert_true(health.ok); /* the access token lasts */
	await_token("Bearer at-2");
	assert_string_equal(edges.asked[0].body, edges.asked[1].body);
}

static void a_lost_answer_is_asked_for_once_more_with_the_same(void **state)
{
	(void)state;
	SCRIPT({.break_off = true}, {.status = 200, .body = NEXT});
	begin_with(MINUTE_MS);
	await_token("Bearer at-2");
	assert_int_equal(edges.asked_count, 2);
	assert_string_equal(edges.asked[0].body, edges.asked[1].body);
}

static void lost_twice_somebody_must_sign_in(void **state)
{
	(void)state;
	SCRIPT({.break_off = true});
	begin_with(MINUTE_MS);
	await_trouble("sign in again: nriseva x login --oauth2 --handle UPPolNRI");
	assert_int_equal(edges.asked_count, 2);
	edges_run_ms(5500); /* it has looked at the file once more */
	assert_int_equal(edges.asked_count, 2);
	assert_string_equal(x->token.bearer, "Bearer at-1");
}

static void refused_it_is_told_and_a_new_sign_in_is_taken(void **state)
{
	(void)state;
	struct channel_health health;
	SCRIPT({.status = 400, .body = USED});
	begin_with(MINUTE_MS);
	await_trouble("sign in again");
	channel->kind->health(channel, &health);
	assert_false(health.ok);
	assert_non_null(strstr(health.text, "Value passed for the token was invalid."));
	assert_string_equal(x->token.bearer, "Bearer at-1"); /* as long as it lasts */
	int64_t now_ms = clock_wall_ms();
	put_pair(&handle, "9", now_ms, now_ms + 2 * HOUR_MS);
	await_token("Bearer at-9");
	channel->kind->health(channel, &health);
	assert_true(health.ok);
	assert_int_equal(edges.asked_count, 1);
}

static void a_401_renews_once_and_is_no_revocation(void **state)
{
	(void)state;
	SCRIPT({.status = 200, .body = NEXT});
	begin_with(HOUR_MS);
	edges_run_ms(30);
	assert_int_equal(edges.asked_count, 0);
	for (int i = 0; i < 3; i++)
		assert_true(x_refresh_refused(x, "Bearer at-1", 300000) < 60000);
	await_token("Bearer at-2");
	/* What was on its way goes again soon; a young token is not renewed. */
	assert_int_equal(x_refresh_refused(x, "Bearer at-1", 300000), 1000);
	for (int i = 0; i < 10; i++)
		assert_int_equal(x_refresh_refused(x, "Bearer at-2", 300000), 300000);
	edges_run_ms(50);
	assert_int_equal(edges.asked_count, 1);
	assert_string_equal(x->refresh.text, "");
}

static void a_401_does_not_hurry_what_is_waited_for(void **state)
{
	(void)state;
	SCRIPT({.status = 503, .body = ""});
	begin_with(HOUR_MS);
	edges_run_ms(5);
	x_refresh_refused(x, "Bearer at-1", 300000);
	await_trouble("tried again");
	assert_int_equal(x_refresh_refused(x, "Bearer at-1", 300000), 300000);
	edges_run_ms(50);
	assert_int_equal(edges.asked_count, 1);
}

static void what_another_process_renews_is_taken(void **state)
{
	(void)state;
	struct err err;
	int lock;
	SCRIPT({.status = 500, .body = ""});
	assert_int_equal(x_grant_lock(&handle, false, &lock, &err), ERR_OK);
	begin_with(MINUTE_MS);
	edges_run_ms(50);
	assert_int_equal(edges.asked_count, 0);
	int64_t now_ms = clock_wall_ms();
	put_pair(&handle, "5", now_ms, now_ms + 2 * HOUR_MS);
	file_unlock(lock);
	await_token("Bearer at-5");
	assert_int_equal(edges.asked_count, 0);
}

static void a_word_in_the_file_s_place_is_not_renewed(void **state)
{
	(void)state;
	SCRIPT({.status = 400, .body = USED});
	begin_with(MINUTE_MS);
	await_trouble("sign in again");
	edges_write_token("word", 0600);
	await_token("Bearer word");
	assert_int_equal(x->refresh.state, X_REFRESH_OFF);
	assert_string_equal(x->refresh.text, "");
}

static void stopping_waits_for_the_answer(void **state)
{
	(void)state;
	SCRIPT({.hold = true});
	begin_with(MINUTE_MS);
	assert_true(edges_run_until(&edges.held_count, 1));
	channel->kind->stop(channel, on_stopped, NULL);
	edges_run_ms(50);
	assert_int_equal(stops, 0);
	answer_held(NEXT);
	assert_true(edges_run_until(&stops, 1));
	assert_file("Bearer at-2", "at-1");
}

/* The header stands in the asker's place, so a request that is under way keeps its own. */
static void a_request_under_way_keeps_its_header(void **state)
{
	(void)state;
	char room[X_AUTHORIZATION_SIZE];
	SCRIPT({.status = 200, .body = NEXT});
	begin_with(MINUTE_MS);
	const struct http_request request = x_request(x, "GET", "http://a.example/", room, 10);
	assert_false(request.once);
	await_token("Bearer at-2");
	assert_string_equal(request.headers[0].value, "Bearer at-1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	log_setup(LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		TEST(a_pair_is_renewed_when_little_is_left_and_not_before),
		TEST(the_pair_before_is_kept_until_the_new_one_has_worked),
		TEST(a_pair_that_never_worked_falls_back_to_the_one_before),
		TEST(a_new_pair_is_not_used_before_it_is_written),
		TEST(a_fault_of_x_is_waited_out),
		TEST(a_lost_answer_is_asked_for_once_more_with_the_same),
		TEST(lost_twice_somebody_must_sign_in),
		TEST(refused_it_is_told_and_a_new_sign_in_is_taken),
		TEST(a_401_renews_once_and_is_no_revocation),
		TEST(a_401_does_not_hurry_what_is_waited_for),
		TEST(what_another_process_renews_is_taken),
		TEST(a_word_in_the_file_s_place_is_not_renewed),
		TEST(stopping_waits_for_the_answer),
		TEST(a_request_under_way_keeps_its_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
