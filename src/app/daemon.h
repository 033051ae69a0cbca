/*
 * The daemon: all rooms wired together, as a table of subsystems with the order of their start and
 * stop.
 */
#ifndef APP_DAEMON_H
#define APP_DAEMON_H

#include "app/load.h"
#include "channel/channel.h"
#include "district/district.h"
#include "http/client.h"
#include "http/server.h"
#include "loop/loop.h"
#include "outbox/outbox.h"
#include "store/store.h"

struct daemon {
	struct loaded loaded;
	struct loop *loop;
	struct store *store;
	struct intake *intake;
	struct outbox *outbox;
	struct http_client *client;
	struct district_desk *desk;
	struct channel **channels;
	size_t channel_count;
	struct http_server *server;
	struct loop_signal *signals[2];
	struct loop_timer *stop_timer;
	size_t channels_open; /* watching */
	bool stopping;
	bool failed; /* ended for an error */
	int64_t started_at;
};

/* Start everything, serve until SIGTERM or SIGINT, finish what is under way, stop everything. False
 * after an error, which was logged. Takes what `loaded` holds. */
bool daemon_run(struct loaded *loaded);

/* The routes of the HTTP server. */
void daemon_serve(void *arg, struct http_exchange *exchange);

#endif
