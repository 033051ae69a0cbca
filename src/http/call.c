#include "http/call.h"

#include "base/mem.h"

struct call {
	struct http_request request;
	struct loop *loop;
	struct buf *answer;
	int status;
	enum err_code code;
	struct err *err;
};

static void call_done(struct http_request *request, enum err_code code, const struct err *err)
{
	struct call *call = container_of(request, struct call, request);
	call->code = code;
	if (code != ERR_OK && call->err)
		*call->err = *err;
	call->status = request->status;
	buf_add(call->answer, request->answer.bytes, request->answer.length);
	loop_stop(call->loop);
}

enum err_code http_call(struct loop *loop, struct http_client *client,
	const struct http_request *request, int *out_status, struct buf *out_answer,
	struct err *err)
{
	struct call call = {.request = *request, .loop = loop, .answer = out_answer, .err = err};
	call.request.done = call_done;
	http_client_submit(client, &call.request);
	loop_run(loop);
	*out_status = call.status;
	return call.code;
}
