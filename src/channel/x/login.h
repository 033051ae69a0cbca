/*
 * Signing in by OAuth 1.0a, for a command that does nothing else: each function runs the loop until
 * X has answered.
 *
 * OAuth 2.0 is consent.h's; x_login_check knows its bearer token, too.
 *
 * With a token of the developer console: set the four keys of `token`, then x_login_check. With a
 * PIN: set the app's two, x_login_begin, show the page, x_login_finish, x_login_check.
 */
#ifndef CHANNEL_X_LOGIN_H
#define CHANNEL_X_LOGIN_H

#include "channel/x/token.h"
#include "config/config.h"
#include "http/client.h"
#include "loop/loop.h"

enum { X_LOGIN_URL_SIZE = 1024 };

struct x_login {
	struct loop *loop;
	struct http_client *client;
	const struct config_handle *handle;
	struct x_token token; /* the caller releases it */
};

/* Ask X for a page on which the account lets the app in. */
enum err_code x_login_begin(struct x_login *login, char out_url[X_LOGIN_URL_SIZE], struct err *err);

/* With the PIN of that page: the account's token and its secret. */
enum err_code x_login_finish(struct x_login *login, const char *pin, struct err *err);

/* Whether the keys are those of the configured handle: ERR_DENIED if X does not take them, or says
 * that they are another account's. */
enum err_code x_login_check(struct x_login *login, struct err *err);

#endif
