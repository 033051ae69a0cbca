/*
 * Whether all that the daemon needs of X is there: for `nriseva x doctor`. Asks what the daemon
 * asks, once, and posts nothing. Each finding that is not good says what to do.
 */
#ifndef CHANNEL_X_DOCTOR_H
#define CHANNEL_X_DOCTOR_H

#include <stddef.h>

#include "config/config.h"
#include "http/client.h"
#include "loop/loop.h"

enum x_finding_kind {
	X_FINDING_GOOD,
	X_FINDING_NOTE,  /* worth knowing; the daemon works */
	X_FINDING_WRONG, /* the daemon does not do its work until this is mended */
};
const char *x_finding_kind_name(enum x_finding_kind kind); /* "good", "note", "wrong" */

struct x_finding {
	enum x_finding_kind kind;
	const char *
		about; /* "token", "account", "clock", "posting", "mentions", "own posts", "search",
			    * "stream", "compliance", "usage" */
	const char *text; /* what was found and, unless good, what to do */
};

struct x_doctor {
	struct loop *loop;
	struct http_client *client;
	const struct config_handle *handle;
	void (*tell)(void *arg, const struct x_finding *finding);
	void *arg;
};

/* Look at everything, and tell each finding as soon as it is there. Without a token that X takes the
 * rest is not asked. Gives the number of those that are wrong. */
size_t x_doctor_look(struct x_doctor *doctor);

#endif
