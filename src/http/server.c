/*
 * The server: libmicrohttpd without threads, its epoll descriptor in one poll and its timeout in
 * one timer.
 *
 * A request goes like this. The library calls `access_handler` first with the headers alone: the
 * guard looks at them, and a body that is declared too large is refused here, unread. Then it
 * brings the body in pieces. Then it calls once more: now `serve` is called. If that answers at
 * once, the answer is queued right there; if not, the connection is suspended until http_reply
 * resumes it, upon which the library calls the handler again and the answer is queued.
 *
 * Two sides hold an exchange: the library, until on_completed, and the one that serves, until
 * http_reply. It is freed when both have let go. That is what makes these safe: a client that goes
 * away, a request nobody answers (503 by ourselves after a while), and the end of the server with
 * requests open.
 *
 * What the library wants to be told: run it after each resume; ask for its timeout after each run
 * (its epoll is edge-triggered, 0 means "again now"); run it once more when a connection has
 * closed, or at its limit it does not notice that it may accept again; stop watching its descriptor
 * before stopping it; never stop it while a connection is suspended, it aborts the process.
 */
#include "http/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "http/guard.h"
#include "http/listen.h"

enum {
	REPLY_HEADERS_MAX = 12,
	ANSWER_DEADLINE_MS = 60000, /* a request that nobody answered by then gets 503 */
	DEADLINE_EVERY_MS = 5000,
	CONNECTION_MEMORY = 32 * 1024, /* bounds request line and headers */
	SURPLUS_BODY = 1024 * 1024,    /* of an undeclared body beyond the cap, read and dropped */
	FAREWELL_RUNS = 16,
	STREAM_MAX = 16 * 1024 * 1024, /* of an answer that goes on, not sent yet */
	STREAM_BLOCK = 16 * 1024,
};

static const char CLOSING_TEXT[] = "This service is being restarted.\n";

struct http_server {
	struct loop *loop;
	struct http_server_options options;
	char *unix_path;
	struct MHD_Daemon *daemon;
	struct loop_poll *poll;
	struct loop_timer *timer;
	struct loop_timer *deadline;
	struct list exchanges;
	uint16_t port;
	bool running; /* inside MHD_run */
	bool again;   /* run once more at once: something was resumed or closed */
	bool closing; /* nothing new is served */
};

enum exchange_state { EXCHANGE_READING, EXCHANGE_SERVING, EXCHANGE_ANSWERED };

struct http_exchange {
	struct list node;
	struct http_server *server;        /* NULL when the library has let go */
	struct MHD_Connection *connection; /* NULL the same */
	char *method, *path;
	struct buf body;
	size_t surplus; /* bytes of body beyond the cap */
	int64_t served_mono;
	enum exchange_state state;
	bool suspended;
	bool broken_off;
	bool served;                   /* the one that serves holds it */
	struct MHD_Response *response; /* the answer, until it is queued */
	unsigned status;
	struct {
		char *name, *value;
	} headers[REPLY_HEADERS_MAX];
	size_t header_count;
	bool streaming; /* the answer goes on */
	bool stream_ended, stream_whole;
	struct buf stream; /* what is not sent yet */
};

/* --- exchanges --- */

static struct http_exchange *exchange_new(struct http_server *server,
	struct MHD_Connection *connection, const char *method, const char *path)
{
	struct http_exchange *exchange = mem_new(1, sizeof *exchange);
	exchange->server = server;
	exchange->connection = connection;
	exchange->method = mem_string(method);
	exchange->path = mem_string(path);
	buf_init(&exchange->body, server->options.body_cap);
	buf_init(&exchange->stream, STREAM_MAX);
	list_append(&server->exchanges, &exchange->node);
	return exchange;
}

/* Free what neither side holds any more. */
static void exchange_let_go(struct http_exchange *exchange)
{
	if (exchange->server || exchange->served)
		return;
	for (size_t i = 0; i < exchange->header_count; i++) {
		mem_free(exchange->headers[i].name);
		mem_free(exchange->headers[i].value);
	}
	if (exchange->response)
		MHD_destroy_response(exchange->response);
	buf_release(&exchange->body);
	buf_release(&exchange->stream);
	mem_free(exchange->method);
	mem_free(exchange->path);
	mem_free(exchange);
}

static struct MHD_Response *new_response(const char *content_type, const void *body, size_t length)
{
	static char nothing[] = "";
	/* Cast: the parameter is not const only because of the modes that do not copy. */
	void *bytes = length ? (void *)(uintptr_t)body : nothing;
	struct MHD_Response *response =
		MHD_create_response_from_buffer(length, bytes, MHD_RESPMEM_MUST_COPY);
	if (!response)
		panic("out of memory (an answer of %zu bytes)", length);
	if (content_type)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
	return response;
}

static struct MHD_Response *new_refusal(const char *text)
{
	struct MHD_Response *response =
		new_response("text/plain; charset=utf-8", text, strlen(text));
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
	return response;
}

/* Let the library go on with a connection that waits for us. */
static void exchange_wake(struct http_exchange *exchange)
{
	if (!exchange->suspended)
		return;
	exchange->suspended = false;
	MHD_resume_connection(exchange->connection);
	exchange->server->again = true;
	if (!exchange->server->running && exchange->server->timer)
		loop_timer_start(exchange->server->timer, 0);
}

/* Set the answer, and let the library go on with the connection if it waits for it. */
static void exchange_answer(
	struct http_exchange *exchange, unsigned status, struct MHD_Response *response)
{
	exchange->status = status;
	exchange->response = response;
	exchange->state = EXCHANGE_ANSWERED;
	exchange_wake(exchange);
}

/* --- what the library calls --- */

static enum MHD_Result queue_answer(struct http_exchange *exchange)
{
	if (exchange->broken_off)
		return MHD_NO;
	enum MHD_Result queued =
		MHD_queue_response(exchange->connection, exchange->status, exchange->response);
	MHD_destroy_response(exchange->response);
	exchange->response = NULL;
	return queued;
}

static enum MHD_Result refuse(struct http_exchange *exchange, unsigned status, const char *text)
{
	exchange_answer(exchange, status, new_refusal(text));
	return queue_answer(exchange);
}

struct first_look {
	struct guard guard;
	unsigned long long declared; /* Content-Length */
};

static enum MHD_Result see_header(void *cls, enum MHD_ValueKind kind, const char *name,
	size_t name_length, const char *value, size_t value_length)
{
	(void)kind;
	struct first_look *look = cls;
	guard_see(&look->guard, name, name_length, value ? value : "", value ? value_length : 0);
	if (strcasecmp(name, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0) {
		look->declared = 0;
		for (size_t i = 0; !look->guard.fault && i < value_length; i++)
			look->declared = look->declared * 10 + (unsigned long long)(value[i] - '0');
	}
	return MHD_YES;
}

/* Headers are there, the body is not. */
static enum MHD_Result begin(struct http_exchange *exchange)
{
	if (exchange->server->closing)
		return refuse(exchange, 503, CLOSING_TEXT);
	struct first_look look = {0};
	MHD_get_connection_values_n(exchange->connection, MHD_HEADER_KIND, see_header, &look);
	if (look.guard.fault) {
		char text[160];
		snprintf(text, sizeof text, "This request is refused: %s.\n", look.guard.fault);
		return refuse(exchange, 400, text);
	}
	if (look.declared > exchange->server->options.body_cap)
		return refuse(exchange, 413, "The body of this request is too large.\n");
	return MHD_YES;
}

static enum MHD_Result take_body(struct http_exchange *exchange, const char *bytes, size_t *size)
{
	if (exchange->surplus > 0 || buf_add(&exchange->body, bytes, *size) != ERR_OK)
		exchange->surplus += *size;
	*size = 0;
	/* The library lets us answer only at the end; who does not come to an end is cut off. */
	return exchange->surplus > SURPLUS_BODY ? MHD_NO : MHD_YES;
}

static enum MHD_Result serve(struct http_exchange *exchange)
{
	struct http_server *server = exchange->server;
	if (server->closing)
		return refuse(exchange, 503, CLOSING_TEXT);
	if (exchange->surplus > 0)
		return refuse(exchange, 413, "The body of this request is too large.\n");
	exchange->state = EXCHANGE_SERVING;
	exchange->served = true;
	server->options.serve(server->options.arg, exchange);
	if (exchange->state == EXCHANGE_ANSWERED)
		return queue_answer(exchange);
	exchange->suspended = true;
	exchange->served_mono = clock_mono_ms();
	MHD_suspend_connection(exchange->connection);
	if (!loop_timer_is_set(server->deadline))
		loop_timer_start(server->deadline, DEADLINE_EVERY_MS);
	return MHD_YES;
}

static enum MHD_Result access_handler(void *cls, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload_data, size_t *upload_data_size,
	void **con_cls)
{
	(void)version;
	struct http_exchange *exchange = *con_cls;
	if (!exchange) {
		*con_cls = exchange = exchange_new(cls, connection, method, url);
		return begin(exchange);
	}
	if (*upload_data_size > 0)
		return take_body(exchange, upload_data, upload_data_size);
	return exchange->state == EXCHANGE_READING ? serve(exchange) : queue_answer(exchange);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **con_cls,
	enum MHD_RequestTerminationCode why)
{
	(void)cls;
	(void)connection;
	(void)why;
	struct http_exchange *exchange = *con_cls;
	if (!exchange)
		return;
	*con_cls = NULL;
	list_remove(&exchange->node);
	exchange->server = NULL;
	exchange->connection = NULL;
	exchange_let_go(exchange);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode what)
{
	(void)connection;
	(void)socket_context;
	struct http_server *server = cls;
	if (what == MHD_CONNECTION_NOTIFY_CLOSED)
		server->again = true;
}

/* Decode %xx in place, but never to a NUL, which would cut the path behind our back. */
static size_t unescape(void *cls, struct MHD_Connection *connection, char *text)
{
	(void)cls;
	(void)connection;
	return strstr(text, "%00") ? strlen(text) : MHD_http_unescape(text);
}

__attribute__((format(printf, 2, 0))) static void on_library_log(
	void *cls, const char *format, va_list args)
{
	(void)cls;
	char said[300];
	vsnprintf(said, sizeof said, format, args);
	log_line(LOG_DEBUG, "http", "%s", said);
}

__attribute__((noreturn)) static void on_library_panic(
	void *cls, const char *file, unsigned line, const char *reason)
{
	(void)cls;
	panic("libmicrohttpd, %s line %u: %s", file, line, reason);
}

/* --- turns --- */

static void run(struct http_server *server)
{
	server->running = true;
	server->again = false;
	MHD_run(server->daemon);
	server->running = false;
}

static void arm(struct http_server *server)
{
	MHD_UNSIGNED_LONG_LONG wait_ms;
	if (server->again)
		loop_timer_start(server->timer, 0);
	else if (MHD_get_timeout(server->daemon, &wait_ms) == MHD_YES)
		loop_timer_start(server->timer, wait_ms < 60000 ? (int64_t)wait_ms : 60000);
	else
		loop_timer_stop(server->timer);
}

static void on_timer(void *arg)
{
	struct http_server *server = arg;
	run(server);
	arm(server);
}

static void on_ready(void *arg, int events)
{
	struct http_server *server = arg;
	run(server);
	if (events & LOOP_FAILED)
		loop_poll_want(server->poll, LOOP_READABLE);
	arm(server);
}

static void on_deadline(void *arg)
{
	struct http_server *server = arg;
	int64_t now = clock_mono_ms();
	bool waiting = false;
	for (struct list *node = server->exchanges.next; node != &server->exchanges;
		node = node->next) {
		struct http_exchange *exchange = container_of(node, struct http_exchange, node);
		if (!exchange->suspended || exchange->streaming)
			continue;
		if (now - exchange->served_mono < ANSWER_DEADLINE_MS) {
			waiting = true;
			continue;
		}
		log_line(LOG_WARN, "http", "%s %s had no answer after %d s: answered 503",
			exchange->method, exchange->path, ANSWER_DEADLINE_MS / 1000);
		exchange_answer(
			exchange, 503, new_refusal("This takes too long now; try again later.\n"));
	}
	if (waiting)
		loop_timer_start(server->deadline, DEADLINE_EVERY_MS);
}

/* --- begin and end --- */

static struct MHD_Daemon *start_daemon(struct http_server *server, int fd)
{
	const struct http_server_options *options = &server->options;
	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
		NULL, NULL, access_handler, server, MHD_OPTION_EXTERNAL_LOGGER, on_library_log,
		NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
		server, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server,
		MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_LIMIT,
		options->connections_max ? options->connections_max : 100,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)options->idle_timeout_s,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_END);
}

enum err_code http_server_new(struct loop *loop, const struct http_server_options *options,
	struct http_server **out, struct err *err)
{
	int fd;
	enum err_code code = options->unix_path
				     ? listen_unix(options->unix_path, &fd, err)
				     : listen_tcp(options->address, options->port, &fd, err);
	if (code != ERR_OK)
		return code;
	MHD_set_panic_func(on_library_panic, NULL);
	struct http_server *server = mem_new(1, sizeof *server);
	server->loop = loop;
	server->options = *options;
	server->unix_path = mem_string(options->unix_path);
	server->port = listen_port(fd);
	list_init(&server->exchanges);
	server->daemon = start_daemon(server, fd);
	if (!server->daemon) {
		close(fd);
		mem_free(server->unix_path);
		mem_free(server);
		return err_set(err, ERR_IO, "the HTTP server did not start (too many open files?)");
	}
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	server->poll = loop_poll_new(loop, info->epoll_fd, on_ready, server);
	server->timer = loop_timer_new(loop, on_timer, server);
	server->deadline = loop_timer_new(loop, on_deadline, server);
	loop_poll_want(server->poll, LOOP_READABLE);
	arm(server);
	*out = server;
	return ERR_OK;
}

uint16_t http_server_port(const struct http_server *server)
{
	return server->port;
}

static void answer_all(struct http_server *server)
{
	for (struct list *node = server->exchanges.next; node != &server->exchanges;
		node = node->next) {
		struct http_exchange *exchange = container_of(node, struct http_exchange, node);
		exchange->stream_ended = true;
		if (exchange->streaming)
			exchange_wake(exchange);
		else if (exchange->suspended)
			exchange_answer(exchange, 503, new_refusal(CLOSING_TEXT));
	}
}

void http_server_free(struct http_server *server)
{
	if (!server)
		return;
	if (server->running)
		panic("http_server_free from inside serve");
	loop_poll_free(server->poll);
	loop_timer_free(server->timer);
	loop_timer_free(server->deadline);
	server->timer = NULL;
	close(MHD_quiesce_daemon(server->daemon));
	if (server->unix_path)
		unlink(server->unix_path);
	server->closing = true;
	answer_all(server);
	/* The first run resumes, later ones call the handler and send. */
	for (int i = 0; i < FAREWELL_RUNS; i++)
		run(server);
	MHD_stop_daemon(server->daemon);
	mem_free(server->unix_path);
	mem_free(server);
}

/* --- what serves --- */

const char *http_method(const struct http_exchange *exchange)
{
	return exchange->method;
}

const char *http_path(const struct http_exchange *exchange)
{
	return exchange->path;
}

static const char *look_up(
	const struct http_exchange *exchange, enum MHD_ValueKind kind, const char *name)
{
	if (!exchange->connection)
		return NULL;
	return MHD_lookup_connection_value(exchange->connection, kind, name);
}

const char *http_query(const struct http_exchange *exchange, const char *name)
{
	return look_up(exchange, MHD_GET_ARGUMENT_KIND, name);
}

struct each {
	void (*see)(void *arg, const char *name, const char *value);
	void *arg;
};

static enum MHD_Result see_parameter(
	void *cls, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void)kind;
	const struct each *each = cls;
	each->see(each->arg, name, value ? value : "");
	return MHD_YES;
}

void http_query_each(const struct http_exchange *exchange,
	void (*see)(void *arg, const char *name, const char *value), void *arg)
{
	struct each each = {see, arg};
	if (exchange->connection)
		MHD_get_connection_values(
			exchange->connection, MHD_GET_ARGUMENT_KIND, see_parameter, &each);
}

const char *http_header(const struct http_exchange *exchange, const char *name)
{
	return look_up(exchange, MHD_HEADER_KIND, name);
}

const char *http_body(const struct http_exchange *exchange, size_t *out_length)
{
	*out_length = exchange->body.length;
	return exchange->body.bytes;
}

void http_reply_header(struct http_exchange *exchange, const char *name, const char *value)
{
	if (exchange->header_count == REPLY_HEADERS_MAX)
		panic("http_reply_header: more than %d headers", REPLY_HEADERS_MAX);
	exchange->headers[exchange->header_count].name = mem_string(name);
	exchange->headers[exchange->header_count++].value = mem_string(value);
}

/* The one that serves lets go; the library goes on if it still has the connection. */
static void end_serving(
	struct http_exchange *exchange, unsigned status, struct MHD_Response *response)
{
	if (!exchange->served)
		panic("%s %s was answered twice", exchange->method, exchange->path);
	exchange->served = false;
	if (exchange->server && exchange->state == EXCHANGE_SERVING)
		exchange_answer(exchange, status, response);
	else if (response)
		MHD_destroy_response(response);
	exchange_let_go(exchange);
}

static void add_headers(struct http_exchange *exchange, struct MHD_Response *response)
{
	for (size_t i = 0; i < exchange->header_count; i++) {
		if (MHD_add_response_header(response, exchange->headers[i].name,
			    exchange->headers[i].value) != MHD_YES)
			log_line(LOG_ERROR, "http",
				"the header %s cannot be sent: it has characters that do not "
				"belong in a header; this is a fault of the program",
				exchange->headers[i].name);
	}
}

void http_reply(struct http_exchange *exchange, int status, const char *content_type,
	const void *body, size_t length)
{
	struct MHD_Response *response = new_response(content_type, body, length);
	add_headers(exchange, response);
	end_serving(exchange, (unsigned)status, response);
}

void http_break_off(struct http_exchange *exchange)
{
	exchange->broken_off = true;
	end_serving(exchange, 0, NULL);
}

/* --- answers that go on --- */

static ssize_t read_stream(void *cls, uint64_t position, char *to, size_t most)
{
	(void)position;
	struct http_exchange *exchange = cls;
	struct buf *stream = &exchange->stream;
	size_t length = stream->length < most ? stream->length : most;
	if (length > 0) {
		memcpy(to, stream->bytes, length);
		memmove(stream->bytes, stream->bytes + length, stream->length - length + 1);
		stream->length -= length;
		return (ssize_t)length;
	}
	if (exchange->stream_ended)
		return exchange->stream_whole ? MHD_CONTENT_READER_END_OF_STREAM
					      : MHD_CONTENT_READER_END_WITH_ERROR;
	exchange->suspended = true;
	MHD_suspend_connection(exchange->connection);
	return 0;
}

void http_stream_begin(struct http_exchange *exchange, int status, const char *content_type)
{
	struct MHD_Response *response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream, exchange, NULL);
	if (!response)
		panic("out of memory (an answer that goes on)");
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, content_type);
	add_headers(exchange, response);
	exchange->streaming = true;
	if (exchange->server && exchange->state == EXCHANGE_SERVING)
		exchange_answer(exchange, (unsigned)status, response);
	else
		MHD_destroy_response(response);
}

void http_stream_write(struct http_exchange *exchange, const void *bytes, size_t length)
{
	if (!exchange->server || buf_add(&exchange->stream, bytes, length) != ERR_OK)
		return;
	exchange_wake(exchange);
}

bool http_stream_is_open(const struct http_exchange *exchange)
{
	if (!exchange->server)
		return false;
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	char byte;
	ssize_t got = recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return got > 0 || (got < 0 && errno == EAGAIN);
}

void http_stream_end(struct http_exchange *exchange, bool whole)
{
	exchange->stream_ended = true;
	exchange->stream_whole = whole;
	exchange->served = false;
	if (exchange->server)
		exchange_wake(exchange);
	exchange_let_go(exchange);
}
