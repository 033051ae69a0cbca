/*
 * The filtered stream of the pretend X: rules, one connection, a line for each new post that a rule
 * lets through, and all that X's stream is known to do wrong. A rule is words with blanks between:
 * "@name", "-is:retweet", "-from:name"; as X's do, "@name" also sees the words of a quoted post.
 */
#ifndef SIM_X_STREAM_H
#define SIM_X_STREAM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "http/server.h"
#include "loop/loop.h"
#include "x/world.h"

enum { X_RULES_MAX = 1000 };

struct x_site;

struct x_stream_rule {
	char id[X_ID_SIZE];
	char *value, *tag;
	int64_t acts_at; /* nothing fits it before */
};

struct x_stream {
	struct x_site *site;
	struct x_stream_rule rules[X_RULES_MAX];
	size_t rule_count;
	uint64_t last_rule;
	int64_t rule_cap;
	int64_t keep_alive_ms;

	struct http_exchange *exchange; /* the connection, or NULL */
	char *fields;
	struct loop_timer *keep_alive;
	struct loop_timer *drip; /* of `split` */
	struct buf dripping;     /* what has not been written yet */
	size_t dripped;
	char *held; /* of `shuffle`: the line that waits for the next one */

	/* what goes wrong, by order */
	bool stall;            /* nothing is written, no keep-alives either */
	bool split;            /* one byte at a time */
	bool twice;            /* each post comes twice */
	bool shuffle;          /* two neighbours change places */
	bool stuck;            /* TooManyConnections until all connections are deleted */
	int64_t drop_percent;  /* so many posts are left out, evenly */
	int64_t rule_after_ms; /* a new rule acts only so long after it was added */

	int64_t matched, written, dropped, opened, killed;
};

void x_stream_init(struct x_stream *stream, struct x_site *site);
void x_stream_release(struct x_stream *stream);

/* The answers of the rules endpoint. */
json_t *x_stream_rules(const struct x_stream *stream);
json_t *x_stream_change_rules(struct x_stream *stream, const json_t *order);

/* Why it cannot be connected to now: 0, 409 or 429 (TooManyConnections). */
int x_stream_refuses(struct x_stream *stream);

/* Begin: the exchange is ours. */
void x_stream_open(struct x_stream *stream, struct http_exchange *exchange, const char *fields);

/* End all connections; gives the answer. */
json_t *x_stream_kill_all(struct x_stream *stream);

/* A post was written. */
void x_stream_post(struct x_stream *stream, const struct x_post *post);

/* An order: see README.md. */
enum err_code x_stream_order(struct x_stream *stream, const json_t *order, struct err *err);

json_t *x_stream_tell(const struct x_stream *stream);

#endif
