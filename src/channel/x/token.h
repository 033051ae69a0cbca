/*
 * What a token file holds, and the Authorization header it gives.
 *
 * Either one word, a bearer token; or OAuth 1.0a in user context, as four lines:
 *
 *	consumer_key = ...
 *	consumer_secret = ...
 *	token = ...
 *	token_secret = ...
 *
 * The third form, a pair of OAuth 2.0 that is sealed, is grant.h's, which gives its bearer token.
 *
 * Errors name the file and the key, and never a value.
 */
#ifndef CHANNEL_X_TOKEN_H
#define CHANNEL_X_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "channel/x/oauth1.h"

enum x_token_key { X_CONSUMER_KEY, X_CONSUMER_SECRET, X_TOKEN, X_TOKEN_SECRET };
enum {
	X_TOKEN_KEYS = X_TOKEN_SECRET + 1,
	X_TOKEN_VALUE_MAX = 128,     /* of the four; X's have 25 to 50 */
	X_AUTHORIZATION_SIZE = 2048, /* the two that are shown, each byte encoded, and the rest */
};

struct x_token {
	char *bearer;             /* owned: "Bearer ..."; NULL: the four are there */
	char *keys[X_TOKEN_KEYS]; /* owned; without a token the app asks for itself */
};

/* Wipe and free. */
void x_token_release(struct x_token *token);

/* Read a token file. Errors of file_read_secret; ERR_CONFIG if it holds something else. */
enum err_code x_token_read(const char *path, struct x_token *out, struct err *err);

/* The same for a file with nothing but the app's two lines, consumer_key and consumer_secret. */
enum err_code x_token_read_consumer(const char *path, struct x_token *out, struct err *err);

/* Read a file of mode 0600 with lines "name = value" and nothing else, each of the names once at
 * most; `forms` tells what it should look like. What is there goes to out_values (mem_free), also
 * when it fails. */
enum err_code x_token_read_values(const char *path, const char *forms, const char *const *names,
	size_t count, char **out_values, struct err *err);

/* Whether a value may be one of the four: printable, without blanks, not too long. */
bool x_token_is_value(const char *value);

/* Write the four lines, mode 0600, in place of what is there; durable before this returns. */
enum err_code x_token_write(const char *path, const struct x_token *token, struct err *err);

bool x_token_is_same(const struct x_token *one, const struct x_token *other);

/* The value of the Authorization header for this request: the bearer's, which is the token's own
 * string, or one that is signed now and stands in `room`. NULL if the URL is none. */
const char *x_token_authorize(const struct x_token *token, const char *method, const char *url,
	char room[X_AUTHORIZATION_SIZE]);

/* The same for OAuth 1.0a with further oauth_ parameters. */
const char *x_token_sign(const struct x_token *token, const char *method, const char *url,
	const struct oauth1_param *extra, size_t count, char room[X_AUTHORIZATION_SIZE]);

#endif
