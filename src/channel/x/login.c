#include "channel/x/login.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/str.h"
#include "channel/x/wire.h"
#include "http/call.h"

enum {
	CONNECT_MS = 10 * 1000,
	TIMEOUT_MS = 30 * 1000,
	ANSWER_CAP = 64 * 1024,
	WORDS_SIZE = 160,
};

/* What an answer other than 200 means. */
static enum err_code refuse(
	const char *url, int status, const struct buf *answer, const char *why, struct err *err)
{
	char words[WORDS_SIZE];
	x_problem_read(answer->bytes, answer->length, words, sizeof words);
	if (status == 401)
		return err_set(err, ERR_DENIED, "%s; X said (401): %s", why, words);
	return err_set(err, ERR_REMOTE, "%s: X answered %d: %s", url, status, words);
}

/* Ask X; its answer is to be released in any case. */
static enum err_code ask(struct x_login *login, struct buf *answer, const char *method,
	const char *path, const struct oauth1_param *extra, const char *why, struct err *err)
{
	char url[X_LOGIN_URL_SIZE], authorization[X_AUTHORIZATION_SIZE];
	const struct address_policy address = {.loopback = login->handle->plain_loopback};
	int status;
	buf_init(answer, ANSWER_CAP);
	snprintf(url, sizeof url, "%s%s", login->handle->api_url, path);
	const char *value = login->token.bearer ? login->token.bearer
						: x_token_sign(&login->token, method, url, extra,
							  extra ? 1 : 0, authorization);
	if (!value)
		return err_set(err, ERR_FORMAT, "%s: cannot be signed", url);
	const struct http_request request = {
		.method = method,
		.url = url,
		.headers = {{"Authorization", value}},
		.header_count = 1,
		.once = true,
		.connect_timeout_ms = CONNECT_MS,
		.timeout_ms = TIMEOUT_MS,
		.answer_cap = ANSWER_CAP,
		.address = &address,
	};
	enum err_code code =
		http_call(login->loop, login->client, &request, NULL, &status, answer, err);
	if (code != ERR_OK)
		return err_prefix(err, "X was not reached: ");
	return status == 200 ? ERR_OK : refuse(url, status, answer, why, err);
}

/* "a=1&b=2": the values that X gives here need no decoding. */
static char *take(const char *form, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = form; *at; at += strcspn(at, "&"), at += *at == '&') {
		if (strncmp(at, name, length) == 0 && at[length] == '=')
			return mem_string_n(at + length + 1, strcspn(at + length + 1, "&"));
	}
	return NULL;
}

/* A token and its secret, into the login's token. */
static enum err_code take_token(struct x_login *login, const struct buf *answer, struct err *err)
{
	char *token = take(answer->bytes, "oauth_token");
	char *secret = take(answer->bytes, "oauth_token_secret");
	bool good = token && secret && x_token_is_value(token) && x_token_is_value(secret);
	if (good) {
		mem_replace(&login->token.keys[X_TOKEN], token);
		mem_replace(&login->token.keys[X_TOKEN_SECRET], secret);
	}
	mem_free(token);
	mem_free(secret);
	return good ? ERR_OK
		    : err_set(err, ERR_FORMAT,
			      "X answered without a token; look whether %s is X's API",
			      login->handle->api_url);
}

enum err_code x_login_begin(struct x_login *login, char out_url[X_LOGIN_URL_SIZE], struct err *err)
{
	struct buf answer;
	const struct oauth1_param callback = {"oauth_callback", "oob"};
	enum err_code code = ask(login, &answer, "POST", "/oauth/request_token", &callback,
		"X does not take the consumer key and its secret: copy both once more, and look "
		"whether this machine's clock is right",
		err);
	if (code == ERR_OK)
		code = take_token(login, &answer, err);
	if (code == ERR_OK)
		snprintf(out_url, X_LOGIN_URL_SIZE, "%s/oauth/authorize?oauth_token=%s",
			login->handle->api_url, login->token.keys[X_TOKEN]);
	buf_release(&answer);
	return code;
}

enum err_code x_login_finish(struct x_login *login, const char *pin, struct err *err)
{
	struct buf answer;
	const struct oauth1_param verifier = {"oauth_verifier", pin};
	enum err_code code = ask(login, &answer, "POST", "/oauth/access_token", &verifier,
		"X does not take this PIN: it works once and for some minutes; begin again", err);
	if (code == ERR_OK)
		code = take_token(login, &answer, err);
	buf_release(&answer);
	return code;
}

static enum err_code compare(
	const struct config_handle *handle, const struct x_account *account, struct err *err)
{
	if (!str_is(account->id, handle->user_id))
		return err_set(err, ERR_DENIED,
			"these keys are of @%s (user_id %s), and not of @%s (user_id %s): sign in "
			"to X as @%s, or correct user_id in the configuration",
			account->name, account->id, handle->name, handle->user_id, handle->name);
	/* X keeps upper and lower case as they were written, and does not tell them apart. */
	if (strcasecmp(account->name, handle->name) != 0)
		return err_set(err, ERR_DENIED,
			"the account with user_id %s is called @%s at X, and @%s in the "
			"configuration; correct the one that is wrong",
			account->id, account->name, handle->name);
	return ERR_OK;
}

enum err_code x_login_check(struct x_login *login, struct err *err)
{
	struct buf answer;
	struct x_account account;
	enum err_code code = ask(login, &answer, "GET", "/2/users/me", NULL,
		login->token.bearer
			? "X does not take the token that it has just given: try again"
			: "X does not take these keys: copy all four once more, and look whether "
			  "this machine's clock is right",
		err);
	if (code == ERR_OK && !x_account_read(answer.bytes, answer.length, &account))
		code = err_set(err, ERR_FORMAT,
			"X answered without an account; look whether %s is X's API",
			login->handle->api_url);
	if (code == ERR_OK)
		code = compare(login->handle, &account, err);
	buf_release(&answer);
	return code;
}
