/* The channel of X: its parts put together. poll.c watches, send.c publishes and looks. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"
#include "channel/x/x_priv.h"

enum { TOKEN_CAP = 4096 };

/* X's ids count milliseconds from here, in their upper bits. */
static const int64_t X_EPOCH_MS = 1288834974657;

uint64_t x_snowflake(int64_t at)
{
	return at > X_EPOCH_MS ? (uint64_t)(at - X_EPOCH_MS) << 22 : 1;
}

void x_add_token(char *url, size_t size, const char *next_token)
{
	size_t length = strlen(url);
	length += (size_t)snprintf(url + length, size - length, "&pagination_token=");
	for (const char *p = next_token; *p && length + 4 < size; p++) {
		unsigned char c = (unsigned char)*p;
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
			     (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.' || c == '~';
		length += (size_t)snprintf(url + length, size - length, plain ? "%c" : "%%%02X", c);
	}
}

struct http_request x_request(
	const struct x *x, const char *method, const char *url, size_t answer_cap)
{
	struct http_request request = {
		.method = method,
		.url = url,
		.header_count = 1,
		.connect_timeout_ms = X_CONNECT_MS,
		.timeout_ms = X_TIMEOUT_MS,
		.answer_cap = answer_cap,
		.address = &x->address,
	};
	request.headers[0].name = "Authorization";
	request.headers[0].value = x->authorization;
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

static bool is_token(const char *text)
{
	for (; *text; text++) {
		if (*text <= ' ' || *text == 0x7f)
			return false;
	}
	return true;
}

static enum err_code read_token(const char *path, char **out_authorization, struct err *err)
{
	struct buf token;
	buf_init(&token, TOKEN_CAP);
	enum err_code code = file_read_secret(path, &token, err);
	if (code == ERR_OK && !is_token(token.bytes))
		code = err_set(err, ERR_CONFIG,
			"%s: a token is one word; the file has more than that", path);
	if (code == ERR_OK) {
		struct buf line;
		buf_init(&line, TOKEN_CAP + 16);
		buf_add_format(&line, "Bearer %s", token.bytes);
		*out_authorization = buf_detach(&line);
		buf_release(&line);
	}
	buf_release(&token);
	return code;
}

void x_reread_token(struct x *x)
{
	/* Requests that are under way keep pointing to the old one. */
	if (x->sending > 0 || x->poll.state == X_POLL_ASKING || x->poll.state == X_POLL_RECALLING)
		return;
	char *authorization;
	if (read_token(x->handle->token_file, &authorization, NULL) != ERR_OK)
		return;
	if (!str_is(authorization, x->authorization))
		log_line(LOG_INFO, "x", "%s: the token file has a new token", x->handle->name);
	mem_free(x->authorization);
	x->authorization = authorization;
}

/* --- the kind --- */

static void prepare(struct channel *channel, void (*ready)(void *arg), void *arg)
{
	x_poll_prepare(x_of(channel), ready, arg);
}

static void start(struct channel *channel)
{
	x_poll_start(x_of(channel));
}

static void stop(struct channel *channel, void (*stopped)(void *arg), void *arg)
{
	x_poll_stop(x_of(channel), stopped, arg);
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
	mem_free(x->authorization);
	mem_free(x);
}

static const struct channel_kind x_kind = {
	.prepare = prepare,
	.start = start,
	.stop = stop,
	.send = x_send,
	.look = x_look,
	.health = health,
	.free = x_free,
};

enum err_code channel_x_new(const struct channel_parts *parts, const struct config_handle *handle,
	struct channel **out, struct err *err)
{
	char *authorization;
	enum err_code code = read_token(handle->token_file, &authorization, err);
	if (code != ERR_OK)
		return code;
	struct x *x = mem_new(1, sizeof *x);
	x->channel.kind = &x_kind;
	x->channel.handle = handle->name;
	x->parts = *parts;
	x->handle = handle;
	x->authorization = authorization;
	x->address.loopback = handle->plain_loopback;
	x_poll_init(x);
	*out = &x->channel;
	return ERR_OK;
}
