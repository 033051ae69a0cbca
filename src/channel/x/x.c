/* The channel of X: its parts put together. poll.c watches, send.c publishes and looks, delete.c
 * deletes, lookup.c learns which posts are gone. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
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

/* --- the token --- */

void x_reread_token(struct x *x)
{
	/* Requests that are under way keep pointing to the old one. */
	if (x->sending > 0 || x->poll.state == X_POLL_ASKING || x->poll.state == X_POLL_RECALLING ||
		x->lookup.state == X_LOOKUP_ASKING)
		return;
	struct x_token token;
	if (x_token_read(x->handle->token_file, &token, NULL) != ERR_OK)
		return;
	if (!x_token_is_same(&token, &x->token))
		log_line(LOG_INFO, "x", "%s: the token file has a new token", x->handle->name);
	x_token_release(&x->token);
	x->token = token;
}

/* --- the kind --- */

static void prepare(struct channel *channel, void (*ready)(void *arg), void *arg)
{
	x_poll_prepare(x_of(channel), ready, arg);
}

static void start(struct channel *channel)
{
	x_poll_start(x_of(channel));
	x_lookup_start(x_of(channel));
}

static void part_stopped(void *arg)
{
	struct x *x = arg;
	if (--x->still_open == 0)
		x->stopped(x->stopped_arg);
}

static void stop(struct channel *channel, void (*stopped)(void *arg), void *arg)
{
	struct x *x = x_of(channel);
	x->stopped = stopped;
	x->stopped_arg = arg;
	x->still_open = 2;
	x_poll_stop(x, part_stopped, x);
	x_lookup_stop(x, part_stopped, x);
}

static void health(const struct channel *channel, struct channel_health *out)
{
	x_poll_health((const struct x *)(const void *)channel, out);
}

static void x_free(struct channel *channel)
{
	struct x *x = x_of(channel);
	if (x->sending > 0)
		panic("channel of %s: freed while %zu replies are on their way", channel->handle,
			x->sending);
	x_poll_release(x);
	x_lookup_release(x);
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
	.health = health,
	.free = x_free,
};

enum err_code channel_x_new(const struct channel_parts *parts, const struct config_handle *handle,
	struct channel **out, struct err *err)
{
	struct x_token token;
	enum err_code code = x_token_read(handle->token_file, &token, err);
	if (code != ERR_OK)
		return code;
	struct x *x = mem_new(1, sizeof *x);
	x->channel.kind = &x_kind;
	x->channel.handle = handle->name;
	x->parts = *parts;
	x->handle = handle;
	x->token = token;
	x->address.loopback = handle->plain_loopback;
	x_poll_init(x);
	x_lookup_init(x);
	*out = &x->channel;
	return ERR_OK;
}
