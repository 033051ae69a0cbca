/*
 * The HTTP server: libmicrohttpd on our loop, nothing of it visible. It listens on loopback or a
 * unix socket; in production a TLS proxy stands in front. Requests with ambiguous framing are
 * refused (two Host or Content-Length headers, both Content-Length and Transfer-Encoding, unknown
 * codings).
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "loop/loop.h"

struct http_server;

/* One request being served. */
struct http_exchange;

struct http_server_options {
	const char *address;   /* "127.0.0.1" or "::1"; NULL with unix_path */
	uint16_t port;         /* 0: the system chooses, see http_server_port */
	const char *unix_path; /* or a unix socket, made with mode 0600 */
	size_t body_cap;       /* a larger request body is answered 413 */
	unsigned connections_max;
	int64_t idle_timeout_s;

	/* Called when a request is there with its whole body. It, or somebody later, must call
	 * http_reply (or http_break_off) exactly once; the exchange lasts until then. After a
	 * minute without an answer the client gets 503. */
	void (*serve)(void *arg, struct http_exchange *exchange);
	void *arg;
};

/* ERR_BUSY if the port is in use; the sentence names address and port. */
enum err_code http_server_new(struct loop *loop, const struct http_server_options *options,
	struct http_server **out, struct err *err);

uint16_t http_server_port(const struct http_server *server);

/* Stop listening, answer 503 to what is open, close, free. Not from inside `serve`. Whoever still
 * holds an exchange must answer it all the same; that answer goes nowhere. */
void http_server_free(struct http_server *server);

/* The answer to HEAD is sent without its body, so it may be made as for GET. */
const char *http_method(const struct http_exchange *exchange);
const char *http_path(const struct http_exchange *exchange); /* decoded, without the query */
const char *http_query(
	const struct http_exchange *exchange, const char *name); /* decoded, or NULL */

/* Show all parameters of the query as they came, decoded ("" without a value), one that came twice
 * twice. */
void http_query_each(const struct http_exchange *exchange,
	void (*see)(void *arg, const char *name, const char *value), void *arg);

const char *http_header(
	const struct http_exchange *exchange, const char *name); /* or NULL; any case */
const char *http_body(const struct http_exchange *exchange, size_t *out_length);

/* A reply header beside those that http_reply sets; before http_reply. */
void http_reply_header(struct http_exchange *exchange, const char *name, const char *value);

/* Answer and end the exchange; copies the body. */
void http_reply(struct http_exchange *exchange, int status, const char *content_type,
	const void *body, size_t length);

/* Break the connection off without an answer (for pretenders that misbehave). */
void http_break_off(struct http_exchange *exchange);

/* --- answers that go on, for pretenders --- */

/* In place of http_reply: send the headers, then, chunked, what is written, until the end. The
 * exchange lasts until http_stream_end. */
void http_stream_begin(struct http_exchange *exchange, int status, const char *content_type);

/* Copies the bytes. Nothing happens if the client has gone. */
void http_stream_write(struct http_exchange *exchange, const void *bytes, size_t length);

/* Whether the client is there still, as far as the system knows. */
bool http_stream_is_open(const struct http_exchange *exchange);

/* End it, when what was written has been sent; not `whole`: break it off, as if it went on. */
void http_stream_end(struct http_exchange *exchange, bool whole);

/* --- routes --- */

enum { ROUTE_PARAMS_MAX = 4, ROUTE_PARAM_SIZE = 64 };

struct http_params {
	char values[ROUTE_PARAMS_MAX][ROUTE_PARAM_SIZE]; /* in the order of the pattern */
};

struct http_route {
	const char *method;
	const char *pattern; /* "/v1/{sender}/status": a name in braces takes one whole segment */
	void (*serve)(void *arg, struct http_exchange *exchange, const struct http_params *params);
};

/* Serve by the first route whose method and pattern fit; 404 if no pattern fits, 405 if only the
 * method does not. */
void http_dispatch(
	const struct http_route *routes, size_t count, void *arg, struct http_exchange *exchange);

#endif
