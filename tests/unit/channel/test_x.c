#include "edges.h"

#include "channel/x/x_priv.h"

static void a_token_file_must_be_there_private_and_one_word(void **state)
{
	(void)state;
	const struct channel_parts parts = edges_parts();
	const struct config_handle handle = edges_handle();
	struct channel *channel = NULL;
	struct err err;
	edges_write_token("one two", 0600);
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, edges.token_file));
	edges_write_token("secret", 0644);
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_DENIED);
	edges_write_token("", 0600);
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_CONFIG);
	unlink(edges.token_file);
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_NOTFOUND);
	assert_null(channel);
}

static void a_token_is_read_again_when_asked(void **state)
{
	(void)state;
	const struct channel_parts parts = edges_parts();
	const struct config_handle handle = edges_handle();
	struct channel *channel;
	struct err err;
	edges_write_token("first\n", 0600);
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_OK);
	struct x *x = x_of(channel);
	assert_string_equal(x->token.bearer, "Bearer first");
	unlink(edges.token_file);
	x_reread_token(x);
	assert_string_equal(x->token.bearer, "Bearer first");
	edges_write_token("second", 0600);
	x_reread_token(x);
	assert_string_equal(x->token.bearer, "Bearer second");
	channel->kind->free(channel);
}

static void a_request_of_oauth_1_is_signed_for_its_url(void **state)
{
	(void)state;
	const struct channel_parts parts = edges_parts();
	const struct config_handle handle = edges_handle();
	struct channel *channel;
	struct err err;
	char room[X_AUTHORIZATION_SIZE];
	edges_write_token(
		"consumer_key = a\nconsumer_secret = b\ntoken = c\ntoken_secret = d\n", 0600);
	assert_int_equal(channel_x_new(&parts, &handle, &channel, &err), ERR_OK);
	struct x *x = x_of(channel);
	struct http_request request = x_request(x, "GET", "https://a.example/?b", room, 10);
	assert_int_equal(request.header_count, 1);
	assert_string_equal(request.headers[0].name, "Authorization");
	assert_ptr_equal(request.headers[0].value, room);
	assert_ptr_equal(strstr(room, "OAuth oauth_consumer_key=\"a\""), room);
	assert_true(request.once);
	assert_int_equal(x_request(x, "GET", "nowhere", room, 10).header_count, 0);
	edges_write_token("word", 0600);
	x_reread_token(x);
	assert_string_equal(x->token.bearer, "Bearer word");
	assert_false(x_request(x, "GET", "https://a.example/?b", room, 10).once);
	channel->kind->free(channel);
}

static void a_time_becomes_an_id_of_x(void **state)
{
	(void)state;
	/* The example of X's own documentation of ids: 2020-05-14 17:21:15.000 or so. */
	assert_true(x_snowflake(1288834974657) == 1);
	assert_true(x_snowflake(0) == 1);
	assert_true(x_snowflake(1288834974658) == 1u << 22);
	assert_true(x_snowflake(1795573872000) == (uint64_t)(1795573872000 - 1288834974657) << 22);
}

static void a_page_token_is_escaped_and_never_overflows(void **state)
{
	(void)state;
	char url[80] = "http://x/?a=b";
	x_add_token(url, sizeof url, "ab-1.2_3~/+=");
	assert_string_equal(url, "http://x/?a=b&pagination_token=ab-1.2_3~%2F%2B%3D");
	char small[40] = "http://x/?a=b";
	x_add_token(small, sizeof small, "////////////////////////////////////////");
	assert_true(strlen(small) < sizeof small);
}

int main(void)
{
	log_setup(LOG_ERROR, false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_file_must_be_there_private_and_one_word),
		cmocka_unit_test(a_token_is_read_again_when_asked),
		cmocka_unit_test(a_request_of_oauth_1_is_signed_for_its_url),
		cmocka_unit_test(a_time_becomes_an_id_of_x),
		cmocka_unit_test(a_page_token_is_escaped_and_never_overflows),
	};
	return cmocka_run_group_tests(tests, edges_set_up, edges_tear_down);
}
