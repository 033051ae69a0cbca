/* How the daemon feels, as one page: for /healthz, and for `nriseva status` through the door. */
#ifndef CONSOLE_HEALTH_H
#define CONSOLE_HEALTH_H

#include "channel/channel.h"
#include "http/server.h"
#include "store/store.h"

struct health {
	const struct store *store;
	struct channel *const *channels;
	size_t channel_count;
	int64_t started_at;
};

/* Answer 200, or 503 when the store or a handle is not well. */
void health_serve(const struct health *health, struct http_exchange *exchange);

#endif
