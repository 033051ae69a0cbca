/* One request by somebody who does nothing else meanwhile: a command, not the daemon. */
#ifndef HTTP_CALL_H
#define HTTP_CALL_H

#include "http/client.h"

/* Submit the request and run the loop until it is done. `request` stays as it is; its `done` is not
 * looked at. Errors are those of http_request.done. What came back is added to `out_answer`, which
 * is the caller's; headers of the answer are copied into `headers`, if it is not NULL. */
struct http_call_header {
	const char *name; /* NULL: the list ends here */
	char value[64];   /* out; "" if it is absent or longer */
};
enum err_code http_call(struct loop *loop, struct http_client *client,
	const struct http_request *request, struct http_call_header *headers, int *out_status,
	struct buf *out_answer, struct err *err);

#endif
