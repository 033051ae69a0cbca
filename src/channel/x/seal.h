/*
 * A secret at rest: text sealed by a key that lies in a file of its own (libsodium's secretbox), so
 * that a copy of the one file alone is worth nothing.
 *
 *	nriseva-sealed-1
 *	base64 of the nonce and the box
 *
 * Errors name files and never a value.
 */
#ifndef CHANNEL_X_SEAL_H
#define CHANNEL_X_SEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum { SEAL_KEY_BYTES = 32 };

struct seal_key {
	unsigned char bytes[SEAL_KEY_BYTES];
};

/* Read a key file. Errors of file_read_secret; ERR_CONFIG if it holds no key. */
enum err_code seal_key_read(const char *path, struct seal_key *out, struct err *err);

/* The same, and make the file (mode 0600) if it is not there. */
enum err_code seal_key_read_or_make(const char *path, struct seal_key *out, struct err *err);

/* Whether a file's text is a sealed one, by its first line. */
bool seal_is(const char *text);

/* Add the sealed form of the bytes. */
enum err_code seal_close(
	const struct seal_key *key, const void *bytes, size_t length, struct buf *out);

/* Add what is inside. ERR_DENIED if it was sealed by another key or was changed. */
enum err_code seal_open(
	const struct seal_key *key, const char *text, struct buf *out, struct err *err);

#endif
