#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "webhook/message.h"

enum { BASE64 = sodium_base64_VARIANT_ORIGINAL };

/* Write one entry, NUL-terminated; gives its length, or 0 if the key cannot sign. */
static size_t write_entry(const struct nriseva_webhook_key *key, const struct message *message,
	char out[NRISEVA_WEBHOOK_ENTRY_SIZE])
{
	unsigned char signature[crypto_sign_BYTES];
	size_t length = crypto_sign_BYTES;
	const char *version = "v1a,";
	if (key->kind == NRISEVA_WEBHOOK_KEY_SIGN && key->length == crypto_sign_SECRETKEYBYTES) {
		crypto_sign_detached(signature, NULL, message->bytes, message->length, key->bytes);
	} else if (key->kind == NRISEVA_WEBHOOK_KEY_HMAC && key->length <= sizeof key->bytes) {
		version = "v1,";
		length = crypto_auth_hmacsha256_BYTES;
		message_hmac(message, key, signature);
	} else {
		return 0;
	}
	size_t prefix = strlen(version);
	memcpy(out, version, prefix);
	sodium_bin2base64(
		out + prefix, NRISEVA_WEBHOOK_ENTRY_SIZE - prefix, signature, length, BASE64);
	return prefix + strlen(out + prefix);
}

static enum nriseva_webhook_result write_entries(const struct nriseva_webhook_key *keys,
	size_t count, const struct message *message, char *out)
{
	size_t used = 0;
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			out[used++] = ' ';
		size_t length = write_entry(&keys[i], message, out + used);
		if (length == 0)
			return NRISEVA_WEBHOOK_BAD_KEY;
		used += length;
	}
	return NRISEVA_WEBHOOK_OK;
}

enum nriseva_webhook_result nriseva_webhook_sign(const struct nriseva_webhook_key *keys,
	size_t key_count, const char *id, int64_t timestamp, const void *body, size_t length,
	char *out, size_t out_size)
{
	char seconds[24];
	struct message message;
	if (out_size > 0)
		out[0] = '\0';
	if (key_count == 0)
		return NRISEVA_WEBHOOK_NO_KEYS;
	if (out_size / NRISEVA_WEBHOOK_ENTRY_SIZE < key_count)
		return NRISEVA_WEBHOOK_NO_ROOM;
	if (!id)
		return NRISEVA_WEBHOOK_MISSING_ID;
	snprintf(seconds, sizeof seconds, "%lld", (long long)timestamp);
	enum nriseva_webhook_result result = message_build(id, seconds, body, length, &message);
	if (result == NRISEVA_WEBHOOK_OK)
		result = write_entries(keys, key_count, &message, out);
	if (result != NRISEVA_WEBHOOK_OK)
		out[0] = '\0';
	return result;
}
