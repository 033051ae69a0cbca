#include "edges.h"

#include "channel/x/oauth2.h"

static void a_confidential_client_shows_its_secret_in_the_header_only(void **state)
{
	(void)state;
	const struct config_handle handle = {.api_url = "https://x.example"};
	struct x_grant grant = {.client_id = mem_string("a:b"), .client_secret = mem_string("s/t")};
	struct x_oauth2_call call = {0};
	struct http_request request = x_oauth2_refresh(&call, &handle, &grant, "r+t");
	assert_string_equal(request.url, "https://x.example/2/oauth2/token");
	assert_string_equal(request.body, "grant_type=refresh_token&refresh_token=r%2Bt");
	assert_int_equal(request.header_count, 2);
	assert_string_equal(request.headers[1].name, "Authorization");
	/* a%3Ab:s%2Ft */
	assert_string_equal(request.headers[1].value, "Basic YSUzQWI6cyUyRnQ=");
	assert_true(request.once);
	x_oauth2_call_release(&call);
	x_grant_release(&grant);
}

static void a_public_client_says_its_id_in_the_body(void **state)
{
	(void)state;
	const struct config_handle handle = {.api_url = "https://x.example"};
	struct x_grant grant = {.client_id = mem_string("ci")};
	struct x_oauth2_call call = {0};
	struct http_request request =
		x_oauth2_exchange(&call, &handle, &grant, "c", "http://127.0.0.1:1/callback", "v");
	assert_string_equal(request.body,
		"client_id=ci&grant_type=authorization_code&code=c&redirect_uri=http%3A%2F%2F127.0."
		"0.1%3A1%2Fcallback&code_verifier=v");
	assert_int_equal(request.header_count, 1);
	x_oauth2_call_release(&call);
	x_grant_release(&grant);
}

static void people_meet_x_under_its_own_name(void **state)
{
	(void)state;
	struct config_handle handle = {.api_url = "https://api.x.com"};
	struct buf url;
	buf_init(&url, 1000);
	x_oauth2_page(&handle, "ci", "http://127.0.0.1:1/callback", "st", "ch", &url);
	assert_string_equal(url.bytes,
		"https://x.com/i/oauth2/authorize?response_type=code&client_id=ci&redirect_uri="
		"http%3A%2F%2F127.0.0.1%3A1%2Fcallback&scope=tweet.read%20tweet.write%20users.read"
		"%20offline.access&state=st&code_challenge=ch&code_challenge_method=S256");
	buf_clear(&url);
	handle.api_url = "http://127.0.0.1:2";
	x_oauth2_page(&handle, "ci", "u", "st", "ch", &url);
	assert_true(str_starts(url.bytes, "http://127.0.0.1:2/i/oauth2/authorize?"));
	buf_release(&url);
}

static void only_x_s_own_word_ends_a_refresh_token(void **state)
{
	(void)state;
#define USED                                                                                       \
	"{\"error\":\"invalid_request\",\"error_description\":\"Value passed for the token was "   \
	"invalid.\"}"
	static const struct {
		enum err_code code;
		bool sent, cut;
		int status;
		const char *body;
		enum x_oauth2_fate fate;
	} cases[] = {
		{ERR_OK, true, false, 200, "{}", X_OAUTH2_RENEWED},
		{ERR_OK, true, true, 200, "{}", X_OAUTH2_UNKNOWN},
		{ERR_TIMEOUT, true, false, 0, "", X_OAUTH2_UNKNOWN},
		{ERR_REMOTE, true, false, 0, "", X_OAUTH2_UNKNOWN},
		{ERR_UNREACHABLE, false, false, 0, "", X_OAUTH2_KEPT},
		{ERR_DENIED, false, false, 0, "", X_OAUTH2_KEPT},
		{ERR_OK, true, false, 400, USED, X_OAUTH2_REFUSED},
		{ERR_OK, true, false, 400, "{\"error\":\"invalid_grant\"}", X_OAUTH2_REFUSED},
		{ERR_OK, true, false, 401, "{\"error\":\"unauthorized_client\"}", X_OAUTH2_REFUSED},
		{ERR_OK, true, false, 401, "{\"title\":\"Unauthorized\"}", X_OAUTH2_KEPT},
		{ERR_OK, true, false, 400, "<html>", X_OAUTH2_KEPT},
		{ERR_OK, true, false, 400, "{\"error\":\"temporarily_unavailable\"}",
			X_OAUTH2_KEPT},
		{ERR_OK, true, false, 403, USED, X_OAUTH2_KEPT},
		{ERR_OK, true, false, 404, USED, X_OAUTH2_KEPT},
		{ERR_OK, true, false, 429, "{}", X_OAUTH2_KEPT},
		{ERR_OK, true, false, 503, USED, X_OAUTH2_KEPT},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct http_request request = {
			.status = cases[i].status, .sent = cases[i].sent, .cut = cases[i].cut};
		buf_init(&request.answer, 1000);
		buf_add_string(&request.answer, cases[i].body);
		assert_int_equal(x_oauth2_judge(&request, cases[i].code), cases[i].fate);
		buf_release(&request.answer);
	}
}

static void x_s_words_are_passed_on(void **state)
{
	(void)state;
	char words[100];
	struct http_request request = {.status = 400};
	buf_init(&request.answer, 1000);
	buf_add_string(&request.answer, USED);
	x_oauth2_words(&request, words, sizeof words);
	assert_string_equal(words, "invalid_request: Value passed for the token was invalid.");
	buf_clear(&request.answer);
	buf_add_string(&request.answer, "{\"detail\":\"Too many\"}");
	x_oauth2_words(&request, words, sizeof words);
	assert_non_null(strstr(words, "Too many"));
	buf_release(&request.answer);
}

static void a_scope_is_a_whole_word(void **state)
{
	(void)state;
	assert_true(x_oauth2_has_scope("a tweet.write b", "tweet.write"));
	assert_true(x_oauth2_has_scope("tweet.write", "tweet.write"));
	assert_false(x_oauth2_has_scope("tweet.write.all tweet", "tweet.write"));
	assert_false(x_oauth2_has_scope("", "tweet.write"));
	assert_true(x_oauth2_has_scope(NULL, "tweet.write"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_confidential_client_shows_its_secret_in_the_header_only),
		cmocka_unit_test(a_public_client_says_its_id_in_the_body),
		cmocka_unit_test(people_meet_x_under_its_own_name),
		cmocka_unit_test(only_x_s_own_word_ends_a_refresh_token),
		cmocka_unit_test(x_s_words_are_passed_on),
		cmocka_unit_test(a_scope_is_a_whole_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
