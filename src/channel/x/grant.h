/*
 * What OAuth 2.0 gave us: the app's client id, the pair of access and refresh token, and the pair
 * before it. It lies in the handle's token file, sealed (seal.h).
 *
 * A refresh token works once, so a pair that is lost is lost for good: a new one is durable in the
 * file before anybody uses it, and the one before it stays there until the new one has worked.
 */
#ifndef CHANNEL_X_GRANT_H
#define CHANNEL_X_GRANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "channel/x/token.h"
#include "config/config.h"

enum { X_GRANT_WORD_MAX = 1024 }; /* a token's length; its header still fits X_AUTHORIZATION_SIZE */

struct x_pair {
	char *access;       /* owned; NULL: there is none */
	char *refresh;      /* owned; NULL: it cannot be renewed */
	int64_t issued_at;  /* by our clock */
	int64_t expires_at; /* the access token */
};

struct x_grant {
	char *client_id;     /* owned; NULL: this is no OAuth 2.0 */
	char *client_secret; /* owned; NULL: a public client */
	struct x_pair pair;
	struct x_pair previous;
};

/* Wipe and free. */
void x_pair_release(struct x_pair *pair);
void x_grant_release(struct x_grant *grant);

/* Read the answer of the token endpoint; `now_ms` is when it was asked. The scope, if it is told,
 * goes to *out_scope (mem_free). ERR_FORMAT if there is no access token in it. */
enum err_code x_pair_read(const char *bytes, size_t length, int64_t now_ms, struct x_pair *out,
	char **out_scope, struct err *err);

/* Read the app's two lines, `client_id = ...` and `client_secret = ...` (optional), of a file of mode
 * 0600. */
enum err_code x_grant_read_client(const char *path, struct x_grant *out, struct err *err);

/* Read a handle's token file, whichever of its forms it has. If it is sealed, *out is its bearer
 * token and *out_grant what is inside; else *out_grant is empty. Errors of x_token_read and
 * seal_open; ERR_CONFIG if seal_key_file is not configured. */
enum err_code x_grant_load(const struct config_handle *handle, struct x_token *out,
	struct x_grant *out_grant, struct err *err);

/* Seal it into the handle's token file, mode 0600, in place of what is there; durable before this
 * returns. Makes the key file if it is not there. */
enum err_code x_grant_save(
	const struct config_handle *handle, const struct x_grant *grant, struct err *err);

/* Whether x_grant_save can seal: makes the key file if it is not there. */
enum err_code x_grant_prepare(const struct config_handle *handle, struct err *err);

/* The token as x_token has it. */
void x_grant_bearer(const struct x_grant *grant, struct x_token *out);

/* Lock what is beside the token file, so that one of all processes renews or replaces the pair. */
enum err_code x_grant_lock(
	const struct config_handle *handle, bool wait, int *out_fd, struct err *err);

#endif
