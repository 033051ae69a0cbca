#include "talk.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/client.h"
#include "http/server.h"

enum { MANY = 300 };

/* --- a server of raw bytes, which does what ours would not --- */

struct raw_server;

struct raw_connection {
	struct raw_server *server;
	int fd;
	struct loop_poll *poll;
	size_t heard;
	char bytes[4096];
};

struct raw_server {
	struct loop *loop;
	int fd;
	uint16_t port;
	struct loop_poll *poll;
	const char *answers[4]; /* to the first, second, ... request; NULL: close without one */
	bool close_after;       /* each answer */
	bool reset;             /* close with a reset */
	bool silent;            /* never answer */
	size_t requests;
	struct raw_connection connections[8];
	size_t accepted;
};

static void raw_close(struct raw_connection *connection)
{
	if (!connection->poll)
		return;
	const struct linger now = {.l_onoff = 1};
	if (connection->server->reset)
		setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	loop_poll_free(connection->poll);
	connection->poll = NULL;
	close(connection->fd);
}

static void raw_on_request(struct raw_connection *connection)
{
	struct raw_server *server = connection->server;
	connection->heard = 0;
	size_t number = server->requests++;
	const char *answer = number < 4 ? server->answers[number] : NULL;
	if (server->silent)
		return;
	if (answer)
		send(connection->fd, answer, strlen(answer), MSG_NOSIGNAL);
	if (!answer || server->close_after)
		raw_close(connection);
}

static void raw_on_ready(void *arg, int events)
{
	struct raw_connection *connection = arg;
	(void)events;
	ssize_t got = recv(connection->fd, connection->bytes + connection->heard,
		sizeof connection->bytes - 1 - connection->heard, 0);
	if (got <= 0) {
		if (got == 0 || errno != EAGAIN)
			raw_close(connection);
		return;
	}
	connection->heard += (size_t)got;
	connection->bytes[connection->heard] = '\0';
	if (strstr(connection->bytes, "\r\n\r\n"))
		raw_on_request(connection);
}

static void raw_on_connection(void *arg, int events)
{
	struct raw_server *server = arg;
	(void)events;
	int fd = accept(server->fd, NULL, NULL);
	if (fd < 0)
		return;
	struct raw_connection *connection = &server->connections[server->accepted++ % 8];
	*connection = (struct raw_connection){.server = server, .fd = fd};
	connection->poll = loop_poll_new(server->loop, fd, raw_on_ready, connection);
	loop_poll_want(connection->poll, LOOP_READABLE);
}

static void raw_open(struct raw_server *server, struct loop *loop)
{
	*server = (struct raw_server){.loop = loop};
	struct sockaddr_in here = {.sin_family = AF_INET};
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socklen_t size = sizeof here;
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(server->fd, (struct sockaddr *)&here, size), 0);
	assert_int_equal(listen(server->fd, 16), 0);
	assert_int_equal(getsockname(server->fd, (struct sockaddr *)&here, &size), 0);
	server->port = ntohs(here.sin_port);
	server->poll = loop_poll_new(loop, server->fd, raw_on_connection, server);
	loop_poll_want(server->poll, LOOP_READABLE);
}

static void raw_end(struct raw_server *server)
{
	for (size_t i = 0; i < 8; i++) {
		if (server->connections[i].server)
			raw_close(&server->connections[i]);
	}
	loop_poll_free(server->poll);
	close(server->fd);
}

/* --- fixture --- */

struct fixture {
	struct loop *loop;
	struct http_client *client;
	struct http_server *server;
	struct raw_server raw;
	struct http_exchange *slow[MANY];
	size_t slow_count;
	struct loop_timer *slow_timer;
	size_t open; /* requests whose done has not come */
	char seen[2000];
};

struct ask {
	struct http_request request;
	struct fixture *fixture;
	char url[200];
	int dones;
	enum err_code code;
	char error[400];
	int status;
	bool cut, sent;
	int64_t retry_after_s;
	char answer[2000];
	size_t length;
	char header[100];
	bool submit_again;
	struct ask *cancel; /* in done */
	bool free_client;   /* in done */
};

static const struct address_policy to_loopback = {.loopback = true};
static const struct address_policy to_nowhere = {.loopback = false};

static void on_done(struct http_request *request, enum err_code code, const struct err *err)
{
	struct ask *ask = container_of(request, struct ask, request);
	ask->dones++;
	ask->code = code;
	ask->status = request->status;
	ask->cut = request->cut;
	ask->sent = request->sent;
	ask->retry_after_s = request->retry_after_s;
	ask->length = request->answer.length;
	snprintf(ask->answer, sizeof ask->answer, "%s", request->answer.bytes);
	snprintf(ask->error, sizeof ask->error, "%s", err ? err->text : "");
	const char *header = http_answer_header(request, "x-seen");
	snprintf(ask->header, sizeof ask->header, "%s", header ? header : "-");
	struct fixture *f = ask->fixture;
	if (ask->submit_again) {
		ask->submit_again = false;
		http_client_submit(f->client, request);
		return;
	}
	if (ask->cancel)
		http_client_cancel(f->client, &ask->cancel->request);
	if (ask->free_client) {
		http_client_free(f->client);
		f->client = NULL;
	}
	if (--f->open == 0)
		loop_stop(f->loop);
}

static void ask_init(struct ask *ask, struct fixture *f, uint16_t port, const char *path)
{
	*ask = (struct ask){.fixture = f};
	snprintf(ask->url, sizeof ask->url, "http://127.0.0.1:%u%s", port, path);
	ask->request = (struct http_request){.method = "GET",
		.url = ask->url,
		.connect_timeout_ms = 2000,
		.timeout_ms = 5000,
		.answer_cap = 100000,
		.address = &to_loopback,
		.done = on_done};
}

static void submit(struct ask *ask)
{
	ask->fixture->open++;
	http_client_submit(ask->fixture->client, &ask->request);
	assert_int_equal(ask->dones, 0);
}

static void wait_all(struct fixture *f)
{
	struct loop_timer *timer = loop_timer_new(f->loop, talk_on_timeout, f->loop);
	loop_timer_start(timer, 20000);
	while (f->open > 0 && loop_timer_is_set(timer))
		loop_run(f->loop);
	loop_timer_free(timer);
	assert_int_equal(f->open, 0);
}

static void run_one(struct ask *ask)
{
	submit(ask);
	wait_all(ask->fixture);
	assert_int_equal(ask->dones, 1);
}

static void on_slow(void *arg)
{
	struct fixture *f = arg;
	for (size_t i = 0; i < f->slow_count; i++)
		http_reply(f->slow[i], 200, "text/plain", "slow", 4);
	f->slow_count = 0;
}

static void serve(void *arg, struct http_exchange *exchange)
{
	struct fixture *f = arg;
	const char *path = http_path(exchange), *type = http_header(exchange, "Content-Type"),
		   *agent = http_header(exchange, "User-Agent"),
		   *thing = http_header(exchange, "X-Thing");
	size_t length;
	const char *body = http_body(exchange, &length);
	if (strcmp(path, "/slow") == 0) {
		f->slow[f->slow_count++] = exchange;
		if (!loop_timer_is_set(f->slow_timer))
			loop_timer_start(f->slow_timer, 300);
		return;
	}
	if (strcmp(path, "/break") == 0) {
		http_break_off(exchange);
		return;
	}
	if (strcmp(path, "/busy") == 0)
		http_reply_header(exchange, "Retry-After", "17");
	if (strcmp(path, "/away") == 0)
		http_reply_header(exchange, "Location", "/echo");
	http_reply_header(exchange, "X-Seen", "yes");
	int status = strcmp(path, "/busy") == 0 ? 429 : strcmp(path, "/away") == 0 ? 302 : 200;
	if (strcmp(path, "/big") == 0) {
		static char big[50000];
		memset(big, 'b', sizeof big);
		http_reply(exchange, 200, "text/plain", big, sizeof big);
		return;
	}
	snprintf(f->seen, sizeof f->seen,
		"%s %s type=%s agent=%s thing=%s expect=%s encoding=%s body=%.*s",
		http_method(exchange), path, type ? type : "-", agent ? agent : "-",
		thing ? thing : "-", http_header(exchange, "Expect") ? "set" : "-",
		http_header(exchange, "Accept-Encoding") ? "set" : "-",
		(int)(length < 50 ? length : 50), body);
	http_reply(exchange, status, "text/plain", f->seen, strlen(f->seen));
}

static int set_up(void **state)
{
	struct fixture *f = mem_new(1, sizeof *f);
	f->loop = loop_new();
	f->client = http_client_new(f->loop);
	f->slow_timer = loop_timer_new(f->loop, on_slow, f);
	const struct http_server_options options = {.address = "127.0.0.1",
		.body_cap = 3000000,
		.connections_max = 1000,
		.idle_timeout_s = 30,
		.serve = serve,
		.arg = f};
	struct err err;
	assert_int_equal(http_server_new(f->loop, &options, &f->server, &err), ERR_OK);
	raw_open(&f->raw, f->loop);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	on_slow(f);
	http_client_free(f->client);
	http_server_free(f->server);
	raw_end(&f->raw);
	loop_timer_free(f->slow_timer);
	loop_free(f->loop);
	mem_free(f);
	return 0;
}

/* --- tests --- */

static void an_answer_comes_with_status_body_and_headers(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	ask_init(&ask, f, http_server_port(f->server), "/echo");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_OK);
	assert_int_equal(ask.status, 200);
	assert_true(ask.sent);
	assert_false(ask.cut);
	assert_int_equal(ask.retry_after_s, -1);
	assert_string_equal(ask.header, "yes");
	assert_string_equal(
		ask.answer, "GET /echo type=- agent=nriseva/0.1 thing=- expect=- encoding=- body=");
}

static void a_put_carries_its_body_and_is_sent_once(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	ask_init(&ask, f, http_server_port(f->server), "/echo");
	ask.request.method = "PUT";
	ask.request.body = "1\n2\n";
	ask.request.body_length = 4;
	ask.request.headers[0].name = "Content-Type";
	ask.request.headers[0].value = "text/plain";
	ask.request.header_count = 1;
	run_one(&ask);
	assert_int_equal(ask.code, ERR_OK);
	assert_string_equal(ask.answer, "PUT /echo type=text/plain agent=nriseva/0.1 thing=- "
					"expect=- encoding=- body=1\n2\n");
}

static void a_post_carries_exactly_what_was_asked_for(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	ask_init(&ask, f, http_server_port(f->server), "/echo");
	ask.request.method = "POST";
	ask.request.body = "hello";
	ask.request.body_length = 5;
	ask.request.headers[0].name = "X-Thing";
	ask.request.headers[0].value = "a b";
	ask.request.header_count = 1;
	run_one(&ask);
	assert_string_equal(ask.answer,
		"POST /echo type=- agent=nriseva/0.1 thing=a b expect=- encoding=- body=hello");
	ask.dones = 0;
	ask.request.headers[0].name = "content-type";
	ask.request.headers[0].value = "application/json";
	ask.request.body = NULL;
	ask.request.body_length = 0;
	run_one(&ask);
	assert_non_null(strstr(ask.answer, "type=application/json"));
	ask.dones = 0;
	ask.request.method = "DELETE";
	ask.request.header_count = 0;
	run_one(&ask);
	assert_non_null(strstr(ask.answer, "DELETE /echo"));
}

static void a_large_post_does_not_ask_for_leave_first(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	ask_init(&ask, f, http_server_port(f->server), "/echo");
	char *body = mem_new(2000000, 1);
	memset(body, 'x', 2000000);
	ask.request.method = "POST";
	ask.request.body = body;
	ask.request.body_length = 2000000;
	run_one(&ask);
	assert_int_equal(ask.status, 200);
	assert_non_null(strstr(ask.answer, "expect=-"));
	mem_free(body);
}

static void connections_are_kept(void **state)
{
	struct fixture *f = *state;
	f->raw.answers[0] = f->raw.answers[1] = f->raw.answers[2] =
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	struct ask ask;
	for (int i = 0; i < 3; i++) {
		ask_init(&ask, f, f->raw.port, "/");
		run_one(&ask);
		assert_int_equal(ask.code, ERR_OK);
	}
	assert_int_equal(f->raw.requests, 3);
	assert_int_equal(f->raw.accepted, 1);
}

static void retry_after_is_read_in_both_forms(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	ask_init(&ask, f, http_server_port(f->server), "/busy");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_OK);
	assert_int_equal(ask.status, 429);
	assert_int_equal(ask.retry_after_s, 17);
	f->raw.answers[0] = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: Fri, 31 Dec "
			    "2060 23:59:59 GMT\r\n\r\n";
	f->raw.answers[1] = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: Fri, 31 Dec "
			    "1999 23:59:59 GMT\r\n\r\n";
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	assert_true(ask.retry_after_s > 86400);
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	assert_int_equal(ask.retry_after_s, 0);
}

static void redirects_are_not_followed(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	ask_init(&ask, f, http_server_port(f->server), "/away");
	run_one(&ask);
	assert_int_equal(ask.status, 302);
}

static void an_answer_above_its_cap_is_cut_and_still_an_answer(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	ask_init(&ask, f, http_server_port(f->server), "/big");
	ask.request.answer_cap = 1000;
	run_one(&ask);
	assert_int_equal(ask.code, ERR_OK);
	assert_int_equal(ask.status, 200);
	assert_true(ask.cut);
	assert_int_equal(ask.length, 1000);
	ask_init(&ask, f, http_server_port(f->server), "/big");
	ask.request.answer_cap = 50000;
	run_one(&ask);
	assert_false(ask.cut);
	assert_int_equal(ask.length, 50000);
}

static void headers_without_end_are_an_error(void **state)
{
	struct fixture *f = *state;
	char *answer = mem_new(70200, 1);
	size_t length = (size_t)snprintf(answer, 100, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 70; i++)
		length += (size_t)snprintf(answer + length, 1010, "X-%02d: %0990d\r\n", i, 0);
	f->raw.answers[0] = answer;
	struct ask ask;
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_REMOTE);
	assert_true(ask.sent);
	mem_free(answer);
}

static void a_refused_port_is_unreachable_and_nothing_was_sent(void **state)
{
	struct fixture *f = *state;
	uint16_t port = f->raw.port;
	raw_end(&f->raw);
	struct ask ask;
	ask_init(&ask, f, port, "/");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_UNREACHABLE);
	assert_false(ask.sent);
	assert_int_equal(ask.status, 0);
	raw_open(&f->raw, f->loop);
}

static void what_is_broken_off_is_ambiguous(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	ask_init(&ask, f, http_server_port(f->server), "/break");
	ask.request.method = "POST";
	run_one(&ask);
	assert_int_equal(ask.code, ERR_REMOTE);
	assert_true(ask.sent);
	assert_int_equal(ask.status, 0);
	f->raw.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
	f->raw.close_after = true;
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_REMOTE);
	assert_int_equal(ask.status, 200);
	f->raw.reset = true;
	ask_init(&ask, f, f->raw.port, "/");
	ask.request.method = "POST";
	run_one(&ask);
	assert_int_equal(ask.code, ERR_REMOTE);
	assert_true(ask.sent);
}

static void what_is_not_http_is_an_error(void **state)
{
	struct fixture *f = *state;
	f->raw.answers[0] = "hello there\r\n";
	f->raw.close_after = true;
	struct ask ask;
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_REMOTE);
}

static void a_deadline_that_passes_is_a_timeout(void **state)
{
	struct fixture *f = *state;
	f->raw.silent = true;
	struct ask ask;
	ask_init(&ask, f, f->raw.port, "/");
	ask.request.timeout_ms = 100;
	int64_t began = clock_mono_ms();
	run_one(&ask);
	assert_int_equal(ask.code, ERR_TIMEOUT);
	assert_true(ask.sent);
	assert_in_range(clock_mono_ms() - began, 90, 3000);
}

/* On a kept connection that is closed under its request, libcurl sends once more by itself. */
static void a_post_is_never_sent_twice_behind_our_back(void **state)
{
	struct fixture *f = *state;
	f->raw.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	f->raw.answers[2] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	struct ask ask;
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	ask_init(&ask, f, f->raw.port, "/");
	ask.request.method = "POST";
	run_one(&ask);
	assert_int_equal(ask.code, ERR_REMOTE);
	assert_true(ask.sent);
	assert_int_equal(f->raw.requests, 2);
}

static void a_get_is_sent_again_on_a_fresh_connection(void **state)
{
	struct fixture *f = *state;
	f->raw.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	f->raw.answers[2] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain";
	struct ask ask;
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_OK);
	assert_string_equal(ask.answer, "again");
	assert_int_equal(f->raw.requests, 3);
}

static void a_get_for_one_use_is_not_sent_again(void **state)
{
	struct fixture *f = *state;
	f->raw.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	f->raw.answers[2] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain";
	struct ask ask;
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	ask_init(&ask, f, f->raw.port, "/");
	ask.request.once = true;
	run_one(&ask);
	assert_int_equal(ask.code, ERR_REMOTE);
	assert_int_equal(f->raw.requests, 2);
}

static void addresses_against_the_policy_are_never_connected_to(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	static const char *const urls[] = {"https://10.0.0.1/", "https://169.254.169.254/latest/",
		"https://[fd00::1]/", "https://[::ffff:192.168.1.1]/", "https://0x7f.1/",
		"https://2130706433/", "https://127.0.0.1/", "https://localhost/",
		"https://[::1]/"};
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		ask_init(&ask, f, 0, "");
		ask.request.url = urls[i];
		ask.request.address = &to_nowhere;
		int64_t began = clock_mono_ms();
		run_one(&ask);
		if (ask.code != ERR_DENIED || ask.sent || clock_mono_ms() - began > 1500)
			fail_msg("%s: %s: %s", urls[i], err_name(ask.code), ask.error);
	}
	/* Loopback is open to it, private ranges are not. */
	ask_init(&ask, f, 0, "");
	ask.request.url = "http://10.0.0.1/";
	run_one(&ask);
	assert_int_equal(ask.code, ERR_DENIED);
	ask_init(&ask, f, f->raw.port, "/");
	ask.request.address = &to_nowhere;
	run_one(&ask);
	assert_int_equal(ask.code, ERR_DENIED);
	assert_int_equal(f->raw.accepted, 0);
}

static void plain_http_goes_to_loopback_only(void **state)
{
	struct fixture *f = *state;
	struct address_policy policy = {.loopback = true, .allowed_count = 1};
	struct err err;
	assert_int_equal(address_subnet_read("10.0.0.0/8", &policy.allowed[0], &err), ERR_OK);
	struct ask ask;
	ask_init(&ask, f, 0, "");
	ask.request.url = "http://10.0.0.1/";
	ask.request.address = &policy;
	run_one(&ask);
	assert_int_equal(ask.code, ERR_DENIED);
}

/* The connection was made for one that may; another that may not must not ride on it. */
static void a_kept_connection_does_not_get_around_the_policy(void **state)
{
	struct fixture *f = *state;
	f->raw.answers[0] = f->raw.answers[1] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
	struct ask ask;
	ask_init(&ask, f, f->raw.port, "/");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_OK);
	struct address_policy policy = {.loopback = true};
	ask_init(&ask, f, f->raw.port, "/");
	ask.request.address = &policy;
	/* Submitted while allowed, forbidden before it is sent. */
	submit(&ask);
	policy.loopback = false;
	wait_all(f);
	assert_int_equal(ask.code, ERR_DENIED);
	assert_false(ask.sent);
	assert_int_equal(f->raw.requests, 1);
}

static void urls_and_headers_that_cannot_be_used_are_refused(void **state)
{
	struct fixture *f = *state;
	static const char *const urls[] = {"", "not a url", "ftp://127.0.0.1/",
		"file:///etc/passwd", "http://user@127.0.0.1/", "http://user:word@127.0.0.1/",
		"http://", "//127.0.0.1/"};
	struct ask ask;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		ask_init(&ask, f, 0, "");
		ask.request.url = urls[i];
		run_one(&ask);
		if (ask.code != ERR_FORMAT)
			fail_msg("%s: %s: %s", urls[i], err_name(ask.code), ask.error);
	}
	static const char *const headers[][2] = {
		{"X Y", "a"}, {"", "a"}, {"X-Y:", "a"}, {"X-Y", "a\r\nEvil: 1"}, {"X-Y", "a\x7f"}};
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		ask_init(&ask, f, f->raw.port, "/");
		ask.request.headers[0].name = headers[i][0];
		ask.request.headers[0].value = headers[i][1];
		ask.request.header_count = 1;
		run_one(&ask);
		assert_int_equal(ask.code, ERR_FORMAT);
	}
	assert_int_equal(f->raw.accepted, 0);
}

static void cancelling_is_answered_in_a_later_turn(void **state)
{
	struct fixture *f = *state;
	f->raw.silent = true;
	struct ask ask;
	ask_init(&ask, f, f->raw.port, "/");
	submit(&ask);
	http_client_cancel(f->client, &ask.request);
	http_client_cancel(f->client, &ask.request);
	assert_int_equal(ask.dones, 0);
	wait_all(f);
	assert_int_equal(ask.dones, 1);
	assert_int_equal(ask.code, ERR_CANCELED);
}

static void done_may_submit_again_and_cancel_others(void **state)
{
	struct fixture *f = *state;
	struct ask again, one, other;
	ask_init(&again, f, http_server_port(f->server), "/echo");
	again.submit_again = true;
	ask_init(&one, f, http_server_port(f->server), "/echo");
	ask_init(&other, f, http_server_port(f->server), "/slow");
	one.cancel = &other;
	submit(&again);
	submit(&other);
	submit(&one);
	wait_all(f);
	assert_int_equal(again.dones, 2);
	assert_int_equal(one.code, ERR_OK);
	assert_int_equal(other.code, ERR_CANCELED);
}

static void freeing_cancels_what_is_open_before_it_returns(void **state)
{
	struct fixture *f = *state;
	struct ask asks[20];
	for (size_t i = 0; i < 20; i++) {
		ask_init(&asks[i], f, http_server_port(f->server), i % 2 ? "/slow" : "/echo");
		submit(&asks[i]);
	}
	http_client_free(f->client);
	f->client = NULL;
	assert_int_equal(f->open, 0);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(asks[i].code, ERR_CANCELED);
}

static void done_may_free_the_client(void **state)
{
	struct fixture *f = *state;
	struct ask one, other;
	ask_init(&one, f, http_server_port(f->server), "/echo");
	ask_init(&other, f, http_server_port(f->server), "/slow");
	one.free_client = true;
	submit(&other);
	submit(&one);
	wait_all(f);
	assert_int_equal(one.code, ERR_OK);
	assert_int_equal(other.code, ERR_CANCELED);
}

static void many_requests_of_all_kinds_end_exactly_once(void **state)
{
	struct fixture *f = *state;
	struct ask *asks = mem_new(MANY, sizeof *asks);
	static const char *const paths[] = {"/echo", "/slow", "/break", "/big", "/busy"};
	f->raw.silent = true;
	for (size_t i = 0; i < MANY; i++) {
		bool silent = i % 50 == 7;
		ask_init(&asks[i], f, silent ? f->raw.port : http_server_port(f->server),
			paths[i % 5]);
		if (silent)
			asks[i].request.timeout_ms = 200;
		submit(&asks[i]);
		if (i % 31 == 3)
			http_client_cancel(f->client, &asks[i].request);
	}
	wait_all(f);
	for (size_t i = 0; i < MANY; i++) {
		enum err_code wanted = i % 31 == 3   ? ERR_CANCELED
				       : i % 50 == 7 ? ERR_TIMEOUT
				       : i % 5 == 2  ? ERR_REMOTE
						     : ERR_OK;
		assert_int_equal(asks[i].dones, 1);
		if (asks[i].code != wanted)
			fail_msg("%zu %s: %s: %s", i, asks[i].url, err_name(asks[i].code),
				asks[i].error);
	}
	mem_free(asks);
}

static void open_unix(struct fixture *f, const char *path)
{
	const struct http_server_options options = {.unix_path = path,
		.body_cap = 1000,
		.connections_max = 10,
		.idle_timeout_s = 30,
		.serve = serve,
		.arg = f};
	struct err err;
	http_server_free(f->server);
	if (http_server_new(f->loop, &options, &f->server, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

/* Two sockets behind one URL: a kept connection to one must not serve the other. */
static void a_unix_socket_is_asked_whatever_the_host(void **state)
{
	struct fixture *f = *state;
	struct ask ask;
	char folder[] = "/tmp/nriseva-client-XXXXXX";
	char path[100], nobody[100];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/a.sock", folder);
	snprintf(nobody, sizeof nobody, "%s/b.sock", folder);
	open_unix(f, path);
	ask_init(&ask, f, 1, "/echo");
	ask.request.method = "POST";
	ask.request.body = "hello";
	ask.request.body_length = 5;
	ask.request.unix_path = path;
	ask.request.address = NULL;
	run_one(&ask);
	if (ask.code != ERR_OK)
		fail_msg("%s", ask.error);
	assert_non_null(strstr(ask.answer, "POST /echo"));
	assert_non_null(strstr(ask.answer, "body=hello"));
	ask_init(&ask, f, 1, "/echo");
	ask.request.unix_path = nobody;
	run_one(&ask);
	assert_int_equal(ask.code, ERR_UNREACHABLE);
	assert_false(ask.sent);
	/* Without the path the same URL is asked over the network. */
	ask_init(&ask, f, 1, "/echo");
	run_one(&ask);
	assert_int_equal(ask.code, ERR_UNREACHABLE);
	unlink(path);
	rmdir(folder);
}

#define ON_A_LOOP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	log_setup(LOG_ERROR, false);
	signal(SIGPIPE, SIG_IGN);
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("https_proxy", "http://127.0.0.1:1", 1);
	const struct CMUnitTest tests[] = {
		ON_A_LOOP(an_answer_comes_with_status_body_and_headers),
		ON_A_LOOP(a_put_carries_its_body_and_is_sent_once),
		ON_A_LOOP(a_post_carries_exactly_what_was_asked_for),
		ON_A_LOOP(a_large_post_does_not_ask_for_leave_first),
		ON_A_LOOP(connections_are_kept),
		ON_A_LOOP(retry_after_is_read_in_both_forms),
		ON_A_LOOP(redirects_are_not_followed),
		ON_A_LOOP(an_answer_above_its_cap_is_cut_and_still_an_answer),
		ON_A_LOOP(headers_without_end_are_an_error),
		ON_A_LOOP(a_refused_port_is_unreachable_and_nothing_was_sent),
		ON_A_LOOP(what_is_broken_off_is_ambiguous),
		ON_A_LOOP(what_is_not_http_is_an_error),
		ON_A_LOOP(a_deadline_that_passes_is_a_timeout),
		ON_A_LOOP(a_post_is_never_sent_twice_behind_our_back),
		ON_A_LOOP(a_get_is_sent_again_on_a_fresh_connection),
		ON_A_LOOP(a_get_for_one_use_is_not_sent_again),
		ON_A_LOOP(addresses_against_the_policy_are_never_connected_to),
		ON_A_LOOP(plain_http_goes_to_loopback_only),
		ON_A_LOOP(a_kept_connection_does_not_get_around_the_policy),
		ON_A_LOOP(a_unix_socket_is_asked_whatever_the_host),
		ON_A_LOOP(urls_and_headers_that_cannot_be_used_are_refused),
		ON_A_LOOP(cancelling_is_answered_in_a_later_turn),
		ON_A_LOOP(done_may_submit_again_and_cancel_others),
		ON_A_LOOP(freeing_cancels_what_is_open_before_it_returns),
		ON_A_LOOP(done_may_free_the_client),
		ON_A_LOOP(many_requests_of_all_kinds_end_exactly_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
