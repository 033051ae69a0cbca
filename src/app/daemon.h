/*
 * The daemon: all rooms wired together, as a table of subsystems with the order of their start and
 * stop.
 */
#ifndef APP_DAEMON_H
#define APP_DAEMON_H

#include "app/app.h"
#include "app/load.h"
#include "channel/channel.h"
#include "console/console.h"
#include "district/district.h"
#include "http/client.h"
#include "http/server.h"
#include "intake/aging.h"
#include "loop/loop.h"
#include "outbox/outbox.h"
#include "store/store.h"

struct daemon {
	struct loaded loaded;
	struct loop *loop;
	struct store *store;
	struct intake *intake;
	struct aging *aging;
	struct outbox *outbox;
	struct http_client *client;
	struct district_desk *desk;
	struct channel **channels;
	size_t channel_count;
	struct http_server *server;
	struct console *console;
	struct loop_signal *signals[2];
	struct loop_timer *stop_timer;
	struct store_op last_op; /* when it is done, so is all that was submitted before */
	size_t channels_open;    /* watching, or getting ready to */
	size_t channels_unready; /* nothing is sent until there is none */
	int64_t since_at;        /* see channel.h */
	bool stopping;
	enum exit_code end; /* not EXIT_CODE_OK: ended for an error */
	int64_t started_at;
};

/* Start everything, serve until SIGTERM or SIGINT, finish what is under way, stop everything.
 * Errors are logged. Takes what `loaded` holds. `since_at`: see channel.h. */
enum exit_code daemon_run(struct loaded *loaded, int64_t since_at);

/* What there is to say of its health. */
struct health daemon_health(const struct daemon *daemon);

/* The routes of the HTTP server. */
void daemon_serve(void *arg, struct http_exchange *exchange);

#endif
