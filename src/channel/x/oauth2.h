/* OAuth 2.0 as X has it: the requests to its token endpoint, and what the answers mean. Pure. */
#ifndef CHANNEL_X_OAUTH2_H
#define CHANNEL_X_OAUTH2_H

#include <stdbool.h>

#include "base/buf.h"
#include "channel/x/grant.h"
#include "http/client.h"

extern const char x_oauth2_scopes[];

/* A request to the token endpoint. Zero it; everything lasts as long as this. */
struct x_oauth2_call {
	char url[1024];
	char authorization[X_AUTHORIZATION_SIZE]; /* of a confidential client */
	struct buf body;
	struct address_policy address;
};
void x_oauth2_call_release(struct x_oauth2_call *call); /* wipes */

/* Make the request that changes a refresh token for a new pair; or a code. */
struct http_request x_oauth2_refresh(struct x_oauth2_call *call, const struct config_handle *handle,
	const struct x_grant *grant, const char *refresh_token);
struct http_request x_oauth2_exchange(struct x_oauth2_call *call,
	const struct config_handle *handle, const struct x_grant *grant, const char *code,
	const char *redirect_uri, const char *verifier);

/* What became of a refresh token that was shown. */
enum x_oauth2_fate {
	X_OAUTH2_RENEWED, /* 200 */
	X_OAUTH2_KEPT,    /* most likely nothing was done with it: not sent, or turned away */
	X_OAUTH2_UNKNOWN, /* it may be used up: the answer is lost */
	X_OAUTH2_REFUSED, /* X says that it does not count */
};
enum x_oauth2_fate x_oauth2_judge(const struct http_request *request, enum err_code code);

/* X's words for it ("invalid_request: Value passed for the token was invalid."), or the beginning of
 * the body in one line. */
void x_oauth2_words(const struct http_request *request, char *out, size_t size);

/* The page on which the account lets the app in. */
void x_oauth2_page(const struct config_handle *handle, const char *client_id,
	const char *redirect_uri, const char *state, const char *challenge, struct buf *out);

/* Whether a scope that was told ("tweet.read users.read"; NULL: as was asked for) has this one. */
bool x_oauth2_has_scope(const char *scope, const char *wanted);

#endif
