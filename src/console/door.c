/*
 * One request on a loop of its own, for a command that does nothing else meanwhile.
 */
#include "console/door.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "http/client.h"
#include "loop/loop.h"

enum {
	CONNECT_MS = 5 * 1000,
	ORDER_MS = 70 * 1000, /* the daemon answers within a minute, if only that it cannot */
	HEALTH_MS = 10 * 1000,
	ANSWER_CAP = 1024 * 1024,
};

struct call {
	struct http_request request;
	struct loop *loop;
	struct buf answer;
	int status;
	enum err_code code;
	struct err err;
};

static void call_done(struct http_request *request, enum err_code code, const struct err *err)
{
	struct call *call = container_of(request, struct call, request);
	call->code = code;
	if (code != ERR_OK)
		call->err = *err;
	call->status = request->status;
	buf_add(&call->answer, request->answer.bytes, request->answer.length);
	loop_stop(call->loop);
}

/* Ask; afterwards call->answer is the caller's to release. */
static enum err_code call_and_wait(
	struct call *call, const char *socket_path, int64_t timeout_ms, struct err *err)
{
	if (access(socket_path, R_OK | W_OK) != 0 && errno == EACCES)
		return err_set(err, ERR_DENIED, "%s: %s; run this as the user that runs the daemon",
			socket_path, strerror(EACCES));
	call->loop = loop_new();
	call->request.unix_path = socket_path;
	call->request.connect_timeout_ms = CONNECT_MS;
	call->request.timeout_ms = timeout_ms;
	call->request.answer_cap = ANSWER_CAP;
	call->request.done = call_done;
	struct http_client *client = http_client_new(call->loop);
	http_client_submit(client, &call->request);
	loop_run(call->loop);
	http_client_free(client);
	loop_free(call->loop);
	if (call->code != ERR_OK)
		*err = call->err;
	return call->code;
}

/* --- orders --- */

static void tell_unknown(const char *socket_path, struct err *err)
{
	const struct err why = *err;
	err_set(err, why.code,
		"the daemon at %s did not answer as it should (%.150s); it may have done it all "
		"the same, so look before you try again",
		socket_path, why.text);
}

enum err_code door_order(
	const char *socket_path, const struct order *order, struct wire_done *out, struct err *err)
{
	struct buf body;
	struct call call = {0};
	buf_init(&body, ANSWER_CAP);
	buf_init(&call.answer, ANSWER_CAP);
	wire_order_write(order, &body);
	call.request = (struct http_request){
		.method = "POST",
		.url = "http://nriseva/orders",
		.headers = {{"Content-Type", "application/json"}},
		.header_count = 1,
		.body = body.bytes,
		.body_length = body.length,
	};
	enum err_code code = call_and_wait(&call, socket_path, ORDER_MS, err);
	if (code == ERR_OK)
		code = wire_done_read(call.status, call.answer.bytes, call.answer.length, out, err);
	if (code == ERR_TIMEOUT || code == ERR_REMOTE)
		tell_unknown(socket_path, err);
	buf_release(&call.answer);
	buf_release(&body);
	return code;
}

/* --- health --- */

void door_health(const char *socket_path, struct status *status)
{
	struct err err = {0};
	struct call call = {
		.request = {.method = "GET", .url = "http://nriseva/healthz"},
	};
	buf_init(&call.answer, ANSWER_CAP);
	enum err_code code = call_and_wait(&call, socket_path, HEALTH_MS, &err);
	if (code == ERR_OK)
		code = wire_health_read(call.answer.bytes, call.answer.length, status, &err);
	status->daemon = code == ERR_OK            ? STATUS_RUNS
			 : code == ERR_UNREACHABLE ? STATUS_ABSENT
			 : code == ERR_DENIED      ? STATUS_CLOSED
						   : STATUS_MUTE;
	str_copy(status->daemon_text, sizeof status->daemon_text, err.text);
	buf_release(&call.answer);
}
