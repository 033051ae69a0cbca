#include "edges.h"

#include "channel/x/consent.h"
#include "http/call.h"

static struct x_consent consent;
static struct x_grant grant;
static struct config_handle handle;

static void begin(void)
{
	struct buf url;
	buf_init(&url, 4096);
	handle = edges_handle();
	grant = (struct x_grant){.client_id = mem_string("ci")};
	consent = (struct x_consent){.loop = edges.loop,
		.client = edges.client,
		.handle = &handle,
		.grant = &grant,
		.port = 8479};
	x_consent_begin(&consent, &url);
	assert_non_null(strstr(url.bytes, consent.state));
	assert_null(strstr(url.bytes, consent.verifier));
	buf_release(&url);
}

static int end(void **state)
{
	x_consent_end(&consent);
	x_grant_release(&grant);
	return edges_tear_down(state);
}

static void only_the_answer_to_this_sign_in_is_taken(void **state)
{
	(void)state;
	static const struct {
		const char *query; /* %s: our state */
		enum err_code code;
		const char *says; /* or the code */
	} cases[] = {
		{"?state=%s&code=abc", ERR_OK, "abc"},
		{"?code=a%%2Bb&state=%s#x", ERR_OK, "a+b"},
		{"?code=a%%2&state=%s", ERR_OK, "a%2"},
		{"?state=other&code=abc", ERR_DENIED, "another state"},
		{"?state=%s0&code=abc", ERR_DENIED, "another state"},
		{"?state=&code=abc", ERR_DENIED, "another state"},
		{"?error=access_denied&state=%s", ERR_DENIED, "access_denied"},
		{"?error=access_denied&state=other", ERR_DENIED, "another state"},
		{"?code=abc", ERR_FORMAT, "has no state"},
		{"?state=%s", ERR_FORMAT, "has no state"},
		{"?state=%s&code=", ERR_FORMAT, "empty"},
		{"", ERR_FORMAT, "has no state"},
	};
	begin();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char url[300];
		struct err err;
		size_t used = (size_t)snprintf(url, sizeof url, "%s", consent.redirect_uri);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(url + used, sizeof url - used, cases[i].query, consent.state);
#pragma GCC diagnostic pop
		consent.code[0] = '\0';
		assert_int_equal(x_consent_take(&consent, url, &err), cases[i].code);
		if (cases[i].code == ERR_OK)
			assert_string_equal(consent.code, cases[i].says);
		else
			assert_non_null(strstr(err.text, cases[i].says));
	}
}

static void a_code_is_changed_for_a_pair(void **state)
{
	(void)state;
	struct err err;
	begin();
	str_copy(consent.code, sizeof consent.code, "c");
	SCRIPT({.status = 200,
		.body = "{\"access_token\":\"at\",\"refresh_token\":\"rt\",\"scope\":\"tweet.write "
			"offline.access\"}"});
	assert_int_equal(x_consent_exchange(&consent, &err), ERR_OK);
	assert_string_equal(grant.pair.access, "at");
	assert_string_equal(grant.pair.refresh, "rt");
	assert_non_null(strstr(edges.asked[0].body, "&code=c&"));
	assert_non_null(strstr(edges.asked[0].body, consent.verifier));
	assert_string_equal(edges.asked[0].type, "application/x-www-form-urlencoded");
}

static void what_does_not_work_is_told_and_gives_no_pair(void **state)
{
	(void)state;
	static const struct {
		struct scripted answer;
		enum err_code code;
		const char *says;
	} cases[] = {
		{{.status = 400, .body = "{\"error\":\"invalid_request\"}"}, ERR_DENIED,
			"begin again"},
		{{.status = 401, .body = "{\"error\":\"unauthorized_client\"}"}, ERR_DENIED,
			"unauthorized_client"},
		{{.status = 503, .body = "<html>"}, ERR_REMOTE, "503"},
		{{.status = 200, .body = "<html>"}, ERR_FORMAT, "api_url"},
		{{.break_off = true}, ERR_REMOTE, "not reached"},
		{{.status = 200,
			 .body = "{\"access_token\":\"S3CRET\",\"refresh_token\":\"S3CRET\","
				 "\"scope\":\"tweet.read offline.access\"}"},
			ERR_DENIED, "without tweet.write"},
		{{.status = 200,
			 .body = "{\"access_token\":\"S3CRET\",\"refresh_token\":\"S3CRET\","
				 "\"scope\":\"tweet.write\"}"},
			ERR_DENIED, "without offline.access"},
		{{.status = 200, .body = "{\"access_token\":\"S3CRET\"}"}, ERR_DENIED,
			"without offline.access"},
	};
	begin();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err;
		edges.asked_count = 0;
		edges_script(&cases[i].answer, 1);
		assert_int_equal(x_consent_exchange(&consent, &err), cases[i].code);
		assert_non_null(strstr(err.text, cases[i].says));
		assert_null(strstr(err.text, "S3CRET"));
		assert_null(grant.pair.access);
	}
}

static void a_port_in_use_is_told(void **state)
{
	(void)state;
	struct err err;
	begin();
	consent.port = http_server_port(edges.server);
	assert_int_equal(x_consent_open(&consent, &err), ERR_BUSY);
	assert_non_null(strstr(err.text, "--port"));
}

int main(void)
{
	log_setup(LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			only_the_answer_to_this_sign_in_is_taken, edges_set_up, end),
		cmocka_unit_test_setup_teardown(a_code_is_changed_for_a_pair, edges_set_up, end),
		cmocka_unit_test_setup_teardown(
			what_does_not_work_is_told_and_gives_no_pair, edges_set_up, end),
		cmocka_unit_test_setup_teardown(a_port_in_use_is_told, edges_set_up, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
