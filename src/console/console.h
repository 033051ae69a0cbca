/*
 * The operators' door, inside the daemon: a unix socket that only our own user may open, with the
 * same HTTP server behind it. Whoever can open the socket is an operator; there is no other check.
 *
 *   POST /orders   an order (wire.h); 200 with what was done, else {"error": "..."}
 *   GET /healthz   the page of health.h
 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include "console/health.h"
#include "console/order.h"
#include "loop/loop.h"

struct console;

struct console_parts {
	struct loop *loop;
	const struct config *config;
	struct store *store;
	struct intake *intake;
	struct outbox *outbox;
	struct health health;
};

/* Open the door at config->socket_path. A socket file that nobody answers on is taken over. ERR_BUSY,
 * ERR_CONFIG, ERR_DENIED or ERR_IO: it cannot be made there. Copies `parts`. */
enum err_code console_new(const struct console_parts *parts, struct console **out, struct err *err);

/* Close the door. Orders under way are carried out all the same; nobody hears of it. NULL allowed.
 * Not from inside an order. */
void console_free(struct console *console);

#endif
