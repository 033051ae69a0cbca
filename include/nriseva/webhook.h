/*
 * Standard Webhooks with Ed25519 ("v1a") and HMAC-SHA256 ("v1"): sign and verify.
 * (https://github.com/standard-webhooks/standard-webhooks, spec 1.0.0.) For receivers and senders
 * in C; needs libsodium and nothing else, allocates nothing, keeps no state, and never ends its
 * host.
 *
 * Call sodium_init() once before anything here.
 */
#ifndef NRISEVA_WEBHOOK_H
#define NRISEVA_WEBHOOK_H

#include <stddef.h>
#include <stdint.h>

enum nriseva_webhook_result {
	NRISEVA_WEBHOOK_OK,
	NRISEVA_WEBHOOK_BAD_KEY, /* key text is not what its prefix says */
	NRISEVA_WEBHOOK_MISSING_ID,
	NRISEVA_WEBHOOK_MISSING_TIMESTAMP,
	NRISEVA_WEBHOOK_MISSING_SIGNATURE,
	NRISEVA_WEBHOOK_BAD_ID, /* empty, too long, or with a '.' or a character that is not visible ASCII */
	NRISEVA_WEBHOOK_BAD_TIMESTAMP, /* not 1 to 12 ASCII digits */
	NRISEVA_WEBHOOK_TOO_OLD,       /* the timestamp is further back than the tolerance */
	NRISEVA_WEBHOOK_TOO_NEW,       /* or further ahead */
	NRISEVA_WEBHOOK_NO_KEYS,       /* the list of trusted keys has no usable key */
	NRISEVA_WEBHOOK_NO_KNOWN_VERSION, /* no entry of the signature header is of a version a key can check */
	NRISEVA_WEBHOOK_BAD_SIGNATURE, /* entries are there and none of them verifies */
	NRISEVA_WEBHOOK_NO_ROOM,       /* the output is too small */
	NRISEVA_WEBHOOK_TOO_LARGE,     /* the body is longer than NRISEVA_WEBHOOK_BODY_MAX */
};

/* Longer bodies are neither signed nor verified: Ed25519 needs the message in one piece, and it is
 * put together on the stack. (The specification's advice is to stay below 20 kB.) */
enum { NRISEVA_WEBHOOK_BODY_MAX = 65536 };

/* Longer ids are refused. */
enum { NRISEVA_WEBHOOK_ID_MAX = 128 };

/* One sentence for a log. */
const char *nriseva_webhook_reason(enum nriseva_webhook_result result);

enum nriseva_webhook_key_kind {
	NRISEVA_WEBHOOK_KEY_NONE,
	NRISEVA_WEBHOOK_KEY_SIGN, /* whsk_: Ed25519 secret; signs, and verifies by its public half */
	NRISEVA_WEBHOOK_KEY_PUBLIC, /* whpk_: Ed25519 public; verifies only */
	NRISEVA_WEBHOOK_KEY_HMAC,   /* whsec_: shared; signs and verifies */
};

/* A key in memory. Wipe it with sodium_memzero when it is no longer needed. */
struct nriseva_webhook_key {
	enum nriseva_webhook_key_kind kind;
	size_t length;
	unsigned char bytes[64];
};

/* Read a key's text: whsk_ with 64 bytes (seed and public key, which must belong together) or a 32
 * byte seed; whpk_ with 32 bytes or 44 bytes of DER SPKI; whsec_ with 24 to 64 bytes. Standard
 * base64 with padding, nothing around it. On BAD_KEY `out` is a key of kind NONE, which
 * nriseva_webhook_verify passes over. */
enum nriseva_webhook_result nriseva_webhook_key_read(
	const char *text, struct nriseva_webhook_key *out);

enum { NRISEVA_WEBHOOK_KEY_TEXT_SIZE = 100 };

/* Make a new Ed25519 pair. */
void nriseva_webhook_key_make(struct nriseva_webhook_key *out);

/* Write a key as text: whsk_ of 64 bytes, whpk_ of 32, whsec_. */
enum nriseva_webhook_result nriseva_webhook_key_write(
	const struct nriseva_webhook_key *key, char out[NRISEVA_WEBHOOK_KEY_TEXT_SIZE]);

/* The public key of a whsk_ key (or of a whpk_ key: itself). BAD_KEY for others. */
enum nriseva_webhook_result nriseva_webhook_key_public(
	const struct nriseva_webhook_key *key, struct nriseva_webhook_key *out);

enum { NRISEVA_WEBHOOK_ENTRY_SIZE = 96 }; /* "v1a," and 88 characters, a NUL */

/* Write the webhook-signature header for a message: an entry per key, in their order, separated by
 * one blank. `out` needs NRISEVA_WEBHOOK_ENTRY_SIZE bytes per key. `timestamp` is in seconds.
 * BAD_KEY if one of the keys cannot sign; on any failure `out` is the empty string. */
enum nriseva_webhook_result nriseva_webhook_sign(const struct nriseva_webhook_key *keys,
	size_t key_count, const char *id, int64_t timestamp, const void *body, size_t length,
	char *out, size_t out_size);

/* The three headers as they came; NULL for one that is missing. */
struct nriseva_webhook_headers {
	const char *id;
	const char *timestamp;
	const char *signature;
};

enum { NRISEVA_WEBHOOK_TOLERANCE_S = 300 };

/*
 * Verify a message: the bytes as they came, before anything parses them. `now` in seconds;
 * `tolerance_s` both ways, inclusive. At most 4 keys and 8 entries are looked at; entries of
 * unknown versions and keys of kind NONE are passed over. Does not remember ids: a receiver keeps
 * `webhook-id`s with the effects they had.
 */
enum nriseva_webhook_result nriseva_webhook_verify(const struct nriseva_webhook_key *trusted,
	size_t trusted_count, const struct nriseva_webhook_headers *headers, const void *body,
	size_t length, int64_t now, int64_t tolerance_s);

#endif
