/* One transfer of the client: an easy handle of libcurl with what belongs to it. Only this room
 * sees it. */
#ifndef HTTP_TRANSFER_H
#define HTTP_TRANSFER_H

#include <curl/curl.h>

#include "base/list.h"
#include "http/client.h"

struct transfer {
	struct list node;
	struct http_client *client;
	struct http_request *request;
	CURL *easy;
	struct curl_slist *headers;
	char message[CURL_ERROR_SIZE];
	struct buf answer;
	size_t header_bytes;
	unsigned denied;   /* addresses refused */
	unsigned tried;    /* addresses not refused */
	unsigned sendings; /* how often libcurl was about to send the request */
	bool plain;        /* http */
	bool repeated;     /* libcurl wanted to send again and was not let */
	bool cut;

	/* of a request with on_data */
	struct loop *loop;
	struct buf arrived;   /* not given yet */
	struct deferred give; /* ... in the next turn */
	struct loop_timer *silence;
	int64_t byte_mono; /* when the last byte came */
	bool open;         /* a status of 2xx has come */
	bool told;         /* ... and the asker knows */
	bool paused;       /* by the asker */
	bool held;         /* libcurl holds bytes back: too many have arrived */
	bool ended;        /* out of the multi handle; `done` is next */

	enum err_code own_code; /* why we ended it ourselves */
	struct err own_err;
};

struct transfer *transfer_new(struct http_client *client, struct http_request *request);

/* Make the easy handle, ready for the multi handle. ERR_FORMAT or ERR_DENIED for what cannot or may
 * not be asked. */
enum err_code transfer_begin(struct transfer *transfer, struct err *err);

/* What libcurl's result means. */
enum err_code transfer_judge(const struct transfer *transfer, CURLcode result, struct err *err);

/* Give what has arrived to on_data, though it be paused. The transfer may be gone after this. */
void transfer_give(struct transfer *transfer);

/* Fill the answer in, call the request's `done`, and free the transfer, which is out of every list
 * and of the multi handle. */
void transfer_finish(struct transfer *transfer, enum err_code code, const struct err *err);

#endif
