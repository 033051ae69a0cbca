#include "channel/x/consent.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "channel/x/oauth2.h"
#include "http/call.h"

enum {
	BODY_CAP = 16 * 1024,
	CONNECTIONS_MAX = 8,
	IDLE_S = 30,
	PARTING_MS = 200, /* so that the page gets out before we are gone */
	WORDS_SIZE = 160,
	ANSWER_CAP = 64 * 1024,
};

static const char path_of_redirect[] = "/callback";

void x_consent_begin(struct x_consent *consent, struct buf *out_url)
{
	char challenge[PKCE_SIZE];
	pkce_random(consent->state);
	pkce_random(consent->verifier);
	pkce_challenge(consent->verifier, challenge);
	consent->code[0] = '\0';
	snprintf(consent->redirect_uri, sizeof consent->redirect_uri, "http://127.0.0.1:%u%s",
		consent->port, path_of_redirect);
	x_oauth2_page(consent->handle, consent->grant->client_id, consent->redirect_uri,
		consent->state, challenge, out_url);
}

/* --- X's answer, by way of the browser --- */

static enum err_code take(struct x_consent *consent, const char *state, const char *code,
	const char *error, struct err *err)
{
	if (!state || !(code || error))
		return err_set(err, ERR_FORMAT,
			"the address has no state, or no code: paste all of it, as the browser "
			"shows it after the app was authorized; it begins with %s",
			consent->redirect_uri);
	if (!str_is(state, consent->state))
		return err_set(err, ERR_DENIED,
			"X's answer has another state than this sign-in: it belongs to another one; "
			"begin again, and use the page that is named then");
	if (error)
		return err_set(err, ERR_DENIED,
			"the app was not authorized; X said: %.100s; begin again, and press "
			"\"Authorize app\"",
			error);
	if (!*code || !str_copy(consent->code, sizeof consent->code, code))
		return err_set(err, ERR_FORMAT, "X's code is empty or too long; begin again");
	return ERR_OK;
}

/* The value of a parameter, decoded; NULL if there is none. mem_free it. */
static char *parameter(const char *query, const char *name)
{
	size_t length = strlen(name);
	for (const char *at = query; *at; at += strcspn(at, "&"), at += *at == '&') {
		if (strncmp(at, name, length) != 0 || at[length] != '=')
			continue;
		at += length + 1;
		size_t size = strcspn(at, "&");
		char *value = mem_string_n(at, size), *to = value;
		for (const char *from = value; *from; to++) {
			unsigned byte;
			if (*from == '%' && sscanf(from + 1, "%2x", &byte) == 1 && from[2]) {
				*to = (char)byte;
				from += 3;
			} else {
				*to = *from++;
			}
		}
		*to = '\0';
		return value;
	}
	return NULL;
}

enum err_code x_consent_take(struct x_consent *consent, const char *url, struct err *err)
{
	const char *query = strchr(url, '?');
	char *plain = mem_string_n(query ? query + 1 : "", query ? strcspn(query + 1, "#") : 0);
	char *state = parameter(plain, "state"), *code = parameter(plain, "code"),
	     *error = parameter(plain, "error");
	enum err_code result = take(consent, state, code, error, err);
	mem_free(plain);
	mem_free(state);
	mem_free(code);
	mem_free(error);
	return result;
}

/* --- listening --- */

static void part(void *arg)
{
	struct x_consent *consent = arg;
	loop_stop(consent->loop);
}

static void reply(struct http_exchange *exchange, int status, const char *text)
{
	http_reply(exchange, status, "text/plain; charset=utf-8", text, strlen(text));
}

/* Browsers ask for more than they were sent for (an icon): only the redirect counts, once. */
static void serve(void *arg, struct http_exchange *exchange)
{
	struct x_consent *consent = arg;
	if (!str_is(http_path(exchange), path_of_redirect) || consent->came) {
		reply(exchange, 404, "There is nothing here.\n");
		return;
	}
	consent->came = true;
	consent->came_code = take(consent, http_query(exchange, "state"),
		http_query(exchange, "code"), http_query(exchange, "error"), &consent->came_err);
	if (consent->came_code == ERR_OK)
		reply(exchange, 200,
			"X has answered. The terminal says how it goes on; this page can be "
			"closed.\n");
	else
		reply(exchange, 400,
			"This did not work. The terminal says why; this page can be closed.\n");
	loop_timer_start(consent->parting, PARTING_MS);
}

enum err_code x_consent_open(struct x_consent *consent, struct err *err)
{
	const struct http_server_options options = {.address = "127.0.0.1",
		.port = consent->port,
		.body_cap = BODY_CAP,
		.connections_max = CONNECTIONS_MAX,
		.idle_timeout_s = IDLE_S,
		.serve = serve,
		.arg = consent};
	enum err_code code = http_server_new(consent->loop, &options, &consent->server, err);
	if (code != ERR_OK)
		return err_prefix(err,
			"X's answer cannot be waited for (say --paste, or --port with "
			"another port whose redirect URI the app has): ");
	consent->parting = loop_timer_new(consent->loop, part, consent);
	return ERR_OK;
}

enum err_code x_consent_wait(struct x_consent *consent, struct err *err)
{
	while (!consent->came || loop_timer_is_set(consent->parting))
		loop_run(consent->loop);
	if (consent->came_code != ERR_OK)
		*err = consent->came_err;
	return consent->came_code;
}

void x_consent_end(struct x_consent *consent)
{
	if (consent->server)
		http_server_free(consent->server);
	loop_timer_free(consent->parting);
	explicit_bzero(consent->verifier, sizeof consent->verifier);
	explicit_bzero(consent->code, sizeof consent->code);
}

/* --- the exchange --- */

static enum err_code judge_scope(const struct x_pair *pair, const char *scope, struct err *err)
{
	if (!x_oauth2_has_scope(scope, "tweet.write"))
		return err_set(err, ERR_DENIED,
			"X let the app in without tweet.write, so nothing could be answered (it "
			"gave: %.80s): give the app \"Read and write\" permission in X's developer "
			"console, and sign in again",
			scope);
	if (!x_oauth2_has_scope(scope, "offline.access") || !pair->refresh)
		return err_set(err, ERR_DENIED,
			"X let the app in without offline.access, so the token would end after two "
			"hours (it gave: %.80s): sign in again, and authorize all that is asked for",
			scope ? scope : "no refresh token");
	return ERR_OK;
}

static enum err_code refuse(int status, const struct buf *answer, struct err *err)
{
	const struct http_request request = {.status = status, .answer = *answer};
	char words[WORDS_SIZE];
	x_oauth2_words(&request, words, sizeof words);
	if (status == 400 || status == 401 || status == 403)
		return err_set(err, ERR_DENIED,
			"X does not take the code, the client id, or its secret (%d: %s): a code "
			"works once and for 30 seconds, so begin again; if that does not help, copy "
			"both once more from X's developer console, and look whether the app has "
			"this redirect URI",
			status, words);
	return err_set(err, ERR_REMOTE,
		"X answered %d to the exchange of the code: %s; begin again", status, words);
}

static enum err_code take_pair(struct x_consent *consent, const struct buf *answer, struct err *err)
{
	struct x_pair pair;
	char *scope = NULL;
	enum err_code code =
		x_pair_read(answer->bytes, answer->length, clock_wall_ms(), &pair, &scope, err);
	if (code == ERR_OK)
		code = judge_scope(&pair, scope, err);
	mem_free(scope);
	if (code == ERR_OK) {
		x_pair_release(&consent->grant->pair);
		consent->grant->pair = pair;
	} else {
		x_pair_release(&pair);
	}
	return code;
}

enum err_code x_consent_exchange(struct x_consent *consent, struct err *err)
{
	struct x_oauth2_call call;
	struct buf answer;
	int status = 0;
	buf_init(&answer, ANSWER_CAP);
	const struct http_request request = x_oauth2_exchange(&call, consent->handle,
		consent->grant, consent->code, consent->redirect_uri, consent->verifier);
	enum err_code code =
		http_call(consent->loop, consent->client, &request, NULL, &status, &answer, err);
	if (code != ERR_OK)
		err_prefix(err, "X was not reached, begin again: ");
	else if (status != 200)
		code = refuse(status, &answer, err);
	else
		code = take_pair(consent, &answer, err);
	explicit_bzero(answer.bytes, answer.length);
	buf_release(&answer);
	x_oauth2_call_release(&call);
	return code;
}
