/*
 * Start: the subsystems in the order of their table; then the channels make themselves ready (after
 * a restore they learn what was said since the backup), the outbox begins a new incarnation, and
 * only when that is committed do the channels watch. Stop, on SIGTERM or SIGINT: channels take
 * nothing new, server and door stop listening, the outbox begins nothing and finishes what is on its
 * way; what waits stays in the store for the next start. Then the subsystems in reverse order.
 *
 * When it fails: a subsystem that cannot start undoes those before it. A second signal, or a
 * destination that does not let go within half a minute, ends us at once; the store then holds the
 * leases, and the next start looks after them.
 */
#include "app/daemon.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "intake/intake.h"

enum {
	STOP_PATIENCE_MS = 30000,
	STATUS_BODY_CAP = 64 * 1024,
	CONNECTIONS_MAX = 256,
	IDLE_TIMEOUT_S = 30
};

/* --- the subsystems --- */

/* What it has at the store must have come to its end before it goes: it stands below. */
static enum err_code start_aging(struct daemon *daemon, struct err *err)
{
	(void)err;
	daemon->aging = aging_new(daemon->loop, daemon->loaded.config->wipe_after_ms);
	return ERR_OK;
}

static void stop_aging(struct daemon *daemon)
{
	aging_free(daemon->aging);
}

static enum err_code start_store(struct daemon *daemon, struct err *err)
{
	const struct store_options options = {.path = daemon->loaded.config->store_path};
	return store_open(daemon->loop, &options, &daemon->store, err);
}

static void stop_store(struct daemon *daemon)
{
	store_close(daemon->store);
}

static enum err_code start_intake(struct daemon *daemon, struct err *err)
{
	(void)err;
	daemon->intake = intake_new(daemon->store, &daemon->loaded.rules);
	return ERR_OK;
}

static void stop_intake(struct daemon *daemon)
{
	intake_free(daemon->intake);
}

static enum err_code start_client(struct daemon *daemon, struct err *err)
{
	(void)err;
	daemon->client = http_client_new(daemon->loop);
	return ERR_OK;
}

static void stop_client(struct daemon *daemon)
{
	http_client_free(daemon->client);
}

static enum err_code start_outbox(struct daemon *daemon, struct err *err)
{
	(void)err;
	const struct outbox_follow follow = intake_follow(daemon->intake);
	daemon->outbox = outbox_new(daemon->loop, daemon->store, &follow);
	intake_set_outbox(daemon->intake, daemon->outbox);
	return ERR_OK;
}

static void stop_outbox(struct daemon *daemon)
{
	outbox_free(daemon->outbox);
}

static enum err_code start_districts(struct daemon *daemon, struct err *err)
{
	const struct district_parts parts = {
		.loop = daemon->loop,
		.intake = daemon->intake,
		.outbox = daemon->outbox,
		.client = daemon->client,
		.config = daemon->loaded.config,
	};
	return district_desk_new(&parts, &daemon->desk, err);
}

static void stop_districts(struct daemon *daemon)
{
	district_desk_free(daemon->desk);
}

static void stop_channels(struct daemon *daemon)
{
	for (size_t i = 0; i < daemon->channel_count; i++)
		daemon->channels[i]->kind->free(daemon->channels[i]);
	mem_free(daemon->channels);
}

static enum err_code start_channels(struct daemon *daemon, struct err *err)
{
	const struct config *config = daemon->loaded.config;
	const struct channel_parts parts = {
		.loop = daemon->loop,
		.store = daemon->store,
		.intake = daemon->intake,
		.outbox = daemon->outbox,
		.client = daemon->client,
		.since_at = daemon->since_at,
	};
	daemon->channels = mem_new(config->handle_count, sizeof *daemon->channels);
	for (size_t i = 0; i < config->handle_count; i++) {
		enum err_code code =
			channel_x_new(&parts, &config->handles[i], &daemon->channels[i], err);
		if (code != ERR_OK) {
			stop_channels(daemon);
			return code;
		}
		daemon->channel_count++;
		channel_add_lane(daemon->channels[i], daemon->outbox);
	}
	return ERR_OK;
}

static enum err_code start_server(struct daemon *daemon, struct err *err)
{
	const struct http_server_options options = {
		.address = daemon->loaded.config->listen_address,
		.port = daemon->loaded.config->listen_port,
		.body_cap = STATUS_BODY_CAP,
		.connections_max = CONNECTIONS_MAX,
		.idle_timeout_s = IDLE_TIMEOUT_S,
		.serve = daemon_serve,
		.arg = daemon,
	};
	enum err_code code = http_server_new(daemon->loop, &options, &daemon->server, err);
	if (code == ERR_OK)
		log_line(LOG_INFO, "app", "listening on %s:%u", options.address,
			http_server_port(daemon->server));
	return code;
}

static void stop_server(struct daemon *daemon)
{
	if (daemon->server)
		http_server_free(daemon->server);
	daemon->server = NULL;
}

struct health daemon_health(const struct daemon *daemon)
{
	return (struct health){
		.store = daemon->store,
		.channels = daemon->channels,
		.channel_count = daemon->channel_count,
		.started_at = daemon->started_at,
	};
}

static enum err_code start_console(struct daemon *daemon, struct err *err)
{
	const struct console_parts parts = {
		.loop = daemon->loop,
		.config = daemon->loaded.config,
		.store = daemon->store,
		.intake = daemon->intake,
		.outbox = daemon->outbox,
		.health = daemon_health(daemon),
	};
	return console_new(&parts, &daemon->console, err);
}

static void stop_console(struct daemon *daemon)
{
	console_free(daemon->console);
	daemon->console = NULL;
}

static const struct {
	const char *name;
	enum err_code (*start)(struct daemon *, struct err *);
	void (*stop)(struct daemon *);
} subsystems[] = {
	{"aging", start_aging, stop_aging},
	{"store", start_store, stop_store},
	{"intake", start_intake, stop_intake},
	{"http client", start_client, stop_client},
	{"outbox", start_outbox, stop_outbox},
	{"districts", start_districts, stop_districts},
	{"channels", start_channels, stop_channels},
	{"http server", start_server, stop_server},
	{"operators' door", start_console, stop_console},
};
enum { SUBSYSTEM_COUNT = sizeof subsystems / sizeof *subsystems };

/* --- the end --- */

static enum err_code last_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	(void)tx, (void)op, (void)err;
	return ERR_OK;
}

static void stop_4_end(struct store_op *op, enum err_code code, const struct err *err)
{
	(void)code, (void)err;
	struct daemon *daemon = container_of(op, struct daemon, last_op);
	loop_stop(daemon->loop);
}

/* A status or an order may still be at the store: what it wants afterwards must be there then. */
static void stop_3_store(void *arg)
{
	struct daemon *daemon = arg;
	daemon->last_op = (struct store_op){.work = last_work, .done = stop_4_end};
	store_submit(daemon->store, &daemon->last_op);
}

static void stop_2_drain(struct daemon *daemon)
{
	stop_server(daemon);
	stop_console(daemon);
	aging_stop(daemon->aging);
	outbox_drain(daemon->outbox, stop_3_store, daemon);
}

static void channel_stopped(void *arg)
{
	struct daemon *daemon = arg;
	if (--daemon->channels_open == 0)
		stop_2_drain(daemon);
}

static void lose_patience(void *arg)
{
	(void)arg;
	log_line(LOG_WARN, "app",
		"ended with deliveries on their way; the next start looks after them");
	_Exit(EXIT_FAILURE);
}

static void stop_1_channels(struct daemon *daemon)
{
	daemon->stopping = true;
	loop_timer_start(daemon->stop_timer, STOP_PATIENCE_MS);
	if (!daemon->channels_open)
		stop_2_drain(daemon);
	size_t open = daemon->channels_open;
	for (size_t i = 0; i < open; i++)
		daemon->channels[i]->kind->stop(daemon->channels[i], channel_stopped, daemon);
}

static void signalled(void *arg)
{
	struct daemon *daemon = arg;
	if (daemon->stopping)
		lose_patience(daemon);
	log_line(LOG_INFO, "app", "stopping: finishing what is on its way");
	stop_1_channels(daemon);
}

/* --- the beginning --- */

static void outbox_started(void *arg, enum err_code code, const struct err *err)
{
	struct daemon *daemon = arg;
	if (code != ERR_OK) {
		log_line(LOG_ERROR, "app", "the outbox could not start: %s", err->text);
		daemon->end = EXIT_CODE_STORE;
		loop_stop(daemon->loop);
		return;
	}
	if (daemon->stopping)
		return;
	for (size_t i = 0; i < daemon->channel_count; i++)
		daemon->channels[i]->kind->start(daemon->channels[i]);
	aging_start(daemon->aging, daemon->store);
	log_line(LOG_INFO, "app", "ready: %zu handles, %zu endpoints", daemon->channel_count,
		daemon->loaded.config->endpoint_count);
}

static void channel_ready(void *arg)
{
	struct daemon *daemon = arg;
	if (--daemon->channels_unready == 0 && !daemon->stopping)
		outbox_start(daemon->outbox, outbox_started, daemon);
}

static void prepare_channels(struct daemon *daemon)
{
	daemon->channels_open = daemon->channels_unready = daemon->channel_count;
	for (size_t i = 0; i < daemon->channel_count; i++)
		daemon->channels[i]->kind->prepare(daemon->channels[i], channel_ready, daemon);
}

static size_t start_all(struct daemon *daemon)
{
	struct err err = {0};
	size_t started = 0;
	while (started < SUBSYSTEM_COUNT) {
		if (subsystems[started].start(daemon, &err) != ERR_OK) {
			log_line(LOG_ERROR, "app", "%s", err.text);
			daemon->end = daemon->store ? EXIT_CODE_FAILED : EXIT_CODE_STORE;
			break;
		}
		started++;
	}
	return started;
}

enum exit_code daemon_run(struct loaded *loaded, int64_t since_at)
{
	struct daemon daemon = {
		.loaded = *loaded, .since_at = since_at, .started_at = clock_wall_ms()};
	signal(SIGPIPE, SIG_IGN);
	daemon.loop = loop_new();
	daemon.stop_timer = loop_timer_new(daemon.loop, lose_patience, &daemon);
	daemon.signals[0] = loop_signal_new(daemon.loop, SIGTERM, signalled, &daemon);
	daemon.signals[1] = loop_signal_new(daemon.loop, SIGINT, signalled, &daemon);
	size_t started = start_all(&daemon);
	if (daemon.end == EXIT_CODE_OK) {
		loop_watchdog_start(daemon.loop);
		prepare_channels(&daemon);
		loop_run(daemon.loop);
		loop_watchdog_stop(daemon.loop);
	}
	while (started > 0)
		subsystems[--started].stop(&daemon);
	loop_signal_free(daemon.signals[0]);
	loop_signal_free(daemon.signals[1]);
	loop_timer_free(daemon.stop_timer);
	loop_free(daemon.loop);
	loaded_release(&daemon.loaded);
	*loaded = (struct loaded){0};
	if (daemon.end == EXIT_CODE_OK)
		log_line(LOG_INFO, "app", "stopped");
	return daemon.end;
}
