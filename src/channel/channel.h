/*
 * A channel: where mentions come from and replies go. One per handle. This is all that the rest of
 * the program knows of X, and all that another network would have to fill in.
 */
#ifndef CHANNEL_CHANNEL_H
#define CHANNEL_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "config/config.h"
#include "http/client.h"
#include "intake/intake.h"
#include "outbox/outbox.h"

struct channel;

/* How often the source lets us ask, or write, until its window is over. */
struct channel_window {
	int64_t left;
	int64_t reset_at; /* 0: not known */
};

/* What may be used in some time, and what of it is used: replies, or millionths of a dollar. */
struct channel_allowance {
	int64_t used;
	int64_t limit; /* 0: none */
};

/* What a channel says of itself, for healthz and metrics. */
struct channel_health {
	bool ok;
	int64_t last_poll_at;    /* last time the feed of mentions answered; 0: never */
	int64_t last_mention_at; /* when the newest post was written that is known; 0: none */
	int64_t lag_ms; /* how old the last new one was when we had it; -1: none since the start */
	const char *source; /* whom we hear from just now: "mentions", "search" or "stream" */
	struct channel_window reads, writes;
	struct channel_allowance replies_today, money_today, money_month;
	char text[200];   /* what is wrong and what to do; "" if ok */
	char notice[200]; /* what an operator should look at although it works; or "" */
};

struct channel_kind {
	/* Find the starting point and, after a restore, what we said since the backup. It is tried
	 * until it works; then `ready` is called once, on the loop. Nothing may be sent before. */
	void (*prepare)(struct channel *, void (*ready)(void *arg), void *arg);
	/* Begin to watch, after `ready`: mentions go to intake. */
	void (*start)(struct channel *);
	/* Take nothing new; `stopped` is called once, on the loop, when nothing is under way.
	 * Sending goes on. */
	void (*stop)(struct channel *, void (*stopped)(void *arg), void *arg);
	/* Publish a reply; see struct carrier. */
	void (*send)(struct channel *, struct outbound *);
	/* Delete the post of ours `parent_id`, of a DELIVERY_DELETION; done if it is gone already. */
	void (*remove)(struct channel *, struct outbound *);
	/* Look for a reply of ours that may have been published; see struct carrier. */
	void (*look)(struct channel *, struct outbound *);
	/* What may leave now; see struct carrier. NULL: all may. */
	struct allowance (*allows)(struct channel *, int64_t now_ms);
	void (*health)(const struct channel *, struct channel_health *out);
	/* After stopped and when nothing is on its way. */
	void (*free)(struct channel *);
};

struct channel {
	const struct channel_kind *kind;
	const char *handle;
	struct carrier carrier; /* private: what the outbox calls */
};

struct channel_parts {
	struct loop *loop;
	struct store *store;
	struct intake *intake;
	struct outbox *outbox;
	struct http_client *client;
	int64_t since_at; /* where a handle begins that starts for the first time; 0: now */
};

/* The X API. Keeps `handle`; copies `parts`. ERR_CONFIG, ERR_DENIED or ERR_NOTFOUND if the token
 * file is not as it must be. */
enum err_code channel_x_new(const struct channel_parts *parts, const struct config_handle *handle,
	struct channel **out, struct err *err);

/* Register the channel's lane, "handle:NAME", with the outbox: one write in flight, so that one of
 * unknown outcome can be looked for. The outbox keeps the channel. */
void channel_add_lane(struct channel *channel, struct outbox *outbox);

#endif
