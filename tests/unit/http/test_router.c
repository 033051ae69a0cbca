#include "talk.h"

#include "http/server.h"

struct served {
	int route;
	struct http_params params;
};

static struct served served;

static void serve_as(int route, struct http_exchange *exchange, const struct http_params *params)
{
	served.route = route;
	served.params = *params;
	http_reply(exchange, 200, "text/plain", "fine", 4);
}

static void serve_root(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)arg;
	serve_as(1, exchange, params);
}

static void serve_status(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)arg;
	serve_as(2, exchange, params);
}

static void serve_pair(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)arg;
	serve_as(3, exchange, params);
}

static void serve_literal(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)arg;
	serve_as(4, exchange, params);
}

static const struct http_route routes[] = {
	{"GET", "/", serve_root},
	{"POST", "/v1/{sender}/status", serve_status},
	{"GET", "/pair/latest", serve_literal},
	{"GET", "/pair/{a}", serve_literal},
	{"GET", "/pair/{a}/{b}", serve_pair},
	{"DELETE", "/pair/{a}/{b}", serve_pair},
};

static void dispatch(void *arg, struct http_exchange *exchange)
{
	http_dispatch(routes, sizeof routes / sizeof *routes, arg, exchange);
}

struct fixture {
	struct loop *loop;
	struct http_server *server;
};

static int set_up(void **state)
{
	static struct fixture f;
	f.loop = loop_new();
	const struct http_server_options options = {
		.address = "127.0.0.1", .body_cap = 100, .idle_timeout_s = 5, .serve = dispatch};
	struct err err;
	if (http_server_new(f.loop, &options, &f.server, &err) != ERR_OK)
		return -1;
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	http_server_free(f->server);
	loop_free(f->loop);
	return 0;
}

/* The status of the answer; what it said is in talk.heard until the next. */
static int ask(struct fixture *f, const char *method, const char *path, char out_heard[1024])
{
	served = (struct served){0};
	char request[512];
	snprintf(request, sizeof request,
		"%s %s HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
		method, path);
	struct talk talk;
	talk_begin_tcp(&talk, f->loop, http_server_port(f->server));
	talk_say(&talk, request, strlen(request));
	assert_true(talk_hear(&talk, NULL));
	int status = 0;
	assert_int_equal(sscanf(talk.heard.bytes, "HTTP/1.1 %d", &status), 1);
	snprintf(out_heard, 1024, "%s", talk.heard.bytes);
	talk_end(&talk);
	return status;
}

static void the_first_route_that_fits_serves(void **state)
{
	const struct {
		const char *method, *path;
		int route;
		const char *first, *second;
	} cases[] = {
		{"GET", "/", 1, "", ""},
		{"POST", "/v1/lucknow/status", 2, "lucknow", ""},
		{"GET", "/pair/latest", 4, "", ""},
		{"GET", "/pair/other", 4, "other", ""},
		{"GET", "/pair/a%20b/c", 3, "a b", "c"},
		{"DELETE", "/pair/x/y", 3, "x", "y"},
	};
	char heard[1024];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(ask(*state, cases[i].method, cases[i].path, heard), 200);
		assert_int_equal(served.route, cases[i].route);
		assert_string_equal(served.params.values[0], cases[i].first);
		assert_string_equal(served.params.values[1], cases[i].second);
	}
}

static void a_path_that_fits_nothing_is_404(void **state)
{
	static const char *const paths[] = {"/nothing", "/v1//status", "/v1/a/status/",
		"/v1/a/b/status", "/pair/", "/pair/a/b/c", "//", "/v1/lucknow/status%00"};
	char heard[1024];
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		if (ask(*state, "GET", paths[i], heard) != 404)
			fail_msg("%s: %s", paths[i], heard);
	}
	char path[128] = "/v1/";
	memset(path + 4, 'a', ROUTE_PARAM_SIZE);
	memcpy(path + 4 + ROUTE_PARAM_SIZE, "/status", sizeof "/status");
	assert_int_equal(ask(*state, "POST", path, heard), 404);
}

static void a_method_that_does_not_fit_is_405_and_told_what_does(void **state)
{
	char heard[1024];
	assert_int_equal(ask(*state, "GET", "/v1/lucknow/status", heard), 405);
	assert_non_null(strstr(heard, "Allow: POST"));
	assert_int_equal(ask(*state, "PUT", "/pair/a/b", heard), 405);
	assert_non_null(strstr(heard, "Allow: GET"));
	assert_non_null(strstr(heard, "Allow: DELETE"));
}

static void head_is_answered_like_get_without_the_body(void **state)
{
	char heard[1024];
	assert_int_equal(ask(*state, "HEAD", "/", heard), 200);
	assert_int_equal(served.route, 1);
	assert_non_null(strstr(heard, "Content-Length: 4\r\n"));
	assert_null(strstr(heard, "fine"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_route_that_fits_serves),
		cmocka_unit_test(a_path_that_fits_nothing_is_404),
		cmocka_unit_test(a_method_that_does_not_fit_is_405_and_told_what_does),
		cmocka_unit_test(head_is_answered_like_get_without_the_body),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
