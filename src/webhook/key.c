/*
 * Keys as text. Reading finds the prefix, decodes the base64 strictly and hands the bytes to the
 * reader of that prefix; a secret is always kept as 64 bytes, seed and public key, which is what
 * libsodium signs with.
 *
 * Whatever is wrong with a key, the result is a key of kind NONE, so that a list of trusted keys
 * can be read without a special case for the bad one.
 */
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "nriseva/webhook.h"

enum { SPKI_PREFIX = 12, SEED = crypto_sign_SEEDBYTES, PUBLIC = crypto_sign_PUBLICKEYBYTES };
enum { HMAC_LEAST = 24, HMAC_MOST = 64 };

/* What stands in front of the 32 bytes of an Ed25519 key in DER SubjectPublicKeyInfo (RFC 8410). */
static const unsigned char spki[SPKI_PREFIX] = {
	0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

static bool read_secret(const unsigned char *bytes, size_t length, struct nriseva_webhook_key *out)
{
	unsigned char public[PUBLIC];
	if (length != SEED && length != sizeof out->bytes)
		return false;
	crypto_sign_seed_keypair(public, out->bytes, bytes);
	out->length = sizeof out->bytes;
	return length == SEED || sodium_memcmp(bytes, out->bytes, sizeof out->bytes) == 0;
}

static bool read_public(const unsigned char *bytes, size_t length, struct nriseva_webhook_key *out)
{
	if (length == SPKI_PREFIX + PUBLIC && memcmp(bytes, spki, SPKI_PREFIX) == 0) {
		bytes += SPKI_PREFIX;
		length = PUBLIC;
	}
	if (length != PUBLIC || !crypto_core_ed25519_is_valid_point(bytes))
		return false;
	memcpy(out->bytes, bytes, PUBLIC);
	out->length = PUBLIC;
	return true;
}

static bool read_shared(const unsigned char *bytes, size_t length, struct nriseva_webhook_key *out)
{
	if (length < HMAC_LEAST || length > HMAC_MOST)
		return false;
	memcpy(out->bytes, bytes, length);
	out->length = length;
	return true;
}

static const struct {
	const char *prefix;
	enum nriseva_webhook_key_kind kind;
	bool (*read)(const unsigned char *, size_t, struct nriseva_webhook_key *);
} kinds[] = {
	{"whsk_", NRISEVA_WEBHOOK_KEY_SIGN, read_secret},
	{"whpk_", NRISEVA_WEBHOOK_KEY_PUBLIC, read_public},
	{"whsec_", NRISEVA_WEBHOOK_KEY_HMAC, read_shared},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

static bool read_as(size_t kind, const char *base64, struct nriseva_webhook_key *out)
{
	unsigned char bytes[HMAC_MOST];
	size_t length;
	bool good = sodium_base642bin(bytes, sizeof bytes, base64, strlen(base64), NULL, &length,
			    NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
		    kinds[kind].read(bytes, length, out);
	sodium_memzero(bytes, sizeof bytes);
	out->kind = kinds[kind].kind;
	return good;
}

enum nriseva_webhook_result nriseva_webhook_key_read(
	const char *text, struct nriseva_webhook_key *out)
{
	*out = (struct nriseva_webhook_key){.kind = NRISEVA_WEBHOOK_KEY_NONE};
	for (size_t i = 0; text && i < KIND_COUNT; i++) {
		size_t prefix = strlen(kinds[i].prefix);
		if (strncmp(text, kinds[i].prefix, prefix) != 0)
			continue;
		if (read_as(i, text + prefix, out))
			return NRISEVA_WEBHOOK_OK;
		sodium_memzero(out, sizeof *out);
	}
	return NRISEVA_WEBHOOK_BAD_KEY;
}

void nriseva_webhook_key_make(struct nriseva_webhook_key *out)
{
	unsigned char public[PUBLIC];
	*out = (struct nriseva_webhook_key){.kind = NRISEVA_WEBHOOK_KEY_SIGN};
	crypto_sign_keypair(public, out->bytes);
	out->length = sizeof out->bytes;
}

enum nriseva_webhook_result nriseva_webhook_key_write(
	const struct nriseva_webhook_key *key, char out[NRISEVA_WEBHOOK_KEY_TEXT_SIZE])
{
	out[0] = '\0';
	for (size_t i = 0; i < KIND_COUNT && key->length <= sizeof key->bytes; i++) {
		if (kinds[i].kind != key->kind)
			continue;
		size_t prefix = strlen(kinds[i].prefix);
		memcpy(out, kinds[i].prefix, prefix);
		sodium_bin2base64(out + prefix, NRISEVA_WEBHOOK_KEY_TEXT_SIZE - prefix, key->bytes,
			key->length, sodium_base64_VARIANT_ORIGINAL);
		return NRISEVA_WEBHOOK_OK;
	}
	return NRISEVA_WEBHOOK_BAD_KEY;
}

enum nriseva_webhook_result nriseva_webhook_key_public(
	const struct nriseva_webhook_key *key, struct nriseva_webhook_key *out)
{
	bool secret = key->kind == NRISEVA_WEBHOOK_KEY_SIGN;
	struct nriseva_webhook_key public = {.kind = NRISEVA_WEBHOOK_KEY_PUBLIC, .length = PUBLIC};
	if (!secret && key->kind != NRISEVA_WEBHOOK_KEY_PUBLIC)
		return NRISEVA_WEBHOOK_BAD_KEY;
	memcpy(public.bytes, key->bytes + (secret ? SEED : 0), PUBLIC);
	*out = public;
	return NRISEVA_WEBHOOK_OK;
}
