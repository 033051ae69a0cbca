/*
 * OAuth 1.0a as X takes it: every call signed, no nonce twice, the time near ours; and the three
 * steps by which an account lets an app in, with a PIN. The signature is computed here anew, by
 * nothing that the daemon uses but libcrypto.
 */
#ifndef SIM_X_OAUTH1_H
#define SIM_X_OAUTH1_H

#include <stdbool.h>

#include "base/err.h"
#include "x/site.h"

/* From a file with consumer_key, consumer_secret, token and token_secret, as "key = value" lines. */
enum err_code x_oauth1_new(const char *path, struct x_oauth1 **out, struct err *err);
void x_oauth1_free(struct x_oauth1 *oauth1); /* NULL is allowed */

/* Whether the call is signed by the app for the account; why not is logged. */
bool x_oauth1_is_good(struct x_site *site, const struct http_exchange *exchange);

/* The signature that a call must have. `pairs` are "name", "value" in turn, not encoded: of the
 * query and of the header, without oauth_signature. mem_free it. */
char *x_oauth1_signature(const char *method, const char *base_url, const char *const *pairs,
	size_t pair_count, const char *consumer_secret, const char *token_secret);

/* Serve /oauth/request_token, /oauth/authorize (the page with the PIN), /oauth/access_token. */
void x_oauth1_serve(struct x_site *site, struct http_exchange *exchange);

#endif
