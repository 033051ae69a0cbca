/*
 * OAuth 1.0a (RFC 5849) with HMAC-SHA1: the Authorization header of a request. Pure: nonce and time
 * come from the caller.
 *
 * Signed are the method, the URL with its query, and the oauth_ parameters. A body that is no form,
 * as JSON, is not signed.
 */
#ifndef CHANNEL_X_OAUTH1_H
#define CHANNEL_X_OAUTH1_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum { OAUTH1_SIGNATURE_SIZE = 29 }; /* base64 of 20 bytes, and NUL */

struct oauth1_param {
	const char *name, *value; /* as they are, not encoded */
};

/* Whose request it is. Without a token (NULL) the app asks for itself. */
struct oauth1_keys {
	const char *consumer_key, *consumer_secret;
	const char *token, *token_secret;
};

struct oauth1_request {
	const char *method;               /* "GET", ... */
	const char *url;                  /* http or https, its query percent-encoded */
	const struct oauth1_param *extra; /* oauth_callback, oauth_verifier; not NULL if counted */
	size_t extra_count;
	const char *nonce; /* never used before with this time */
	int64_t time_s;    /* since 1970 */
};

/* Add text, percent-encoded as RFC 5849, 3.6 has it: all but A-Z a-z 0-9 - . _ ~. */
void oauth1_encode(const char *text, struct buf *out);

/* Add the signature base string (3.4.1). `params` are the oauth_ parameters but oauth_signature;
 * `form` is a form-encoded body or NULL. ERR_FORMAT if the URL is none, ERR_LIMIT if there are too
 * many parameters or `out` is too small. */
enum err_code oauth1_base_string(const char *method, const char *url, const char *form,
	const struct oauth1_param *params, size_t count, struct buf *out);

/* Sign a base string (3.4.2); `token_secret` may be NULL. */
void oauth1_sign(const char *base_string, const char *consumer_secret, const char *token_secret,
	char out[OAUTH1_SIGNATURE_SIZE]);

/* Add the value of the Authorization header. Errors as oauth1_base_string. */
enum err_code oauth1_authorization(
	const struct oauth1_request *request, const struct oauth1_keys *keys, struct buf *out);

#endif
