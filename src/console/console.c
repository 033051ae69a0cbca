#include "console/console.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "console/wire.h"

enum { ORDER_CAP = 16 * 1024, ANSWER_CAP = 16 * 1024, CONNECTIONS_MAX = 16, IDLE_TIMEOUT_S = 30 };

struct console {
	struct console_parts parts;
	struct http_server *server;
};

/* An order and who waits for its answer. It outlives the console if it must. */
struct asked {
	struct order_job job;
	struct http_exchange *exchange;
};

static void reply(struct http_exchange *exchange, int status, struct buf *body)
{
	http_reply(exchange, status, "application/json", body->bytes, body->length);
	buf_release(body);
}

static void refuse(struct http_exchange *exchange, enum err_code code, const struct err *err)
{
	struct buf body;
	buf_init(&body, ANSWER_CAP);
	wire_error_write(err->text, &body);
	reply(exchange, wire_status_of(code), &body);
}

static void order_done(struct order_job *job, enum err_code code, const struct err *err)
{
	struct asked *asked = container_of(job, struct asked, job);
	if (code == ERR_OK) {
		struct buf body;
		buf_init(&body, ANSWER_CAP);
		wire_done_write(job, &body);
		reply(asked->exchange, 200, &body);
	} else {
		refuse(asked->exchange, code, err);
	}
	mem_free(asked);
}

static void serve_order(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct console *console = arg;
	const struct console_parts *parts = &console->parts;
	struct err err = {0};
	struct order order;
	size_t length;
	const char *body = http_body(exchange, &length);
	enum err_code code = wire_order_read(body, length, &order, &err);
	if (code == ERR_OK)
		code = order_check(parts->config, &order, &err);
	if (code != ERR_OK) {
		refuse(exchange, code, &err);
		return;
	}
	struct asked *asked = mem_new(1, sizeof *asked);
	asked->exchange = exchange;
	asked->job =
		(struct order_job){.order = order, .now_ms = clock_wall_ms(), .done = order_done};
	order_submit(parts->intake, parts->store, parts->outbox, &asked->job);
}

static void serve_health(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	const struct console *console = arg;
	health_serve(&console->parts.health, exchange);
}

static void serve(void *arg, struct http_exchange *exchange)
{
	static const struct http_route routes[] = {
		{"POST", "/orders", serve_order},
		{"GET", "/healthz", serve_health},
	};
	http_dispatch(routes, sizeof routes / sizeof *routes, arg, exchange);
}

enum err_code console_new(const struct console_parts *parts, struct console **out, struct err *err)
{
	struct console *console = mem_new(1, sizeof *console);
	console->parts = *parts;
	const struct http_server_options options = {
		.unix_path = parts->config->socket_path,
		.body_cap = ORDER_CAP,
		.connections_max = CONNECTIONS_MAX,
		.idle_timeout_s = IDLE_TIMEOUT_S,
		.serve = serve,
		.arg = console,
	};
	enum err_code code = http_server_new(parts->loop, &options, &console->server, err);
	if (code != ERR_OK) {
		err_prefix(err, "the operators' door (socket: in the configuration): ");
		mem_free(console);
		return code;
	}
	*out = console;
	return ERR_OK;
}

void console_free(struct console *console)
{
	if (!console)
		return;
	http_server_free(console->server);
	mem_free(console);
}
