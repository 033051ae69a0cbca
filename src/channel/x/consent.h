/*
 * Signing in by OAuth 2.0 (authorization code with PKCE), for a command that does nothing else:
 * each function that asks runs the loop until there is an answer.
 *
 * x_consent_begin, x_consent_open unless the operator pastes, show the page, then x_consent_wait or
 * x_consent_take what is pasted, x_consent_exchange, and x_login_check whose the token is; in any
 * case x_consent_end. Nothing is written.
 */
#ifndef CHANNEL_X_CONSENT_H
#define CHANNEL_X_CONSENT_H

#include <stdint.h>

#include "base/buf.h"
#include "channel/x/grant.h"
#include "channel/x/pkce.h"
#include "http/client.h"
#include "http/server.h"
#include "loop/loop.h"

enum {
	X_CONSENT_PORT = 8479, /* unless the operator says another */
	X_CONSENT_CODE_SIZE = 1024,
};

struct x_consent {
	struct loop *loop;
	struct http_client *client;
	const struct config_handle *handle;
	struct x_grant *grant; /* with client id and secret; gets the pair */
	uint16_t port;         /* of the redirect URI */
	char redirect_uri[64]; /* from here on: private */
	char state[PKCE_SIZE];
	char verifier[PKCE_SIZE];
	char code[X_CONSENT_CODE_SIZE];
	struct http_server *server;
	struct loop_timer *parting;
	bool came; /* the browser */
	enum err_code came_code;
	struct err came_err;
};

/* Give the address of X's page. */
void x_consent_begin(struct x_consent *consent, struct buf *out_url);

/* Listen on 127.0.0.1 for the browser that comes with X's answer. ERR_BUSY if the port is in use. */
enum err_code x_consent_open(struct x_consent *consent, struct err *err);

/* Wait until it has come. Errors of x_consent_take. */
enum err_code x_consent_wait(struct x_consent *consent, struct err *err);
void x_consent_end(struct x_consent *consent);

/* Take X's answer from the address to which it sent the browser. ERR_DENIED if the account said no,
 * or the answer belongs to another sign-in; ERR_FORMAT if it is no such address. */
enum err_code x_consent_take(struct x_consent *consent, const char *url, struct err *err);

/* Change the code for a pair. ERR_DENIED if X does not take it, or gives less than is needed. */
enum err_code x_consent_exchange(struct x_consent *consent, struct err *err);

#endif
