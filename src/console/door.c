/*
 * One request on a loop of its own, for a command that does nothing else meanwhile.
 */
#include "console/door.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "http/call.h"
#include "loop/loop.h"

enum {
	CONNECT_MS = 5 * 1000,
	ORDER_MS = 70 * 1000, /* the daemon answers within a minute, if only that it cannot */
	HEALTH_MS = 10 * 1000,
	ANSWER_CAP = 1024 * 1024,
};

/* Ask; what comes back is added to `answer`. */
static enum err_code call_and_wait(const char *socket_path, struct http_request *request,
	int64_t timeout_ms, int *out_status, struct buf *answer, struct err *err)
{
	if (access(socket_path, R_OK | W_OK) != 0 && errno == EACCES)
		return err_set(err, ERR_DENIED, "%s: %s; run this as the user that runs the daemon",
			socket_path, strerror(EACCES));
	request->unix_path = socket_path;
	request->connect_timeout_ms = CONNECT_MS;
	request->timeout_ms = timeout_ms;
	request->answer_cap = ANSWER_CAP;
	struct loop *loop = loop_new();
	struct http_client *client = http_client_new(loop);
	enum err_code code = http_call(loop, client, request, NULL, out_status, answer, err);
	http_client_free(client);
	loop_free(loop);
	return code;
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
	struct buf body, answer;
	int status = 0;
	buf_init(&body, ANSWER_CAP);
	buf_init(&answer, ANSWER_CAP);
	wire_order_write(order, &body);
	struct http_request request = {
		.method = "POST",
		.url = "http://nriseva/orders",
		.headers = {{"Content-Type", "application/json"}},
		.header_count = 1,
		.body = body.bytes,
		.body_length = body.length,
	};
	enum err_code code = call_and_wait(socket_path, &request, ORDER_MS, &status, &answer, err);
	if (code == ERR_OK)
		code = wire_done_read(status, answer.bytes, answer.length, out, err);
	if (code == ERR_TIMEOUT || code == ERR_REMOTE)
		tell_unknown(socket_path, err);
	buf_release(&answer);
	buf_release(&body);
	return code;
}

/* --- health --- */

void door_health(const char *socket_path, struct status *status)
{
	struct err err = {0};
	struct http_request request = {.method = "GET", .url = "http://nriseva/healthz"};
	struct buf answer;
	int answered;
	buf_init(&answer, ANSWER_CAP);
	enum err_code code =
		call_and_wait(socket_path, &request, HEALTH_MS, &answered, &answer, &err);
	if (code == ERR_OK)
		code = wire_health_read(answer.bytes, answer.length, status, &err);
	status->daemon = code == ERR_OK            ? STATUS_RUNS
			 : code == ERR_UNREACHABLE ? STATUS_ABSENT
			 : code == ERR_DENIED      ? STATUS_CLOSED
						   : STATUS_MUTE;
	str_copy(status->daemon_text, sizeof status->daemon_text, err.text);
	buf_release(&answer);
}
