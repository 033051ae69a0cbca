/* One request by somebody who does nothing else meanwhile: a command, not the daemon. */
#ifndef HTTP_CALL_H
#define HTTP_CALL_H

#include "http/client.h"

/* Submit the request and run the loop until it is done. `request` stays as it is; its `done` is not
 * looked at. Errors are those of http_request.done. What came back
 * is added to `out_answer`, which is the caller's. */
enum err_code http_call(struct loop *loop, struct http_client *client,
	const struct http_request *request, int *out_status, struct buf *out_answer,
	struct err *err);

#endif
