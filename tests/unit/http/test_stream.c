/* Bodies that never end: the client's on_data against our own server's answers that go on. */
#include "talk.h"

#include <signal.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/client.h"
#include "http/server.h"

enum { BLOCK = 64 * 1024 };

struct fixture {
	struct loop *loop;
	struct http_client *client;
	struct http_server *server;
	struct http_exchange *exchange; /* the answer that goes on */
	size_t asked;
	int status;

	struct http_request request;
	char url[100];
	size_t calls, dones;
	bool opened; /* the first call had no bytes */
	struct buf seen;
	enum err_code code;
	int final_status;
	char answer[100];
	bool cancel, free_client, pause; /* in on_data with bytes */
};

static const struct address_policy to_loopback = {.loopback = true};

static void serve(void *arg, struct http_exchange *exchange)
{
	struct fixture *f = arg;
	f->asked++;
	if (f->status != 200) {
		http_reply(exchange, f->status, "text/plain", "not now", 7);
		return;
	}
	f->exchange = exchange;
	http_stream_begin(exchange, 200, "application/json");
}

static void on_data(struct http_request *request, const char *bytes, size_t length)
{
	struct fixture *f = container_of(request, struct fixture, request);
	assert_int_equal(f->dones, 0);
	if (f->calls++ == 0)
		f->opened = length == 0;
	buf_add(&f->seen, bytes, length);
	if (length == 0)
		return;
	if (f->pause)
		http_client_pause(request);
	if (f->cancel)
		http_client_cancel(f->client, request);
	if (f->free_client) {
		http_client_free(f->client);
		f->client = NULL;
	}
}

static void on_done(struct http_request *request, enum err_code code, const struct err *err)
{
	(void)err;
	struct fixture *f = container_of(request, struct fixture, request);
	f->dones++;
	f->code = code;
	f->final_status = request->status;
	snprintf(f->answer, sizeof f->answer, "%s", request->answer.bytes);
}

static int set_up(void **state)
{
	struct fixture *f = mem_new(1, sizeof *f);
	*state = f;
	f->status = 200;
	f->loop = loop_new();
	f->client = http_client_new(f->loop);
	buf_init(&f->seen, 64 * 1024 * 1024);
	const struct http_server_options options = {.address = "127.0.0.1",
		.connections_max = 10,
		.idle_timeout_s = 30,
		.serve = serve,
		.arg = f};
	struct err err;
	assert_int_equal(http_server_new(f->loop, &options, &f->server, &err), ERR_OK);
	snprintf(f->url, sizeof f->url, "http://127.0.0.1:%u/", http_server_port(f->server));
	f->request = (struct http_request){.method = "GET",
		.url = f->url,
		.connect_timeout_ms = 2000,
		.timeout_ms = 1, /* does not count */
		.answer_cap = 1000,
		.address = &to_loopback,
		.on_data = on_data,
		.silence_ms = 5000,
		.done = on_done};
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	http_client_free(f->client);
	http_server_free(f->server);
	if (f->exchange)
		http_stream_end(f->exchange, true);
	loop_free(f->loop);
	buf_release(&f->seen);
	mem_free(f);
	return 0;
}

/* Run until `*count` is at least `wanted`, 5 s at most. */
static bool until(struct fixture *f, const size_t *count, size_t wanted)
{
	struct loop_timer *timer = loop_timer_new(f->loop, talk_on_timeout, f->loop);
	int64_t end = clock_mono_ms() + 5000;
	while (*count < wanted && clock_mono_ms() < end) {
		loop_timer_start(timer, 1);
		loop_run(f->loop);
	}
	loop_timer_free(timer);
	return *count >= wanted;
}

static void begin(struct fixture *f)
{
	http_client_submit(f->client, &f->request);
	assert_int_equal(f->calls, 0);
	assert_true(until(f, &f->calls, 1));
	assert_true(f->opened);
}

static void write_text(struct fixture *f, const char *text)
{
	http_stream_write(f->exchange, text, strlen(text));
}

static void pieces_come_as_they_are_written(void **state)
{
	struct fixture *f = *state;
	begin(f);
	write_text(f, "one");
	assert_true(until(f, &f->seen.length, 3));
	write_text(f, "two");
	assert_true(until(f, &f->seen.length, 6));
	assert_string_equal(f->seen.bytes, "onetwo");
	write_text(f, "three");
	http_stream_end(f->exchange, true);
	f->exchange = NULL;
	assert_true(until(f, &f->dones, 1));
	assert_string_equal(f->seen.bytes, "onetwothree");
	assert_int_equal(f->code, ERR_OK);
	assert_int_equal(f->final_status, 200);
	assert_string_equal(f->answer, "");
}

static void what_is_broken_off_gives_what_came_and_an_error(void **state)
{
	struct fixture *f = *state;
	begin(f);
	write_text(f, "half a ");
	http_stream_end(f->exchange, false);
	f->exchange = NULL;
	assert_true(until(f, &f->dones, 1));
	assert_string_equal(f->seen.bytes, "half a ");
	assert_int_equal(f->code, ERR_REMOTE);
}

static void a_refusal_is_an_answer_as_usual(void **state)
{
	struct fixture *f = *state;
	f->status = 503;
	http_client_submit(f->client, &f->request);
	assert_true(until(f, &f->dones, 1));
	assert_int_equal(f->calls, 0);
	assert_int_equal(f->code, ERR_OK);
	assert_int_equal(f->final_status, 503);
	assert_string_equal(f->answer, "not now");
}

static void silence_ends_it_and_bytes_keep_it(void **state)
{
	struct fixture *f = *state;
	f->request.silence_ms = 150;
	begin(f);
	int64_t begun = clock_mono_ms();
	for (size_t i = 1; clock_mono_ms() < begun + 400; i++) {
		write_text(f, "\n");
		assert_true(until(f, &f->seen.length, i));
	}
	assert_int_equal(f->dones, 0);
	int64_t last = clock_mono_ms();
	assert_true(until(f, &f->dones, 1));
	assert_int_equal(f->code, ERR_TIMEOUT);
	assert_true(clock_mono_ms() - last >= 100);
}

static void a_pause_holds_the_other_side_back_and_loses_nothing(void **state)
{
	struct fixture *f = *state;
	static char block[BLOCK];
	memset(block, 'x', sizeof block);
	f->request.silence_ms = 100; /* does not count while paused */
	begin(f);
	f->pause = true;
	write_text(f, "a");
	assert_true(until(f, &f->seen.length, 1));
	for (int i = 0; i < 100; i++)
		http_stream_write(f->exchange, block, sizeof block);
	struct loop_timer *timer = loop_timer_new(f->loop, talk_on_timeout, f->loop);
	for (int64_t end = clock_mono_ms() + 300; clock_mono_ms() < end;) {
		loop_timer_start(timer, 10);
		loop_run(f->loop);
	}
	loop_timer_free(timer);
	assert_int_equal(f->seen.length, 1);
	assert_int_equal(f->dones, 0);
	f->pause = false;
	http_client_resume(&f->request);
	assert_true(until(f, &f->seen.length, 1 + 100 * (size_t)BLOCK));
	assert_int_equal(f->seen.length, 1 + 100 * (size_t)BLOCK);
}

static void it_may_be_cancelled_from_inside(void **state)
{
	struct fixture *f = *state;
	f->cancel = true;
	begin(f);
	write_text(f, "end it");
	assert_true(until(f, &f->dones, 1));
	assert_int_equal(f->code, ERR_CANCELED);
	assert_string_equal(f->seen.bytes, "end it");
}

static void its_client_may_be_freed_from_inside(void **state)
{
	struct fixture *f = *state;
	f->free_client = true;
	begin(f);
	write_text(f, "end all");
	assert_true(until(f, &f->dones, 1));
	assert_int_equal(f->code, ERR_CANCELED);
}

static void the_server_sees_that_a_client_has_gone(void **state)
{
	struct fixture *f = *state;
	begin(f);
	assert_true(http_stream_is_open(f->exchange));
	http_client_cancel(f->client, &f->request);
	assert_true(until(f, &f->dones, 1));
	assert_false(http_stream_is_open(f->exchange));
}

#define ON_A_LOOP(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	log_setup(LOG_ERROR, false);
	signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest tests[] = {
		ON_A_LOOP(pieces_come_as_they_are_written),
		ON_A_LOOP(what_is_broken_off_gives_what_came_and_an_error),
		ON_A_LOOP(a_refusal_is_an_answer_as_usual),
		ON_A_LOOP(silence_ends_it_and_bytes_keep_it),
		ON_A_LOOP(a_pause_holds_the_other_side_back_and_loses_nothing),
		ON_A_LOOP(it_may_be_cancelled_from_inside),
		ON_A_LOOP(its_client_may_be_freed_from_inside),
		ON_A_LOOP(the_server_sees_that_a_client_has_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
