#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/log.h"
#include "http/server.h"

enum { BODY_CAP = 1000, HELD_MAX = 64 };

/* Answers at once what it got, or holds the exchange for the test to answer. */
struct fixture {
	struct loop *loop;
	struct http_server *server;
	bool hold;
	struct http_exchange *held[HELD_MAX];
	size_t held_count;
	size_t served;
	char pairs[100]; /* of the query: NAME:VALUE; */
	char seen[400];  /* method, path, a query value, a header, the body */
	struct loop_timer *later;
	const char *later_text;
	bool later_break;
};

static void note_pair(void *arg, const char *name, const char *value)
{
	struct fixture *f = arg;
	size_t used = strlen(f->pairs);
	snprintf(f->pairs + used, sizeof f->pairs - used, "%s:%s;", name, value);
}

static void serve(void *arg, struct http_exchange *exchange)
{
	struct fixture *f = arg;
	f->served++;
	size_t length;
	f->pairs[0] = '\0';
	http_query_each(exchange, note_pair, f);
	const char *body = http_body(exchange, &length), *q = http_query(exchange, "q"),
		   *header = http_header(exchange, "x-thing");
	snprintf(f->seen, sizeof f->seen, "%s %s q=%s x=%s body=%.*s", http_method(exchange),
		http_path(exchange), q ? q : "-", header ? header : "-",
		(int)(length < 100 ? length : 100), body);
	if (f->hold) {
		f->held[f->held_count++] = exchange;
		loop_stop(f->loop);
		return;
	}
	http_reply_header(exchange, "X-Reply", "yes");
	http_reply(exchange, 200, "text/plain", f->seen, strlen(f->seen));
}

static void on_later(void *arg)
{
	struct fixture *f = arg;
	for (size_t i = 0; i < f->held_count; i++) {
		if (f->later_break)
			http_break_off(f->held[i]);
		else
			http_reply(f->held[i], 200, "text/plain", f->later_text,
				strlen(f->later_text));
	}
	f->held_count = 0;
}

static void open_server(struct fixture *f, struct http_server_options options)
{
	options.body_cap = BODY_CAP;
	options.idle_timeout_s = options.idle_timeout_s ? options.idle_timeout_s : 30;
	options.serve = serve;
	options.arg = f;
	struct err err;
	if (http_server_new(f->loop, &options, &f->server, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	f->loop = loop_new();
	f->later = loop_timer_new(f->loop, on_later, f);
	open_server(f, (struct http_server_options){.address = "127.0.0.1"});
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	loop_timer_free(f->later);
	http_server_free(f->server);
	loop_free(f->loop);
	free(f);
	return 0;
}

static void begin(struct fixture *f, struct talk *talk, const char *request)
{
	talk_begin_tcp(talk, f->loop, http_server_port(f->server));
	talk_say(talk, request, strlen(request));
}

static void ask_expecting(struct fixture *f, const char *request, const char *wanted)
{
	struct talk talk;
	begin(f, &talk, request);
	if (!talk_hear(&talk, wanted))
		fail_msg("wanted %s, heard \"%s\" to: %s", wanted, talk.heard.bytes, request);
	talk_end(&talk);
}

static void a_request_is_served_with_all_its_parts(void **state)
{
	struct fixture *f = *state;
	struct talk talk;
	begin(f, &talk,
		"POST /a%20path?q=one%2Ftwo+x&p HTTP/1.1\r\nHost: here\r\nX-Thing: 7\r\n"
		"Content-Length: 5\r\n\r\nhello");
	assert_true(talk_hear(&talk, "body=hello"));
	assert_non_null(strstr(talk.heard.bytes, "HTTP/1.1 200 OK"));
	assert_non_null(strstr(talk.heard.bytes, "POST /a path q=one/two x x=7"));
	assert_string_equal(f->pairs, "q:one/two x;p:;");
	assert_non_null(strstr(talk.heard.bytes, "X-Reply: yes"));
	assert_non_null(strstr(talk.heard.bytes, "Date: "));
	assert_null(strstr(talk.heard.bytes, "Server:"));
	talk_end(&talk);
}

static void a_connection_is_kept_for_further_requests(void **state)
{
	struct fixture *f = *state;
	struct talk talk;
	begin(f, &talk,
		"GET /one HTTP/1.1\r\nHost: here\r\n\r\nGET /two HTTP/1.1\r\nHost: here\r\n\r\n");
	assert_true(talk_hear(&talk, "GET /two"));
	const char *third = "GET /three HTTP/1.1\r\nHost: here\r\n\r\n";
	talk_say(&talk, third, strlen(third));
	assert_true(talk_hear(&talk, "GET /three"));
	assert_int_equal(f->served, 3);
	talk_end(&talk);
}

static void a_request_may_be_answered_later(void **state)
{
	struct fixture *f = *state;
	f->hold = true;
	struct talk one, two;
	begin(f, &one, "GET /one HTTP/1.1\r\nHost: here\r\n\r\n");
	begin(f, &two, "GET /two HTTP/1.1\r\nHost: here\r\n\r\n");
	while (f->held_count < 2)
		loop_run(f->loop);
	f->later_text = "at last";
	loop_timer_start(f->later, 20);
	assert_true(talk_hear(&one, "at last"));
	assert_true(talk_hear(&two, "at last"));
	talk_end(&one);
	talk_end(&two);
}

static void an_answer_may_come_from_inside_another_request(void **state)
{
	struct fixture *f = *state;
	f->hold = true;
	struct talk one;
	begin(f, &one, "GET /one HTTP/1.1\r\nHost: here\r\n\r\n");
	while (f->held_count < 1)
		loop_run(f->loop);
	f->hold = false;
	struct http_exchange *held = f->held[0];
	f->held_count = 0;
	ask_expecting(f, "GET /two HTTP/1.1\r\nHost: here\r\n\r\n", "GET /two");
	http_reply(held, 204, NULL, NULL, 0);
	assert_true(talk_hear(&one, "HTTP/1.1 204"));
	talk_end(&one);
}

static void a_client_that_leaves_does_no_harm(void **state)
{
	struct fixture *f = *state;
	f->hold = true;
	struct talk talk;
	begin(f, &talk, "GET /one HTTP/1.1\r\nHost: here\r\n\r\n");
	while (f->held_count < 1)
		loop_run(f->loop);
	talk_end(&talk);
	http_reply(f->held[0], 200, "text/plain", "to nobody", 9);
	f->hold = false;
	ask_expecting(f, "GET /two HTTP/1.1\r\nHost: here\r\n\r\n", "GET /two");
}

static void breaking_off_closes_without_an_answer(void **state)
{
	struct fixture *f = *state;
	f->hold = true;
	struct talk talk;
	begin(f, &talk, "GET /one HTTP/1.1\r\nHost: here\r\n\r\n");
	while (f->held_count < 1)
		loop_run(f->loop);
	f->later_break = true;
	loop_timer_start(f->later, 1);
	assert_true(talk_hear(&talk, NULL));
	assert_int_equal(talk.heard.length, 0);
	talk_end(&talk);
}

static void ambiguous_framing_is_refused_and_nothing_is_served(void **state)
{
	static const char *const requests[] = {
		"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: "
		"6\r\n\r\nhello!",
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: "
		"chunked\r\n\r\n0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nhello",
		"GET / HTTP/1.1\r\n\r\n",
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
		ask_expecting(f, requests[i], "HTTP/1.1 400");
	assert_int_equal(f->served, 0);
}

static void a_body_above_the_cap_is_413_declared_or_not(void **state)
{
	struct fixture *f = *state;
	ask_expecting(
		f, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", "HTTP/1.1 413");
	struct talk talk;
	begin(f, &talk, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
	char chunk[700];
	int head = snprintf(chunk, sizeof chunk, "258\r\n%0600d\r\n", 0);
	talk_say(&talk, chunk, (size_t)head);
	talk_say(&talk, chunk, (size_t)head);
	talk_say(&talk, "0\r\n\r\n", 5);
	assert_true(talk_hear(&talk, "HTTP/1.1 413"));
	talk_end(&talk);
	assert_int_equal(f->served, 0);
}

static void a_chunked_body_without_end_is_cut_off(void **state)
{
	struct fixture *f = *state;
	struct talk talk;
	begin(f, &talk, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
	static char chunk[0x10000 + 16];
	int head = snprintf(chunk, sizeof chunk, "10000\r\n%065536d\r\n", 0);
	for (int i = 0; i < 40 && !talk.ended; i++) {
		ssize_t put = send(talk.fd, chunk, (size_t)head, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (put < head)
			break;
		struct loop_timer *pause = loop_timer_new(f->loop, talk_on_timeout, f->loop);
		loop_timer_start(pause, 2);
		loop_run(f->loop);
		loop_timer_free(pause);
	}
	assert_true(talk_hear(&talk, NULL));
	assert_int_equal(f->served, 0);
	talk_end(&talk);
}

static void a_chunked_body_that_fits_is_served(void **state)
{
	struct fixture *f = *state;
	ask_expecting(f,
		"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
		"chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
		"body=abcde");
}

static void idle_connections_are_closed(void **state)
{
	struct fixture *f = *state;
	http_server_free(f->server);
	open_server(f, (struct http_server_options){.address = "127.0.0.1", .idle_timeout_s = 1});
	struct talk talk;
	begin(f, &talk, "GET / HTTP/1.1\r\nHost: a\r\n");
	assert_true(talk_hear(&talk, NULL));
	talk_end(&talk);
}

static void connections_above_the_cap_wait_for_their_turn(void **state)
{
	struct fixture *f = *state;
	http_server_free(f->server);
	open_server(f, (struct http_server_options){.address = "127.0.0.1", .connections_max = 2});
	struct talk first, second, third;
	const char *request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
	begin(f, &first, request);
	begin(f, &second, request);
	assert_true(talk_hear(&first, "GET /"));
	assert_true(talk_hear(&second, "GET /"));
	begin(f, &third, request);
	struct loop_timer *pause = loop_timer_new(f->loop, talk_on_timeout, f->loop);
	loop_timer_start(pause, 50);
	loop_run(f->loop);
	loop_timer_free(pause);
	assert_int_equal(f->served, 2);
	talk_end(&first);
	assert_true(talk_hear(&third, "GET /"));
	talk_end(&second);
	talk_end(&third);
}

static void a_unix_socket_serves_and_is_gone_afterwards(void **state)
{
	struct fixture *f = *state;
	http_server_free(f->server);
	char folder[] = "/tmp/nriseva-server-XXXXXX", path[64];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/socket", folder);
	open_server(f, (struct http_server_options){.unix_path = path});
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	struct talk talk;
	talk_begin_unix(&talk, f->loop, path);
	const char *request = "GET /here HTTP/1.1\r\nHost: a\r\n\r\n";
	talk_say(&talk, request, strlen(request));
	assert_true(talk_hear(&talk, "GET /here"));
	talk_end(&talk);
	http_server_free(f->server);
	f->server = NULL;
	assert_int_not_equal(stat(path, &st), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void the_end_answers_what_is_open_with_503(void **state)
{
	struct fixture *f = *state;
	f->hold = true;
	struct talk held, half;
	begin(f, &half, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhal");
	begin(f, &held, "GET /one HTTP/1.1\r\nHost: here\r\n\r\n");
	while (f->held_count < 1)
		loop_run(f->loop);
	http_server_free(f->server);
	f->server = NULL;
	assert_true(talk_hear(&held, NULL));
	assert_non_null(strstr(held.heard.bytes, "HTTP/1.1 503"));
	assert_true(talk_hear(&half, NULL));
	/* Whoever held it answers as if nothing had happened. */
	assert_null(http_header(f->held[0], "Host"));
	http_reply(f->held[0], 200, "text/plain", "too late", 8);
	talk_end(&held);
	talk_end(&half);
}

int main(void)
{
	log_setup(LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_request_is_served_with_all_its_parts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_connection_is_kept_for_further_requests, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_request_may_be_answered_later, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_answer_may_come_from_inside_another_request, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_client_that_leaves_does_no_harm, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			breaking_off_closes_without_an_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			ambiguous_framing_is_refused_and_nothing_is_served, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_body_above_the_cap_is_413_declared_or_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_chunked_body_without_end_is_cut_off, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_chunked_body_that_fits_is_served, set_up, tear_down),
		cmocka_unit_test_setup_teardown(idle_connections_are_closed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			connections_above_the_cap_wait_for_their_turn, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_unix_socket_serves_and_is_gone_afterwards, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_end_answers_what_is_open_with_503, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
