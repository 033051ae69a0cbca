#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "channel/x/token.h"

#define FOUR                                                                                       \
	"consumer_key = ck-4711\nconsumer_secret = cs-4712\ntoken = 900-t4713\n"                   \
	"token_secret = ts-4714\n"

static char folder[] = "/tmp/nriseva-token-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/token", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void put(const char *text)
{
	struct err err;
	assert_int_equal(file_replace(path, text, strlen(text), 0600, &err), ERR_OK);
}

static void one_word_is_a_bearer_token(void **state)
{
	(void)state;
	static const char *const words[] = {"secret", "AAAA%2Fbb%3D", "abc==", "token.of=mine"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		struct x_token token;
		struct err err;
		char room[X_AUTHORIZATION_SIZE], text[64];
		snprintf(text, sizeof text, "%s\n", words[i]);
		put(text);
		assert_int_equal(x_token_read(path, &token, &err), ERR_OK);
		const char *line = x_token_authorize(&token, "GET", "http://a.example/", room);
		assert_ptr_equal(line, token.bearer);
		snprintf(text, sizeof text, "Bearer %s", words[i]);
		assert_string_equal(line, text);
		x_token_release(&token);
	}
}

static void four_lines_are_oauth_1(void **state)
{
	(void)state;
	static const char *const texts[] = {FOUR,
		"# of the console\r\n\r\n token_secret=ts-4714\r\n\ttoken =900-t4713\r\n"
		"consumer_secret= cs-4712\r\nconsumer_key = ck-4711  \r\n\r\n"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct x_token token;
		struct err err;
		put(texts[i]);
		assert_int_equal(x_token_read(path, &token, &err), ERR_OK);
		assert_null(token.bearer);
		assert_string_equal(token.keys[X_CONSUMER_KEY], "ck-4711");
		assert_string_equal(token.keys[X_CONSUMER_SECRET], "cs-4712");
		assert_string_equal(token.keys[X_TOKEN], "900-t4713");
		assert_string_equal(token.keys[X_TOKEN_SECRET], "ts-4714");
		x_token_release(&token);
	}
}

static void mistakes_name_file_line_and_key_and_never_a_value(void **state)
{
	(void)state;
	char longest[200] = "consumer_key=";
	memset(longest + 13, 'x', X_TOKEN_VALUE_MAX + 1);
	const struct {
		const char *text, *says;
	} cases[] = {
		{"one two", ":1: the line is no"},
		{"S3CRET\nS3CRET\n", ":1: the line is no"},
		{"consumer_key = S3CRET", "consumer_secret is missing"},
		{"consumer_key=S3CRET", "consumer_secret is missing"},
		{"consumer_key = S3CRET\nconsumer_secret = S3CRET\ntoken = S3CRET",
			"token_secret is missing"},
		{FOUR "token_secret = S3CRET", ":5: token_secret is there twice"},
		{FOUR "\nacces_token = S3CRET", ":6: unknown key acces_token;"},
		{FOUR "S3CRET-abc = S3CRET", ":5: unknown key;"},
		{FOUR "S3CRET==", ":5: unknown key;"},
		{"consumer_key = S3CRET S3CRET", ":1: the value of consumer_key"},
		{"consumer_key =\n", ":1: the value of consumer_key"},
		{longest, ":1: the value of consumer_key"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct x_token token = {0};
		struct err err = {0};
		put(cases[i].text);
		assert_int_equal(x_token_read(path, &token, &err), ERR_CONFIG);
		assert_non_null(strstr(err.text, path));
		assert_non_null(strstr(err.text, cases[i].says));
		assert_null(strstr(err.text, "S3CRET"));
		assert_null(strstr(err.text, "xxx"));
		assert_null(token.keys[X_CONSUMER_KEY]);
	}
}

static void a_file_of_the_app_has_two_lines(void **state)
{
	(void)state;
	struct x_token token;
	struct err err;
	put("consumer_key = ck\nconsumer_secret = cs\n");
	assert_int_equal(x_token_read_consumer(path, &token, &err), ERR_OK);
	assert_string_equal(token.keys[X_CONSUMER_SECRET], "cs");
	assert_null(token.keys[X_TOKEN]);
	x_token_release(&token);
	put(FOUR);
	assert_int_equal(x_token_read_consumer(path, &token, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "token does not belong here"));
	put("word");
	assert_int_equal(x_token_read_consumer(path, &token, &err), ERR_CONFIG);
	put("consumer_key = ck\n");
	assert_int_equal(x_token_read_consumer(path, &token, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "consumer_secret is missing"));
}

static void what_is_written_is_read_and_is_private(void **state)
{
	(void)state;
	char key[] = "ck-4711", secret[] = "cs-4712", word[] = "900-t4713", other[] = "ts-4714";
	const struct x_token token = {.keys = {key, secret, word, other}};
	struct x_token again;
	struct stat st;
	struct err err;
	put("old");
	chmod(path, 0644);
	assert_int_equal(x_token_write(path, &token, &err), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(x_token_read(path, &again, &err), ERR_OK);
	assert_true(x_token_is_same(&again, &token));
	again.keys[X_TOKEN_SECRET][0] = 'T';
	assert_false(x_token_is_same(&again, &token));
	x_token_release(&again);
}

/* The value of a parameter of the header. */
static void take(const char *line, const char *name, char *out, size_t size)
{
	char begin[40];
	snprintf(begin, sizeof begin, "%s=\"", name);
	const char *at = strstr(line, begin);
	assert_non_null(at);
	at += strlen(begin);
	snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

static void each_request_is_signed_anew(void **state)
{
	(void)state;
	struct x_token token;
	struct err err;
	char room[2][X_AUTHORIZATION_SIZE], nonce[2][64], key[64];
	put(FOUR);
	assert_int_equal(x_token_read(path, &token, &err), ERR_OK);
	for (int i = 0; i < 2; i++) {
		assert_ptr_equal(x_token_authorize(&token, "GET", "http://a.example/?b=c", room[i]),
			room[i]);
		take(room[i], "oauth_nonce", nonce[i], sizeof nonce[i]);
		take(room[i], "oauth_token", key, sizeof key);
		assert_string_equal(key, "900-t4713");
		assert_int_equal(strlen(nonce[i]), 32);
		assert_null(strstr(room[i], "cs-4712"));
		assert_null(strstr(room[i], "ts-4714"));
	}
	assert_string_not_equal(nonce[0], nonce[1]);
	assert_null(x_token_authorize(&token, "GET", "no url", room[0]));
	x_token_release(&token);
}

static void the_longest_values_fit_into_the_header(void **state)
{
	(void)state;
	struct x_token token = {0};
	char room[X_AUTHORIZATION_SIZE], value[X_TOKEN_VALUE_MAX + 1] = "";
	memset(value, '/', X_TOKEN_VALUE_MAX);
	for (size_t i = 0; i < X_TOKEN_KEYS; i++)
		token.keys[i] = value;
	assert_true(x_token_is_value(value));
	const struct oauth1_param verifier = {"oauth_verifier", value};
	assert_non_null(x_token_sign(&token, "POST", "http://a.example/", &verifier, 1, room));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_word_is_a_bearer_token),
		cmocka_unit_test(four_lines_are_oauth_1),
		cmocka_unit_test(mistakes_name_file_line_and_key_and_never_a_value),
		cmocka_unit_test(a_file_of_the_app_has_two_lines),
		cmocka_unit_test(what_is_written_is_read_and_is_private),
		cmocka_unit_test(each_request_is_signed_anew),
		cmocka_unit_test(the_longest_values_fit_into_the_header),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
