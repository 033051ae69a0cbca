#include "sealed.h"

static void a_pair_comes_back_from_its_file(void **state)
{
	(void)state;
	const struct config_handle handle = sealed_handle();
	struct x_token token;
	struct x_grant got, grant = {.client_id = mem_string("ci"),
				    .pair = {mem_string("at-2"), mem_string("rt-2"), 1000, 2000},
				    .previous = {mem_string("at-1"), mem_string("rt-1"), 10, 20}};
	struct err err;
	struct stat st;
	assert_int_equal(x_grant_save(&handle, &grant, &err), ERR_OK);
	assert_int_equal(stat(handle.token_file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	get_pair(&handle, &token, &got);
	assert_string_equal(token.bearer, "Bearer at-2");
	assert_string_equal(got.client_id, "ci");
	assert_null(got.client_secret);
	assert_string_equal(got.pair.refresh, "rt-2");
	assert_int_equal(got.pair.issued_at, 1000);
	assert_int_equal(got.pair.expires_at, 2000);
	assert_string_equal(got.previous.access, "at-1");
	assert_string_equal(got.previous.refresh, "rt-1");
	x_token_release(&token);
	x_grant_release(&got);
	x_grant_release(&grant);
}

static void the_other_forms_of_the_file_are_no_grant(void **state)
{
	(void)state;
	const struct config_handle handle = sealed_handle();
	struct x_token token;
	struct x_grant grant;
	edges_write_token("word\n", 0600);
	get_pair(&handle, &token, &grant);
	assert_string_equal(token.bearer, "Bearer word");
	assert_null(grant.client_id);
	x_token_release(&token);
}

static void without_its_key_it_is_closed(void **state)
{
	(void)state;
	struct config_handle handle = sealed_handle();
	struct x_token token;
	struct x_grant grant;
	struct err err;
	put_pair(&handle, "S3CRET", 0, 1);
	unlink(seal_key_file);
	assert_int_equal(x_grant_load(&handle, &token, &grant, &err), ERR_NOTFOUND);
	assert_int_equal(x_grant_prepare(&handle, &err), ERR_OK);
	assert_int_equal(x_grant_load(&handle, &token, &grant, &err), ERR_DENIED);
	assert_non_null(strstr(err.text, handle.token_file));
	handle.seal_key_file = NULL;
	assert_int_equal(x_grant_load(&handle, &token, &grant, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "add seal_key_file"));
	assert_int_equal(x_grant_prepare(&handle, &err), ERR_CONFIG);
	assert_null(grant.client_id);
}

static void an_answer_is_read_as_far_as_it_goes(void **state)
{
	(void)state;
	static const struct {
		const char *answer, *access, *refresh, *scope;
		int64_t life_s;
	} cases[] = {
		{"{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":60,\"scope\":\"s "
		 "t\"}",
			"a", "r", "s t", 60},
		{"{\"access_token\":\"a\"}", "a", NULL, NULL, 7200},
		{"{\"access_token\":\"a\",\"expires_in\":-5}", "a", NULL, NULL, 7200},
		{"{\"access_token\":\"a\",\"refresh_token\":\"\"}", "a", NULL, NULL, 7200},
		{"{\"access_token\":\"a b\"}", NULL, NULL, NULL, 0},
		{"{\"access_token\":\"a\\r\\nX: y\"}", NULL, NULL, NULL, 0},
		{"{\"access_token\":\"\"}", NULL, NULL, NULL, 0},
		{"{\"access_token\":5}", NULL, NULL, NULL, 0},
		{"<html>", NULL, NULL, NULL, 0},
		{"", NULL, NULL, NULL, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct x_pair pair;
		struct err err;
		char *scope;
		enum err_code code = x_pair_read(
			cases[i].answer, strlen(cases[i].answer), 1000, &pair, &scope, &err);
		assert_int_equal(code, cases[i].access ? ERR_OK : ERR_FORMAT);
		assert_true(str_is(pair.access, cases[i].access));
		assert_true(str_is(pair.refresh, cases[i].refresh));
		assert_true(str_is(scope, cases[i].scope));
		if (code == ERR_OK)
			assert_int_equal(pair.expires_at, 1000 + cases[i].life_s * 1000);
		mem_free(scope);
		x_pair_release(&pair);
	}
}

static void the_app_s_file_has_an_id_and_perhaps_a_secret(void **state)
{
	(void)state;
	static const struct {
		const char *text, *id, *secret, *says;
	} cases[] = {
		{"client_id = ci\nclient_secret = S3CRET\n", "ci", "S3CRET", NULL},
		{"# of the console\nclient_id=ci", "ci", NULL, NULL},
		{"client_secret = S3CRET\n", NULL, NULL, "client_id is missing"},
		{"client_id = ci\nconsumer_key = S3CRET", NULL, NULL, "consumer_key"},
		{"client_id = c i", NULL, NULL, "client_id"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct x_grant grant = {0};
		struct err err;
		edges_write_token(cases[i].text, 0600);
		enum err_code code = x_grant_read_client(edges.token_file, &grant, &err);
		assert_int_equal(code, cases[i].says ? ERR_CONFIG : ERR_OK);
		assert_true(str_is(grant.client_id, cases[i].id));
		assert_true(str_is(grant.client_secret, cases[i].secret));
		if (cases[i].says) {
			assert_non_null(strstr(err.text, cases[i].says));
			assert_null(strstr(err.text, "S3CRET"));
		}
		x_grant_release(&grant);
	}
}

static void one_holds_the_lock(void **state)
{
	(void)state;
	const struct config_handle handle = sealed_handle();
	struct err err;
	int one, other;
	assert_int_equal(x_grant_lock(&handle, false, &one, &err), ERR_OK);
	assert_int_equal(x_grant_lock(&handle, false, &other, &err), ERR_BUSY);
	close(one);
	assert_int_equal(x_grant_lock(&handle, true, &other, &err), ERR_OK);
	close(other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, edges_set_up, sealed_tear_down)

int main(void)
{
	log_setup(LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		TEST(a_pair_comes_back_from_its_file),
		TEST(the_other_forms_of_the_file_are_no_grant),
		TEST(without_its_key_it_is_closed),
		TEST(an_answer_is_read_as_far_as_it_goes),
		TEST(the_app_s_file_has_an_id_and_perhaps_a_secret),
		TEST(one_holds_the_lock),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
