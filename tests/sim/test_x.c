/* The pretend X over HTTP, as the daemon meets it. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/answer.h"
#include "x_bench.h"
#include "json/json.h"

enum { URL_SIZE = 300, BODY_SIZE = 600 };

#define US "1700000000000000001"

static int set_up(void **state)
{
	struct x_bench *bench = mem_new(1, sizeof *bench);
	*state = bench;
	int failed = x_bench_open(bench, US);
	bench->site.token = "secret";
	return failed;
}

static int tear_down(void **state)
{
	x_bench_close(*state);
	mem_free(*state);
	return 0;
}

static struct ask_answer call_with(struct x_bench *bench, const char *token, const char *method,
	const char *path, const char *body)
{
	char url[URL_SIZE];
	snprintf(url, sizeof url, "http://127.0.0.1:%u%s", http_server_port(bench->server), path);
	const struct ask_header headers[] = {
		{"Authorization", token}, {"Content-Type", "application/json"}, {NULL, NULL}};
	return ask(bench->loop, bench->client, method, url, body, headers);
}

static struct ask_answer call(
	struct x_bench *bench, const char *method, const char *path, const char *body)
{
	return call_with(bench, "Bearer secret", method, path, body);
}

/* For calls of which only the status matters. */
static int status_of(struct x_bench *bench, const char *method, const char *path, const char *body)
{
	struct ask_answer answer = call(bench, method, path, body);
	json_decref(answer.document);
	return answer.code ? -1 : answer.status;
}

static struct x_post *mention(struct x_bench *bench, const char *ref, const char *text)
{
	char line[BODY_SIZE];
	snprintf(line, sizeof line, "{\"ref\":\"%s\",\"author\":\"@asha\",\"text\":\"%s\"}", ref,
		text);
	assert_int_equal(status_of(bench, "POST", "/sim/post", line), 200);
	return x_world_find_ref(&bench->site.world, ref);
}

static int reply(struct x_bench *bench, const struct x_post *parent, const char *text)
{
	char body[BODY_SIZE];
	snprintf(body, sizeof body,
		"{\"text\":\"%s\",\"reply\":{\"in_reply_to_tweet_id\":\"%llu\"}}", text,
		(unsigned long long)parent->id);
	return status_of(bench, "POST", "/2/tweets", body);
}

static size_t reply_count(const struct x_bench *bench)
{
	size_t count = 0;
	for (size_t i = 0; i < bench->site.world.post_count; i++)
		count += bench->site.world.posts[i]->author == bench->site.world.us;
	return count;
}

static void order_fault(struct x_bench *bench, const char *order)
{
	assert_int_equal(status_of(bench, "POST", "/sim/fault", order), 200);
}

/* --- tests --- */

/* The next line, but for its time. */
static void expect_line(struct line_tail *tail, const char *wanted)
{
	json_t *line = line_tail_next(tail), *same = json_loads(wanted, 0, NULL);
	assert_non_null(line);
	assert_non_null(same);
	json_object_del(line, "at");
	char *seen = json_dumps(line, 0);
	if (!json_equal(line, same))
		fail_msg("wanted %s, got %s", wanted, seen);
	free(seen);
	json_decref(line);
	json_decref(same);
}

static void what_is_asked_and_answered_is_recorded_without_the_token(void **state)
{
	struct x_bench *bench = *state;
	char path[] = "/tmp/nriseva-requests-XXXXXX";
	close(mkstemp(path));
	line_log_open(path, "x", &bench->site.requests, NULL);
	struct line_tail *tail = line_tail_new(path);
	assert_int_equal(status_of(bench, "GET", "/2/users/me?a=%40b+c&a", NULL), 200);
	assert_int_equal(status_of(bench, "POST", "/2/tweets", "no JSON"), 400);
	expect_line(tail,
		"{\"who\":\"x\",\"act\":\"request\",\"method\":\"GET\",\"path\":\"/2/users/me\","
		"\"query\":[[\"a\",\"@b c\"],[\"a\",\"\"]],\"headers\":{\"content-type\":"
		"\"application/json\",\"authorization\":\"Bearer\"}}");
	expect_line(tail,
		"{\"who\":\"x\",\"act\":\"answer\",\"method\":\"GET\",\"path\":\"/2/users/me\","
		"\"query\":[[\"a\",\"@b c\"],[\"a\",\"\"]],\"status\":200,\"body\":{\"data\":{"
		"\"id\":\"" US "\",\"name\":\"UPPolNRI\",\"username\":\"UPPolNRI\"}}}");
	expect_line(tail,
		"{\"who\":\"x\",\"act\":\"request\",\"method\":\"POST\",\"path\":\"/2/tweets\","
		"\"query\":[],\"body\":\"no JSON\",\"headers\":{\"content-type\":"
		"\"application/json\",\"authorization\":\"Bearer\"}}");
	line_tail_free(tail);
	line_log_close(bench->site.requests);
	unlink(path);
}

static void a_wrong_token_is_a_401_problem(void **state)
{
	struct ask_answer answer = call_with(*state, "Bearer other", "GET", "/2/users/me", NULL);
	assert_int_equal(answer.status, 401);
	assert_int_equal(json_get_int(answer.document, "status", 0), 401);
	json_decref(answer.document);
}

static void an_empty_page_has_no_data(void **state)
{
	struct ask_answer answer =
		call(*state, "GET", "/2/users/" US "/mentions?max_results=5", NULL);
	assert_int_equal(answer.status, 200);
	assert_null(json_at(answer.document, "data", NULL));
	assert_int_equal(
		json_get_int(json_at(answer.document, "meta", NULL), "result_count", -1), 0);
	json_decref(answer.document);
}

static void pages_are_newest_first_and_lead_on_by_token(void **state)
{
	char text[40], ref[20], path[URL_SIZE], token[60] = "";
	for (int i = 0; i < 12; i++) {
		snprintf(text, sizeof text, "@UPPolNRI number %d", i);
		snprintf(ref, sizeof ref, "r%d", i);
		mention(*state, ref, text);
	}
	int expected = 11;
	for (int page = 0; page < 3; page++) {
		snprintf(path, sizeof path, "/2/users/" US "/mentions?max_results=5%s%s",
			*token ? "&pagination_token=" : "", token);
		struct ask_answer answer = call(*state, "GET", path, NULL);
		size_t i;
		json_t *post;
		json_array_foreach(json_at(answer.document, "data", NULL), i, post)
		{
			snprintf(text, sizeof text, "@UPPolNRI number %d", expected--);
			assert_string_equal(json_get_string(post, "text"), text);
		}
		const char *next =
			json_get_string(json_at(answer.document, "meta", NULL), "next_token");
		assert_int_equal(next != NULL, page < 2);
		snprintf(token, sizeof token, "%s", next ? next : "");
		json_decref(answer.document);
	}
	assert_int_equal(expected, -1);
}

static void since_id_leaves_out_what_is_not_newer(void **state)
{
	char path[URL_SIZE];
	const struct x_post *first = mention(*state, "a", "@UPPolNRI first");
	mention(*state, "b", "@UPPolNRI second");
	snprintf(path, sizeof path, "/2/users/" US "/mentions?since_id=%llu",
		(unsigned long long)first->id);
	struct ask_answer answer = call(*state, "GET", path, NULL);
	assert_int_equal(json_array_size(json_at(answer.document, "data", NULL)), 1);
	json_decref(answer.document);
}

static void only_fields_that_were_asked_for_are_there(void **state)
{
	mention(*state, "a", "@UPPolNRI hello");
	struct ask_answer answer = call(*state, "GET",
		"/2/users/" US "/mentions?tweet.fields=author_id,no_such_field,display_text_range",
		NULL);
	const json_t *post = json_at(answer.document, "data", "0", NULL);
	assert_non_null(json_get_string(post, "author_id"));
	assert_non_null(json_at(post, "display_text_range", NULL));
	assert_null(json_at(post, "created_at", NULL));
	assert_null(json_at(post, "no_such_field", NULL));
	json_decref(answer.document);
}

static void bad_parameters_are_refused(void **state)
{
	assert_int_equal(
		status_of(*state, "GET", "/2/users/" US "/mentions?max_results=4", NULL), 400);
	assert_int_equal(
		status_of(*state, "GET", "/2/users/" US "/mentions?max_results=101", NULL), 400);
	assert_int_equal(
		status_of(*state, "GET", "/2/users/" US "/mentions?since_id=x", NULL), 400);
	assert_int_equal(
		status_of(*state, "GET", "/2/users/" US "/mentions?pagination_token=x", NULL), 400);
	assert_int_equal(
		status_of(*state, "POST", "/2/tweets", "{\"text\":\"a\",\"colour\":1}"), 400);
}

static void a_reply_is_created_once_and_seen_in_the_own_timeline(void **state)
{
	const struct x_post *asked = mention(*state, "a", "@UPPolNRI help");
	assert_int_equal(reply(*state, asked, "Received"), 201);
	assert_int_equal(reply(*state, asked, "Received"), 403);
	struct ask_answer answer =
		call(*state, "GET", "/2/users/" US "/tweets?tweet.fields=referenced_tweets", NULL);
	const json_t *posts = json_at(answer.document, "data", NULL);
	assert_int_equal(json_array_size(posts), 1);
	assert_string_equal(json_get_string(json_array_get(posts, 0), "text"), "@asha Received");
	json_decref(answer.document);
}

static void a_post_that_does_not_engage_us_cannot_be_answered(void **state)
{
	const struct x_post *stranger = mention(*state, "a", "nobody is named here");
	assert_int_equal(reply(*state, stranger, "Hello"), 403);
	assert_int_equal(reply_count(*state), 0);
}

static void an_exhausted_window_answers_429(void **state)
{
	struct x_bench *bench = *state;
	bench->site.windows[X_ME].limit = 1;
	struct ask_answer answer = call(bench, "GET", "/2/users/me", NULL);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.remaining, "0");
	json_decref(answer.document);
	assert_int_equal(status_of(bench, "GET", "/2/users/me", NULL), 429);
	assert_int_equal(status_of(bench, "GET", "/2/users/" US "/mentions", NULL), 200);
}

static void drop_after_create_keeps_the_reply_and_loses_the_answer(void **state)
{
	const struct x_post *asked = mention(*state, "a", "@UPPolNRI help");
	order_fault(*state, "{\"what\":\"drop_after_create\"}");
	assert_int_equal(reply(*state, asked, "Received"), -1);
	assert_int_equal(reply_count(*state), 1);
	assert_int_equal(reply(*state, asked, "Received"), 403);
}

static void faults_are_played_as_often_as_ordered(void **state)
{
	const struct x_post *asked = mention(*state, "a", "@UPPolNRI help");
	order_fault(*state, "{\"what\":\"503\",\"count\":2}");
	assert_int_equal(reply(*state, asked, "Received"), 503);
	assert_int_equal(reply(*state, asked, "Received"), 503);
	assert_int_equal(reply_count(*state), 0);
	assert_int_equal(reply(*state, asked, "Received"), 201);
	order_fault(*state, "{\"what\":\"503_after_create\"}");
	assert_int_equal(reply(*state, asked, "Second"), 503);
	assert_int_equal(reply_count(*state), 2);
	order_fault(*state, "{\"what\":\"503\",\"on\":\"create:b\"}");
	assert_int_equal(reply(*state, asked, "Third"), 201);
	assert_int_equal(reply(*state, mention(*state, "b", "@UPPolNRI too"), "Fourth"), 503);
	order_fault(*state, "{\"what\":\"empty\",\"on\":\"mentions\"}");
	struct ask_answer answer = call(*state, "GET", "/2/users/" US "/mentions", NULL);
	assert_null(json_at(answer.document, "data", NULL));
	json_decref(answer.document);
	order_fault(*state, "{\"what\":\"html\",\"on\":\"mentions\"}");
	answer = call(*state, "GET", "/2/users/" US "/mentions", NULL);
	assert_int_equal(answer.status, 200);
	assert_null(answer.document);
}

static void a_field_may_vanish_and_a_rule_refuse_all_replies(void **state)
{
	struct x_bench *bench = *state;
	static const char path[] =
		"/2/users/" US "/mentions?tweet.fields=entities,created_at,author_id";
	const struct x_post *asked = mention(bench, "a", "@UPPolNRI help");
	for (int vanished = 0; vanished < 2; vanished++) {
		struct ask_answer answer = call(bench, "GET", path, NULL);
		const json_t *post = json_at(answer.document, "data", "0", NULL);
		assert_non_null(json_object_get(post, "created_at"));
		assert_int_equal(!json_object_get(post, "entities"), vanished);
		json_decref(answer.document);
		assert_int_equal(status_of(bench, "POST", "/sim/dialect",
					 "{\"without\":\"entities,withheld\"}"),
			200);
	}
	assert_int_equal(status_of(bench, "POST", "/sim/rule", "{\"refuse\":\"Not you.\"}"), 200);
	assert_int_equal(reply(bench, asked, "First"), 403);
	assert_int_equal(status_of(bench, "POST", "/sim/rule", "{\"refuse\":null}"), 200);
	assert_int_equal(reply(bench, asked, "First"), 201);
}

static void weather_is_ordered_and_shows_in_answers(void **state)
{
	struct x_bench *bench = *state;
	const struct x_post *asked = mention(bench, "a", "@UPPolNRI help");
	assert_int_equal(status_of(bench, "POST", "/sim/outage",
				 "{\"on\":\"create\",\"status\":503,\"ms\":60000,\"done\":true}"),
		200);
	assert_int_equal(reply(bench, asked, "First"), 503);
	assert_int_equal(reply_count(bench), 1);
	assert_int_equal(status_of(bench, "POST", "/sim/outage",
				 "{\"on\":\"all\",\"status\":401,\"ms\":60000}"),
		200);
	assert_int_equal(reply(bench, asked, "Second"), 401);
	assert_int_equal(status_of(bench, "GET", "/2/users/" US "/mentions", NULL), 401);
	assert_int_equal(reply_count(bench), 1);
	assert_int_equal(status_of(bench, "POST", "/sim/outage", "{\"on\":\"all\",\"ms\":0}"), 200);
	assert_int_equal(
		status_of(bench, "POST", "/sim/outage", "{\"on\":\"nowhere\",\"ms\":9}"), 400);
	assert_int_equal(reply(bench, asked, "Third"), 201);
	assert_int_equal(
		status_of(bench, "POST", "/sim/storm", "{\"percent\":100,\"seed\":1}"), 200);
	assert_int_not_equal(reply(bench, asked, "Fourth"), 201);
	assert_int_equal(status_of(bench, "POST", "/sim/storm", "{\"percent\":0}"), 200);
	assert_int_equal(reply(bench, asked, "Fifth"), 201);
}

static void a_script_waits_for_our_reply_and_answers_it(void **state)
{
	struct x_bench *bench = *state;
	json_t *lines = json_pack("[{s:s, s:s, s:s}, {s:s, s:s, s:s, s:s, s:i}]", "ref", "a",
		"author", "@asha", "text", "@UPPolNRI help", "ref", "b", "author", "@asha",
		"in_reply_to", "a", "text", "my number is {case:a}", "after_ms", 0);
	bench->site.script = x_script_new(&bench->site, lines, 0);
	json_decref(lines);
	while (!x_world_find_ref(&bench->site.world, "a"))
		assert_int_equal(status_of(bench, "GET", "/2/users/" US "/mentions", NULL), 200);
	assert_int_equal(x_script_left(bench->site.script), 1);
	assert_int_equal(reply(bench, x_world_find_ref(&bench->site.world, "a"),
				 "Received as NRI-7K3F-9QXM."),
		201);
	while (x_script_left(bench->site.script) > 0)
		status_of(bench, "GET", "/sim/state", NULL);
	const struct x_post *answer = x_world_find_ref(&bench->site.world, "b");
	assert_string_equal(answer->text, "@UPPolNRI my number is NRI-7K3F-9QXM");
	assert_string_equal(answer->thread, "a");
}

static void play(struct x_bench *bench, const char *line)
{
	json_t *document = json_loads(line, 0, NULL);
	assert_non_null(document);
	assert_int_equal(x_script_play(&bench->site, document, NULL), ERR_OK);
	json_decref(document);
}

static bool is_labelled(struct x_bench *bench, const char *path)
{
	struct ask_answer answer = call(bench, "GET", path, NULL);
	assert_int_equal(answer.status, 200);
	bool labelled =
		str_is(json_get_string(json_at(answer.document, "data", "affiliation", NULL),
			       "description"),
			"Automated");
	json_decref(answer.document);
	return labelled;
}

static void a_label_is_shown_to_who_asks_and_stays(void **state)
{
	struct x_bench *bench = *state;
	char path[80], asking[120];
	play(bench, "{\"author\":\"bot\",\"text\":\"@UPPolNRI beep\",\"automated\":true}");
	play(bench, "{\"author\":\"bot\",\"text\":\"@UPPolNRI beep again\"}");
	struct x_world *world = &bench->site.world;
	const char *id = world->users[x_world_user(world, "bot")].id;
	snprintf(path, sizeof path, "/2/users/%s", id);
	snprintf(asking, sizeof asking, "%s?user.fields=id&expansions=affiliation", path);
	assert_false(is_labelled(bench, path));
	assert_true(is_labelled(bench, asking));
	assert_true(is_labelled(bench, "/2/users/me?expansions=affiliation"));
	play(bench, "{\"author\":\"bot\",\"text\":\"I am free\",\"automated\":false}");
	assert_false(is_labelled(bench, asking));
	assert_int_equal(bench->site.calls[X_USER], 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_asked_and_answered_is_recorded_without_the_token, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_wrong_token_is_a_401_problem, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_empty_page_has_no_data, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			pages_are_newest_first_and_lead_on_by_token, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			since_id_leaves_out_what_is_not_newer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			only_fields_that_were_asked_for_are_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bad_parameters_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_reply_is_created_once_and_seen_in_the_own_timeline, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_post_that_does_not_engage_us_cannot_be_answered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_exhausted_window_answers_429, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			drop_after_create_keeps_the_reply_and_loses_the_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			faults_are_played_as_often_as_ordered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			weather_is_ordered_and_shows_in_answers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_field_may_vanish_and_a_rule_refuse_all_replies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_label_is_shown_to_who_asks_and_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_script_waits_for_our_reply_and_answers_it, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
