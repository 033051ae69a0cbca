/*
 * The HTTP client: libcurl's multi interface on our loop. Every request has a deadline, a cap on
 * what it takes back, and a rule about addresses; redirects are never followed, no proxy is taken
 * from the environment, and no compression is accepted.
 */
#ifndef HTTP_CLIENT_H
#define HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "http/address.h"
#include "loop/loop.h"

struct http_client;

struct http_client *http_client_new(struct loop *loop);

/* Cancels what is open (`done` comes, with ERR_CANCELED, before this returns) and frees when
 * libcurl has let go. */
void http_client_free(struct http_client *client);

enum { HTTP_HEADERS_MAX = 12 };

/* One request. Embed it in the asker; everything it points to must last until `done`. */
struct http_request {
	const char *method; /* "GET", "POST", "PUT", "DELETE" */
	const char *url;    /* http or https, without user and password */
	struct {
		const char *name;  /* a token */
		const char *value; /* no byte below 0x20, no 0x7f */
	} headers[HTTP_HEADERS_MAX];
	size_t header_count;
	bool once;        /* a GET, too, is never sent again by itself: it is signed for one use */
	const void *body; /* POST and PUT only */
	size_t body_length;
	int64_t connect_timeout_ms;
	int64_t timeout_ms;                   /* the whole */
	size_t answer_cap;                    /* bytes of body that are kept; see `cut` */
	const struct address_policy *address; /* who may be called */
	const char *unix_path; /* not NULL: through this unix socket, whatever the URL's host says;
				* then `address` is not looked at */

	/* For a body that never ends; NULL: it is kept in `answer`. Called on the loop, never from
	 * inside a call of ours: once with no bytes when a status of 2xx has come, then with each
	 * piece of the body, all of them before `done`. It may submit, cancel, pause and free the
	 * client. The bodies of other statuses are kept as usual. timeout_ms does not count then. */
	void (*on_data)(struct http_request *, const char *bytes, size_t length);
	int64_t silence_ms; /* with on_data: no byte for so long ends it, ERR_TIMEOUT */

	/* The answer. Valid inside `done`; the client frees it after. */
	int status;        /* 0 if there was none */
	struct buf answer; /* the body */
	bool cut; /* the body was larger than answer_cap; it was cut there and the connection closed */
	bool sent;             /* bytes of the request may have left us: an error is ambiguous */
	int64_t retry_after_s; /* Retry-After, of either form, in seconds from now; -1 if absent */

	/* Exactly once, never from inside http_client_submit. ERR_OK means: an HTTP status came,
	 * whichever. Errors: ERR_TIMEOUT, ERR_UNREACHABLE (nothing was sent), ERR_REMOTE (broken
	 * off), ERR_DENIED (address policy, TLS verification), ERR_FORMAT (URL or header unusable),
	 * ERR_CANCELED. */
	void (*done)(struct http_request *, enum err_code, const struct err *);

	void *inner; /* private */
};

void http_client_submit(struct http_client *client, struct http_request *request);

/* A wish: `done` comes with ERR_CANCELED in a later turn. */
void http_client_cancel(struct http_client *client, struct http_request *request);

/* With on_data: give no more until http_client_resume. What comes meanwhile waits, a little of it
 * with us and the rest with the other side; silence does not count. */
void http_client_pause(struct http_request *request);
void http_client_resume(struct http_request *request);

/* Inside `done`: a header of the answer, by name in any case, or NULL. */
const char *http_answer_header(const struct http_request *request, const char *name);

#endif
