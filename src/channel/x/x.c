/* The channel of X: its parts put together. poll.c watches, send.c publishes and looks, delete.c
 * deletes, lookup.c and compliance.c learn which posts are gone. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"
#include "channel/x/x_priv.h"

/* X's ids count milliseconds from here, in their upper bits. */
static const int64_t X_EPOCH_MS = 1288834974657;

uint64_t x_snowflake(int64_t at)
{
	return at > X_EPOCH_MS ? (uint64_t)(at - X_EPOCH_MS) << 22 : 1;
}

void x_add_token(char *url, size_t size, const char *next_token)
{
	size_t length = strlen(url);
	struct buf encoded;
	buf_init(&encoded, size);
	oauth1_encode(next_token, &encoded);
	snprintf(url + length, size - length, "&pagination_token=%s", encoded.bytes);
	buf_release(&encoded);
}

struct http_request x_request(const struct x *x, const char *method, const char *url,
	char authorization[X_AUTHORIZATION_SIZE], size_t answer_cap)
{
	struct http_request request = {
		.method = method,
		.url = url,
		.connect_timeout_ms = X_CONNECT_MS,
		.timeout_ms = X_TIMEOUT_MS,
		.answer_cap = answer_cap,
		.address = &x->address,
	};
	/* What cannot be signed is no URL; the client refuses it, and says so. */
	const char *value = x_token_authorize(&x->token, method, url, authorization);
	if (value) {
		request.headers[0].name = "Authorization";
		request.headers[0].value = value;
		request.header_count = 1;
		request.once = value == authorization;
		/* The token may change while the request is under way. */
		if (!request.once && str_copy(authorization, X_AUTHORIZATION_SIZE, value))
			request.headers[0].value = authorization;
	}
	return request;
}

struct x_answer x_answer_of(const struct http_request *request, enum err_code code,
	const struct err *err, const struct x_limits *limits)
{
	return (struct x_answer){
		.code = code,
		.error = err ? err->text : NULL,
		.sent = request->sent,
		.cut = request->cut,
		.status = request->status,
		.body = request->answer.bytes,
		.length = request->answer.length,
		.resume_at = limits->resume_at,
	};
}

/* --- fields --- */

void x_change_dialect(struct x *x)
{
	bool back = x->dialect == X_DIALECT_POST;
	x->dialect = back ? X_DIALECT_TWEET : X_DIALECT_POST;
	log_line(LOG_ERROR, "x",
		"%s: X sends posts without fields that we ask for as %s; they are asked for as %s "
		"from now on%s",
		x->handle->name, back ? "post.fields" : "tweet.fields",
		back ? "tweet.fields" : "post.fields",
		back ? "" : ", which costs a user read per author");
}

/* --- the token --- */

void x_reread_token(struct x *x)
{
	/* Requests that are under way keep pointing to the old one. */
	if (x->sending > 0 || x->poll.state == X_POLL_ASKING || x->poll.state == X_POLL_RECALLING ||
		x->lookup.state == X_LOOKUP_ASKING)
		return;
	struct x_token token;
	struct x_grant grant;
	if (x_refresh_is_busy(x) || x_grant_load(x->handle, &token, &grant, NULL) != ERR_OK)
		return;
	if (x_token_is_same(&token, &x->token)) {
		x_token_release(&token);
		x_grant_release(&grant);
		return;
	}
	log_line(LOG_INFO, "x", "%s: the token file has a new token", x->handle->name);
	x_refresh_adopt(x, &token, &grant);
}

/* --- the kind --- */

static void prepare(struct channel *channel, void (*ready)(void *arg), void *arg)
{
	x_poll_prepare(x_of(channel), ready, arg);
}

static void start(struct channel *channel)
{
	x_poll_start(x_of(channel));
	x_stream_start(x_of(channel));
	x_lookup_start(x_of(channel));
	x_compliance_start(x_of(channel));
}

static void part_stopped(void *arg)
{
	struct x *x = arg;
	if (--x->stopping == 0)
		x->stopped(x->stopped_arg);
}

static void stop(struct channel *channel, void (*stopped)(void *arg), void *arg)
{
	struct x *x = x_of(channel);
	x->stopping = 5;
	x->stopped = stopped;
	x->stopped_arg = arg;
	x_poll_stop(x, part_stopped, x);
	x_refresh_stop(x, part_stopped, x);
	x_stream_stop(x, part_stopped, x);
	x_lookup_stop(x, part_stopped, x);
	x_compliance_stop(x, part_stopped, x);
}

static struct allowance allows(struct channel *channel, int64_t now_ms)
{
	const struct x *x = x_of(channel);
	return x_breaker_allows(&x->breaker, x_budget_allows(&x->budget, now_ms), now_ms);
}

static void health(const struct channel *channel, struct channel_health *out)
{
	const struct x *x = (const struct x *)(const void *)channel;
	x_poll_health(x, out);
	x_refresh_health(x, out);
	if (x->breaker.rests && out->ok) {
		out->ok = false;
		x_breaker_text(&x->breaker, out->text);
	}
}

static void x_free(struct channel *channel)
{
	struct x *x = x_of(channel);
	if (x->sending > 0)
		panic("channel of %s: freed while %zu replies are on their way", channel->handle,
			x->sending);
	x_stream_release(x);
	x_poll_release(x);
	x_refresh_release(x);
	x_seen_release(&x->bill.seen);
	x_lookup_release(x);
	x_compliance_release(x);
	x_token_release(&x->token);
	mem_free(x);
}

static const struct channel_kind x_kind = {
	.prepare = prepare,
	.start = start,
	.stop = stop,
	.send = x_send,
	.remove = x_remove,
	.look = x_look,
	.allows = allows,
	.health = health,
	.free = x_free,
};

enum err_code channel_x_new(const struct channel_parts *parts, const struct config_handle *handle,
	struct channel **out, struct err *err)
{
	struct x_token token;
	struct x_grant grant;
	struct x_token app_token = {0}, compliance_token = {0};
	enum err_code code = x_grant_load(handle, &token, &grant, err);
	if (code != ERR_OK)
		return code;
	if (handle->stream)
		code = x_stream_read_token(handle, &app_token, err);
	if (code == ERR_OK && handle->compliance)
		code = x_stream_read_token(handle, &compliance_token, err);
	if (code != ERR_OK) {
		x_token_release(&app_token);
		x_token_release(&token);
		return code;
	}
	struct x *x = mem_new(1, sizeof *x);
	x->channel.kind = &x_kind;
	x->channel.handle = handle->name;
	x->parts = *parts;
	x->handle = handle;
	x->token = token;
	x->address.loopback = handle->plain_loopback;
	x_budget_init(&x->budget, &handle->limits, &handle->prices);
	x_poll_init(x);
	x_refresh_init(x, &grant);
	x_stream_init(x, &app_token);
	x_lookup_init(x);
	x_compliance_init(x, &compliance_token);
	*out = &x->channel;
	return ERR_OK;
}
