#include "channel/x/oauth2.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/mem.h"
#include "base/str.h"
#include "channel/x/oauth1.h"
#include "channel/x/wire.h"
#include "json/json.h"

enum {
	BODY_CAP = 16 * 1024,
	ANSWER_CAP = 64 * 1024,
	CONNECT_MS = 10 * 1000,
	TIMEOUT_MS = 20 * 1000, /* less than the daemon waits for it when it stops */
};

const char x_oauth2_scopes[] = "tweet.read tweet.write users.read offline.access";

void x_oauth2_call_release(struct x_oauth2_call *call)
{
	if (call->body.bytes) {
		explicit_bzero(call->body.bytes, call->body.length);
		buf_release(&call->body);
	}
	explicit_bzero(call, sizeof *call);
}

/* --- requests --- */

static void add(struct buf *out, const char *name, const char *value)
{
	buf_add_format(out, "%s%s=", out->length ? "&" : "", name);
	oauth1_encode(value, out);
}

/* "Basic ..." of id and secret, encoded first as RFC 6749 says (2.3.1). */
static void set_basic(struct x_oauth2_call *call, const struct x_grant *grant)
{
	struct buf pair;
	buf_init(&pair, BODY_CAP);
	oauth1_encode(grant->client_id, &pair);
	buf_add_char(&pair, ':');
	oauth1_encode(grant->client_secret, &pair);
	size_t used = (size_t)snprintf(call->authorization, sizeof call->authorization, "Basic ");
	sodium_bin2base64(call->authorization + used, sizeof call->authorization - used,
		(const unsigned char *)pair.bytes, pair.length, sodium_base64_VARIANT_ORIGINAL);
	explicit_bzero(pair.bytes, pair.length);
	buf_release(&pair);
}

static struct http_request begin(
	struct x_oauth2_call *call, const struct config_handle *handle, const struct x_grant *grant)
{
	*call = (struct x_oauth2_call){.address = {.loopback = handle->plain_loopback}};
	buf_init(&call->body, BODY_CAP);
	snprintf(call->url, sizeof call->url, "%s/2/oauth2/token", handle->api_url);
	struct http_request request = {
		.method = "POST",
		.url = call->url,
		.headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
		.header_count = 1,
		.once = true,
		.connect_timeout_ms = CONNECT_MS,
		.timeout_ms = TIMEOUT_MS,
		.answer_cap = ANSWER_CAP,
		.address = &call->address,
	};
	if (grant->client_secret) {
		set_basic(call, grant);
		request.headers[1].name = "Authorization";
		request.headers[1].value = call->authorization;
		request.header_count = 2;
	} else {
		add(&call->body, "client_id", grant->client_id);
	}
	return request;
}

static struct http_request end(const struct x_oauth2_call *call, struct http_request request)
{
	request.body = call->body.bytes;
	request.body_length = call->body.length;
	return request;
}

struct http_request x_oauth2_refresh(struct x_oauth2_call *call, const struct config_handle *handle,
	const struct x_grant *grant, const char *refresh_token)
{
	struct http_request request = begin(call, handle, grant);
	add(&call->body, "grant_type", "refresh_token");
	add(&call->body, "refresh_token", refresh_token);
	return end(call, request);
}

struct http_request x_oauth2_exchange(struct x_oauth2_call *call,
	const struct config_handle *handle, const struct x_grant *grant, const char *code,
	const char *redirect_uri, const char *verifier)
{
	struct http_request request = begin(call, handle, grant);
	add(&call->body, "grant_type", "authorization_code");
	add(&call->body, "code", code);
	add(&call->body, "redirect_uri", redirect_uri);
	add(&call->body, "code_verifier", verifier);
	return end(call, request);
}

void x_oauth2_page(const struct config_handle *handle, const char *client_id,
	const char *redirect_uri, const char *state, const char *challenge, struct buf *out)
{
	struct buf query;
	buf_init(&query, BODY_CAP);
	add(&query, "response_type", "code");
	add(&query, "client_id", client_id);
	add(&query, "redirect_uri", redirect_uri);
	add(&query, "scope", x_oauth2_scopes);
	add(&query, "state", state);
	add(&query, "code_challenge", challenge);
	add(&query, "code_challenge_method", "S256");
	/* People meet X under another name than programs do. */
	bool public = str_is(handle->api_url, "https://api.x.com");
	buf_add_format(out, "%s/i/oauth2/authorize?%s", public ? "https://x.com" : handle->api_url,
		query.bytes);
	buf_release(&query);
}

/* --- answers --- */

/* The errors of RFC 6749 that are about the token or the app, and X's word for a used one. */
static bool is_final(const char *error)
{
	static const char *const finals[] = {
		"invalid_request", "invalid_grant", "invalid_client", "unauthorized_client"};
	return error && str_index(error, finals, sizeof finals / sizeof *finals) >= 0;
}

enum x_oauth2_fate x_oauth2_judge(const struct http_request *request, enum err_code code)
{
	if (code != ERR_OK)
		return request->sent ? X_OAUTH2_UNKNOWN : X_OAUTH2_KEPT;
	if (request->status == 200)
		return request->cut ? X_OAUTH2_UNKNOWN : X_OAUTH2_RENEWED;
	/* A fault of X mostly comes before anything is done; if not, the next answer says so. */
	if (request->status != 400 && request->status != 401)
		return X_OAUTH2_KEPT;
	/* X has answered 401 to everything in an outage: only its own word ends a token. */
	json_t *answer = NULL;
	bool final = json_decode_foreign(request->answer.bytes, request->answer.length, &answer,
			     NULL) == ERR_OK &&
		     is_final(json_get_string(answer, "error"));
	json_decref(answer);
	return final ? X_OAUTH2_REFUSED : X_OAUTH2_KEPT;
}

void x_oauth2_words(const struct http_request *request, char *out, size_t size)
{
	json_t *answer = NULL;
	const char *error = NULL;
	if (json_decode_foreign(request->answer.bytes, request->answer.length, &answer, NULL) ==
		ERR_OK)
		error = json_get_string(answer, "error");
	const char *description = json_get_string(answer, "error_description");
	if (error)
		snprintf(out, size, "%s%s%s", error, description ? ": " : "",
			description ? description : "");
	else
		x_problem_read(request->answer.bytes, request->answer.length, out, size);
	json_decref(answer);
}

bool x_oauth2_has_scope(const char *scope, const char *wanted)
{
	size_t length = strlen(wanted);
	for (const char *at = scope; at && *at; at += strcspn(at, " "), at += strspn(at, " ")) {
		if (strcspn(at, " ") == length && strncmp(at, wanted, length) == 0)
			return true;
	}
	return !scope;
}
