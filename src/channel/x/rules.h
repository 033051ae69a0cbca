/*
 * Rules of X's filtered stream: what it lets through. They stay at X, for the whole app; ours are
 * known by their tag, and others are left alone. Bytes in, a plan out. Pure.
 */
#ifndef CHANNEL_X_RULES_H
#define CHANNEL_X_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/case.h"

enum { X_RULES_STALE_MAX = 50, X_RULE_CAP = 4096 };

/* What has to be done about them. */
struct x_rules_plan {
	bool add;                               /* ours is missing */
	char stale[X_RULES_STALE_MAX][ID_SIZE]; /* of ours, but not as it must be */
	size_t stale_count;
};

/* Compare what X has, the answer to GET /2/tweets/search/stream/rules, with what the handle needs.
 * ERR_FORMAT if it is no such answer. */
enum err_code x_rules_compare(const char *bytes, size_t length, const char *name,
	struct x_rules_plan *out, struct err *err);

/* The bodies of POST /2/tweets/search/stream/rules. */
void x_rules_encode_add(const char *name, struct buf *out);
void x_rules_encode_delete(const struct x_rules_plan *plan, struct buf *out);

/* What an answer of 2xx to the first of them says. */
enum x_rule_answer {
	X_RULE_TAKEN,  /* or it was there already */
	X_RULE_CAPPED, /* the app has as many rules as it may have */
	X_RULE_REFUSED,
};
enum x_rule_answer x_rules_read(const char *bytes, size_t length);

#endif
