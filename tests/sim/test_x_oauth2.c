/* The pretend X's codes and tokens: what each is good for, how long, and how often. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "x/oauth2.h"
#include "x_bench.h"
#include "json/json.h"

/* Of RFC 7636, appendix B. */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define REDIRECT "http://127.0.0.1:9/callback"
#define BASIC "Basic Y2k6Y3M=" /* ci:cs */

struct bench {
	struct x_bench x;
	char *location; /* where the page sends the browser */
};

static int set_up(void **state)
{
	const char *path = x_bench_secret("client_id = ci\nclient_secret = cs\n");
	struct bench *bench = mem_new(1, sizeof *bench);
	struct err err;
	*state = bench;
	if (x_bench_open(&bench->x, "17") || !path ||
		x_oauth2_new(path, 7200, &bench->x.site.oauth2, &err))
		return -1;
	unlink(path);
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;
	x_bench_close(&bench->x);
	mem_free(bench->location);
	mem_free(bench);
	return 0;
}

static struct ask_answer call(struct bench *bench, const char *method, const char *where,
	const char *body, const char *authorization)
{
	char url[600];
	snprintf(
		url, sizeof url, "http://127.0.0.1:%u%s", http_server_port(bench->x.server), where);
	const struct ask_header headers[] = {
		{authorization ? "Authorization" : NULL, authorization}, {NULL, NULL}};
	return ask(bench->x.loop, bench->x.client, method, url, body, headers);
}

static int status_of(struct bench *bench, const char *where, const char *body)
{
	struct ask_answer answer = call(bench, body ? "POST" : "GET", where, body, BASIC);
	json_decref(answer.document);
	return answer.code ? -1 : answer.status;
}

/* --- a browser --- */

struct page {
	struct http_request request;
	struct bench *bench;
};

static void on_page(struct http_request *request, enum err_code code, const struct err *err)
{
	(void)err;
	struct bench *bench = container_of(request, struct page, request)->bench;
	mem_replace(&bench->location, code ? NULL : http_answer_header(request, "Location"));
	loop_stop(bench->x.loop);
}

/* Open the page; gives the code, or NULL. */
static const char *code_of(struct bench *bench, const char *query)
{
	char url[600];
	const struct address_policy loopback = {.loopback = true};
	snprintf(url, sizeof url, "http://127.0.0.1:%u/i/oauth2/authorize?%s",
		http_server_port(bench->x.server), query);
	struct page page = {{.method = "GET",
				    .url = url,
				    .connect_timeout_ms = 5000,
				    .timeout_ms = 5000,
				    .answer_cap = 1000,
				    .address = &loopback,
				    .done = on_page},
		bench};
	http_client_submit(bench->x.client, &page.request);
	loop_run(bench->x.loop);
	const char *code = bench->location ? strstr(bench->location, "code=") : NULL;
	return code ? code + strlen("code=") : NULL;
}

#define PAGE                                                                                        \
	"response_type=code&client_id=ci&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback&state=" \
	"st&scope=tweet.read%20offline.access&code_challenge=" CHALLENGE                            \
	"&code_challenge_method=S256"

static void exchange_body(const char *code, char *out, size_t size)
{
	snprintf(out, size,
		"grant_type=authorization_code&code=%s&redirect_uri=http%%3A%%2F%%2F127.0.0.1%%3A9"
		"%%2Fcallback&code_verifier=" VERIFIER,
		code);
}

/* Sign in; gives the answer, whose document is the caller's. */
static json_t *sign_in(struct bench *bench)
{
	char body[500];
	const char *code = code_of(bench, PAGE);
	assert_non_null(code);
	exchange_body(code, body, sizeof body);
	struct ask_answer answer = call(bench, "POST", "/2/oauth2/token", body, BASIC);
	assert_int_equal(answer.status, 200);
	return answer.document;
}

static struct ask_answer renew(struct bench *bench, const json_t *pair)
{
	char body[200];
	snprintf(body, sizeof body, "grant_type=refresh_token&refresh_token=%s",
		json_get_string(pair, "refresh_token"));
	return call(bench, "POST", "/2/oauth2/token", body, BASIC);
}

static int me(struct bench *bench, const json_t *pair)
{
	char header[200];
	snprintf(header, sizeof header, "Bearer %s", json_get_string(pair, "access_token"));
	struct ask_answer answer = call(bench, "GET", "/2/users/me", NULL, header);
	json_decref(answer.document);
	return answer.status;
}

/* --- tests --- */

static void the_page_sends_back_state_and_code(void **state)
{
	struct bench *bench = *state;
	assert_non_null(code_of(bench, PAGE));
	assert_int_equal(strncmp(bench->location, REDIRECT "?state=st&code=code-", 47), 0);
	assert_null(code_of(bench, "response_type=code&client_id=other"));
	assert_null(code_of(bench,
		"response_type=code&client_id=ci&redirect_uri=u&state=s&scope=a&code_challenge=c&"
		"code_challenge_method=plain"));
}

static void a_code_is_for_one_use_and_its_verifier(void **state)
{
	struct bench *bench = *state;
	char body[500], word[100];
	snprintf(word, sizeof word, "%s", code_of(bench, PAGE));
	exchange_body(word, body, sizeof body);
	char *verifier = strstr(body, VERIFIER);
	*verifier = 'x';
	assert_int_equal(status_of(bench, "/2/oauth2/token", body), 400);
	*verifier = VERIFIER[0];
	char *port = strstr(body, "3A9");
	port[2] = '8';
	assert_int_equal(status_of(bench, "/2/oauth2/token", body), 400);
	port[2] = '9';
	struct ask_answer answer = call(bench, "POST", "/2/oauth2/token", body, "Basic eDp5");
	assert_int_equal(answer.status, 401);
	json_decref(answer.document);
	assert_int_equal(status_of(bench, "/2/oauth2/token", body), 200);
	assert_int_equal(status_of(bench, "/2/oauth2/token", body), 400);
}

static void an_access_token_lives_as_long_as_was_said(void **state)
{
	struct bench *bench = *state;
	struct err err;
	json_t *pair = sign_in(bench);
	assert_int_equal(json_get_int(pair, "expires_in", 0), 7200);
	assert_string_equal(json_get_string(pair, "scope"), "tweet.read offline.access");
	assert_int_equal(me(bench, pair), 200);
	json_object_set(pair, "access_token", json_object_get(pair, "refresh_token"));
	assert_int_equal(me(bench, pair), 401);
	json_decref(pair);
	json_t *order = json_pack("{s:i}", "life_s", 0);
	assert_int_equal(x_oauth2_order(&bench->x.site, order, &err), ERR_OK);
	json_decref(order);
	pair = sign_in(bench);
	assert_int_equal(me(bench, pair), 401);
	json_decref(pair);
}

static void a_refresh_token_works_once(void **state)
{
	struct bench *bench = *state;
	json_t *pair = sign_in(bench);
	struct ask_answer next = renew(bench, pair);
	assert_int_equal(next.status, 200);
	assert_int_equal(me(bench, next.document), 200);
	struct ask_answer again = renew(bench, pair);
	assert_int_equal(again.status, 400);
	assert_string_equal(json_get_string(again.document, "error"), "invalid_request");
	assert_string_equal(json_get_string(again.document, "error_description"),
		"Value passed for the token was invalid.");
	assert_int_equal(me(bench, next.document), 200);
	json_decref(again.document);
	json_decref(next.document);
	json_decref(pair);
}

static void reuse_may_end_all_that_came_from_a_sign_in(void **state)
{
	struct bench *bench = *state;
	struct err err;
	json_t *order = json_pack("{s:b}", "reuse_kills", 1);
	assert_int_equal(x_oauth2_order(&bench->x.site, order, &err), ERR_OK);
	json_decref(order);
	json_t *pair = sign_in(bench), *other = sign_in(bench);
	struct ask_answer next = renew(bench, pair), again = renew(bench, pair),
			  later = renew(bench, next.document);
	assert_int_equal(again.status, 400);
	assert_int_equal(later.status, 400);
	assert_int_equal(me(bench, next.document), 401);
	assert_int_equal(me(bench, other), 200);
	json_decref(later.document);
	json_decref(again.document);
	json_decref(next.document);
	json_decref(pair);
	json_decref(other);
}

static void order_fault(struct bench *bench, const char *what)
{
	struct err err;
	json_t *order = json_pack("{s:s, s:s}", "what", what, "on", "token");
	assert_int_equal(x_site_fault(&bench->x.site, order, &err), ERR_OK);
	json_decref(order);
}

static void an_answer_may_be_lost_before_or_after_the_rotation(void **state)
{
	struct bench *bench = *state;
	static const struct {
		const char *what;
		int status, status_again;
	} cases[] = {{"503", 503, 200}, {"503_after_rotation", 503, 400}, {"drop", 0, 200},
		{"drop_after_rotation", 0, 400}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		json_t *pair = sign_in(bench);
		order_fault(bench, cases[i].what);
		struct ask_answer lost = renew(bench, pair);
		assert_int_equal(lost.status, cases[i].status);
		struct ask_answer again = renew(bench, pair);
		assert_int_equal(again.status, cases[i].status_again);
		json_decref(lost.document);
		json_decref(again.document);
		json_decref(pair);
	}
}

static void what_is_revoked_is_refused(void **state)
{
	struct bench *bench = *state;
	char body[200];
	json_t *pair = sign_in(bench);
	snprintf(body, sizeof body, "token=%s", json_get_string(pair, "refresh_token"));
	assert_int_equal(status_of(bench, "/2/oauth2/revoke", body), 200);
	assert_int_equal(me(bench, pair), 401);
	json_decref(pair);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_page_sends_back_state_and_code),
		TEST(a_code_is_for_one_use_and_its_verifier),
		TEST(an_access_token_lives_as_long_as_was_said),
		TEST(a_refresh_token_works_once),
		TEST(reuse_may_end_all_that_came_from_a_sign_in),
		TEST(an_answer_may_be_lost_before_or_after_the_rotation),
		TEST(what_is_revoked_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
