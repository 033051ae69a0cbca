#include "edges.h"

#include "channel/x/x_priv.h"

enum { HOUR_S = 3600, EVERY_S = 24 * HOUR_S };

#define GONE(id, reason)                                                                           \
	"{\"id\":\"" id "\",\"action\":\"delete\",\"created_at\":\"2026-07-01T10:00:00.000Z\","    \
	"\"redacted_at\":\"2026-07-02T10:00:00.000Z\",\"reason\":\"" reason "\"}\n"

static struct channel *channel;
static struct config_handle handle;
static size_t stopped;
static char created[600], working[100], complete[600];

static struct x *x(void)
{
	return (struct x *)(void *)channel;
}

static struct x_compliance *job(void)
{
	return &x()->compliance;
}

static void on_stopped(void *arg)
{
	(void)arg;
	stopped++;
}

/* X's words: the files are at the pretended X itself. */
static void write_answers(const char *files)
{
	snprintf(created, sizeof created,
		"{\"data\":{\"id\":\"77\",\"type\":\"tweets\",\"status\":\"created\","
		"\"upload_url\":\"%s/put?s=1\",\"download_url\":\"%s/take?s=2\"}}",
		files, files);
	snprintf(working, sizeof working,
		"{\"data\":{\"id\":\"77\",\"type\":\"tweets\",\"status\":\"in_progress\"}}");
	snprintf(complete, sizeof complete,
		"{\"data\":{\"id\":\"77\",\"status\":\"complete\",\"download_url\":\"%s/take?s=2\"}}",
		files);
}

static int set_up(void **state)
{
	edges_set_up(state);
	stopped = 0;
	handle = edges_handle();
	handle.look_up_every_ms = EVERY_S * INT64_C(1000);
	handle.compliance = true;
	handle.app_token_file = edges.token_file;
	write_answers(edges.api_url);
	const struct channel_parts parts = edges_parts();
	struct err err;
	return channel_x_new(&parts, &handle, &channel, &err) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	if (job()->state != X_COMPLIANCE_STOPPED) {
		x_compliance_stop(x(), on_stopped, NULL);
		assert_true(edges_run_until(&stopped, 1));
	}
	channel->kind->free(channel);
	return edges_tear_down(state);
}

static void keep(const char *id, int64_t age_s)
{
	struct store_kept *kept = &edges.kept[edges.kept_count++];
	str_copy(kept->id, ID_SIZE, id);
	snprintf(kept->identity, ID_SIZE, "%s0", id);
	kept->place.row = (int64_t)edges.kept_count;
	kept->place.at = clock_wall_ms() - age_s * 1000;
}

static void start(void)
{
	x_compliance_start(x());
	job()->began_at = 0;
	assert_int_equal(job()->state, X_COMPLIANCE_WAITING);
	loop_timer_start(job()->timer, 0);
}

/* One job from its beginning to its end, without the pauses. */
static void run_job(void)
{
	start();
	for (int turns = 0; job()->began_at == 0 || job()->state != X_COMPLIANCE_WAITING; turns++) {
		assert_true(turns < 6000);
		if (job()->state == X_COMPLIANCE_PAUSING)
			loop_timer_start(job()->timer, 0);
		edges_run_ms(1);
	}
}

static void what_is_gone_is_wiped_and_the_rest_is_checked(void **state)
{
	(void)state;
	keep("1", 400);
	keep("2", 300);
	keep("3", 200);
	keep("4", 10); /* too young */
	SCRIPT({.status = 200, .body = created}, {.status = 201, .body = ""},
		{.status = 200, .body = working}, {.status = 200, .body = complete},
		{.status = 200,
			.body = GONE("3", "deleted") GONE("2", "scrub_geo")
				GONE("1", "suspended")});
	run_job();
	assert_string_equal(edges.gone, "10:of a suspended account;30:deleted;");
	assert_string_equal(edges.checked, "0-2;2-3;");
	assert_false(job()->failing);

	assert_int_equal(edges.asked_count, 5);
	assert_string_equal(edges.asked[0].method, "POST");
	assert_string_equal(edges.asked[0].path, "/2/compliance/jobs");
	assert_string_equal(edges.asked[0].body, "{\"type\":\"tweets\"}");
	assert_string_equal(edges.asked[0].type, "application/json");
	assert_string_equal(edges.asked[0].authorization, "Bearer secret-1");
	assert_string_equal(edges.asked[1].method, "PUT");
	assert_string_equal(edges.asked[1].path, "/put");
	assert_string_equal(edges.asked[1].type, "text/plain");
	assert_string_equal(edges.asked[1].authorization, "");
	assert_string_equal(edges.asked[1].body, "1\n2\n3\n");
	assert_string_equal(edges.asked[3].path, "/2/compliance/jobs/77");
	assert_string_equal(edges.asked[3].authorization, "Bearer secret-1");
	assert_string_equal(edges.asked[4].path, "/take");
	assert_string_equal(edges.asked[4].authorization, "");
}

static void without_texts_there_is_no_job(void **state)
{
	(void)state;
	keep("4", 10);
	run_job();
	assert_int_equal(edges.asked_count, 0);
	assert_false(job()->failing);
}

static void whatever_goes_wrong_wipes_nothing_and_checks_nothing(void **state)
{
	(void)state;
	static const struct scripted bad[] = {
		{.status = 503, .body = "{}"},
		{.status = 401, .body = "{}"},
		{.status = 404, .body = "<html>"},
		{.status = 200, .body = "<html>"},
		{.break_off = true},
	};
	keep("1", 400);
	for (size_t i = 0; i < 3 * sizeof bad / sizeof *bad; i++) {
		struct scripted script[] = {{.status = 200, .body = created},
			{.status = 200, .body = ""}, {.status = 200, .body = complete},
			{.status = 200, .body = GONE("1", "deleted")}};
		static const size_t steps[] = {0, 1, 3};
		size_t step = steps[i % 3];
		if (step == 1 && bad[i / 3].status == 200)
			continue; /* who takes the ids may say what he likes */
		script[step] = bad[i / 3];
		edges.asked_count = 0;
		edges_script(script, sizeof script / sizeof *script);
		start();
		job()->failing = false;
		/* A result that does not come is asked for until the job's time is over. */
		for (int turns = 0; !job()->failing; turns++) {
			assert_true(turns < 6000);
			if (job()->state == X_COMPLIANCE_PAUSING)
				loop_timer_start(job()->timer, 0);
			edges_run_ms(1);
		}
		job()->deadline_at = 0;
		edges_script(&bad[0], 1);
		for (int turns = 0; job()->state != X_COMPLIANCE_WAITING; turns++) {
			assert_true(turns < 6000);
			if (job()->state == X_COMPLIANCE_PAUSING)
				loop_timer_start(job()->timer, 0);
			edges_run_ms(1);
		}
		assert_string_equal(edges.gone, "");
		assert_string_equal(edges.checked, "");
	}
}

static void a_result_that_ends_within_a_line_is_asked_for_again(void **state)
{
	(void)state;
	keep("1", 400);
	keep("2", 400);
	SCRIPT({.status = 200, .body = created}, {.status = 200, .body = ""},
		{.status = 200, .body = complete},
		{.status = 200, .body = GONE("1", "deleted") "{\"id\":\"2\",\"act"},
		{.status = 200, .body = complete}, {.status = 200, .body = GONE("2", "deleted")});
	run_job();
	assert_string_equal(edges.gone, "20:deleted;");
	assert_int_equal(edges.asked_count, 6);
}

static void a_result_with_more_posts_than_were_asked_about_is_not_used(void **state)
{
	(void)state;
	keep("1", 400);
	SCRIPT({.status = 200, .body = created}, {.status = 200, .body = ""},
		{.status = 200, .body = complete},
		{.status = 200, .body = GONE("1", "deleted") GONE("99", "deleted")},
		{.status = 503, .body = "{}"}, {.status = 401, .body = "{}"});
	run_job();
	assert_string_equal(edges.gone, "");
	assert_true(job()->failing);
}

static void a_job_that_x_lets_fail_is_given_up(void **state)
{
	(void)state;
	keep("1", 400);
	SCRIPT({.status = 200, .body = created}, {.status = 200, .body = ""},
		{.status = 200, .body = "{\"data\":{\"id\":\"77\",\"status\":\"failed\"}}"});
	run_job();
	assert_int_equal(edges.asked_count, 3);
	assert_true(job()->failing);
	assert_string_equal(edges.checked, "");
}

/* Run until it pauses or waits with nothing to ring at once. */
static void rest(void)
{
	for (int turns = 0; turns < 6000; turns++) {
		bool rests = job()->state == X_COMPLIANCE_PAUSING ||
			     job()->state == X_COMPLIANCE_WAITING;
		edges_run_ms(rests ? 5 : 1);
		if (rests && (job()->state == X_COMPLIANCE_PAUSING ||
				     job()->state == X_COMPLIANCE_WAITING))
			return;
	}
	fail();
}

static void a_job_that_goes_on_for_ever_is_given_up(void **state)
{
	(void)state;
	keep("1", 400);
	SCRIPT({.status = 200, .body = created}, {.status = 200, .body = ""},
		{.status = 200, .body = working});
	start();
	int64_t last_ms = 0;
	for (size_t asked = 2; asked < 7; asked++) {
		assert_true(edges_run_until(&edges.asked_count, asked));
		rest();
		assert_true(job()->pause_ms > last_ms);
		last_ms = job()->pause_ms;
		loop_timer_start(job()->timer, 0);
	}
	assert_true(edges_run_until(&edges.asked_count, 7));
	assert_true(job()->deadline_at - job()->began_at <= EVERY_S * INT64_C(1000) / 8);
	rest();
	job()->deadline_at = clock_wall_ms();
	loop_timer_start(job()->timer, 0);
	rest();
	assert_int_equal(job()->state, X_COMPLIANCE_WAITING);
	assert_true(job()->failing);
}

static void an_address_elsewhere_than_https_is_not_called(void **state)
{
	(void)state;
	keep("1", 400);
	write_answers("http://203.0.113.5");
	SCRIPT({.status = 200, .body = created});
	run_job();
	assert_int_equal(edges.asked_count, 1);
	assert_true(job()->failing);
}

static void a_new_token_is_taken_after_a_refusal(void **state)
{
	(void)state;
	keep("1", 400);
	SCRIPT({.status = 403, .body = "{}"});
	run_job();
	edges_write_token("secret-2\n", 0600);
	edges.asked_count = 0;
	run_job();
	assert_string_equal(edges.asked[0].authorization, "Bearer secret-2");
}

static void without_the_flag_there_are_no_jobs(void **state)
{
	(void)state;
	handle.compliance = false;
	x_compliance_start(x());
	assert_int_equal(job()->state, X_COMPLIANCE_OFF);
}

static void stopping_cancels_what_is_under_way(void **state)
{
	(void)state;
	keep("1", 400);
	SCRIPT({.status = 200, .body = created}, {.hold = true});
	start();
	assert_true(edges_run_until(&edges.held_count, 1));
	assert_int_equal(job()->state, X_COMPLIANCE_UPLOADING);
	x_compliance_stop(x(), on_stopped, NULL);
	assert_true(edges_run_until(&stopped, 1));
	assert_int_equal(job()->state, X_COMPLIANCE_STOPPED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_gone_is_wiped_and_the_rest_is_checked),
		TEST(without_texts_there_is_no_job),
		TEST(whatever_goes_wrong_wipes_nothing_and_checks_nothing),
		TEST(a_result_that_ends_within_a_line_is_asked_for_again),
		TEST(a_result_with_more_posts_than_were_asked_about_is_not_used),
		TEST(a_job_that_x_lets_fail_is_given_up),
		TEST(a_job_that_goes_on_for_ever_is_given_up),
		TEST(an_address_elsewhere_than_https_is_not_called),
		TEST(a_new_token_is_taken_after_a_refusal),
		TEST(without_the_flag_there_are_no_jobs),
		TEST(stopping_cancels_what_is_under_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
