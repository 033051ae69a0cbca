/*
 * OAuth 2.0 as X takes it: a page that lets the app in at once, codes that live for 30 seconds and
 * are bound to a verifier, access tokens that end, refresh tokens that work once. It stands in for
 * X's page: no one has to press a button.
 */
#ifndef SIM_X_OAUTH2_H
#define SIM_X_OAUTH2_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "x/site.h"

enum { X_CODE_LIFE_MS = 30 * 1000 };

/* From a file with client_id, and client_secret of a confidential client, as "key = value" lines. */
enum err_code x_oauth2_new(
	const char *path, int64_t life_s, struct x_oauth2 **out, struct err *err);
void x_oauth2_free(struct x_oauth2 *oauth2); /* NULL is allowed */

/* Whether the call shows an access token that lives; why not is logged. */
bool x_oauth2_is_good(struct x_site *site, const struct http_exchange *exchange);

/* Serve /i/oauth2/authorize, /2/oauth2/token, /2/oauth2/revoke. */
bool x_oauth2_is_for(const struct http_exchange *exchange);
void x_oauth2_serve(struct x_site *site, struct http_exchange *exchange);

/* {"life_s", "reuse_kills", "scope", "forget"}: the life of new access tokens; whether a refresh token
 * that is shown again ends all that came from the same sign-in; the scope that is given; all tokens
 * are gone. ERR_FORMAT if this X has no OAuth 2.0. */
enum err_code x_oauth2_order(struct x_site *site, const json_t *order, struct err *err);

/* For the state: how often somebody has "signed_in", "renewed", "reused" a refresh token, "revoked";
 * and how many access tokens are "living". */
json_t *x_oauth2_tell(const struct x_site *site);

#endif
