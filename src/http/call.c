#include "http/call.h"

#include "base/mem.h"
#include "base/str.h"

struct call {
	struct http_request request;
	struct loop *loop;
	struct http_call_header *headers;
	struct buf *answer;
	int status;
	enum err_code code;
	struct err *err;
};

static void copy_headers(const struct http_request *request, struct http_call_header *headers)
{
	for (; headers && headers->name; headers++) {
		const char *value = http_answer_header(request, headers->name);
		if (!value || !str_copy(headers->value, sizeof headers->value, value))
			headers->value[0] = '\0';
	}
}

static void call_done(struct http_request *request, enum err_code code, const struct err *err)
{
	struct call *call = container_of(request, struct call, request);
	call->code = code;
	if (code != ERR_OK && call->err)
		*call->err = *err;
	call->status = request->status;
	copy_headers(request, call->headers);
	buf_add(call->answer, request->answer.bytes, request->answer.length);
	loop_stop(call->loop);
}

enum err_code http_call(struct loop *loop, struct http_client *client,
	const struct http_request *request, struct http_call_header *headers, int *out_status,
	struct buf *out_answer, struct err *err)
{
	struct call call = {.request = *request,
		.loop = loop,
		.headers = headers,
		.answer = out_answer,
		.err = err};
	call.request.done = call_done;
	http_client_submit(client, &call.request);
	loop_run(loop);
	*out_status = call.status;
	return call.code;
}
