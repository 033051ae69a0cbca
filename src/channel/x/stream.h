/*
 * X's filtered stream, beside polling: mentions come within seconds. The feed stays the one that is
 * complete; the stream never moves the cursor. See stream.c.
 */
#ifndef CHANNEL_X_STREAM_H
#define CHANNEL_X_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "channel/x/chunks.h"
#include "channel/x/reconnect.h"
#include "channel/x/rules.h"
#include "channel/x/token.h"
#include "channel/x/trust.h"
#include "config/config.h"
#include "http/client.h"
#include "loop/loop.h"

struct x;

enum x_stream_state {
	X_STREAM_OFF,
	X_STREAM_RULES,    /* X is asked for the rules it has */
	X_STREAM_MENDING,  /* a rule is added, or stale ones deleted */
	X_STREAM_CLEARING, /* X ends all connections of the app */
	X_STREAM_CONNECTING,
	X_STREAM_OPEN,
	X_STREAM_WAITING, /* to try again */
	X_STREAM_STOPPED,
};

enum { X_STREAM_URL_SIZE = 1024 };

struct x_stream {
	enum x_stream_state state;
	struct x_token token;     /* the app's */
	struct loop_timer *timer; /* WAITING: try again; OPEN: it has held */
	int64_t silence_ms;       /* nothing for so long: it is dead */

	struct http_request request;
	char url[X_STREAM_URL_SIZE];
	struct buf body;
	struct x_chunks chunks;
	size_t long_ones; /* lines, told already */

	struct x_rules_plan plan;
	bool rules_due;       /* they must be looked at before connecting */
	bool fresh_rule;      /* ours was added just now */
	bool clear_due;       /* old connections must be ended before connecting */
	int64_t cleared_mono; /* when that was done last; 0: never */

	enum x_fault fault; /* the present one; what is told once */
	unsigned failures;  /* of it in a row */
	bool crowded;       /* the stream said so before it ended */
	char said[200];     /* why it ended, in X's words; "" if it did not say */

	size_t open; /* posts at intake */
	bool paused; /* too many */
	struct x_trust trust;

	void (*stopped)(void *arg); /* not NULL: stop when nothing is under way */
	void *stopped_arg;
	struct deferred stop;
};

/* The app's bearer token. Errors of x_token_read; ERR_CONFIG if it is not one word. */
enum err_code x_stream_read_token(
	const struct config_handle *handle, struct x_token *out, struct err *err);

/* Takes `token`. */
void x_stream_init(struct x *x, struct x_token *token);

/* Begin, if the configuration wants it. */
void x_stream_start(struct x *x);

/* End the connection and wait for what is open; `stopped` comes in a later turn. */
void x_stream_stop(struct x *x, void (*stopped)(void *arg), void *arg);

/* After it has stopped, or was never started. */
void x_stream_release(struct x *x);

/* It is open and trusted. */
bool x_stream_is_used(const struct x *x);

/* How often the feed is asked: less while the stream is used. */
int64_t x_stream_poll_every_ms(const struct x *x);

/* The feed has this post: the stream should have had it. Borrows. */
void x_stream_compare(struct x *x, const struct post *post, int64_t now_ms);

#endif
