#include "lib/ask.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "json/json.h"

enum { TIMEOUT_MS = 5000, ANSWER_CAP = 1 << 20 };

struct asking {
	struct loop *loop;
	struct http_request request;
	struct ask_answer answer;
};

static void answered(struct http_request *request, enum err_code code, const struct err *err)
{
	struct asking *asking = container_of(request, struct asking, request);
	(void)err;
	asking->answer.code = code;
	asking->answer.status = request->status;
	if (!code) {
		const char *remaining = http_answer_header(request, "x-rate-limit-remaining");
		str_copy(asking->answer.remaining, sizeof asking->answer.remaining,
			remaining ? remaining : "");
		json_decode_foreign(request->answer.bytes, request->answer.length,
			&asking->answer.document, NULL);
	}
	loop_stop(asking->loop);
}

struct ask_answer ask(struct loop *loop, struct http_client *client, const char *method,
	const char *url, const char *body, const struct ask_header *headers)
{
	static const struct address_policy loopback_only = {.loopback = true};
	struct asking asking = {.loop = loop,
		.request = {.method = method,
			.url = url,
			.body = body,
			.body_length = body ? strlen(body) : 0,
			.connect_timeout_ms = TIMEOUT_MS,
			.timeout_ms = TIMEOUT_MS,
			.answer_cap = ANSWER_CAP,
			.address = &loopback_only,
			.done = answered}};
	for (; headers && headers->name; headers++) {
		size_t at = asking.request.header_count++;
		asking.request.headers[at].name = headers->name;
		asking.request.headers[at].value = headers->value;
	}
	http_client_submit(client, &asking.request);
	loop_run(loop);
	return asking.answer;
}
