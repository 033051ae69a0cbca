#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "http/call.h"
#include "http/server.h"

static void serve(void *arg, struct http_exchange *exchange)
{
	(void)arg;
	http_reply(exchange, 418, "text/plain", "short and stout", 15);
}

struct fixture {
	struct loop *loop;
	struct http_client *client;
	struct http_server *server;
	char url[64];
	struct address_policy address;
	struct http_request request;
	struct buf answer;
};

static int set_up(void **state)
{
	static struct fixture f;
	const struct http_server_options options = {.address = "127.0.0.1",
		.body_cap = 1000,
		.connections_max = 10,
		.idle_timeout_s = 30,
		.serve = serve};
	f = (struct fixture){.loop = loop_new(), .address = {.loopback = true}};
	f.client = http_client_new(f.loop);
	if (http_server_new(f.loop, &options, &f.server, NULL) != ERR_OK)
		return -1;
	snprintf(f.url, sizeof f.url, "http://127.0.0.1:%u/tea", http_server_port(f.server));
	f.request = (struct http_request){.method = "GET",
		.url = f.url,
		.connect_timeout_ms = 5000,
		.timeout_ms = 5000,
		.answer_cap = 1000,
		.address = &f.address};
	buf_init(&f.answer, 1000);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	buf_release(&f->answer);
	http_client_free(f->client);
	if (f->server)
		http_server_free(f->server);
	loop_free(f->loop);
	return 0;
}

static void status_and_body_come_back_one_call_after_the_other(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < 2; i++) {
		struct err err = {0};
		int status = 0;
		buf_clear(&f->answer);
		assert_int_equal(
			http_call(f->loop, f->client, &f->request, NULL, &status, &f->answer, &err),
			ERR_OK);
		assert_int_equal(status, 418);
		assert_string_equal(f->answer.bytes, "short and stout");
	}
}

static void who_does_not_answer_is_an_error_in_words(void **state)
{
	struct fixture *f = *state;
	struct err err = {0};
	int status = -1;
	http_server_free(f->server);
	f->server = NULL;
	assert_int_equal(
		http_call(f->loop, f->client, &f->request, NULL, &status, &f->answer, &err),
		ERR_UNREACHABLE);
	assert_int_equal(status, 0);
	assert_int_equal(f->answer.length, 0);
	assert_true(err.text[0] != '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			status_and_body_come_back_one_call_after_the_other, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			who_does_not_answer_is_an_error_in_words, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
