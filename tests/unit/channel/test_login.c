#include "edges.h"

#include "channel/x/login.h"

#define ME "{\"data\":{\"id\":\"900\",\"username\":\"uppolnri\"}}"

static struct x_login login;
static struct config_handle handle;

static void begin_login(void)
{
	handle = edges_handle();
	login = (struct x_login){.loop = edges.loop,
		.client = edges.client,
		.handle = &handle,
		.token = {.keys = {mem_string("ck"), mem_string("cs-S3CRET")}}};
}

static int end_login(void **state)
{
	x_token_release(&login.token);
	return edges_tear_down(state);
}

static void a_pin_gives_the_keys_of_the_account(void **state)
{
	(void)state;
	char url[X_LOGIN_URL_SIZE], page[200];
	struct err err;
	begin_login();
	SCRIPT({.status = 200,
		       .body = "oauth_token=rt&oauth_token_secret=rs&oauth_callback_"
			       "confirmed=true"},
		{.status = 200, .body = "user_id=900&oauth_token_secret=ts&oauth_token=900-t"},
		{.status = 200, .body = ME});
	assert_int_equal(x_login_begin(&login, url, &err), ERR_OK);
	snprintf(page, sizeof page, "%s/oauth/authorize?oauth_token=rt", edges.api_url);
	assert_string_equal(url, page);
	assert_int_equal(x_login_finish(&login, "0123456", &err), ERR_OK);
	assert_string_equal(login.token.keys[X_TOKEN], "900-t");
	assert_string_equal(login.token.keys[X_TOKEN_SECRET], "ts");
	assert_int_equal(x_login_check(&login, &err), ERR_OK);
	static const char *const asked[] = {
		"POST /oauth/request_token", "POST /oauth/access_token", "GET /2/users/me"};
	assert_int_equal(edges.asked_count, 3);
	for (size_t i = 0; i < 3; i++) {
		char line[220];
		snprintf(line, sizeof line, "%s %s", edges.asked[i].method, edges.asked[i].path);
		assert_string_equal(line, asked[i]);
		assert_true(str_starts(
			edges.asked[i].authorization, "OAuth oauth_consumer_key=\"ck\""));
	}
}

static enum err_code begin(struct err *err)
{
	char url[X_LOGIN_URL_SIZE];
	return x_login_begin(&login, url, err);
}

static enum err_code finish(struct err *err)
{
	return x_login_finish(&login, "0123456", err);
}

static enum err_code check(struct err *err)
{
	return x_login_check(&login, err);
}

static void what_does_not_work_is_told_without_secrets(void **state)
{
	(void)state;
	static const struct {
		enum err_code (*step)(struct err *err);
		struct scripted answer;
		enum err_code code;
		const char *says;
	} cases[] = {
		{begin, {.status = 401, .body = "{\"errors\":[{\"message\":\"Not you.\"}]}"},
			ERR_DENIED, "consumer key and its secret"},
		{begin, {.status = 401, .body = "{\"errors\":[{\"message\":\"Not you.\"}]}"},
			ERR_DENIED, "Not you."},
		{begin, {.status = 503, .body = "<html>"}, ERR_REMOTE, "answered 503"},
		{begin, {.status = 200, .body = "<html>"}, ERR_FORMAT, "without a token"},
		{begin, {.status = 200, .body = "oauth_token=&oauth_token_secret=b"}, ERR_FORMAT,
			"without a token"},
		{begin, {.break_off = true}, ERR_REMOTE, "not reached"},
		{finish, {.status = 401, .body = "Invalid oauth_verifier parameter"}, ERR_DENIED,
			"this PIN"},
		{finish, {.status = 200, .body = "xoauth_token=a&oauth_token_secret=b"}, ERR_FORMAT,
			"without a token"},
		{check, {.status = 401, .body = "{\"detail\":\"Unauthorized\"}"}, ERR_DENIED,
			"these keys"},
		{check, {.status = 403, .body = "{\"detail\":\"Suspended\"}"}, ERR_REMOTE,
			"Suspended"},
		{check, {.status = 200, .body = "{}"}, ERR_FORMAT, "without an account"},
		{check,
			{.status = 200,
				.body = "{\"data\":{\"id\":\"901\",\"username\":\"other\"}}"},
			ERR_DENIED, "these keys are of @other (user_id 901)"},
		{check,
			{.status = 200,
				.body = "{\"data\":{\"id\":\"900\",\"username\":\"other\"}}"},
			ERR_DENIED, "is called @other at X"},
	};
	begin_login();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = {0};
		edges.asked_count = 0;
		edges_script(&cases[i].answer, 1);
		assert_int_equal(cases[i].step(&err), cases[i].code);
		assert_non_null(strstr(err.text, cases[i].says));
		assert_null(strstr(err.text, "S3CRET"));
		assert_null(login.token.keys[X_TOKEN]);
	}
}

int main(void)
{
	log_setup(LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_pin_gives_the_keys_of_the_account, edges_set_up, end_login),
		cmocka_unit_test_setup_teardown(
			what_does_not_work_is_told_without_secrets, edges_set_up, end_login),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
