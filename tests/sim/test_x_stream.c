/* The pretend X's filtered stream, over HTTP. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "x_bench.h"
#include "json/json.h"

enum { URL_SIZE = 300, SEEN_CAP = 100 * 1000 };

#define RULES "/2/tweets/search/stream/rules"
#define OUR_RULE "{\"add\":[{\"value\":\"@UPPolNRI -is:retweet -from:UPPolNRI\",\"tag\":\"t\"}]}"

struct bench {
	struct x_bench x;

	/* one who listens */
	struct http_request request;
	char url[URL_SIZE];
	struct buf seen;
	size_t opened, ends;
	int status;
	enum err_code code;
	char answer[400];
};

static const struct address_policy to_loopback = {.loopback = true};

static int set_up(void **state)
{
	struct bench *bench = mem_new(1, sizeof *bench);
	*state = bench;
	buf_init(&bench->seen, SEEN_CAP);
	int failed = x_bench_open(&bench->x, "1700000000000000001");
	bench->x.site.token = "a-users";
	bench->x.site.app_token = "the-apps";
	bench->x.site.stream.keep_alive_ms = 10000;
	return failed;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;
	x_bench_close(&bench->x);
	buf_release(&bench->seen);
	mem_free(bench);
	return 0;
}

static int status_of(struct bench *bench, const char *method, const char *path, const char *body)
{
	char url[URL_SIZE];
	snprintf(url, sizeof url, "http://127.0.0.1:%u%s", http_server_port(bench->x.server), path);
	const struct ask_header headers[] = {{"Authorization", "Bearer the-apps"},
		{"Content-Type", "application/json"}, {NULL, NULL}};
	struct ask_answer answer = ask(bench->x.loop, bench->x.client, method, url, body, headers);
	char *text = answer.document ? json_dumps(answer.document, JSON_COMPACT) : NULL;
	str_copy(bench->answer, sizeof bench->answer, text ? text : "");
	free(text);
	json_decref(answer.document);
	return answer.code ? -1 : answer.status;
}

static void on_data(struct http_request *request, const char *bytes, size_t length)
{
	struct bench *bench = container_of(request, struct bench, request);
	bench->opened += length == 0;
	buf_add(&bench->seen, bytes, length);
}

static void on_done(struct http_request *request, enum err_code code, const struct err *err)
{
	(void)err;
	struct bench *bench = container_of(request, struct bench, request);
	bench->status = request->status;
	bench->code = code;
	bench->ends++;
}

static void turn_over(void *arg)
{
	loop_stop(arg);
}

static bool until(struct bench *bench, const size_t *count, size_t wanted)
{
	struct loop_timer *timer = loop_timer_new(bench->x.loop, turn_over, bench->x.loop);
	int64_t end = clock_mono_ms() + 5000;
	while (*count < wanted && clock_mono_ms() < end) {
		loop_timer_start(timer, 1);
		loop_run(bench->x.loop);
	}
	loop_timer_free(timer);
	return *count >= wanted;
}

/* Until `text` was heard. */
static void hear(struct bench *bench, const char *text)
{
	size_t length = 0;
	while (!strstr(bench->seen.bytes, text)) {
		length = bench->seen.length + 1;
		if (!until(bench, &bench->seen.length, length))
			fail_msg("heard: %s", bench->seen.bytes);
	}
}

static void listen_to(struct bench *bench)
{
	snprintf(bench->url, sizeof bench->url,
		"http://127.0.0.1:%u/2/tweets/search/stream?tweet.fields=author_id,created_at",
		http_server_port(bench->x.server));
	bench->request = (struct http_request){.method = "GET",
		.url = bench->url,
		.headers = {{"Authorization", "Bearer the-apps"}},
		.header_count = 1,
		.connect_timeout_ms = 1000,
		.answer_cap = 1000,
		.address = &to_loopback,
		.on_data = on_data,
		.silence_ms = 20000,
		.done = on_done};
	http_client_submit(bench->x.client, &bench->request);
}

static void open_stream(struct bench *bench)
{
	assert_int_equal(status_of(bench, "POST", RULES, OUR_RULE), 200);
	listen_to(bench);
	assert_true(until(bench, &bench->opened, 1));
}

static void order(struct bench *bench, const char *body)
{
	assert_int_equal(status_of(bench, "POST", "/sim/stream", body), 200);
}

static void mention(struct bench *bench, const char *more, const char *text)
{
	char line[400];
	snprintf(line, sizeof line, "{\"author\":\"asha\",%s\"text\":\"%s\"}", more, text);
	assert_int_equal(status_of(bench, "POST", "/sim/post", line), 200);
}

static size_t times(const struct bench *bench, const char *text)
{
	size_t count = 0;
	for (const char *at = bench->seen.bytes; (at = strstr(at, text)); at++)
		count++;
	return count;
}

static void rules_are_kept_once_and_deleted(void **state)
{
	struct bench *bench = *state;
	assert_int_equal(status_of(bench, "POST", RULES, OUR_RULE), 200);
	assert_int_equal(status_of(bench, "POST", RULES, OUR_RULE), 200);
	assert_non_null(strstr(bench->answer, "/duplicate-rules"));
	order(bench, "{\"rule_cap\":1}");
	assert_int_equal(
		status_of(bench, "POST", RULES, "{\"add\":[{\"value\":\"@other\"}]}"), 200);
	assert_non_null(strstr(bench->answer, "/rule-cap"));
	assert_int_equal(status_of(bench, "GET", RULES, NULL), 200);
	assert_non_null(strstr(bench->answer, "\"tag\":\"t\""));
	char id[120];
	snprintf(
		id, sizeof id, "{\"delete\":{\"ids\":[\"%s\"]}}", bench->x.site.stream.rules[0].id);
	assert_int_equal(status_of(bench, "POST", RULES, id), 200);
	assert_int_equal(bench->x.site.stream.rule_count, 0);
}

static void only_the_apps_token_opens_it_and_only_with_rules(void **state)
{
	struct bench *bench = *state;
	assert_int_equal(status_of(bench, "GET", "/2/tweets/search/stream", NULL), 409);
	bench->x.site.app_token = "another";
	assert_int_equal(status_of(bench, "GET", RULES, NULL), 401);
	assert_int_equal(status_of(bench, "GET", "/2/tweets/search/stream", NULL), 401);
	assert_int_equal(status_of(bench, "DELETE", "/2/connections/all", NULL), 401);
}

static void a_rule_may_act_late(void **state)
{
	struct bench *bench = *state;
	order(bench, "{\"rule_after_ms\":60000}");
	open_stream(bench);
	mention(bench, "", "@UPPolNRI too soon");
	assert_int_equal(bench->x.site.stream.matched, 0);
	bench->x.site.stream.rules[0].acts_at = clock_wall_ms();
	mention(bench, "", "@UPPolNRI one");
	hear(bench, "@UPPolNRI one");
	assert_int_equal(times(bench, "\"text\""), 1);
}

static void what_fits_a_rule_comes_at_once(void **state)
{
	struct bench *bench = *state;
	mention(bench, "\"ref\":\"q\",", "@UPPolNRI before it was open");
	open_stream(bench);
	mention(bench, "", "nobody is named");
	mention(bench, "\"repost\":\"q\",", "@UPPolNRI said again");
	mention(bench, "\"quote\":\"q\",", "only what is quoted names");
	mention(bench, "", "@UPPolNRI one");
	hear(bench, "@UPPolNRI one");
	assert_int_equal(times(bench, "\"text\""), 2); /* a quote fits, as X's own do */
	assert_int_equal(times(bench, "matching_rules"), 2);
	assert_int_equal(times(bench, "author_id"), 2);
	assert_int_equal(times(bench, "conversation_id"), 0);
}

static void it_says_that_it_lives(void **state)
{
	struct bench *bench = *state;
	bench->x.site.stream.keep_alive_ms = 10;
	open_stream(bench);
	assert_true(until(bench, &bench->seen.length, 4));
	assert_string_equal(bench->seen.bytes, "\r\n\r\n");
}

static void it_goes_wrong_on_order(void **state)
{
	struct bench *bench = *state;
	open_stream(bench);
	order(bench, "{\"split\":true}");
	mention(bench, "", "@UPPolNRI in pieces");
	hear(bench, "}]}\r\n");
	order(bench, "{\"split\":false,\"twice\":true}");
	mention(bench, "", "@UPPolNRI repeated");
	hear(bench, "repeated");
	order(bench, "{\"twice\":false,\"shuffle\":true}");
	mention(bench, "", "@UPPolNRI first");
	mention(bench, "", "@UPPolNRI second");
	hear(bench, "UPPolNRI first");
	assert_int_equal(times(bench, "repeated"), 2);
	assert_true(strstr(bench->seen.bytes, "second") < strstr(bench->seen.bytes, "first"));
	order(bench, "{\"shuffle\":false,\"drop_percent\":50}");
	for (int i = 0; i < 10; i++)
		mention(bench, "", "@UPPolNRI some");
	order(bench, "{\"drop_percent\":0,\"say\":{\"new\":1}}");
	hear(bench, "{\"new\":1}\r\n");
	assert_int_equal(times(bench, "UPPolNRI some"), 5);
	order(bench, "{\"stall\":true}");
	mention(bench, "", "@UPPolNRI swallowed");
	order(bench, "{\"stall\":false,\"raw\":\"{half\"}");
	hear(bench, "{half\r\n");
	assert_int_equal(times(bench, "swallowed"), 0);
	order(bench, "{\"end\":\"operational-disconnect\"}");
	assert_true(until(bench, &bench->ends, 1));
	assert_int_equal(bench->code, ERR_OK);
	assert_int_equal(times(bench, "UpstreamOperationalDisconnect"), 1);
}

static void it_is_cut_on_order(void **state)
{
	struct bench *bench = *state;
	open_stream(bench);
	order(bench, "{\"cut\":true}");
	assert_true(until(bench, &bench->ends, 1));
	assert_int_equal(bench->code, ERR_REMOTE);
}

static void there_is_one_connection(void **state)
{
	struct bench *bench = *state;
	open_stream(bench);
	assert_int_equal(status_of(bench, "GET", "/2/tweets/search/stream", NULL), 429);
	assert_non_null(strstr(bench->answer, "TooManyConnections"));
	/* One that has gone is let go ... */
	http_client_cancel(bench->x.client, &bench->request);
	assert_true(until(bench, &bench->ends, 1));
	listen_to(bench);
	assert_true(until(bench, &bench->opened, 2));
	/* ... unless X is to hold on to it. */
	order(bench, "{\"stuck\":true}");
	assert_int_equal(status_of(bench, "GET", "/2/tweets/search/stream", NULL), 429);
	assert_int_equal(status_of(bench, "DELETE", "/2/connections/all", NULL), 200);
	assert_true(until(bench, &bench->ends, 2));
	listen_to(bench);
	assert_true(until(bench, &bench->opened, 3));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(rules_are_kept_once_and_deleted),
		TEST(only_the_apps_token_opens_it_and_only_with_rules),
		TEST(a_rule_may_act_late),
		TEST(what_fits_a_rule_comes_at_once),
		TEST(it_says_that_it_lives),
		TEST(it_goes_wrong_on_order),
		TEST(it_is_cut_on_order),
		TEST(there_is_one_connection),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
